//! A server that was started without its master key.

use std::{
    collections::BTreeMap,
    fs,
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use sourdine_protocol::{
    envelope::hybrid::{HybridIdentity, HybridRecipient},
    unlock::{Area, UNLOCK_BYTES, areas, master},
};
use sourdine_server::vault::{
    Envelopes, MasterKey, SealedVault, SlotVault, VAULT_MIN_BYTES, VaultError, VaultPaths,
};

use crate::{
    forms::{begun, send},
    http::{Connection, ask, field},
    server::{RETENTION, Server, open},
};

const FILE: &str = "GET /v1/unlock";
const UNLOCK: &str = "POST /v1/unlock";
/// An unlocked server serves within this time.
const SERVES: Duration = Duration::from_secs(5);
const SETTLES: Duration = Duration::from_secs(60);

struct Stage {
    folder: tempfile::TempDir,
    paths: VaultPaths,
    /// What the vault opens with. No file has it but the one that `put_back` makes.
    master: [u8; 32],
}

fn editor(seed: u8) -> HybridIdentity {
    HybridIdentity::from_seed(&[seed; 32])
}

fn recipients() -> Vec<HybridRecipient> {
    [1, 2].map(|seed| editor(seed).to_recipient()).into()
}

/// The master keys that an editor finds in a file `unlock`.
fn found(file: &[u8], seed: u8) -> Vec<[u8; 32]> {
    let identity = editor(seed);
    let identity: &dyn age::Identity = &identity;
    let opened = areas(file).into_iter().filter_map(|area| {
        let Area::Sealed { mark, age } = area else {
            return None;
        };
        let decryptor = age::Decryptor::new(age).unwrap();
        let mut reader = decryptor.decrypt(std::iter::once(identity)).ok()?;
        let mut plain = Vec::new();
        reader.read_to_end(&mut plain).unwrap();
        master(&plain, mark).map(|master| *master)
    });
    opened.collect()
}

fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut left = vec![folder.to_path_buf()];
    let mut found = BTreeMap::new();
    while let Some(path) = left.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(path).unwrap();
            left.extend(entries.map(|entry| entry.unwrap().path()));
        } else if let Ok(bytes) = fs::read(&path) {
            found.insert(path, bytes);
        }
    }
    found
}

fn holds(bytes: &[u8], secret: &[u8]) -> bool {
    bytes.windows(secret.len()).any(|part| part == secret)
}

impl Stage {
    /// A vault with one envelope, on a host that was switched off since.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let paths = VaultPaths {
            folder: folder.path().join("vault"),
            master: folder.path().join("master"),
        };
        SlotVault::create_for(&paths, VAULT_MIN_BYTES, &recipients(), &mut |_| {}).unwrap();
        let master = fs::read(&paths.master).unwrap();
        fs::remove_file(&paths.master).unwrap();
        Self {
            folder,
            paths,
            master: master.try_into().unwrap(),
        }
    }

    fn sealed(&self) -> Arc<SealedVault> {
        let on_open = Box::new(|_: &_| {});
        let paths = self.paths.clone();
        Arc::new(SealedVault::new(paths, RETENTION, recipients(), on_open))
    }

    fn serve(&self) -> Server {
        Server::serve_sealed(&self.sealed())
    }

    /// Nothing in the folder has the master key's bytes.
    fn has_no_master(&self) {
        for (path, bytes) in contents(self.folder.path()) {
            assert!(!holds(&bytes, &self.master), "{}", path.display());
        }
    }
}

/// Asks until the server is open.
fn opens(server: &Server) {
    let until = Instant::now() + SETTLES;
    while server.editor(0, FILE, b"").status != 404 {
        assert!(Instant::now() < until, "it stays sealed");
    }
}

fn wrong(master: [u8; 32]) -> [u8; 32] {
    let mut wrong = master;
    wrong[31] ^= 1;
    wrong
}

#[test]
fn a_sealed_server_says_not_now_and_gives_nothing_but_its_sealed_key() {
    let stage = Stage::new();
    let server = stage.serve();
    assert_eq!(ask(server.sources, "GET /fr", b"").status, 200);
    let (codename, receipt) = begun(&server);
    let message = [field("message", "Bonjour")];
    assert_eq!(send(&server, &codename, &receipt, &message).status, 503);
    for head in ["GET /v1/envelopes", "GET /v1/roster", "GET /nowhere"] {
        for answer in [server.editor(0, head, b""), server.courier(head, b"")] {
            assert_eq!((answer.status, answer.body.len()), (423, 0), "{head}");
        }
    }
    let file = server.editor(0, FILE, b"");
    assert_eq!((file.status, file.body.len()), (200, UNLOCK_BYTES));
    assert!(!holds(&file.body, &stage.master));
    assert_eq!(found(&file.body, 2), [stage.master; 2]);
    assert!(found(&file.body, 3).is_empty());
}

#[test]
fn an_editor_unlocks_a_sealed_server_and_it_serves_within_seconds() {
    let stage = Stage::new();
    let server = stage.serve();
    let (codename, receipt) = begun(&server);
    let begun_at = Instant::now();
    let unlocked = server.editor(1, UNLOCK, &stage.master);
    assert_eq!((unlocked.status, unlocked.body.len()), (204, 0));
    let message = [field("message", "Bonjour")];
    assert_eq!(send(&server, &codename, &receipt, &message).status, 200);
    assert!(begun_at.elapsed() < SERVES, "{:?}", begun_at.elapsed());
    let listed = server.list().envelopes;
    let fetched = server.fetch(&listed[0].id);
    assert_eq!(open(&fetched).message.as_deref(), Some("Bonjour"));
    // An open server has nothing to unlock.
    assert_eq!(server.editor(0, FILE, b"").status, 404);
    assert_eq!(server.editor(0, UNLOCK, &stage.master).status, 404);
    stage.has_no_master();
}

#[test]
fn a_wrong_master_gets_one_answer_and_changes_nothing() {
    let stage = Stage::new();
    let before = contents(stage.folder.path());
    let server = stage.serve();
    let wrong = wrong(stage.master);
    let twice = [wrong, [0; 32]].concat();
    let answers = [wrong.as_slice(), &[0; 32], &twice].map(|body| {
        let answer = server.editor(0, UNLOCK, body);
        assert_eq!((answer.status, answer.body.len()), (422, 0));
        answer.head
    });
    assert!(answers.iter().all(|head| *head == answers[0]));
    for length in [0, 1, 31, 33, 65, 96, 4_096] {
        let answer = server.editor(0, UNLOCK, &vec![7; length]);
        assert_eq!((answer.status, answer.body.len()), (400, 0), "{length}");
    }
    assert_eq!(server.editor(0, UNLOCK, &[7; 4_097]).status, 413);
    assert!(contents(stage.folder.path()) == before, "something changed");
    assert_eq!(server.editor(0, "GET /v1/envelopes", b"").status, 423);
    // The old and the new one of a re-key that was cut: one of them is enough.
    let both = [wrong, stage.master].concat();
    assert_eq!(server.editor(0, UNLOCK, &both).status, 204);
    assert!(server.list().envelopes.is_empty());
}

#[test]
fn neither_a_courier_nor_a_stranger_sees_the_sealed_key_or_unlocks() {
    let stage = Stage::new();
    let server = stage.serve();
    for head in [FILE, UNLOCK] {
        let answer = server.courier(head, &stage.master);
        assert_eq!((answer.status, answer.body.len()), (403, 0), "{head}");
        let answer = ask(server.editors, head, &stage.master);
        assert_eq!((answer.status, answer.body.len()), (401, 0), "{head}");
        let answer = ask(server.sources, head, &stage.master);
        assert_eq!(answer.status, 404, "{head}");
    }
    assert_eq!(server.editor(0, "GET /v1/envelopes", b"").status, 423);
}

#[test]
fn whatever_a_cut_connection_leaves_the_next_try_finds_an_open_server() {
    let stage = Stage::new();
    let sealed = stage.sealed();
    let server = Server::serve_sealed(&sealed);
    let token = server.token(0);
    let head = format!(
        "POST /v1/unlock HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Length: 32\r\n\r\n"
    );
    // Before all of the key has come.
    let mut connection = Connection::to(server.editors);
    connection.write(head.as_bytes());
    connection.write(&stage.master[..31]);
    drop(connection);
    assert_eq!(server.editor(0, FILE, b"").status, 200);
    assert!(sealed.is_sealed());
    // While the vault is opened, or just before: the answer is lost.
    let mut connection = Connection::to(server.editors);
    connection.write(&[head.as_bytes(), &stage.master].concat());
    drop(connection);
    let next = server.editor(0, UNLOCK, &stage.master).status;
    assert!([204, 404].contains(&next), "{next}");
    assert!(!sealed.is_sealed());
    assert!(server.list().envelopes.is_empty());
}

#[test]
fn a_damaged_file_is_refused_and_one_whole_area_is_enough() {
    let stage = Stage::new();
    let path = stage.paths.folder.join("unlock");
    let whole = fs::read(&path).unwrap();
    let damaged = |areas: &[usize]| {
        let mut bytes = whole.clone();
        for area in areas {
            bytes[area * UNLOCK_BYTES / 2 + 1_000] ^= 1;
        }
        fs::write(&path, bytes).unwrap();
    };
    for area in [0, 1] {
        damaged(&[area]);
        let file = stage.serve().editor(0, FILE, b"");
        assert_eq!(found(&file.body, 1), [stage.master], "area {area}");
    }
    damaged(&[0, 1]);
    let server = stage.serve();
    let answer = server.editor(0, FILE, b"");
    assert_eq!((answer.status, answer.body.len()), (503, 0));
    // A copy of the key opens it all the same, and the file is made anew.
    assert_eq!(server.editor(0, UNLOCK, &stage.master).status, 204);
    assert_eq!(found(&fs::read(&path).unwrap(), 1), [stage.master; 2]);
}

#[test]
fn the_operators_copy_opens_a_sealed_server_when_it_is_whole_and_private() {
    let stage = Stage::new();
    let sealed = stage.sealed();
    assert!(!sealed.open_by_file().unwrap());
    fs::write(&stage.paths.master, &stage.master[..31]).unwrap();
    assert!(!sealed.open_by_file().unwrap(), "it is being copied");
    fs::write(&stage.paths.master, stage.master).unwrap();
    assert!(!sealed.open_by_file().unwrap(), "others can read it");
    fs::remove_file(&stage.paths.master).unwrap();
    let key = MasterKey::from_bytes(&wrong(stage.master));
    key.create(&stage.paths.master).unwrap();
    assert!(matches!(
        sealed.open_by_file(),
        Err(VaultError::KeyTable(_))
    ));
    fs::remove_file(&stage.paths.master).unwrap();
    let server = Server::serve_sealed(&sealed);
    let key = MasterKey::from_bytes(&stage.master);
    key.create(&stage.paths.master).unwrap();
    // The server looks for it by itself.
    opens(&server);
    assert!(server.list().envelopes.is_empty());
}

/// What a later release wrote is not overwritten by this one.
#[test]
fn a_file_of_another_version_is_refused_and_nothing_is_written() {
    let stage = Stage::new();
    let path = stage.paths.folder.join("unlock");
    let whole = fs::read(&path).unwrap();
    let (first, second) = whole.split_at(UNLOCK_BYTES / 2);
    let later = later(first);
    for halves in [[&later, second], [first, &later], [&later, &later]] {
        fs::write(&path, halves.concat()).unwrap();
        let before = contents(stage.folder.path());
        let masters = vec![MasterKey::from_bytes(&stage.master)];
        let opened = SlotVault::open_with(&stage.paths, RETENTION, &recipients(), masters);
        let refused = opened.map(|opened| opened.vault.list());
        assert!(matches!(
            refused,
            Err(VaultError::UnlockVersion { found: 2, .. })
        ));
        assert!(contents(stage.folder.path()) == before, "changed");
    }
}

/// An area as release 2 might write it.
fn later(area: &[u8]) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    const FRAME: usize = 48;
    let mut body = area[FRAME..].to_vec();
    body[3] = 2;
    [&area[..16], &Sha256::digest(&body), &body].concat()
}

/// A roster that is put in place counts from the next unlock on.
#[test]
fn an_unlock_seals_the_master_anew_to_the_roster_that_is_there() {
    let stage = Stage::new();
    let path = stage.paths.folder.join("unlock");
    assert_eq!(found(&fs::read(&path).unwrap(), 1), [stage.master; 2]);
    let roster = [2, 3].map(|seed| editor(seed).to_recipient());
    let masters = vec![MasterKey::from_bytes(&stage.master)];
    let opened = SlotVault::open_with(&stage.paths, RETENTION, &roster, masters).unwrap();
    opened.unlock.unwrap();
    let file = fs::read(&path).unwrap();
    assert!(found(&file, 1).is_empty(), "the editor who left");
    for seed in [2, 3] {
        assert_eq!(found(&file, seed), [stage.master; 2]);
    }
}

#[test]
fn after_a_re_key_the_file_has_the_new_master_alone() {
    let stage = Stage::new();
    let masters = vec![MasterKey::from_bytes(&stage.master)];
    let opened = SlotVault::open_with(&stage.paths, RETENTION, &recipients(), masters).unwrap();
    opened.unlock.unwrap();
    let old = fs::read(stage.paths.folder.join("keys")).unwrap();
    let next = [0x77; 32];
    opened.vault.rekey(&MasterKey::from_bytes(&next)).unwrap();
    drop(opened.vault);
    assert!(!stage.paths.master.exists(), "no file has it");
    stage.has_no_master();
    let server = stage.serve();
    let file = server.editor(0, FILE, b"").body;
    assert_eq!(found(&file, 1), [next; 2]);
    assert_eq!(server.editor(0, UNLOCK, &stage.master).status, 422);
    assert_eq!(server.editor(0, UNLOCK, &next).status, 204);
    drop(server);
    // What is left on the host opens no saved copy of the old key table.
    fs::write(stage.paths.folder.join("keys"), old).unwrap();
    let server = stage.serve();
    assert_eq!(server.editor(0, UNLOCK, &next).status, 422);
}
