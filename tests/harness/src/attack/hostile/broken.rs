//! What never ends, or ends in nothing.

use std::{thread, time::Duration};

use anyhow::Result;

use super::{ANNOUNCED_BYTES, Hostile, PIECE_BYTES, begin_upload, piece};
use crate::network::http::{END, FORM, field};

const AGE_MAGIC: &[u8] = b"age-encryption.org/v1\n";
const GARBAGE_BYTES: usize = 200_000;
const HEADER_BYTES: usize = 1_000;
const HEADERS: usize = 63;

pub(super) fn slow_heads(hostile: &Hostile<'_>) -> Result<()> {
    let begin = || {
        let mut connection = hostile.source().connect()?;
        connection.write(b"GET /fr HTTP/1.1\r\nHost: ")?;
        Ok(connection)
    };
    hostile.hold(begin, b"x", Duration::from_secs(2))
}

pub(super) fn byte_a_minute(hostile: &Hostile<'_>) -> Result<()> {
    let begin = || {
        let mut connection = hostile.source().connect()?;
        connection.begin(&format!("POST /fr/send\n{FORM}"), ANNOUNCED_BYTES)?;
        Ok(connection)
    };
    hostile.hold(begin, b"-", Duration::from_secs(60))
}

pub(super) fn half_open_uploads(hostile: &Hostile<'_>) -> Result<()> {
    let begin = || {
        let (mut connection, path) = begin_upload(hostile, ANNOUNCED_BYTES)?;
        connection.begin(&piece(&path), ANNOUNCED_BYTES / 16)?;
        connection.write(AGE_MAGIC)?;
        connection.write(&vec![7; PIECE_BYTES])?;
        Ok(connection)
    };
    hostile.hold(begin, b"x", Duration::from_secs(30))
}

pub(super) fn garbage_envelopes(hostile: &Hostile<'_>) -> Result<()> {
    let mut garbage = AGE_MAGIC.to_vec();
    garbage.resize(GARBAGE_BYTES, 7);
    hostile.link.carry(GARBAGE_BYTES);
    hostile.source().upload(&garbage)?;
    // And what is no age file at all.
    hostile.source().upload(&vec![7; GARBAGE_BYTES])
}

pub(super) fn form_by_bytes(hostile: &Hostile<'_>) -> Result<()> {
    let (codename, receipt) = hostile.source().begin()?;
    let form = [
        field("receipt", &receipt),
        field("codename", &codename),
        field("message", &"m".repeat(PIECE_BYTES / 4)),
        END.to_vec(),
    ]
    .concat();
    let mut connection = hostile.source().connect()?;
    connection.begin(&format!("POST /fr/send\n{FORM}"), form.len() as u64)?;
    for byte in form {
        if !hostile.goes_on() {
            return Ok(());
        }
        connection.write(&[byte])?;
        // A cell of Tor's carries 498 bytes and takes about as long as this at full speed: one byte
        // in each is slower, not dearer.
        thread::sleep(Duration::from_millis(1));
    }
    connection.answer(false).map(drop)
}

pub(super) fn header_flood(hostile: &Hostile<'_>) -> Result<()> {
    let mut connection = hostile.source().connect()?;
    connection.write(b"GET /fr HTTP/1.1\r\nHost: x\r\n")?;
    let value = "v".repeat(HEADER_BYTES);
    for number in 0..HEADERS * 2 {
        connection.write(format!("X-{number}: {value}\r\n").as_bytes())?;
        if number % (PIECE_BYTES / HEADER_BYTES) == 0 {
            hostile.link.carry(PIECE_BYTES);
        }
    }
    connection.answer(false).map(drop)
}
