//! Circuits that want the door closed to others. Each sends at most what a circuit of the Tor
//! network carries.

mod broken;
mod rivals;

use std::{
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use super::{Battle, link::Link, visit::Luggage};
use crate::{
    network::http::{Connection, Door},
    people::source::{Source, piece_head},
};

/// The first circuit of theirs: honest ones have lower numbers.
const FIRST_CIRCUIT: u32 = 0x8000_0000;
/// Most bytes a second by one circuit, a fast one (Tor carries 70 to 400 kB/s), and by all.
const CIRCUIT_PACE: u32 = 400_000;
const CROWD_PACE: u32 = 40_000_000;
/// What is sent at once.
const PIECE_BYTES: usize = 16_384;
/// How many connections a circuit has where it holds them open.
const HELD: u32 = 6;
/// How long an answer is waited for by those who do not behave as sources do.
const PATIENCE: Duration = Duration::from_secs(1);
/// Before one that was cut begins anew.
const PAUSE: Duration = Duration::from_millis(500);
/// What a form or an upload says that it will bring.
const ANNOUNCED_BYTES: u64 = 64 * 1024 * 1024;
/// A crowd has thousands of threads, which do little.
const STACK_BYTES: usize = 256 * 1_024;

/// A way to be a nuisance, once; it goes on until something ends it.
pub struct Kind {
    /// Its name, which [`Battle::only`] takes.
    pub name: &'static str,
    act: fn(&Hostile<'_>) -> Result<()>,
}

/// How many kinds there are.
pub const KINDS_COUNT: u32 = 15;

/// In turns, from circuit to circuit.
pub const KINDS: [Kind; KINDS_COUNT as usize] = [
    kind("heads that never end", broken::slow_heads),
    kind("a byte a minute", broken::byte_a_minute),
    kind("uploads left half open", broken::half_open_uploads),
    kind("garbage for envelopes", broken::garbage_envelopes),
    kind("forms a byte at a time", broken::form_by_bytes),
    kind("floods of header fields", broken::header_flood),
    kind("large forms", rivals::large_form),
    kind("large uploads", rivals::large_upload),
    kind("who leaves and comes again", rivals::come_again),
    kind(WORST[0], rivals::downloads),
    kind(WORST[1], rivals::held_form),
    kind(WORST[2], rivals::fast_form),
    kind(WORST[3], rivals::two_uploads),
    kind(WORST[4], rivals::left_form),
    kind(WORST[5], rivals::mimic),
];

/// The worst of those who have read the policy, by name.
pub const WORST: [&str; 6] = [
    "downloads by six connections",
    "forms as slow as is borne",
    "forms as fast as the circuit",
    "two fast uploads",
    "forms left before they are judged",
    "uploads like honest ones",
];

const fn kind(name: &'static str, act: fn(&Hostile<'_>) -> Result<()>) -> Kind {
    Kind { name, act }
}

/// All of them.
pub(super) struct Crowd<'a> {
    door: &'a Door,
    kinds: Vec<&'a Kind>,
    members: u32,
    luggage: &'a Luggage,
    over: &'a AtomicBool,
    fresh: u32,
    /// Circuits that were made after the first wave.
    made: AtomicU32,
}

/// One circuit.
struct Hostile<'a> {
    door: Door,
    link: Link,
    luggage: &'a Luggage,
    over: &'a AtomicBool,
}

impl<'a> Crowd<'a> {
    pub(super) fn new(
        door: &'a Door,
        battle: &Battle<'_>,
        luggage: &'a Luggage,
        over: &'a AtomicBool,
    ) -> Self {
        let is_asked = |kind: &&Kind| battle.only.is_none_or(|name| name == kind.name);
        Self {
            door,
            kinds: KINDS.iter().filter(is_asked).collect(),
            members: battle.hostile,
            luggage,
            over,
            fresh: battle.fresh,
            made: AtomicU32::new(0),
        }
    }

    /// Until it is over. Tells how often each kind began.
    pub(super) fn attack(&self) -> Vec<(&'static str, u64)> {
        let begun = Instant::now();
        let mut all: Vec<_> = self.kinds.iter().map(|kind| (kind.name, 0)).collect();
        thread::scope(|scope| {
            let mut running = Vec::new();
            for (number, at) in (0..self.members).zip((0..self.kinds.len()).cycle()) {
                let act = self.kinds.get(at).map(|kind| kind.act);
                let member = thread::Builder::new()
                    .stack_size(STACK_BYTES)
                    .spawn_scoped(scope, move || self.member(number, act, begun));
                if let Ok(member) = member {
                    running.push((at, member));
                }
            }
            for (at, member) in running {
                if let (Ok(begun), Some((_, all))) = (member.join(), all.get_mut(at)) {
                    *all += begun;
                }
            }
        });
        all
    }

    fn member(
        &self,
        number: u32,
        act: Option<fn(&Hostile<'_>) -> Result<()>>,
        since: Instant,
    ) -> u64 {
        let (mut circuit, mut begun) = (FIRST_CIRCUIT + number, 0);
        let pace = CIRCUIT_PACE.min(CROWD_PACE / self.members.max(1));
        while let Some(act) = act
            && !self.over.load(Ordering::Relaxed)
        {
            begun += 1;
            let hostile = Hostile {
                door: self.door.by_circuit(circuit),
                link: Link {
                    latency: PAUSE,
                    pace: Some(pace),
                },
                luggage: self.luggage,
                over: self.over,
            };
            // Whatever ended it, it begins anew: by a new circuit where there is one to be had.
            drop(act(&hostile));
            thread::sleep(PAUSE);
            circuit = self.new_circuit(since).unwrap_or(circuit);
        }
        begun
    }

    fn new_circuit(&self, since: Instant) -> Option<u32> {
        let most = u64::from(self.fresh) * since.elapsed().as_secs();
        let made = |made: u32| (u64::from(made) < most).then_some(made + 1);
        let before = self
            .made
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, made);
        Some(FIRST_CIRCUIT + self.members + before.ok()?)
    }
}

impl Hostile<'_> {
    fn goes_on(&self) -> bool {
        !self.over.load(Ordering::Relaxed)
    }

    fn source(&self) -> Source {
        Source::at(self.door.clone()).with_patience(PATIENCE)
    }

    /// Holds connections open, each told the next word of what it says every so often.
    fn hold(
        &self,
        begin: impl Fn() -> Result<Connection>,
        word: &[u8],
        every: Duration,
    ) -> Result<()> {
        let mut held = (0..HELD).map(|_| begin()).collect::<Result<Vec<_>>>()?;
        let mut next = Instant::now() + every;
        while self.goes_on() {
            thread::sleep(PATIENCE);
            if Instant::now() >= next {
                next += every;
                for connection in &mut held {
                    connection.write(word)?;
                }
            }
        }
        Ok(())
    }

    /// Pours bytes into a connection, as fast as this line carries them.
    fn pour(&self, connection: &mut Connection, link: Link, mut bytes: u64) -> Result<()> {
        let piece = vec![7; PIECE_BYTES];
        while bytes > 0 {
            let now = bytes.min(PIECE_BYTES as u64);
            let piece = piece.get(..usize::try_from(now)?).unwrap_or_default();
            link.send(connection, piece, &|| self.goes_on())?;
            bytes -= now;
        }
        Ok(())
    }
}

/// Begins an upload of so many bytes.
fn begin_upload(hostile: &Hostile<'_>, bytes: u64) -> Result<(Connection, String)> {
    let mut connection = hostile.source().connect()?;
    let head = format!("POST /upload\nUpload-Complete: ?0\nUpload-Length: {bytes}");
    let answer = connection.request(&head, b"")?;
    let path = answer.header("location").context("a place")?.to_owned();
    Ok((connection, path))
}

fn piece(path: &str) -> String {
    piece_head(path, 0, false)
}
