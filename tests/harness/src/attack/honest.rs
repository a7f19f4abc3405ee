//! Sources who have something to say: one without script, the next with.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use sourdine_protocol::wire::{ROSTER_PATH, SCRIPT_PATH};

use crate::{
    network::http::{Door, another_circuit, field},
    people::desk::Desk,
    people::source::Source,
    traces::canary_content::mark,
};

/// A message of 4 KiB.
const MESSAGE_BYTES: usize = 4_096;
/// From the end of one visit to the next, at one place: the first starts a part of it later than
/// its neighbour.
const PAUSE: Duration = Duration::from_millis(500);
const PLACES: u32 = 7;

/// What they send.
pub(super) struct Letters {
    /// A word that nobody else says, of which their message is made.
    pub(super) mark: String,
    message: String,
    sealed: Vec<u8>,
}

impl Letters {
    pub(super) fn new(desk: &Desk) -> Result<Self> {
        let mark = mark()?;
        let mut message = mark.repeat(MESSAGE_BYTES.div_ceil(mark.len()));
        message.truncate(MESSAGE_BYTES);
        let sealed = desk.seal(&message, &[])?;
        Ok(Self {
            mark,
            message,
            sealed,
        })
    }
}

/// So many at once, one after another at each place, for so long.
pub(super) fn visits(
    door: &Door,
    letters: &Letters,
    at_once: u32,
    time: Duration,
) -> Vec<Result<Duration>> {
    let end = Instant::now() + time;
    thread::scope(|scope| {
        let places: Vec<_> = (0..at_once)
            .map(|place| {
                scope.spawn(move || {
                    let mut met = Vec::new();
                    thread::sleep(PAUSE * (place % PLACES) / PLACES);
                    while Instant::now() < end {
                        met.push(visit(door, letters, met.len() % 2 == 0));
                        thread::sleep(PAUSE);
                    }
                    met
                })
            })
            .collect();
        places
            .into_iter()
            .filter_map(|place| place.join().ok())
            .flatten()
            .collect()
    })
}

/// How long a whole visit takes, by a circuit of its own.
fn visit(door: &Door, letters: &Letters, with_script: bool) -> Result<Duration> {
    let source = Source::at(door.by_circuit(another_circuit()));
    let begun = Instant::now();
    ensure!(source.ask("GET /fr", b"")?.status == 200, "no page");
    if with_script {
        for path in [SCRIPT_PATH, ROSTER_PATH] {
            ensure!(
                source.ask(&format!("GET {path}"), b"")?.status == 200,
                "no {path}"
            );
        }
        source.upload(&letters.sealed)?;
    } else {
        let (codename, receipt) = source.begin()?;
        let sent = source.send(&codename, &receipt, &[field("message", &letters.message)])?;
        ensure!(sent.status == 200, "the form: {sent:?}");
    }
    Ok(begun.elapsed())
}
