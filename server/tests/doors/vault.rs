//! A vault whose index hangs, and one that is not open yet.

use std::ops::Range;
use std::sync::{
    Arc,
    mpsc::{Receiver, Sender, channel},
};

use sourdine_protocol::envelope::EnvelopeHash;
use sourdine_server::vault::{
    IndexError, IndexStore, LateVault, MemoryDisk, SealedRecords, VaultError,
};

use crate::{
    forms::{asked, begun, send},
    http::{ask, field},
    server::{MIB, RETENTION, Server, open},
};

/// Slots of the smallest vault.
const SLOTS: u32 = 64;

/// Is made once. After that its writes fail, and to make it anew takes until it is released.
struct HangingIndex {
    made: bool,
    hangs: Sender<()>,
    released: Receiver<()>,
}

impl IndexStore for HangingIndex {
    fn read(&mut self, _: Range<u32>, _: u32) -> Result<Vec<Vec<u8>>, IndexError> {
        Err(IndexError)
    }

    fn write(&mut self, _: SealedRecords) -> Result<(), IndexError> {
        Err(IndexError)
    }

    fn rebuild(&mut self, _: SealedRecords) -> Result<(), VaultError> {
        if self.made {
            self.hangs.send(()).unwrap_or_default();
            self.released.recv().unwrap_or_default();
        }
        self.made = true;
        Ok(())
    }
}

#[test]
fn an_index_that_hangs_stops_neither_door() {
    let (hangs, hanging) = channel();
    let (release, released) = channel::<()>();
    let index = HangingIndex {
        made: false,
        hangs,
        released,
    };
    let disk = MemoryDisk::new(SLOTS).unwrap();
    let vault = disk.open_with(Box::new(index), RETENTION).unwrap();
    let server = Server::serve(Arc::new(vault), MIB);
    // Dropped before the server, which else waits for its index at the end.
    let release = release;
    hanging.recv().unwrap();

    assert_eq!(ask(server.sources, "GET /fr", b"").status, 200);
    let (codename, receipt) = begun(&server);
    let absent = asked(&server, &receipt);
    let message = [field("message", "Bonjour")];
    assert_eq!(send(&server, &codename, &receipt, &message).status, 200);
    assert_ne!(asked(&server, &receipt), absent);
    let listed = server.list().envelopes;
    assert_eq!(listed.len(), 1);
    let fetched = server.fetch(&listed[0].id);
    assert_eq!(open(&fetched).message.as_deref(), Some("Bonjour"));
    let confirm = format!("POST /v1/envelopes/{}/confirm", listed[0].id);
    let hash = format!("{{\"blake3\":\"{}\"}}", EnvelopeHash::of(&fetched));
    assert_eq!(server.editor(0, &confirm, hash.as_bytes()).status, 204);
    drop(release);
}

#[test]
fn both_doors_say_not_now_until_the_vault_is_open() {
    let late = Arc::new(LateVault::default());
    let server = Server::serve(Arc::clone(&late) as Arc<_>, MIB);
    assert_eq!(ask(server.sources, "GET /fr", b"").status, 200);
    let (codename, receipt) = begun(&server);
    let message = [field("message", "Bonjour")];
    assert_eq!(send(&server, &codename, &receipt, &message).status, 503);
    let asks_receipt = format!("receipt={receipt}");
    let asked_early = ask(server.sources, "POST /fr/receipt", asks_receipt.as_bytes());
    assert_eq!(asked_early.status, 503);
    let create = "POST /upload\nUpload-Complete: ?0\nUpload-Length: 70000";
    assert_eq!(ask(server.sources, create, b"").status, 503);
    let one = format!("/v1/envelopes/{}", "00".repeat(16));
    let body = format!("{{\"blake3\":\"{}\"}}", EnvelopeHash::of(b""));
    for (head, body) in [
        ("GET /v1/envelopes".to_owned(), ""),
        (format!("GET {one}"), ""),
        (format!("POST {one}/confirm"), &body),
        (format!("POST {one}/discard"), &body),
    ] {
        assert_eq!(
            server.editor(0, &head, body.as_bytes()).status,
            503,
            "{head}"
        );
    }

    let vault = MemoryDisk::new(SLOTS).unwrap().open(RETENTION).unwrap();
    late.open(Arc::new(vault));
    assert_eq!(ask(server.sources, create, b"").status, 201);
    assert_eq!(send(&server, &codename, &receipt, &message).status, 200);
    assert_eq!(server.list().envelopes.len(), 1);
}
