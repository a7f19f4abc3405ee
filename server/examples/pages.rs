//! Writes every page, compressed as it is served, to a folder for `page/tests/preview.mjs`:
//! `cargo run -p sourdine-server --example pages -- FOLDER [ROSTER.json]`.

#![expect(
    clippy::disallowed_methods,
    reason = "public pages, on a developer's machine"
)]

use std::{env, fs, path::Path};

use anyhow::{Context, Result};
use sourdine_protocol::{
    codename::Codename,
    envelope::hybrid::HybridIdentity,
    release::DeskState,
    roster::{Editor, Roster, SignedRoster},
    text::Language,
    wire::SUBMISSION_MAX_BYTES,
};
use sourdine_server::doors::sources::pages::{
    PageSettings, Pages, SubmissionSummary, table::PageId,
};

fn main() -> Result<()> {
    let mut arguments = env::args_os().skip(1);
    let folder = arguments.next().context("name a folder")?;
    let roster = match arguments.next() {
        Some(path) => SignedRoster::from_json(&fs::read(path)?)?,
        None => invented()?,
    };
    let pages = Pages::render(PageSettings {
        roster: &roster,
        submission_max_bytes: SUBMISSION_MAX_BYTES,
    })?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let write = |name: &str, body: &[u8]| fs::write(folder.join(name), body);
    write("sourdine.js.gz", &pages.script().body)?;
    write("roster.gz", &pages.roster().body)?;
    write("editors.txt.gz", &pages.recipients().body)?;
    write("editors.asc.gz", &pages.certificates().body)?;
    write("policy", pages.content_security_policy().as_bytes())?;
    for language in Language::ALL {
        let write = |name: &str, body: &[u8]| write(&format!("{language}-{name}.html.gz"), body);
        for &id in PageId::ALL {
            let name = match id.name() {
                "" => "landing",
                name => name,
            };
            write(name, &pages.page(id, language).body)?;
        }
        for &state in DeskState::ALL {
            let name = format!("landing-{}", state.name());
            write(&name, &pages.first_page(language, state).body)?;
        }
        let words = Codename::from_entropy(&[0xc5; 16]).words(language);
        write("begin", &pages.begin(language, &words, &"5e".repeat(16))?)?;
        let summary = SubmissionSummary {
            message: true,
            message_sealed: false,
            files: 4,
            age: 1,
            openpgp: 1,
            spoiled: 1,
        };
        write("confirmation", &pages.confirmation(language, summary)?)?;
    }
    Ok(())
}

/// A desk of two editors whose identities are made from the byte 1 and the byte 2, each 32 times.
fn invented() -> Result<SignedRoster> {
    let editors = [(1, "alice"), (2, "basile")].map(|(seed, name)| Editor {
        name: name.to_owned(),
        recipient: HybridIdentity::from_seed(&[seed; 32]).to_recipient(),
        certificate: "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n-----END PGP PUBLIC KEY BLOCK-----\n"
            .to_owned(),
    });
    let desk = "Observatoire de la Technopolice".to_owned();
    let roster = Roster::new(
        1,
        desk,
        "2099-12-31".parse()?,
        String::new(),
        editors.into(),
    )?;
    Ok(SignedRoster::new(roster.to_text()?, String::new()))
}
