//! What `sourdine audit` reads: the answers of a server that may be altered, its roster's page, and the manifest of a release.

use std::{sync::LazyLock, time::Duration};

use sourdine::{
    audit::{Audit, Expected, Opening, Plan},
    courier::Patience,
};
use sourdine_protocol::{
    codename::Codename,
    envelope::Language,
    release::{
        Answer, Desk, Mark, Parts, ReleaseManifest, Text, Whole, begin_hole,
        gzip::{self, Frame},
    },
    roster::{Roster, SignedRoster},
    wire::SCRIPT_PATH,
};
use sourdine_server::source::release::manifest;

use super::liar::{Reply, asked};

/// The answers that are looked at: a page, one that is not there, one of two languages, and one that carries a codename.
const ASKED: [&str; 4] = ["GET /fr/keys", "GET /not-found", "GET /", "POST /fr/begin"];
/// Every answer comes at once or ends its connection: nothing is waited for, unless the machine is busy with something else.
const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(600),
    head: Duration::from_secs(600),
    piece: Duration::from_secs(600),
};
const PLAN: Plan = Plan {
    looks: 1,
    at_once: 1,
    retries: 0,
    pause: Duration::ZERO,
    patience: PATIENCE,
};
const OPENING: u8 = 0xfe;
const MANIFEST: u8 = 0xff;
const LARGEST_BYTES: u64 = 1_048_576;
/// Longest page that is decompressed here, as there.
const PAGE_MAX_BYTES: usize = 4_194_304;

/// What an honest server answers to each.
struct Honest {
    release: ReleaseManifest,
    roster: Roster,
    json: String,
}

static HONEST: LazyLock<Honest> = LazyLock::new(|| {
    let mut release = manifest().unwrap();
    release
        .answers
        .retain(|answer| ASKED.contains(&answer.asked.as_str()));
    let signed = SignedRoster::from_json(super::roster::SIGNED).unwrap();
    Honest {
        release,
        roster: signed.unchecked().unwrap(),
        json: String::from_utf8(signed.to_json().unwrap()).unwrap(),
    }
});

/// The first byte says what is read. Below [`OPENING`] it is which answer is altered, that to `HEAD` in the upper half; the rest are alterations, each of where it stands (two bytes), how many bytes go, how many
/// come, and these. From [`OPENING`] on it is the page with the roster, and at last a manifest.
///
/// An answer that was altered is found, or not seen at all; one that was not is right. What a page decompresses to keeps its limit. A manifest that is read is the same once it is written,
/// and makes answers or none.
pub fn run(input: &[u8]) {
    match input.split_first() {
        Some((&MANIFEST, json)) => released(json),
        Some((&OPENING, answer)) => opened(answer),
        Some((which, alterations)) => audited((*which).into(), alterations),
        None => {}
    }
}

fn audited(which: usize, alterations: &[u8]) {
    let honest = &*HONEST;
    let (of_head, number) = (which / ASKED.len() % 2 == 1, which % ASKED.len());
    // There is no second request where the connection ends.
    let of_head = of_head && !closes(&honest.answer(number));
    let right = if of_head {
        honest.whole(ASKED[number]).head().to_vec()
    } else {
        honest.answer(number)
    };
    let given = altered(right.clone(), alterations);
    let answer = |head: &str| {
        let (is_head, asked) = requested(head);
        let answer = honest.answer(asked);
        if (asked, is_head) == (number, of_head) {
            if given == right && !is_head && !closes(&right) {
                Reply::Keep(given.clone())
            } else {
                Reply::Close(given.clone())
            }
        } else if is_head {
            Reply::Close(honest.whole(ASKED[asked]).head().to_vec())
        } else if closes(&answer) {
            Reply::Close(answer)
        } else {
            Reply::Keep(answer)
        }
    };
    let expected = Expected::new(&honest.release, honest.desk()).unwrap();
    let auditing = async |way| Audit::new(way, expected, PLAN).run(&mut |_| {}).await;
    let outcome = asked(auditing, answer);
    let is_right = outcome.findings.is_empty() && outcome.unreached.is_empty();
    let whole = honest.whole(ASKED[number]);
    // Another codename is as right as the one that was there.
    let may_be = |given: &[u8]| whole.around(given).is_ok_and(|right| *right == given);
    assert_eq!(is_right, given == right || may_be(&given), "{outcome:?}");
}

fn altered(mut answer: Vec<u8>, mut alterations: &[u8]) -> Vec<u8> {
    while let [high, low, gone, come, rest @ ..] = alterations {
        let at = usize::from(u16::from_be_bytes([*high, *low])) % (answer.len() + 1);
        let to = answer.len().min(at + usize::from(*gone));
        let (put, rest) = rest.split_at(rest.len().min((*come).into()));
        answer.splice(at..to, put.iter().copied());
        alterations = rest;
    }
    answer
}

fn closes(answer: &[u8]) -> bool {
    let closing = b"connection: close\r\n";
    answer.windows(closing.len()).any(|line| line == closing)
}

fn opened(answer: &[u8]) {
    let asking = async |way| Opening::page(&way, PATIENCE, "/roster").await;
    let page = asked(asking, |_| Reply::Close(answer.to_vec()));
    if let Ok(Some(page)) = page {
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
    let all = Expected::new(&release, desk);
    assert!(all.is_err() || !release.answers.is_empty() || all.is_ok_and(|all| all.is_empty()));
}

impl Honest {
    fn desk(&self) -> Desk<'_> {
        Desk {
            name: &self.roster.desk,
            expires: self.roster.expires,
            roster_json: &self.json,
            editors: &self.roster.editors,
            largest_bytes: LARGEST_BYTES,
            script: self.release.script().unwrap(),
        }
    }

    fn whole(&self, asked: &str) -> Whole {
        let mut answers = self.release.answers.iter();
        let answer = answers.find(|answer| answer.asked == asked).unwrap();
        self.release.whole(answer, self.desk()).unwrap()
    }

    /// What is answered to one of [`ASKED`].
    fn answer(&self, number: usize) -> Vec<u8> {
        let whole = self.whole(ASKED[number]);
        let mut bytes = whole.bytes().to_vec();
        if !whole.is_begun() {
            return bytes;
        }
        let text = self.release.hole("/fr/begin").unwrap();
        let words = Codename::from_entropy(&[1; 16]).words(Language::Fr);
        let hole = begin_hole(text, &words, &"5e".repeat(16)).unwrap();
        let at = whole.constant().end + Frame::STORED_HEADER_BYTES;
        bytes[at..at + hole.len()].copy_from_slice(hole.as_bytes());
        whole.around(&bytes).unwrap().to_vec()
    }
}

/// Whether a request wants no body, and which of [`ASKED`] it is.
fn requested(head: &str) -> (bool, usize) {
    let line = head.split(" HTTP/").next().unwrap();
    let path = line.strip_prefix("HEAD ");
    let asked = path.map_or_else(|| line.to_owned(), |path| format!("GET {path}"));
    let number = ASKED.iter().position(|one| *one == asked);
    (path.is_some(), number.unwrap())
}

/// What an honest server answers, altered a little and not at all; its roster; a manifest of few words.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let honest = &*HONEST;
    let mut seeds = Vec::new();
    for which in 0..2 * ASKED.len() {
        let which = u8::try_from(which).unwrap();
        seeds.push(vec![which]);
        for alteration in [
            [0, 9, 1, 1, b'3'],
            [0, 20, 0, 1, b'x'],
            [1, 200, 1, 1, b'x'],
            [0xff, 0xff, 0, 1, b'x'],
        ] {
            seeds.push([&[which], alteration.as_slice()].concat());
        }
    }
    let body = gzip::compress(honest.json.as_bytes());
    let page = [b"HTTP/1.1 200 OK\r\n\r\n", body.as_slice()].concat();
    seeds.push([&[OPENING], page.as_slice()].concat());
    let text = |text: &str| Text::from(text.to_owned());
    let answer = |asked: &str, name: &str| Answer {
        asked: asked.to_owned(),
        form: None,
        head: ["HTTP/1.1 200 OK", "content-security-policy: none"]
            .map(str::to_owned)
            .into(),
        text: name.to_owned(),
    };
    let parts = Parts {
        version: "0".to_owned(),
        policy: "none".to_owned(),
        index: "fr".to_owned(),
        fallback: "/fr".to_owned(),
        answers: vec![answer("GET /fr", "/fr"), answer("POST /fr/begin", "/hole")],
        busy: vec![answer("/fr", "/fr")],
        texts: [
            (
                "/fr".to_owned(),
                text(&format!("<p>{}", Mark::Desk.written())),
            ),
            (SCRIPT_PATH.to_owned(), text("")),
            ("/hole".to_owned(), text(&Mark::Hole.written())),
            ("/hole/hole".to_owned(), text(&Mark::Receipt.written())),
        ]
        .into(),
    };
    let json = ReleaseManifest::new(parts).unwrap().to_json().unwrap();
    seeds.push([&[MANIFEST], json.as_slice()].concat());
    seeds
}
