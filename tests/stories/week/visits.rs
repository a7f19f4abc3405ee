//! Who comes, and what must not be left of it.

use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    os::unix::fs::FileExt,
};

use sourdine_harness::{
    network::http::{END, FORM, field, file, proxy_line},
    people::source::{Source, piece_head},
    seeded_rng::SeededRng,
    traces::canary::Canaries,
    traces::canary_content::{CanaryContent, mark},
    traces::timestamps::Timestamps,
};
use sourdine_protocol::wire::{EnvelopeSummary, ROSTER_PATH, SCRIPT_PATH};
use sourdine_server::vault::SLOT_BYTES;

use crate::host::Host;

const FILE_BYTES: usize = 150_000;
/// More than the server takes (`Plan::small`).
const TOO_LARGE_BYTES: usize = 5 << 20;
const BROWSER: &str = "Mozilla/5.0 (X11; Linux; rv:153.0) of";

/// Somebody, as no one else.
pub(crate) struct Visitor {
    planted: CanaryContent,
    source: Source,
    /// What their browser says of itself,
    agent: String,
    /// and a word in what they ask for.
    word: String,
}

/// A kind of visit, by name.
pub(crate) type Kind = (&'static str, fn(&Host, &Visitor, Canaries) -> Canaries);

const KINDS: [Kind; 9] = [
    ("without script", without_script),
    ("with script", with_script),
    ("refused", refused),
    ("a form that is cut", cut_form),
    ("an upload that is left", left_upload),
    ("an editor fetches", editor_fetches),
    ("without script again", without_script),
    ("editors confirm", editors_confirm),
    ("editors discard", editors_discard),
];
/// Somebody who meets trouble.
pub(crate) const TROUBLE: Kind = ("a slot is damaged", a_slot_is_damaged);
/// Of these, those after which there is more than before.
const BRINGING: [&str; 3] = ["without script", "with script", "without script again"];

/// All of them so far.
#[derive(Default)]
pub(crate) struct Visitors {
    pub(crate) canaries: Canaries,
    pub(crate) moments: Timestamps,
    pub(crate) kinds: BTreeMap<&'static str, usize>,
    pub(crate) first: Option<First>,
    /// When something came that may still be there.
    brought: Vec<u64>,
    next: usize,
}

/// What was planted first, to be planted as a leak in the end.
pub(crate) struct First {
    pub(crate) message: String,
    pub(crate) second: u64,
}

impl Visitor {
    fn new(host: &Host, circuit: u32) -> Self {
        let (agent, word) = (format!("{BROWSER} {}", mark().unwrap()), mark().unwrap());
        let source = Source::at(host.server().sources.by_circuit(circuit))
            .with_field("User-Agent", &agent)
            .with_field("Accept-Language", &format!("oc-x-{word}"))
            .with_field("Cookie", &format!("seen={word}"));
        Self {
            planted: CanaryContent::new(FILE_BYTES).unwrap(),
            source,
            agent,
            word,
        }
    }

    fn plant(&self, canaries: Canaries, circuit: u32) -> Canaries {
        let line = proxy_line(circuit);
        let address = line.split(' ').nth(2).unwrap();
        let bytes: std::net::Ipv6Addr = address.parse().unwrap();
        self.planted
            .plant(canaries)
            .text("browser", &self.agent)
            .text("word", &self.word)
            .text("tor's line", line.trim_end())
            .text("circuit", address)
            .bytes("circuit", &bytes.octets())
    }
}

impl Visitors {
    /// Whose turn it is.
    pub(crate) fn next(&self) -> Kind {
        KINDS[self.next % KINDS.len()]
    }

    /// Somebody comes, by a drawn circuit.
    pub(crate) fn come(&mut self, host: &mut Host, rng: &mut SeededRng, (name, act): Kind) {
        self.next += 1;
        // No zero in it, which the line would leave out.
        let circuit = u32::try_from(rng.next() >> 32).unwrap() | 0x1111_1111;
        let visitor = Visitor::new(host, circuit);
        let mut canaries = visitor.plant(std::mem::take(&mut self.canaries), circuit);
        let (from, to) =
            host.visit(|host| canaries = act(host, &visitor, std::mem::take(&mut canaries)));
        self.canaries = canaries;
        self.moments
            .add(&format!("visit {} ({name})", self.next), from, to);
        if BRINGING.contains(&name) {
            self.brought.push(from);
        }
        *self.kinds.entry(name).or_default() += 1;
        self.first.get_or_insert(First {
            message: visitor.planted.message,
            second: from,
        });
    }

    /// Each kind came, and what came before that moment is past its time and gone: the server's
    /// clock was the host's.
    pub(crate) fn all_went_as_in_real_life(&self, host: &Host, past: u64) {
        assert_eq!(self.kinds.len(), KINDS.len() + 1, "{:?}", self.kinds);
        let late = self
            .brought
            .iter()
            .filter(|second| **second >= past)
            .count();
        let left = host.server().list(&host.desk).unwrap().envelopes.len();
        assert!(
            late < self.brought.len() && left <= late,
            "{left} of {late}"
        );
    }
}

fn form(visitor: &Visitor, codename: &str, receipt: &str) -> Vec<u8> {
    [
        field("receipt", receipt),
        field("codename", codename),
        visitor.planted.parts().concat(),
        END.to_vec(),
    ]
    .concat()
}

fn begin(visitor: &Visitor, canaries: Canaries) -> (String, String, Canaries) {
    assert_eq!(visitor.source.ask("GET /fr", b"").unwrap().status, 200);
    let (codename, receipt) = visitor.source.begin().unwrap();
    let canaries = canaries.codename(&codename).unwrap();
    let canaries = canaries.receipt(&receipt).unwrap();
    (codename, receipt, canaries)
}

fn without_script(_: &Host, visitor: &Visitor, canaries: Canaries) -> Canaries {
    let (codename, receipt, canaries) = begin(visitor, canaries);
    let absent = visitor.source.receipt(&receipt).unwrap();
    let sent = visitor
        .source
        .send(&codename, &receipt, &visitor.planted.parts());
    assert_eq!(sent.unwrap().status, 200);
    // The answer was lost, for all they know.
    assert_ne!(visitor.source.receipt(&receipt).unwrap(), absent);
    canaries
}

fn with_script(host: &Host, visitor: &Visitor, canaries: Canaries) -> Canaries {
    for path in ["/en", SCRIPT_PATH, ROSTER_PATH] {
        assert_eq!(
            visitor
                .source
                .ask(&format!("GET {path}"), b"")
                .unwrap()
                .status,
            200
        );
    }
    let file = (visitor.planted.name.as_str(), &visitor.planted.file[..]);
    let sealed = host.desk.seal(&visitor.planted.message, &[file]).unwrap();
    visitor.source.upload(&sealed).unwrap();
    canaries
}

fn refused(host: &Host, visitor: &Visitor, canaries: Canaries) -> Canaries {
    let (codename, receipt, canaries) = begin(visitor, canaries);
    let (source, word) = (&visitor.source, &visitor.word);
    let send = format!("POST /fr/send\n{FORM}");
    let large = vec![file(&visitor.planted.name, &vec![7; TOO_LARGE_BYTES])];
    let form = form(visitor, &codename, &receipt);
    let stolen = visitor
        .source
        .head(&format!("GET /v1/envelopes\nAuthorization: Bearer {word}"));
    for (status, answer) in [
        (404, source.ask(&format!("GET /{word}?q={word}"), b"")),
        (413, source.send(&codename, &receipt, &large)),
        (400, source.ask("POST /fr/send", &form)),
        (400, source.ask(&send, &form[..form.len() / 2])),
        (
            400,
            source.ask("POST /fr/receipt", format!("receipt={word}").as_bytes()),
        ),
        (401, host.server().editors.ask(&stolen, b"")),
    ] {
        assert_eq!(answer.unwrap().status, status);
    }
    canaries
}

fn cut_form(_: &Host, visitor: &Visitor, canaries: Canaries) -> Canaries {
    let (codename, receipt, canaries) = begin(visitor, canaries);
    let form = form(visitor, &codename, &receipt);
    let mut connection = visitor.source.connect().unwrap();
    let head = visitor.source.head(&format!("POST /fr/send\n{FORM}"));
    connection.begin(&head, form.len() as u64).unwrap();
    connection.write(&form[..form.len() / 2]).unwrap();
    canaries
}

fn left_upload(host: &Host, visitor: &Visitor, canaries: Canaries) -> Canaries {
    let sealed = host.desk.seal(&visitor.planted.message, &[]).unwrap();
    let source = &visitor.source;
    let length = sealed.len();
    let head = format!("POST /upload\nUpload-Complete: ?0\nUpload-Length: {length}");
    let answer = source.ask(&head, b"").unwrap();
    let path = answer.header("location").unwrap();
    let half = &sealed[..length / 2];
    let answer = source.ask(&piece_head(path, 0, false), half).unwrap();
    assert_eq!(answer.status, 204, "{answer:?}");
    canaries.text("place of an upload", path)
}

fn ask(host: &Host, visitor: &Visitor, editor: usize, head: &str, body: &[u8]) -> u16 {
    let head = visitor.source.head(head);
    host.server()
        .editor(&host.desk, editor, &head, body)
        .unwrap()
        .status
}

/// What waits, as an editor sees it who fetches all of it.
fn fetched(host: &Host, visitor: &Visitor) -> Vec<EnvelopeSummary> {
    let listed = host.server().list(&host.desk).unwrap().envelopes;
    for envelope in &listed {
        let head = format!("GET /v1/envelopes/{}", envelope.id);
        assert_eq!(ask(host, visitor, 0, &head, b""), 200);
    }
    listed
}

fn editor_fetches(host: &Host, visitor: &Visitor, mut canaries: Canaries) -> Canaries {
    assert_eq!(ask(host, visitor, 1, "GET /v1/roster", b""), 200);
    assert_eq!(
        ask(host, visitor, 1, &format!("GET /{}", visitor.word), b""),
        404
    );
    for envelope in fetched(host, visitor) {
        canaries = canaries.text("an envelope's id", &envelope.id);
    }
    canaries
}

fn judge(host: &Host, visitor: &Visitor, act: &str) {
    let listed = fetched(host, visitor);
    say(host, visitor, listed.first().expect("something waits"), act);
}

fn say(host: &Host, visitor: &Visitor, envelope: &EnvelopeSummary, act: &str) {
    let path = format!("POST /v1/envelopes/{}/{act}", envelope.id);
    let body = format!("{{\"blake3\":\"{}\"}}", envelope.hash);
    for editor in 0..2 {
        assert_eq!(ask(host, visitor, editor, &path, body.as_bytes()), 204);
    }
}

fn editors_confirm(host: &Host, visitor: &Visitor, canaries: Canaries) -> Canaries {
    judge(host, visitor, "confirm");
    canaries
}

fn editors_discard(host: &Host, visitor: &Visitor, canaries: Canaries) -> Canaries {
    judge(host, visitor, "discard");
    canaries
}

/// A disk that forgets: whoever fetches the envelope is cut, and the operator is told of the slot,
/// at some other time.
fn a_slot_is_damaged(host: &Host, visitor: &Visitor, canaries: Canaries) -> Canaries {
    let path = host.installation.vault().join("vault");
    let before = fs::read(&path).unwrap();
    let known = host.server().list(&host.desk).unwrap().envelopes;
    let known: Vec<String> = known.into_iter().map(|envelope| envelope.id).collect();
    let canaries = with_script(host, visitor, canaries);
    let disk = OpenOptions::new().write(true).open(&path).unwrap();
    let after = fs::read(&path).unwrap();
    for (slot, (old, new)) in before
        .chunks(SLOT_BYTES)
        .zip(after.chunks(SLOT_BYTES))
        .enumerate()
    {
        if old != new {
            disk.write_all_at(
                &[!new[SLOT_BYTES - 1]],
                ((slot + 1) * SLOT_BYTES - 1) as u64,
            )
            .unwrap();
        }
    }
    let listed = host.server().list(&host.desk).unwrap().envelopes;
    let new = listed
        .iter()
        .find(|envelope| !known.contains(&envelope.id))
        .unwrap();
    let fetch = format!("GET /v1/envelopes/{}", new.id);
    assert!(host.server().editor(&host.desk, 0, &fetch, b"").is_err());
    say(host, visitor, new, "discard");
    canaries
}
