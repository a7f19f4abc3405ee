//! The real server in this process: the sources' door behind a Unix socket where tor would be, and
//! the vault behind it.

use std::{future::pending, path::PathBuf, sync::Arc, time::Duration};

use http::StatusCode;
use sourdine_protocol::{day::Day, release, text::Language};
use sourdine_server::{
    doors::sources::{
        error::Refusal,
        manifest::manifest,
        pages::{PageSettings, Pages},
    },
    http::listener::Address,
    run,
    vault::{Deposits, Envelopes, Maintenance, READ_BYTES, Retention, SlotVault, Vault},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
    runtime::{Builder, Runtime},
    time::{sleep, timeout},
};

use crate::{
    network::http::{another_circuit, proxy_line},
    people::desk::{Desk, Opened},
    server::in_process::{listen, new_vault, settings},
};

const VAULT_BYTES: u64 = 16 * 1_024 * 1_024;
pub(super) const SUBMISSION_MAX_BYTES: u64 = 2 * 1_024 * 1_024;
/// Whoever waits longer waits for nothing, even where the machine was busy with something else
/// meanwhile.
const PATIENCE: Duration = Duration::from_secs(10 * 60);
/// When everything is past its retention.
const DOOMSDAY: Day = Day(u32::MAX);
const HEAD_END: &[u8] = b"\r\n\r\n";
const CLOSE: &str = "connection: close";

/// A server, as long as this thread lives.
pub(super) struct Door {
    runtime: Runtime,
    sources: PathBuf,
    vault: Arc<SlotVault>,
    /// How many slots are free when the vault is empty.
    free: usize,
    desk: Desk,
    pages: Pages,
    refusals: Vec<Told>,
    _folder: TempDir,
}

/// What was answered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Told {
    pub(super) status: u16,
    /// The status line, then the fields in the order of their names; whether the connection closes
    /// is of no interest.
    pub(super) head: Vec<String>,
    pub(super) body: Vec<u8>,
}

thread_local! {
    static DOOR: Door = Door::open();
}

/// Does something at the door of this thread.
pub(super) fn with_door<T>(work: impl FnOnce(&Door) -> T) -> T {
    DOOR.with(work)
}

impl Door {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let retention = Retention {
            quorum: 2,
            hold_days: 0,
            keep_days: 1,
            spread_days: 0,
        };
        let vault = new_vault(folder.path(), VAULT_BYTES, retention);
        let free = vault.capacity().unwrap().free;
        let desk = Desk::new().unwrap();
        let settings = settings(desk.roster().clone(), SUBMISSION_MAX_BYTES);
        let pages = Pages::render(PageSettings {
            roster: desk.roster(),
            submission_max_bytes: SUBMISSION_MAX_BYTES,
        });
        let pages = pages.unwrap();
        // All on one thread, so that the same bytes take the same way.
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let sources = folder.path().join("sources");
        let editors = Address::Unix(folder.path().join("editors"));
        let listeners = runtime.block_on(listen(&Address::Unix(sources.clone()), &editors));
        let serving = run(
            settings,
            Arc::clone(&vault) as Arc<dyn Vault>,
            listeners,
            pending(),
        );
        runtime.spawn(async { serving.await.unwrap() });
        Self {
            refusals: refusals(&desk, &pages),
            runtime,
            sources,
            vault,
            free,
            desk,
            pages,
            _folder: folder,
        }
    }

    /// A connection by a circuit of its own, whose request is whole and asks that the connection be
    /// closed.
    pub(super) fn ask(&self, request: &[u8]) -> Told {
        let line = proxy_line(another_circuit());
        let mut answers = self.raw(&[line.as_bytes(), request].concat());
        assert_eq!(answers.len(), 1, "one request, one answer");
        answers.remove(0)
    }

    /// What comes back on a connection that begins so, until the server closes it.
    pub(super) fn raw(&self, bytes: &[u8]) -> Vec<Told> {
        let came = self.runtime.block_on(async {
            let mut stream = UnixStream::connect(&self.sources).await.unwrap();
            let (mut from, mut to) = stream.split();
            let mut came = Vec::new();
            // Whoever refuses may close before all is there.
            let sending = async { drop(to.write_all(bytes).await) };
            let receiving = async { drop(from.read_to_end(&mut came).await) };
            let both = async { tokio::join!(sending, receiving) };
            timeout(PATIENCE, both)
                .await
                .expect("the door does not answer");
            came
        });
        let is_head = bytes.windows(5).any(|word| word == b"HEAD ");
        answers(&came, is_head)
    }

    /// Whether an answer is one of the refusals, to the byte; which one, then.
    pub(super) fn refused(&self, told: &Told) -> Option<u16> {
        let bodiless = |refusal: &Told| refusal.head == told.head && told.body.is_empty();
        let mut refusals = self.refusals.iter();
        let one = refusals.find(|refusal| *refusal == told || bodiless(refusal));
        one.map(|refusal| refusal.status)
    }

    /// The envelope in the vault, if there is one; it is there no longer.
    pub(super) fn taken(&self) -> Option<Vec<u8>> {
        let list = self.vault.list().unwrap();
        assert!(list.len() <= 1, "one submission, one envelope");
        let stored = list.first()?;
        let mut bytes = vec![0; usize::try_from(stored.size).unwrap()];
        for (number, piece) in bytes.chunks_mut(READ_BYTES).enumerate() {
            let offset = (number * READ_BYTES) as u64;
            let read = self.vault.read(stored.id, offset, piece).unwrap();
            assert_eq!(read, piece.len());
        }
        assert_eq!(self.vault.sweep(DOOMSDAY).unwrap(), 1);
        Some(bytes)
    }

    /// Waits until every slot is free again, whichever thread still has one: of what was refused,
    /// or of a cover rewrite.
    pub(super) fn settles(&self) {
        let settled = async {
            while self.vault.capacity().unwrap().free != self.free {
                sleep(Duration::from_millis(1)).await;
            }
        };
        let settled = self
            .runtime
            .block_on(async { timeout(PATIENCE, settled).await });
        settled.expect("slots that nobody gives back");
    }

    pub(super) const fn pages(&self) -> &Pages {
        &self.pages
    }

    pub(super) fn opened(&self, envelope: &[u8]) -> Opened {
        self.desk
            .open(envelope)
            .expect("what was called arrived can be read")
    }
}

/// Every answer that refuses: their heads are those of the release's own words for a busy server,
/// but for status and length.
fn refusals(desk: &Desk, pages: &Pages) -> Vec<Told> {
    let manifest = manifest().unwrap();
    let roster = desk.roster().unchecked().unwrap();
    let json = String::from_utf8(desk.roster().to_json().unwrap()).unwrap();
    let with = release::Desk {
        name: &roster.desk,
        expires: roster.expires,
        roster_json: &json,
        editors: &roster.editors,
        notices: &roster.notices,
        state: release::DeskState::Open,
        largest_bytes: SUBMISSION_MAX_BYTES,
        script: manifest.script().unwrap(),
    };
    let busy = &manifest.refusals["unavailable"][0];
    let busy = manifest
        .whole(busy, with, release::RequestContext::default())
        .unwrap();
    let busy = answers(busy.bytes(), false).remove(0);
    let mut told = Vec::new();
    for language in Language::ALL {
        for refusal in Refusal::ALL {
            let body = pages.page(refusal.page(), language).body.to_vec();
            let status = refusal.status();
            let line = |line: &String| match line {
                line if line.starts_with("content-length: ") => {
                    format!("content-length: {}", body.len())
                }
                line if line.starts_with("HTTP/") => status_line(status),
                line => line.clone(),
            };
            told.push(Told {
                status: status.as_u16(),
                head: busy.head.iter().map(line).collect(),
                body,
            });
        }
    }
    told
}

fn status_line(status: StatusCode) -> String {
    format!(
        "HTTP/1.1 {} {}",
        status.as_u16(),
        status.canonical_reason().unwrap()
    )
}

fn answers(mut came: &[u8], is_head: bool) -> Vec<Told> {
    let mut answers = Vec::new();
    while !came.is_empty() {
        let end = came
            .windows(HEAD_END.len())
            .position(|four| four == HEAD_END);
        let end = end.expect("the head of an answer ends");
        let mut lines = str::from_utf8(&came[..end]).unwrap().split("\r\n");
        let first = lines.next().unwrap();
        let mut fields: Vec<_> = lines
            .filter(|line| *line != CLOSE)
            .map(str::to_owned)
            .collect();
        fields.sort();
        let length = fields
            .iter()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length = length
            .filter(|_| !is_head)
            .map_or(0, |length| length.parse().unwrap());
        came = &came[end + HEAD_END.len()..];
        let (body, rest) = came.split_at_checked(length).expect("the body is whole");
        came = rest;
        fields.insert(0, first.to_owned());
        answers.push(Told {
            status: first.split(' ').nth(1).unwrap().parse().unwrap(),
            head: fields,
            body: body.to_vec(),
        });
    }
    answers
}

impl Told {
    /// A field's value.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        let prefix = format!("{name}: ");
        self.head.iter().find_map(|line| line.strip_prefix(&prefix))
    }
}
