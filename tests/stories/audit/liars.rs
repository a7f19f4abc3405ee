//! Servers that lie to whoever they take for a browser, by what one who sees every byte and time of
//! each circuit can tell a browser by.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use sourdine_harness::{
    network::onlooker::{Onlooker, Sight},
    soak,
};

use crate::stage::{Audited, DIFFERENT, ONION, SAME, Stage, VISITS, body};

/// How often each liar is audited, in an ordinary run and in a long one.
const RUNS: usize = 1;
const RUNS_SOAK: usize = 100;
/// How often one who lies to one visit in ten is audited.
const CHANCES: usize = 4;
const CHANCES_SOAK: usize = 100;
/// Of a hundred of those, so many are found.
const FOUND_OF_100: usize = 99;
/// A gap in which a person, or a program that pauses, does nothing.
const SHORT_MS: u128 = 50;
/// How many audits run at once.
const AT_ONCE: usize = 4;

/// What is altered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Part {
    Page,
    Script,
    Worker,
    Roster,
}

const PARTS: [Part; 4] = [Part::Page, Part::Script, Part::Worker, Part::Roster];

/// By what a browser is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Sign {
    /// Its circuit began with a page.
    FirstOfCircuit,
    /// There was a page on the same connection before.
    PageBefore,
    /// Nobody has asked for anything yet that no browser asks.
    NothingOdd,
    /// Names, values and order of its fields are Firefox's.
    Heads,
    /// It has one connection.
    Connections,
    /// It has asked for as much before as one who comes for the first time.
    Requests,
    /// Its script was asked for at once after its page.
    Gap,
    /// It is the n-th that asks for this.
    Nth,
}

const SIGNS: [Sign; 8] = [
    Sign::FirstOfCircuit,
    Sign::PageBefore,
    Sign::NothingOdd,
    Sign::Heads,
    Sign::Connections,
    Sign::Requests,
    Sign::Gap,
    Sign::Nth,
];

/// Fields of Firefox as it was recorded, but for the host: of a page that is typed, of its script,
/// of its worker and of the roster.
const FIREFOX: [&str; 4] = [
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n\
     Accept-Language: en-US,en;q=0.9\r\n\
     Accept-Encoding: gzip, deflate\r\n\
     Connection: keep-alive\r\n\
     Upgrade-Insecure-Requests: 1\r\n\
     Sec-Fetch-Dest: document\r\n\
     Sec-Fetch-Mode: navigate\r\n\
     Sec-Fetch-Site: none\r\n\
     Sec-Fetch-User: ?1\r\n\
     Priority: u=0, i\r\n\r\n",
    "Accept: */*\r\n\
     Accept-Language: en-US,en;q=0.9\r\n\
     Accept-Encoding: gzip, deflate\r\n\
     Connection: keep-alive\r\n\
     Sec-Fetch-Dest: script\r\n\
     Sec-Fetch-Mode: no-cors\r\n\
     Sec-Fetch-Site: same-origin\r\n\r\n",
    "Accept: */*\r\n\
     Accept-Language: en-US,en;q=0.9\r\n\
     Accept-Encoding: gzip, deflate\r\n\
     Connection: keep-alive\r\n\
     Sec-Fetch-Dest: worker\r\n\
     Sec-Fetch-Mode: same-origin\r\n\
     Sec-Fetch-Site: same-origin\r\n\
     Priority: u=4\r\n\r\n",
    "Accept: */*\r\n\
     Accept-Language: en-US,en;q=0.9\r\n\
     Accept-Encoding: gzip, deflate\r\n\
     Connection: keep-alive\r\n\
     Sec-Fetch-Dest: empty\r\n\
     Sec-Fetch-Mode: cors\r\n\
     Sec-Fetch-Site: same-origin\r\n\
     Priority: u=4\r\n\r\n",
];
const AGENT: &str =
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0\r\n";

/// Paths that the pages lead to, by the methods that they are asked with.
const ASKED: [&str; 18] = [
    "GET /",
    "GET /fr",
    "GET /en",
    "GET /sourdine.js",
    "GET /roster",
    "GET /editors.txt",
    "GET /editors.asc",
    "GET /fr/keys",
    "GET /en/keys",
    "GET /fr/offline",
    "GET /en/offline",
    "POST /upload",
    "POST /fr/begin",
    "POST /en/begin",
    "POST /fr/receipt",
    "POST /en/receipt",
    "POST /fr/send",
    "POST /en/send",
];
const OF_UPLOADS: [&str; 2] = ["PATCH /upload/", "DELETE /upload/"];

impl Part {
    fn is(self, sight: &Sight) -> bool {
        let (asked, dest) = (sight.asked_for(), sight.field("Sec-Fetch-Dest"));
        match self {
            Self::Page => ["GET /", "GET /fr", "GET /en"].contains(&asked),
            Self::Script => asked == "GET /sourdine.js" && dest == Some("script"),
            Self::Worker => asked == "GET /sourdine.js" && dest == Some("worker"),
            Self::Roster => asked == "GET /roster",
        }
    }

    /// How many requests a circuit has made before it is asked for the first time.
    const fn before(self) -> usize {
        self as usize
    }

    /// How many ways through the pages come by it, of nine.
    const fn ways(self) -> usize {
        match self {
            Self::Page => 9,
            Self::Script | Self::Worker => 7,
            Self::Roster => 5,
        }
    }
}

impl Sign {
    /// Whether the last request is taken for a browser's, of all requests so far.
    fn tells(self, part: Part, sights: &[Sight], nth: usize) -> bool {
        let Some((request, before)) = sights.split_last() else {
            return false;
        };
        let own: Vec<&Sight> = before
            .iter()
            .filter(|one| one.circuit == request.circuit)
            .collect();
        match self {
            Self::FirstOfCircuit => own.first().map_or(part == Part::Page, |first| {
                part != Part::Page && Part::Page.is(first)
            }),
            Self::PageBefore => own
                .iter()
                .any(|one| one.connection == request.connection && Part::Page.is(one)),
            Self::NothingOdd => sights.iter().all(|one| {
                let asked = one.asked_for();
                ASKED.contains(&asked) || OF_UPLOADS.iter().any(|begin| asked.starts_with(begin))
            }),
            Self::Heads => {
                let host = format!("Host: {ONION}\r\n");
                let fields = FIREFOX[part as usize];
                request.head.ends_with(&[&host, AGENT, fields].concat())
            }
            Self::Connections => own.iter().all(|one| one.connection == request.connection),
            Self::Requests => own.len() == part.before(),
            Self::Gap => {
                let mut all = own.iter().copied().chain([request]).rev();
                let script = all.find(|one| Part::Script.is(one));
                let page = all.find(|one| Part::Page.is(one));
                let gap = script.zip(page).and_then(|(script, page)| {
                    Some(script.asked.checked_sub(page.answered?)?.as_millis())
                });
                gap.is_some_and(|gap| gap < SHORT_MS)
            }
            Self::Nth => {
                let mut circuits: Vec<usize> = before
                    .iter()
                    .filter(|one| part.is(one))
                    .map(|one| one.circuit)
                    .collect();
                circuits.sort_unstable();
                circuits.dedup();
                circuits.len() == nth && !circuits.contains(&request.circuit)
            }
        }
    }

    /// What an audit is told to do: pauses where times are looked at, and enough looks for each
    /// browser to come each way.
    const fn words(self) -> [&'static str; 6] {
        match self {
            Self::Gap => ["--looks", "6", "--pauses", "1", "--at-once", "32"],
            Self::FirstOfCircuit
            | Self::PageBefore
            | Self::NothingOdd
            | Self::Heads
            | Self::Connections
            | Self::Requests
            | Self::Nth => ["--looks", LOOKS, "--pauses", "0", "--at-once", "6"],
        }
    }
}

const LOOKS: &str = "3";
const LOOKS_COUNT: usize = 3;

fn altered(mut answer: Vec<u8>) -> Vec<u8> {
    let at = (body(&answer) + answer.len()) / 2;
    answer[at] ^= 4;
    answer
}

impl Stage {
    /// An audit of the onion behind an onlooker.
    pub(crate) fn audit_onion(&self, onlooker: &Onlooker, words: &[&str]) -> Audited {
        let proxy = onlooker.proxy();
        let server = format!("http://{ONION}");
        self.audit_as_typed(&server, &[&["--proxy", &proxy], words].concat())
    }

    /// An audit before a liar, and how often it was lied to.
    fn lied_to(&self, sign: Sign, part: Part, run: usize) -> (Audited, usize) {
        let lies = std::sync::Arc::new(AtomicUsize::new(0));
        let told = std::sync::Arc::clone(&lies);
        // The visit that opens the audit asks for each of them too.
        let nth = run * 7 % (LOOKS_COUNT * part.ways() + 1);
        let onlooker = Onlooker::before(self.sources, move |sights, answer| {
            let asks = sights.last().is_some_and(|request| part.is(request));
            if !asks || !sign.tells(part, sights, nth) {
                return answer;
            }
            told.fetch_add(1, Ordering::SeqCst);
            altered(answer)
        });
        let audited = self.audit_onion(&onlooker.unwrap(), &sign.words());
        (audited, lies.load(Ordering::SeqCst))
    }
}

/// Does all of these, some at once, and gives what came of each.
fn at_once<T: Send>(count: usize, run: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let mut all: Vec<(usize, T)> = thread::scope(|scope| {
        let work = || {
            let numbers = std::iter::repeat_with(|| next.fetch_add(1, Ordering::SeqCst));
            let numbers = numbers.take_while(|number| *number < count);
            numbers
                .map(|number| (number, run(number)))
                .collect::<Vec<_>>()
        };
        let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
        let workers = workers.into_iter();
        workers.flat_map(|worker| worker.join().unwrap()).collect()
    });
    all.sort_by_key(|(number, _)| *number);
    all.into_iter().map(|(_, one)| one).collect()
}

#[test]
fn a_server_that_lies_to_browsers_alone_is_found_by_whatever_it_knows_them() {
    let stage = Stage::new();
    let runs = if soak() { RUNS_SOAK } else { RUNS };
    for sign in SIGNS {
        for part in PARTS {
            let audits = at_once(runs, |run| stage.lied_to(sign, part, run));
            let found = audits.iter().filter(|(one, _)| one.code == DIFFERENT);
            let (found, lies) = (found.count(), audits.iter().map(|(_, lies)| lies));
            let lies = lies.sum::<usize>();
            println!("{sign:?}, {part:?}: {found} of {runs} found, {lies} lies");
            let missed = audits.iter().position(|(one, _)| one.code != DIFFERENT);
            assert_eq!(missed, None, "{sign:?}, {part:?}: {audits:?}");
        }
    }
}

#[test]
fn a_lie_to_one_visit_in_ten_is_found_with_the_looks_that_are_usual() {
    let stage = Stage::new();
    let runs = if soak() { CHANCES_SOAK } else { CHANCES };
    let audits = at_once(runs, |run| {
        let part = PARTS[run % PARTS.len()];
        let onlooker = Onlooker::before(stage.sources, move |sights, answer| {
            let Some(request) = sights.last().filter(|request| part.is(request)) else {
                return answer;
            };
            // By lot, the same for all of a circuit.
            let lot = (run as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let lot = (lot ^ request.circuit as u64).wrapping_mul(0xd134_2543_de82_ef95);
            if (lot >> 33).is_multiple_of(10) {
                altered(answer)
            } else {
                answer
            }
        });
        stage.audit_onion(&onlooker.unwrap(), &["--pauses", "0", "--at-once", "16"])
    });
    let found = audits.iter().filter(|one| one.code == DIFFERENT).count();
    println!("one visit in ten: {found} of {runs} found");
    assert!(found * 100 >= runs * FOUND_OF_100, "{found} of {runs}");
}

/// The same front without a lie: what is told above is told of lies.
#[test]
fn a_front_that_only_looks_on_raises_no_alarm() {
    let stage = Stage::new();
    let onlooker = Onlooker::recording(stage.sources, None).unwrap();
    let words = ["--looks", LOOKS, "--pauses", "0"];
    let audited = stage.audit_onion(&onlooker, &words);
    assert_eq!(audited.code, SAME, "{audited:?}");
    assert!(stage.list().is_empty());
}

/// What no browser asks may accuse, and its being right proves nothing: a server that is right in
/// this alone, and wrong to every visit, is called different.
#[test]
fn a_probe_may_only_accuse() {
    let stage = Stage::new();
    let is_odd = |sights: &[Sight]| {
        let request = sights.last().unwrap();
        sights
            .iter()
            .filter(|one| one.circuit == request.circuit)
            .count()
            == 1
            && !Part::Page.is(request)
    };
    for lies_to_probes in [false, true] {
        let onlooker = Onlooker::before(stage.sources, move |sights, answer| {
            let is_head = sights.last().unwrap().head.starts_with("HEAD ");
            if is_odd(sights) == lies_to_probes && !is_head && answer.len() > body(&answer) {
                altered(answer)
            } else {
                answer
            }
        });
        let words = ["--looks", "1", "--pauses", "0"];
        let audited = stage.audit_onion(&onlooker.unwrap(), &words);
        assert_eq!(audited.code, DIFFERENT, "{audited:?}");
    }
    // What is counted as seen is what browsers were answered.
    let audited = stage.audit(&stage.honest(), &["--looks", "1"]);
    assert!(audited.count("answers") > 0 && audited.count("probes") > 0);
    assert_eq!(audited.count("visits"), VISITS + 1);
}
