//! What `sourdine audit` reads: the answers of a server that may be altered, its roster's page, and
//! the manifest of a release.

use std::{cell::OnceCell, collections::BTreeMap, rc::Rc, sync::LazyLock, time::Duration};

use sourdine::{
    audit::{Audit, Expected, Opening, PART_BYTES, Pauses, Plan},
    courier::{Route, Timeouts},
};
use sourdine_protocol::{
    codename::Codename,
    release::{
        Desk, DeskState, Exchange, ExpectedResponse, Parts, Placeholder, ReleaseManifest,
        RequestContext, Text, begin_insert,
        gzip::{self, Frame},
    },
    roster::{Roster, SignedRoster},
    text::Language,
    wire::{SCRIPT_PATH, UPLOAD_PATH},
};
use sourdine_server::doors::sources::manifest::manifest;

use super::liar::{Reply, asked};

/// The answers that are looked at: a page, one that is not there, one of two languages, and one
/// that carries a codename.
const ASKED: [&str; 4] = ["GET /fr/keys", "GET /not-found", "GET /", "POST /fr/begin"];
/// An upload that is given up has so many answers, which are looked at too.
const STEPS: usize = 8;
const ANSWERS: usize = ASKED.len() + STEPS;
/// Every answer comes at once or ends its connection: nothing is waited for, unless the machine is
/// busy with something else.
const PATIENCE: Timeouts = Timeouts {
    connect: Duration::from_secs(600),
    head: Duration::from_secs(600),
    piece: Duration::from_secs(600),
};
const PLAN: Plan = Plan {
    looks: 1,
    letters: false,
    at_once: 1,
    retries: 0,
    pause: Duration::ZERO,
    pauses: Pauses {
        person: Duration::ZERO,
    },
    timeouts: PATIENCE,
};
const CLOSE: &str = "connection: close";
const OPENING: u8 = 0xfe;
const MANIFEST: u8 = 0xff;
const MESSAGE: &str = "m";
const LARGEST_BYTES: u64 = 1_048_576;
/// All that is to be known of an upload that is given up.
const ASKER: RequestContext<'_> = RequestContext {
    largest_bytes: LARGEST_BYTES,
    receipt: "",
    words: "",
    token: "",
    boundary: "",
    message: MESSAGE,
    envelope: &[],
    part_bytes: PART_BYTES,
};
/// Longest page that is decompressed here, as there.
const PAGE_MAX_BYTES: usize = 4_194_304;

/// What an honest server serves.
struct Honest {
    release: ReleaseManifest,
    roster: Roster,
    json: String,
}

/// What it answers to one of [`ASKED`], or in the course of an upload.
struct Right {
    whole: ExpectedResponse,
    bytes: Vec<u8>,
    closes: bool,
}

static HONEST: LazyLock<Honest> = LazyLock::new(|| {
    let mut release = manifest().unwrap();
    release
        .answers
        .retain(|answer| ASKED.contains(&answer.asked.as_str()));
    release
        .visits
        .retain(|visit| !visit.leaves_letter && !visit.is_visit());
    let signed = SignedRoster::from_json(super::roster::SIGNED).unwrap();
    Honest {
        release,
        roster: signed.unchecked().unwrap(),
        json: String::from_utf8(signed.to_json().unwrap()).unwrap(),
    }
});

/// The first byte says what is read. Below [`OPENING`] it is which answer is altered, that to
/// `HEAD` in the upper half; the rest are alterations, each of where it stands (two bytes), how
/// many bytes go, how many come, and these. From [`OPENING`] on it is the page with the roster, and
/// at last a manifest.
///
/// An answer that was altered is found, or not seen at all; one that was not is right. What a page
/// decompresses to keeps its limit. A manifest that is read is the same once it is written, and
/// makes answers or none.
pub fn run(input: &[u8]) {
    match input.split_first() {
        Some((&MANIFEST, json)) => released(json),
        Some((&OPENING, answer)) => opened(answer),
        Some((which, alterations)) => audited((*which).into(), alterations),
        None => {}
    }
}

fn audited(which: usize, alterations: &[u8]) {
    let number = which % ANSWERS;
    let altered = &RIGHT[number];
    // There is no second request where the connection ends, or where another one follows.
    let of_head = which / ANSWERS % 2 == 1 && !altered.closes && number < ASKED.len();
    let right = |of: &'static Right, is_head| if is_head { of.whole.head() } else { &of.bytes };
    let sent = alter(right(altered, of_head).to_vec(), alterations);
    let is_unchanged = sent == right(altered, of_head);
    // Another codename is as right as the one that was there, and so is another name of an upload.
    let may_be = |sent: &[u8]| {
        altered
            .whole
            .rebuilt_with(sent)
            .is_ok_and(|right| *right == sent)
    };
    let is_sound = is_unchanged || may_be(&sent);
    let mut steps = ASKED.len()..ANSWERS;
    let answer = |head: &str| {
        let (is_head, asked) = match requested(head) {
            Some(requested) => requested,
            // An upload that was answered wrongly is given up.
            None => match steps.next() {
                Some(step) => (false, step),
                None => return Reply::Close(Vec::new()),
            },
        };
        let one = &RIGHT[asked];
        let is_altered = (asked, is_head) == (number, of_head);
        let bytes = if is_altered {
            &sent
        } else {
            right(one, is_head)
        };
        if one.closes || is_head || is_altered && !is_sound {
            Reply::Close(bytes.to_vec())
        } else {
            Reply::Keep(bytes.to_vec())
        }
    };
    let auditing = async |route| {
        let audit = AUDIT.with(|audit| Rc::clone(audit.get_or_init(|| Rc::new(new_audit(route)))));
        audit.run(&mut |_| {}).await
    };
    let outcome = asked(auditing, answer);
    let is_right = outcome.findings.is_empty() && outcome.unreached.is_empty();
    assert_eq!(is_right, is_sound, "{outcome:?}");
}

fn new_audit(route: Route) -> Audit {
    let expected = Expected::new(&HONEST.release, HONEST.desk(), |_| MESSAGE.to_owned());
    Audit::new(route, expected.unwrap(), PLAN, Vec::new())
}

fn alter(mut answer: Vec<u8>, mut alterations: &[u8]) -> Vec<u8> {
    while let [high, low, gone, come, rest @ ..] = alterations {
        let at = usize::from(u16::from_be_bytes([*high, *low])) % (answer.len() + 1);
        let to = answer.len().min(at + usize::from(*gone));
        let (put, rest) = rest.split_at(rest.len().min((*come).into()));
        answer.splice(at..to, put.iter().copied());
        alterations = rest;
    }
    answer
}

fn opened(answer: &[u8]) {
    let (release, which) = &*VISITED;
    let asking = async |route| Opening::visit(&route, PLAN, release, *which).await;
    let opening = asked(asking, |_| Reply::Close(answer.to_vec()));
    if let Some(page) = opening.ok().and_then(|opening| opening.roster()) {
        assert!(page.len() <= PAGE_MAX_BYTES);
        super::roster::run(&page);
    }
}

fn released(json: &[u8]) {
    let Ok(release) = ReleaseManifest::from_json(json) else {
        return;
    };
    let written = release.to_json().unwrap();
    assert_eq!(ReleaseManifest::from_json(&written).unwrap(), release);
    let desk = HONEST.desk();
    let all = Expected::new(&release, desk, |_| MESSAGE.to_owned());
    assert!(all.is_err() || !release.answers.is_empty() || all.is_ok_and(|all| all.is_empty()));
}

/// A release, and which of its visits opens an audit.
static VISITED: LazyLock<(ReleaseManifest, usize)> = LazyLock::new(|| {
    let release = manifest().unwrap();
    let which = Opening::candidates(&release)[0];
    (release, which)
});

static RIGHT: LazyLock<[Right; ANSWERS]> = LazyLock::new(|| {
    let find = |asked| {
        let mut answers = HONEST.release.answers.iter();
        answers.find(|answer| answer.asked == asked).unwrap()
    };
    let alone = ASKED.map(find).into_iter();
    let upload = HONEST.release.visits[0].steps.iter().take(STEPS);
    let all: Vec<Right> = alone
        .chain(upload)
        .map(|answer| HONEST.right(answer))
        .collect();
    all.try_into().ok().unwrap()
});

thread_local! {
    static AUDIT: OnceCell<Rc<Audit>> = const { OnceCell::new() };
}

impl Honest {
    fn desk(&self) -> Desk<'_> {
        Desk {
            name: &self.roster.desk,
            expires: self.roster.expires,
            roster_json: &self.json,
            editors: &self.roster.editors,
            notices: &self.roster.notices,
            state: DeskState::Open,
            largest_bytes: LARGEST_BYTES,
            script: self.release.script().unwrap(),
        }
    }

    fn right(&self, answer: &Exchange) -> Right {
        let whole = self.release.whole(answer, self.desk(), ASKER).unwrap();
        Right {
            bytes: self.begun(&whole),
            closes: answer.head.iter().any(|line| line == CLOSE),
            whole,
        }
    }

    /// An answer with a codename where one belongs.
    fn begun(&self, whole: &ExpectedResponse) -> Vec<u8> {
        let mut bytes = whole.bytes().to_vec();
        // The stand-in for an upload's name is one.
        let in_head = whole.constant_range().end < whole.head().len();
        if !whole.has_own() || in_head {
            return bytes;
        }
        let text = self.release.insert("/fr/begin").unwrap();
        let words = Codename::from_entropy(&[1; 16]).words(Language::Fr);
        let insert = begin_insert(text, &words, &"5e".repeat(16)).unwrap();
        let at = whole.constant_range().end + Frame::STORED_HEADER_BYTES;
        bytes[at..at + insert.len()].copy_from_slice(insert.as_bytes());
        whole.rebuilt_with(&bytes).unwrap().to_vec()
    }
}

/// Whether a request wants no body, and which of [`ASKED`] it is; none where it is of an upload.
fn requested(head: &str) -> Option<(bool, usize)> {
    let line = head.split(" HTTP/").next().unwrap();
    if line.contains(UPLOAD_PATH) {
        return None;
    }
    let path = line.strip_prefix("HEAD ");
    let asked = path.map_or_else(|| line.to_owned(), |path| format!("GET {path}"));
    let number = ASKED.iter().position(|one| *one == asked);
    Some((path.is_some(), number.unwrap()))
}

/// What an honest server answers, altered a little and not at all; its roster; a manifest of few
/// words.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let honest = &*HONEST;
    let mut seeds = Vec::new();
    for which in 0..2 * ANSWERS {
        let right = &RIGHT[which % ANSWERS];
        let [high, low] = u16::try_from(right.bytes.len()).unwrap().to_be_bytes();
        let which = u8::try_from(which).unwrap();
        seeds.push(vec![which]);
        let status = [0, 9, 1, 1, b'3'];
        let field = [0, 20, 0, 1, b'x'];
        let body = [1, 200, 1, 1, b'x'];
        let after = [high, low, 0, 1, b'x'];
        for alteration in [status, field, body, after] {
            seeds.push([&[which], alteration.as_slice()].concat());
        }
    }
    let body = gzip::compress(honest.json.as_bytes());
    let page = [b"HTTP/1.1 200 OK\r\n\r\n", body.as_slice()].concat();
    seeds.push([&[OPENING], page.as_slice()].concat());
    let text = |text: &str| Text::from(text.to_owned());
    let answer = |asked: &str, name: &str| Exchange {
        asked: asked.to_owned(),
        fields: Vec::new(),
        form: None,
        head: ["HTTP/1.1 200 OK", "content-security-policy: none"]
            .map(str::to_owned)
            .into(),
        text: Some(name.to_owned()),
        instead: Vec::new(),
        initiator: None,
    };
    let parts = Parts {
        version: "0".to_owned(),
        policy: "none".to_owned(),
        index: "fr".to_owned(),
        fallback: "/fr".to_owned(),
        answers: vec![answer("GET /fr", "/fr"), answer("POST /fr/begin", "/hole")],
        visits: Vec::new(),
        refusals: BTreeMap::from([("full".to_owned(), vec![answer("/fr", "/fr")])]),
        texts: [
            (
                "/fr".to_owned(),
                text(&format!("<p>{}", Placeholder::Desk.written())),
            ),
            (SCRIPT_PATH.to_owned(), text("")),
            ("/hole".to_owned(), text(&Placeholder::Insert.written())),
            (
                "/hole/hole".to_owned(),
                text(&Placeholder::Receipt.written()),
            ),
        ]
        .into(),
    };
    let json = ReleaseManifest::new(parts).unwrap().to_json().unwrap();
    seeds.push([&[MANIFEST], json.as_slice()].concat());
    seeds
}
