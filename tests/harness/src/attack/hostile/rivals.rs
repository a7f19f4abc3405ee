//! What the server would serve: visits that take as much as they can get.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;

use super::{ANNOUNCED_BYTES, HELD, Hostile, STACK_BYTES, begin_upload, piece};
use crate::{
    attack::{
        link::Link,
        visit::{self, Visit},
    },
    network::http::{Connection, END, FORM, field, file_head},
};

const AGE_MAGIC: &[u8] = b"age-encryption.org/v1\n";
/// What ends well is a sixteenth of what is announced otherwise.
const LARGE_BYTES: u64 = ANNOUNCED_BYTES / 16;
/// The slowest that is borne is 16 KiB in 90 s.
const LEAST_PACE: u32 = 200;
/// A body's first 40 s are its circuit's own.
const UNJUDGED: Duration = Duration::from_secs(35);
/// How long an answer is waited for: one that waits for its turn is told after two minutes.
const ANSWERED: Duration = Duration::from_secs(150);

pub(super) fn large_form(hostile: &Hostile<'_>) -> Result<()> {
    form(hostile, hostile.link, LARGE_BYTES)
}

/// Never ends while the attack lasts.
pub(super) fn fast_form(hostile: &Hostile<'_>) -> Result<()> {
    form(hostile, hostile.link, ANNOUNCED_BYTES)
}

pub(super) fn held_form(hostile: &Hostile<'_>) -> Result<()> {
    form(hostile, hostile.link.at_most(LEAST_PACE), ANNOUNCED_BYTES)
}

/// Gone before it is judged, and there again.
pub(super) fn left_form(hostile: &Hostile<'_>) -> Result<()> {
    let mut connection = begin_form(hostile, ANNOUNCED_BYTES)?;
    let end = Instant::now() + UNJUDGED;
    let link = hostile.link.at_most(Link::TOR.pace.unwrap_or_default());
    let goes_on = || hostile.goes_on() && Instant::now() < end;
    link.send(
        &mut connection,
        &vec![7; usize::try_from(LARGE_BYTES)?],
        &goes_on,
    )
}

pub(super) fn mimic(hostile: &Hostile<'_>) -> Result<()> {
    let link = hostile.link.at_most(Link::TOR.pace.unwrap_or_default());
    let goes_on = || hostile.goes_on();
    visit::make(
        Visit::Upload,
        &hostile.door,
        link,
        hostile.luggage,
        &goes_on,
    )
    .map(drop)
}

pub(super) fn large_upload(hostile: &Hostile<'_>) -> Result<()> {
    upload(hostile, hostile.link)
}

pub(super) fn two_uploads(hostile: &Hostile<'_>) -> Result<()> {
    let half = hostile
        .link
        .at_most(hostile.link.pace.unwrap_or_default() / 2);
    at_once(2, || drop(upload(hostile, half)));
    Ok(())
}

/// Fast, and greedy: each connection asks for the script again and again, and comes again when it
/// is cut.
pub(super) fn downloads(hostile: &Hostile<'_>) -> Result<()> {
    let part = hostile
        .link
        .at_most(hostile.link.pace.unwrap_or_default() / HELD);
    let ask = || {
        let mut connection = hostile.source().connect()?;
        connection.wait_for(ANSWERED)?;
        while hostile.goes_on() {
            let answer = connection.request("GET /sourdine.js", b"")?;
            part.carry(answer.body.len());
        }
        Ok::<_, anyhow::Error>(())
    };
    at_once(HELD, || {
        while hostile.goes_on() {
            drop(ask());
            thread::sleep(hostile.link.latency);
        }
    });
    Ok(())
}

/// On new connections of the same circuit.
pub(super) fn come_again(hostile: &Hostile<'_>) -> Result<()> {
    let held = (0..HELD)
        .map(|_| hostile.source().connect())
        .collect::<Result<Vec<_>>>()?;
    for mut connection in held {
        connection.request("GET /fr", b"")?;
    }
    Ok(())
}

fn at_once(lines: u32, act: impl Fn() + Sync) {
    thread::scope(|scope| {
        for _ in 0..lines {
            let line = thread::Builder::new().stack_size(STACK_BYTES);
            // One that cannot be begun is one less.
            drop(line.spawn_scoped(scope, &act));
        }
    });
}

fn begin_form(hostile: &Hostile<'_>, bytes: u64) -> Result<Connection> {
    let (codename, receipt) = hostile.source().begin()?;
    let start = [
        field("receipt", &receipt),
        field("codename", &codename),
        file_head("large.bin"),
    ]
    .concat();
    let mut connection = hostile.source().connect()?;
    connection.wait_for(ANSWERED)?;
    let length = start.len() as u64 + bytes + end_of_form().len() as u64;
    connection.begin(&format!("POST /fr/send\n{FORM}"), length)?;
    connection.write(&start)?;
    Ok(connection)
}

fn form(hostile: &Hostile<'_>, link: Link, bytes: u64) -> Result<()> {
    let mut connection = begin_form(hostile, bytes)?;
    hostile.pour(&mut connection, link, bytes)?;
    connection.write(&end_of_form())?;
    connection.answer(false).map(drop)
}

fn end_of_form() -> Vec<u8> {
    [b"\r\n", END].concat()
}

fn upload(hostile: &Hostile<'_>, link: Link) -> Result<()> {
    let (mut connection, path) = begin_upload(hostile, ANNOUNCED_BYTES)?;
    connection.wait_for(ANSWERED)?;
    connection.begin(&piece(&path), LARGE_BYTES)?;
    connection.write(AGE_MAGIC)?;
    hostile.pour(&mut connection, link, LARGE_BYTES - AGE_MAGIC.len() as u64)?;
    connection.answer(false).map(drop)
}
