//! A small crowd, each of it on a circuit of tor's own, while honest sources come through theirs.
//! `floods.rs` and `tests/bench attack` have the large one.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use sourdine_harness::{
    attack::{Battle, KINDS_COUNT, Link, Visit, WORST, Ways, fight},
    network::tor::Client,
    people::desk::Desk,
    traces::canary::Canaries,
};

use crate::{stage::Stage, traces::Before};

/// Each kind of nuisance once.
const EACH: Battle<'_> = Battle {
    hostile: KINDS_COUNT,
    only: None,
    fresh: 0,
    alone: &[(Visit::Letter, 1), (Visit::SealedLetter, 1)],
    honest: &[(Visit::Letter, 1), (Visit::SealedLetter, 1)],
    quiet: Duration::from_secs(2),
    before: Duration::ZERO,
    attack: Duration::from_secs(12),
};
/// As many as closed the door of 0.1, where 88 without a network between them were enough.
const DOWNLOADS: Battle<'_> = Battle {
    hostile: 92,
    only: Some(WORST[0]),
    fresh: 0,
    alone: &[(Visit::Page, 2), (Visit::Letter, 2)],
    honest: &[(Visit::Page, 2), (Visit::Letter, 2)],
    quiet: Duration::from_secs(2),
    before: Duration::ZERO,
    attack: Duration::from_secs(30),
};
const PERCENTILE: usize = 95;
/// What every address begins with by which tor names a circuit.
const CIRCUITS: &str = "fc00:dead:beef:4dad:";
const CIRCUITS_BYTES: [u8; 8] = [0xfc, 0x00, 0xde, 0xad, 0xbe, 0xef, 0x4d, 0xad];
/// When nothing may be left of anybody.
const FORGOTTEN: Duration = Duration::from_secs(5);
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Every honest visit ends in a confirmation, before, during and after; then nothing of them or of
/// tor's lines is left.
pub(crate) fn honest_sources_get_through(stage: &Stage) -> Result<()> {
    let crowd = Client::start(&stage.network, "crowd", None)?;
    let onion = &stage.service.sources;
    let (honest, hostile) = (stage.source.door(onion), crowd.door(onion));
    let ways = Ways {
        honest: &honest,
        link: Link::BARE,
        hostile: &hostile,
    };
    let before = Before::of(&stage.service)?;
    let mut marks = Vec::new();
    for battle in [EACH, DOWNLOADS] {
        let outcome = fight(&stage.server, ways, &Desk::new()?, battle)?;
        for phase in [&outcome.quiet, &outcome.attack, &outcome.after] {
            for (visit, met) in phase {
                let all_well = !met.confirmed.is_empty() && met.failed.is_empty();
                ensure!(all_well, "{} beside {battle:?}: {outcome:?}", visit.name());
                println!(
                    "{} beside {}: {} visits, 95 of 100 within {:.1} s",
                    visit.name(),
                    battle.hostile,
                    met.visits(),
                    met.percentile(PERCENTILE).as_secs_f64()
                );
            }
        }
        for (kind, begun) in &outcome.hostile {
            ensure!(*begun > 0, "{kind}: {outcome:?}");
            println!("{kind}: begun {begun} times");
        }
        marks.push(outcome.mark);
    }
    ensure!(stage.source.ask(onion, "GET /fr")?.status == 200, "no page");
    before.is_unchanged(&stage.service)?;
    marks.iter().try_for_each(|mark| forgotten(stage, mark))
}

fn forgotten(stage: &Stage, mark: &str) -> Result<()> {
    let search = Canaries::default()
        .text("message", mark)
        .text("circuit", CIRCUITS)
        .bytes("circuit", &CIRCUITS_BYTES)
        .search()?;
    let until = Instant::now() + FORGOTTEN;
    loop {
        let left = search.memory(stage.server.pid())?;
        if left.is_empty() {
            return Ok(());
        }
        ensure!(Instant::now() < until, "in memory: {left:?}");
        thread::sleep(LOOK_AGAIN);
    }
}
