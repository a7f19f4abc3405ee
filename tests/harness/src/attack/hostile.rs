//! Circuits that want the door closed to others. Each sends at most what a circuit of the Tor
//! network carries.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use crate::{
    network::http::{Connection, Door, END, FORM, field, file_head},
    people::source::Source,
};

/// The first circuit of theirs: honest ones have lower numbers.
const FIRST_CIRCUIT: u32 = 0x8000_0000;
/// Most bytes a second by one circuit: a fast one (Tor carries 70 to 400 kB/s).
const BYTES_A_SECOND: usize = 400_000;
/// What is sent at once,
const PIECE_BYTES: usize = 16_384;
/// and how long a circuit takes for so much.
const BEAT: Duration = Duration::from_millis(PIECE_BYTES as u64 * 1_000 / BYTES_A_SECOND as u64);
/// How many connections a circuit has where it holds them open.
const HELD: usize = 6;
/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(1);
/// What a form or an upload says that it will bring.
const ANNOUNCED_BYTES: u64 = 64 * 1024 * 1024;
const AGE_MAGIC: &[u8] = b"age-encryption.org/v1\n";
const GARBAGE_BYTES: usize = 200_000;
const HEADER_BYTES: usize = 1_000;
const HEADERS: usize = 63;

/// A way to be a nuisance, once; it goes on until something ends it.
pub(super) struct Kind {
    pub(super) name: &'static str,
    act: fn(&Hostile<'_>) -> Result<()>,
}

/// In turns, from circuit to circuit.
pub(super) const KINDS: [Kind; 11] = [
    kind("heads that never end", slow_heads),
    kind("a byte a minute", byte_a_minute),
    kind("uploads left half open", half_open_uploads),
    kind("garbage for envelopes", garbage_envelopes),
    kind("forms a byte at a time", form_by_bytes),
    kind("floods of header fields", header_flood),
    kind("large forms", large_form),
    kind("large uploads", large_upload),
    kind("downloads by six connections", downloads),
    kind("who leaves and comes again", come_again),
    kind("two fast uploads", two_uploads),
];

const fn kind(name: &'static str, act: fn(&Hostile<'_>) -> Result<()>) -> Kind {
    Kind { name, act }
}

/// One circuit.
struct Hostile<'a> {
    door: Door,
    over: &'a AtomicBool,
}

/// Until it is over. Tells how often it began.
pub(super) fn attack(door: &Door, number: u32, over: &AtomicBool) -> u64 {
    let hostile = Hostile {
        door: door.by_circuit(FIRST_CIRCUIT + number),
        over,
    };
    let kinds = u32::try_from(KINDS.len()).unwrap_or(1);
    let Some(kind) = KINDS.get((number % kinds) as usize) else {
        return 0;
    };
    let mut begun = 0;
    while hostile.goes_on() {
        begun += 1;
        // Whatever ended it, it begins anew.
        drop((kind.act)(&hostile));
        thread::sleep(BEAT);
    }
    begun
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

    /// Pours bytes into a connection, as fast as a circuit carries them.
    fn pour(&self, connection: &mut Connection, mut bytes: u64) -> Result<()> {
        let piece = vec![7; PIECE_BYTES];
        while bytes > 0 && self.goes_on() {
            let now = bytes.min(PIECE_BYTES as u64);
            connection.write(piece.get(..usize::try_from(now)?).unwrap_or_default())?;
            bytes -= now;
            thread::sleep(BEAT);
        }
        Ok(())
    }
}

fn slow_heads(hostile: &Hostile<'_>) -> Result<()> {
    let begin = || {
        let mut connection = hostile.source().connect()?;
        connection.write(b"GET /fr HTTP/1.1\r\nHost: ")?;
        Ok(connection)
    };
    hostile.hold(begin, b"x", Duration::from_secs(2))
}

fn byte_a_minute(hostile: &Hostile<'_>) -> Result<()> {
    let begin = || {
        let mut connection = hostile.source().connect()?;
        connection.begin(&format!("POST /fr/send\n{FORM}"), ANNOUNCED_BYTES)?;
        Ok(connection)
    };
    hostile.hold(begin, b"-", Duration::from_secs(60))
}

fn half_open_uploads(hostile: &Hostile<'_>) -> Result<()> {
    let begin = || {
        let (mut connection, path) = upload(hostile, ANNOUNCED_BYTES)?;
        connection.begin(&piece(&path), ANNOUNCED_BYTES / 16)?;
        connection.write(AGE_MAGIC)?;
        connection.write(&vec![7; PIECE_BYTES])?;
        Ok(connection)
    };
    hostile.hold(begin, b"x", Duration::from_secs(30))
}

fn garbage_envelopes(hostile: &Hostile<'_>) -> Result<()> {
    let mut garbage = AGE_MAGIC.to_vec();
    garbage.resize(GARBAGE_BYTES, 7);
    thread::sleep(BEAT * u32::try_from(GARBAGE_BYTES / PIECE_BYTES)?);
    hostile.source().upload(&garbage)?;
    // And what is no age file at all.
    hostile.source().upload(&vec![7; GARBAGE_BYTES])
}

fn form_by_bytes(hostile: &Hostile<'_>) -> Result<()> {
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

fn header_flood(hostile: &Hostile<'_>) -> Result<()> {
    let mut connection = hostile.source().connect()?;
    connection.write(b"GET /fr HTTP/1.1\r\nHost: x\r\n")?;
    let value = "v".repeat(HEADER_BYTES);
    for number in 0..HEADERS * 2 {
        connection.write(format!("X-{number}: {value}\r\n").as_bytes())?;
        if number % (PIECE_BYTES / HEADER_BYTES) == 0 {
            thread::sleep(BEAT);
        }
    }
    connection.answer(false).map(drop)
}

fn large_form(hostile: &Hostile<'_>) -> Result<()> {
    let (codename, receipt) = hostile.source().begin()?;
    let start = [
        field("receipt", &receipt),
        field("codename", &codename),
        file_head("large.bin"),
    ]
    .concat();
    let end = [b"\r\n", END].concat();
    let mut connection = hostile.source().connect()?;
    let length = start.len() as u64 + ANNOUNCED_BYTES / 16 + end.len() as u64;
    connection.begin(&format!("POST /fr/send\n{FORM}"), length)?;
    connection.write(&start)?;
    hostile.pour(&mut connection, ANNOUNCED_BYTES / 16)?;
    connection.write(&end)?;
    connection.answer(false).map(drop)
}

fn large_upload(hostile: &Hostile<'_>) -> Result<()> {
    let (mut connection, path) = upload(hostile, ANNOUNCED_BYTES)?;
    let bytes = ANNOUNCED_BYTES / 16;
    connection.begin(&piece(&path), bytes)?;
    connection.write(AGE_MAGIC)?;
    hostile.pour(&mut connection, bytes - AGE_MAGIC.len() as u64)?;
    connection.answer(false).map(drop)
}

/// Fast, and greedy: each connection asks for the script again and again.
fn downloads(hostile: &Hostile<'_>) -> Result<()> {
    thread::scope(|scope| {
        let held: Vec<_> = (0..HELD)
            .map(|_| {
                scope.spawn(|| {
                    let mut connection = hostile.source().connect()?;
                    while hostile.goes_on() {
                        connection.request("GET /sourdine.js", b"")?;
                        thread::sleep(BEAT);
                    }
                    Ok::<_, anyhow::Error>(())
                })
            })
            .collect();
        // One that is cut begins anew with the others.
        for connection in held {
            drop(connection.join());
        }
    });
    Ok(())
}

/// Gone before it is judged, and there again: on new connections of the same circuit.
fn come_again(hostile: &Hostile<'_>) -> Result<()> {
    let held = (0..HELD)
        .map(|_| hostile.source().connect())
        .collect::<Result<Vec<_>>>()?;
    for mut connection in held {
        connection.request("GET /fr", b"")?;
    }
    Ok(())
}

fn two_uploads(hostile: &Hostile<'_>) -> Result<()> {
    thread::scope(|scope| {
        for upload in [(); 2].map(|()| scope.spawn(|| large_upload(hostile))) {
            drop(upload.join());
        }
    });
    Ok(())
}

/// Begins an upload of so many bytes.
fn upload(hostile: &Hostile<'_>, bytes: u64) -> Result<(Connection, String)> {
    let mut connection = hostile.source().connect()?;
    let head = format!("POST /upload\nUpload-Complete: ?0\nUpload-Length: {bytes}");
    let answer = connection.request(&head, b"")?;
    let path = answer.header("location").context("a place")?.to_owned();
    Ok((connection, path))
}

fn piece(path: &str) -> String {
    crate::people::source::piece_head(path, 0, false)
}
