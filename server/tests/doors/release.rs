use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    sync::Arc,
};

use sourdine_protocol::{
    codename::Codename,
    codename::receipt::Receipt,
    release::{
        Desk, DeskState, Exchange, ReleaseManifest, RequestContext, Variable, gzip::decompress,
    },
    roster::{Roster, SignedRoster},
    text::Language,
    wire::UploadToken,
};
use sourdine_server::{
    doors::sources::manifest::manifest,
    vault::{MemoryDisk, SLOT_BYTES, Vault},
};

use crate::{
    http::ask,
    server::{MIB, RETENTION, Server},
    uploads::sealed,
};

const SUBMISSION_BYTES: u64 = MIB;
const PART_BYTES: usize = 10_000;

/// A server, and what the release says of it.
pub(crate) struct Served {
    pub(crate) server: Server,
    release: ReleaseManifest,
    roster: Roster,
    json: String,
}

/// What the server said, and what is sent.
struct Said {
    receipt: String,
    words: String,
    token: String,
    envelope: Vec<u8>,
}

impl Served {
    pub(crate) fn new() -> Self {
        Self::by(Server::start(16 * MIB, SUBMISSION_BYTES))
    }

    fn by(server: Server) -> Self {
        let json = decompress(&ask(server.sources, "GET /roster", b"").body, 1_048_576).unwrap();
        let roster = SignedRoster::from_json(&json).unwrap().unchecked().unwrap();
        Self {
            server,
            release: manifest().unwrap(),
            roster,
            json: String::from_utf8(json).unwrap(),
        }
    }

    fn desk(&self) -> Desk<'_> {
        Desk {
            name: &self.roster.desk,
            expires: self.roster.expires,
            roster_json: &self.json,
            editors: &self.roster.editors,
            notices: &self.roster.notices,
            state: DeskState::Open,
            largest_bytes: SUBMISSION_BYTES,
            script: self.release.script().unwrap(),
        }
    }

    /// Every refusal to the byte, in each language.
    pub(crate) fn refusals(&self) -> Vec<Vec<u8>> {
        let refusals = self.release.refusals.values().flatten();
        let whole = |refusal| {
            let whole = self
                .release
                .whole(refusal, self.desk(), Said::new().asker());
            whole.unwrap().bytes().to_vec()
        };
        refusals.map(whole).collect()
    }

    /// Asks, holds what comes to what the release says, and hears what the server said of its own.
    fn compare(&self, answer: &Exchange, said: &mut Said, stream: &mut TcpStream) {
        let asker = said.asker();
        let whole = self.release.whole(answer, self.desk(), asker).unwrap();
        let request = answer.request(asker).unwrap();
        let fields: String = request
            .fields
            .iter()
            .map(|line| format!("{line}\r\n"))
            .collect();
        let mut head = format!("{} HTTP/1.1\r\nHost: x\r\n{fields}", request.asked);
        if let Some(body) = &request.body {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        stream.write_all(format!("{head}\r\n").as_bytes()).unwrap();
        stream.write_all(&request.body.unwrap_or_default()).unwrap();
        let mut came = vec![0; whole.bytes().len()];
        stream.read_exact(&mut came).unwrap();
        let right = match whole.rebuilt_with(&came) {
            Ok(right) => right.to_vec(),
            Err(_) => whole.bytes().to_vec(),
        };
        let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(
            came == right,
            "{}: {} instead of {}",
            request.asked,
            shown(&came),
            shown(&right)
        );
        match whole.own(&came) {
            Ok(Variable::Codename { words, receipt }) => {
                said.words.clone_from(&words);
                said.receipt.clone_from(&receipt);
            }
            Ok(Variable::Token(token)) => said.token.clone_from(&token),
            Err(_) => {}
        }
        if closes(answer) {
            stream.shutdown(Shutdown::Write).unwrap();
            assert_eq!(stream.read(&mut [0]).unwrap(), 0, "{}", request.asked);
        }
    }
}

impl Said {
    fn new() -> Self {
        Self {
            receipt: Receipt::generate().unwrap().to_hex().to_string(),
            words: Codename::generate()
                .unwrap()
                .words(Language::Fr)
                .to_string(),
            token: UploadToken::generate().unwrap().expose().to_string(),
            envelope: sealed(b"x"),
        }
    }

    fn asker(&self) -> RequestContext<'_> {
        RequestContext {
            largest_bytes: SUBMISSION_BYTES,
            receipt: &self.receipt,
            words: &self.words,
            token: &self.token,
            boundary: "b",
            message: "m",
            envelope: &self.envelope,
            part_bytes: PART_BYTES,
        }
    }
}

/// Where the settings choose a language, it is the first one.
fn is_served(answer: &Exchange) -> bool {
    let text = answer.text.as_deref().unwrap_or_default();
    !text.starts_with("/en") || answer.asked.contains("/en")
}

/// Whether the connection ends after it.
fn closes(answer: &Exchange) -> bool {
    answer.head.iter().any(|line| line == "connection: close")
}

fn connect(door: SocketAddr) -> TcpStream {
    TcpStream::connect(door).unwrap()
}

#[test]
fn the_manifest_says_to_the_byte_what_is_answered() {
    let served = Served::new();
    let mut compared = 0;
    for answer in served.release.answers.iter().filter(|one| is_served(one)) {
        let mut stream = connect(served.server.sources);
        served.compare(answer, &mut Said::new(), &mut stream);
        compared += 1;
    }
    // The first page, what is nowhere, and three refusals of uploads.
    assert_eq!(compared, served.release.answers.len() - 5);
    assert!(served.server.list().envelopes.is_empty());
}

#[test]
fn the_manifest_says_to_the_byte_how_visits_go() {
    let served = Served::new();
    let mut letters = 0;
    for visit in &served.release.visits {
        let (mut said, mut stream) = (Said::new(), connect(served.server.sources));
        let mut is_open = true;
        for step in visit.steps.iter().filter(|one| is_served(one)) {
            // A browser stays on its connection; anything else has a new one, but for a head.
            if !is_open || !visit.is_visit() && !step.is_bodiless() {
                stream = connect(served.server.sources);
            }
            served.compare(step, &mut said, &mut stream);
            is_open = !closes(step);
        }
        letters += usize::from(visit.leaves_letter);
        // Each of the letters takes one slot, and nothing else is left.
        assert_eq!(served.server.list().envelopes.len(), letters);
        served.server.takes(letters);
    }
    let visits = served.release.visits.iter();
    let browsers = visits.filter(|visit| visit.is_visit()).count();
    assert_eq!((served.release.visits.len(), browsers, letters), (11, 9, 8));
}

/// The vault is filled behind the doors; what is taken away then changes nothing today.
#[test]
fn the_first_page_says_that_the_desk_is_full_until_the_day_is_over() {
    let vault: Arc<dyn Vault> = Arc::new(MemoryDisk::new(64).unwrap().open(RETENTION).unwrap());
    let served = Served::by(Server::serve(Arc::clone(&vault), SUBMISSION_BYTES));
    let pages = || ["GET /", "GET /fr", "GET /en"].map(|one| ask(served.server.sources, one, b""));
    let says = |state| {
        let desk = Desk {
            state,
            ..served.desk()
        };
        let whole = |path: &str| {
            let mut answers = served.release.answers.iter();
            let found = answers.find(|one| one.asked == path && is_served(one));
            let asker = RequestContext::default();
            let whole = served.release.whole(found.unwrap(), desk, asker).unwrap();
            whole.bytes()[whole.head().len()..].to_vec()
        };
        ["GET /", "GET /fr", "GET /en"].map(whole)
    };
    let served_now = || pages().map(|answer| answer.body);
    assert_eq!(served_now(), says(DeskState::Open));

    let mut held = Vec::new();
    while let Ok(mut deposit) = vault.deposit(1) {
        if deposit.write(&[7; SLOT_BYTES]).is_err() {
            break;
        }
        held.push(deposit);
    }
    assert_eq!(served_now(), says(DeskState::Full));
    assert!(pages().iter().all(|answer| answer.status == 200));
    let create = "POST /upload\nUpload-Complete: ?0\nUpload-Length: 70000";
    assert_eq!(ask(served.server.sources, create, b"").status, 507);
    drop(held);
    assert_eq!(ask(served.server.sources, create, b"").status, 201);
    assert_eq!(served_now(), says(DeskState::Full));
}
