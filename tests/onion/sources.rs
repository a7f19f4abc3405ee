//! Firefox, at Tor Browser's three levels, sends to the onion.

use anyhow::{Context, Result, ensure};
use sourdine_harness::{
    browser::{Browser, Story, play, text},
    people::submission::Submission,
};

use crate::stage::Stage;

const MEGABYTES: usize = 5;
const LEVELS: [Browser; 3] = [
    Browser::FirefoxStandard,
    Browser::FirefoxSafer,
    Browser::FirefoxSafest,
];

/// At each level, and each time alice opens what was sent.
pub(crate) fn send_at_three_levels(stage: &mut Stage) -> Result<()> {
    for level in LEVELS {
        sends(stage, level).with_context(|| format!("{level:?}"))?;
    }
    Ok(())
}

/// Alice sees from outside, through her tor, that sources are served what release and roster make.
pub(crate) fn the_page_is_audited(stage: &mut Stage) -> Result<()> {
    let (origin, manifest) = (stage.origin(), stage.manifest.display().to_string());
    let audit = [
        "audit",
        &origin,
        "--manifest",
        &manifest,
        "--unsigned",
        "--looks",
        "2",
        "--pauses",
        "1",
    ];
    let told = stage.alice.machine.told(&audit)?;
    ensure!(told.get("same") == Some(&true.into()), "{told}");
    Ok(())
}

fn sends(stage: &Stage, level: Browser) -> Result<()> {
    let submission = Submission::of_megabytes(MEGABYTES)?;
    let (name, heading, protection) = if level.has_script() {
        ("sendWithScript", "/heading", "Scellé dans ce navigateur")
    } else {
        (
            "sendWithoutScript",
            "/answers/0/heading",
            "Scellé par le serveur",
        )
    };
    let story = Story {
        proxy: Some(stage.source.socks()),
        ..submission.story(name, level, stage.origin())
    };
    let seen = play(&story)?;
    ensure!(text(&seen, heading)? == "C’est arrivé, scellé.", "{seen}");
    ensure!(text(&seen, "/protection")? == protection, "{seen}");
    stage.alice_opens(&submission).map(drop)
}
