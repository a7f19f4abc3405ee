//! One visit by a browser, on one circuit and one connection that is kept alive.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use sourdine_protocol::wire::{PIECE_BYTES, ROSTER_PATH, SCRIPT_PATH};

use super::link::Link;
use crate::{
    network::http::{Answer, Connection, Door, END, FORM, field, file_head},
    people::{desk::Desk, source::hidden, source::piece_head},
    traces::canary_content::mark,
};

/// A message of 4 KiB.
const MESSAGE_BYTES: usize = 4_096;
/// The file of a form, and of an upload with script.
const FORM_BYTES: usize = 2_000_000;
const UPLOAD_BYTES: usize = 5_000_000;
/// How often a browser, or the one before it, asks again; a form with a file is sent once.
const TRIES: u32 = 3;
const ASK_AGAIN: Duration = Duration::from_secs(1);
/// Longer than the server lets one wait for a turn.
const PATIENCE: Duration = Duration::from_secs(180);
/// The page's pauses before it goes on with an upload; begun anew at each headway.
const PAUSES: [u64; 10] = [1, 2, 4, 8, 15, 30, 30, 60, 60, 60];
const STORED: Option<&str> = Some("?1");

/// What a source comes for.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Visit {
    /// The first page.
    Page,
    /// A message of 4 KiB, without script.
    Letter,
    /// The same with script.
    SealedLetter,
    /// A file of 2 MB without script, sent once.
    Form,
    /// A file of 5 MB with script.
    Upload,
}

impl Visit {
    /// What it is called in figures.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Letter => "letter of 4 KiB",
            Self::SealedLetter => "the same with script",
            Self::Form => "form of 2 MB, sent once",
            Self::Upload => "upload of 5 MB with script",
        }
    }
}

/// What sources bring.
pub(super) struct Luggage {
    /// A word that nobody else says, of which messages are made.
    pub(super) mark: String,
    message: String,
    sealed_letter: Vec<u8>,
    sealed_file: Vec<u8>,
}

impl Luggage {
    pub(super) fn new(desk: &Desk) -> Result<Self> {
        let mark = mark()?;
        let mut message = mark.repeat(MESSAGE_BYTES.div_ceil(mark.len()));
        message.truncate(MESSAGE_BYTES);
        let file = vec![7; UPLOAD_BYTES];
        Ok(Self {
            sealed_letter: desk.seal(&message, &[])?,
            sealed_file: desk.seal("", &[("film.bin", &file)])?,
            mark,
            message,
        })
    }
}

/// Makes a visit. Stops early, with an error, when `goes_on` says so.
pub(super) fn make(
    visit: Visit,
    door: &Door,
    link: Link,
    luggage: &Luggage,
    goes_on: &dyn Fn() -> bool,
) -> Result<Duration> {
    let begun = Instant::now();
    let mut browser = Browser {
        door,
        link,
        goes_on,
        connection: None,
    };
    browser.get("/fr")?;
    match visit {
        Visit::Page => {}
        Visit::Letter => browser.form(&field("message", &luggage.message), TRIES)?,
        Visit::Form => {
            let file = [file_head("plan.pdf"), vec![7; FORM_BYTES], b"\r\n".to_vec()];
            browser.form(&file.concat(), 1)?;
        }
        Visit::SealedLetter => browser.upload(&luggage.sealed_letter)?,
        Visit::Upload => browser.upload(&luggage.sealed_file)?,
    }
    Ok(begun.elapsed())
}

struct Browser<'a> {
    door: &'a Door,
    link: Link,
    goes_on: &'a dyn Fn() -> bool,
    connection: Option<Connection>,
}

impl Browser<'_> {
    fn get(&mut self, path: &str) -> Result<Answer> {
        let answer = self.ask(&format!("GET {path}"), b"", TRIES)?;
        ensure!(answer.status == 200, "{path}: {answer:?}");
        Ok(answer)
    }

    /// Codename and receipt, then the form with this part.
    fn form(&mut self, part: &[u8], tries: u32) -> Result<()> {
        let page = self.ask("POST /fr/begin", b"", TRIES)?.page()?;
        let form = [
            field("receipt", &hidden(&page, "receipt")?),
            field("codename", &hidden(&page, "codename")?),
            part.to_vec(),
            END.to_vec(),
        ]
        .concat();
        let sent = self.ask(&format!("POST /fr/send\n{FORM}"), &form, tries)?;
        ensure!(sent.status == 200, "the form: {sent:?}");
        Ok(())
    }

    fn upload(&mut self, sealed: &[u8]) -> Result<()> {
        self.get(SCRIPT_PATH)?;
        self.get(ROSTER_PATH)?;
        let length = sealed.len();
        let head = format!("POST /upload\nUpload-Complete: ?0\nUpload-Length: {length}");
        let created = self.ask(&head, b"", TRIES)?;
        ensure!(created.status == 201, "{created:?}");
        let path = created.header("location").context("a place")?.to_owned();
        let (mut offset, mut reached, mut failures) = (0, 0, 0);
        loop {
            let went = self.piece(&path, sealed, &mut offset);
            if matches!(went, Ok(true)) {
                return Ok(());
            }
            if went.is_ok() && offset > reached {
                (reached, failures) = (offset, 0);
                continue;
            }
            let pause = PAUSES.get(failures).with_context(|| format!("{went:?}"))?;
            failures += 1;
            thread::sleep(Duration::from_secs(*pause));
            ensure!((self.goes_on)(), "it is over");
            // Where it cannot be asked, the next round is cut too.
            if let Ok(answer) = self.once(&format!("HEAD {path}"), b"") {
                ensure!(answer.status < 400, "{answer:?}");
                if answer.header("upload-complete") == STORED {
                    return Ok(());
                }
                offset = offset_of(&answer)?;
                if offset > reached {
                    (reached, failures) = (offset, 0);
                }
            }
        }
    }

    /// Whether all is stored now.
    fn piece(&mut self, path: &str, sealed: &[u8], offset: &mut usize) -> Result<bool> {
        let piece_bytes = usize::try_from(PIECE_BYTES)?;
        let end = sealed.len().min((*offset / piece_bytes + 1) * piece_bytes);
        let piece = sealed.get(*offset..end).context("within the file")?;
        let head = piece_head(path, *offset, end == sealed.len());
        let answer = self.once(&head, piece)?;
        match answer.status {
            204 => *offset = offset_of(&answer)?,
            409 | 429 | 500.. => bail!("{answer:?}"),
            _ => bail!("refused: {answer:?}"),
        }
        Ok(answer.header("upload-complete") == STORED)
    }

    fn ask(&mut self, head: &str, body: &[u8], tries: u32) -> Result<Answer> {
        for _ in 1..tries {
            match self.once(head, body) {
                Ok(answer) if answer.status < 500 => return Ok(answer),
                _ => thread::sleep(ASK_AGAIN),
            }
        }
        self.once(head, body)
    }

    /// One request, by the connection that is there or by a new one.
    fn once(&mut self, head: &str, body: &[u8]) -> Result<Answer> {
        ensure!((self.goes_on)(), "it is over");
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.door.connect()?,
        };
        connection.wait_for(PATIENCE)?;
        thread::sleep(self.link.latency);
        connection.begin(head, body.len() as u64)?;
        // One that is refused may be closed before all is sent: the answer tells.
        drop(self.link.send(&mut connection, body, self.goes_on));
        let answer = connection.answer(head.starts_with("HEAD "))?;
        self.link.carry(answer.body.len());
        if answer.header("connection") != Some("close") {
            self.connection = Some(connection);
        }
        Ok(answer)
    }
}

fn offset_of(answer: &Answer) -> Result<usize> {
    let offset = answer.header("upload-offset").context("an offset")?;
    Ok(offset.parse()?)
}
