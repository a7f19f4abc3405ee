//! A server of its own for each test, on loopback, in a folder that goes away with it.

use std::{
    io::{Cursor, Read},
    net::SocketAddr,
    sync::Arc,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use sourdine_protocol::{
    envelope::Letter,
    envelope::hybrid::HybridIdentity,
    roster::{Editor, Roster, SignedRoster},
    wire::{EditorToken, EnvelopeList},
};
use sourdine_server::{
    Settings,
    http::listener::Address,
    run,
    vault::{Retention, SLOT_BYTES, SealedVault, Vault},
};
use tokio::sync::oneshot;

use crate::{
    http::{Answer, ask},
    in_process::{listen, new_vault, settings},
};

pub(crate) const MIB: u64 = 1_024 * 1_024;
pub(crate) const RETENTION: Retention = Retention {
    quorum: 2,
    hold_days: 0,
    keep_days: 60,
    spread_days: 7,
};
const SETTLES: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// A running server.
pub(crate) struct Server {
    pub(crate) sources: SocketAddr,
    pub(crate) editors: SocketAddr,
    tokens: [EditorToken; 2],
    courier: EditorToken,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    vault: Arc<dyn Vault>,
    /// Where its files are, if it has any.
    folder: Option<tempfile::TempDir>,
}

/// What an envelope held.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Opened {
    pub(crate) submission: String,
    pub(crate) sealed_by: String,
    pub(crate) message: Option<String>,
    pub(crate) files: Vec<(String, Vec<u8>)>,
}

impl Server {
    /// A server with a vault of so many bytes that takes submissions of so many.
    pub(crate) fn start(vault_bytes: u64, submission_max_bytes: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let vault = new_vault(folder.path(), vault_bytes, RETENTION);
        let mut server = Self::serve(vault, submission_max_bytes);
        server.folder = Some(folder);
        server
    }

    /// A server of a vault that is there.
    pub(crate) fn serve(vault: Arc<dyn Vault>, submission_max_bytes: u64) -> Self {
        Self::serve_with(vault, None, submission_max_bytes)
    }

    /// A server of a vault that waits for its master key.
    pub(crate) fn serve_sealed(sealed: &Arc<SealedVault>) -> Self {
        Self::serve_with(sealed.late(), Some(Arc::clone(sealed)), MIB)
    }

    fn serve_with(
        vault: Arc<dyn Vault>,
        sealed: Option<Arc<SealedVault>>,
        submission_max_bytes: u64,
    ) -> Self {
        let served = Arc::clone(&vault);
        let tokens = [(); 2].map(|()| EditorToken::generate().unwrap());
        let courier = EditorToken::generate().unwrap();
        let settings = Settings {
            editors: tokens.iter().map(EditorToken::hash).collect(),
            couriers: vec![courier.hash()],
            sealed,
            ..settings(roster(), submission_max_bytes)
        };
        let (stop, stopped) = oneshot::channel();
        let (started, starting) = std::sync::mpsc::channel();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let here = Address::Loopback(([127, 0, 0, 1], 0).into());
                let listeners = listen(&here, &here).await;
                let doors = (
                    listeners.sources.local_address().unwrap(),
                    listeners.editors.local_address().unwrap(),
                );
                started.send(doors).unwrap();
                let shutdown = async { drop(stopped.await) };
                run(settings, served, listeners, shutdown).await.unwrap();
            });
        });
        let (sources, editors) = starting.recv().unwrap();
        Self {
            sources,
            editors,
            tokens,
            courier,
            stop: Some(stop),
            thread: Some(thread),
            vault,
            folder: None,
        }
    }

    /// What an editor of this number asks, with their token.
    pub(crate) fn editor(&self, number: usize, head: &str, body: &[u8]) -> Answer {
        self.show(&self.tokens[number], head, body)
    }

    /// An editor's token, as it is shown.
    pub(crate) fn token(&self, number: usize) -> String {
        self.tokens[number].expose().to_string()
    }

    /// What the courier asks.
    pub(crate) fn courier(&self, head: &str, body: &[u8]) -> Answer {
        self.show(&self.courier, head, body)
    }

    fn show(&self, token: &EditorToken, head: &str, body: &[u8]) -> Answer {
        let (first, rest) = head.split_once('\n').unwrap_or((head, ""));
        let token = token.expose();
        let head = format!("{first}\nAuthorization: Bearer {}\n{rest}", *token);
        ask(self.editors, head.trim_end(), body)
    }

    pub(crate) fn list(&self) -> EnvelopeList {
        let answer = self.editor(0, "GET /v1/envelopes", b"");
        assert_eq!(answer.status, 200);
        serde_json::from_slice(&answer.body).unwrap()
    }

    /// Fetches and opens the only envelope.
    pub(crate) fn open_only(&self) -> Opened {
        let list = self.list();
        assert_eq!(list.envelopes.len(), 1, "{list:?}");
        open(&self.fetch(&list.envelopes[0].id))
    }

    pub(crate) fn fetch(&self, id: &str) -> Vec<u8> {
        let answer = self.editor(1, &format!("GET /v1/envelopes/{id}"), b"");
        assert_eq!(answer.status, 200);
        answer.body
    }

    /// Returns when so many slots are taken, and fails where they never are: a cover rewrite has
    /// one more for a moment, the first as soon as the server starts.
    pub(crate) fn takes(&self, slots: usize) {
        let deadline = Instant::now() + SETTLES;
        loop {
            let capacity = self.vault.capacity().unwrap();
            let taken = capacity.all - capacity.free;
            if taken == slots {
                return;
            }
            assert!(Instant::now() < deadline, "{taken} slots are taken");
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// The vault's slots, as they are on the disk.
    pub(crate) fn slots(&self) -> Vec<Vec<u8>> {
        let folder = self.folder.as_ref().unwrap();
        let bytes = std::fs::read(folder.path().join("vault/vault")).unwrap();
        bytes.chunks(SLOT_BYTES).map(<[u8]>::to_vec).collect()
    }

    /// Stops it and waits for its end.
    pub(crate) fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            stop.send(()).unwrap();
        }
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Opens an envelope as the second editor.
pub(crate) fn open(age_file: &[u8]) -> Opened {
    let identity = HybridIdentity::from_seed(&[2; 32]);
    let decryptor = age::Decryptor::new(age_file).unwrap();
    let mut plain = Vec::new();
    decryptor
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .unwrap()
        .read_to_end(&mut plain)
        .unwrap();
    let mut letter = Letter::read(Cursor::new(plain)).unwrap();
    letter.check_padding().unwrap();
    let manifest = letter.manifest().clone();
    let message = letter.message().unwrap().map(|text| text.to_string());
    let entries = letter.files().to_vec();
    let files = entries.iter().map(|entry| {
        let mut bytes = Vec::new();
        letter.copy_file(entry, &mut bytes).unwrap();
        (entry.name.as_str().to_owned(), bytes)
    });
    Opened {
        submission: manifest.submission.to_string(),
        sealed_by: format!("{:?}", manifest.sealed_by),
        message,
        files: files.collect(),
    }
}

/// The roster of two editors whose identities are the bytes 1 and 2, thirty-two times.
pub(crate) fn roster() -> SignedRoster {
    let editors = [(1, "alice"), (2, "basile")].map(|(seed, name)| Editor {
        name: name.to_owned(),
        recipient: HybridIdentity::from_seed(&[seed; 32]).to_recipient(),
        certificate: "none".to_owned(),
    });
    let expires = "2099-12-31".parse().unwrap();
    let roster = Roster::new(
        1,
        "Observatoire".to_owned(),
        expires,
        String::new(),
        editors.into(),
    );
    SignedRoster::new(roster.unwrap().to_text().unwrap(), String::new())
}
