//! A small crowd, each of it on a circuit of tor's own, while honest sources come through theirs.
//! `floods.rs` and `tests/bench attack` have the large one.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use sourdine_harness::{
    attack::{Battle, Ways, fight},
    network::tor::Client,
    people::desk::Desk,
    traces::canary::Canaries,
};

use crate::{stage::Stage, traces::Before};

/// Each kind of nuisance once.
const BATTLE: Battle = Battle {
    hostile: 11,
    honest: 2,
    quiet: Duration::from_secs(2),
    attack: Duration::from_secs(12),
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
        hostile: &hostile,
    };
    let before = Before::of(&stage.service)?;
    let outcome = fight(
        &stage.server,
        ways,
        &Desk::new()?,
        BATTLE,
        &std::env::temp_dir(),
    )?;
    for phase in [&outcome.quiet, &outcome.attack, &outcome.after] {
        ensure!(!phase.confirmed.is_empty(), "nobody came: {outcome:?}");
        ensure!(phase.failed.is_empty(), "{outcome:?}");
        println!(
            "{} honest visits, 95 of 100 within {:.1} s",
            phase.confirmed.len(),
            phase.percentile(PERCENTILE).as_secs_f64()
        );
    }
    let begun = outcome.hostile.iter().all(|(_, begun)| *begun > 0);
    ensure!(begun, "{outcome:?}");
    for (kind, begun) in &outcome.hostile {
        println!("{kind}: begun {begun} times");
    }
    ensure!(stage.source.ask(onion, "GET /fr")?.status == 200, "no page");
    before.is_unchanged(&stage.service)?;
    forgotten(stage, &outcome.mark)
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
