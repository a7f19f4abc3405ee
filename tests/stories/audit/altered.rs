//! A server that alters, adds or swaps bytes.

use std::{collections::BTreeSet, sync::mpsc};

use sourdine_harness::{network::tamper::Tamperer, soak};

use crate::stage::{Audited, DIFFERENT, PROBES, Stage, UPLOAD, VISITS, body, find, flip};

/// Bytes flipped at random, in an ordinary run and in a long one.
const FLIPS: usize = 120;
const FLIPS_SOAK: usize = 5_000;

type Spot = (&'static str, &'static str, fn(&[u8]) -> usize);

/// Twenty places of an answer where one byte makes a difference, and what that is called.
const SPOTS: [Spot; 20] = [
    ("GET /", "status", |_| 7),
    ("PATCH /upload/…", "status", |_| 11),
    ("DELETE /upload/…", "status", |_| 14),
    ("GET /fr", "field", |answer| {
        find(answer, "content-type") + 3
    }),
    ("GET /fr", "field", |answer| find(answer, "utf-8") + 4),
    ("HEAD /upload/…", "field", |answer| {
        find(answer, "content-security-policy") + 30
    }),
    ("GET /sourdine.js", "field", |answer| {
        find(answer, "script-src 'self'") + 13
    }),
    ("GET /roster", "field", |answer| find(answer, "no-store")),
    ("POST /upload", "field", |answer| {
        find(answer, "no-referrer")
    }),
    ("GET /fr/offline", "field", |answer| {
        find(answer, "attachment")
    }),
    ("GET /en/keys", "field", |answer| {
        find(answer, "content-length: ") + 16
    }),
    ("GET /not-found", "field", |answer| {
        find(answer, "camera=()") + 7
    }),
    ("GET /", "body", body),
    ("GET /fr", "body", |answer| body(answer) + 9),
    ("GET /sourdine.js", "body", |answer| body(answer) + 20_000),
    ("GET /fr/offline", "body", |answer| answer.len() - 1),
    ("GET /en/keys", "body", |answer| answer.len() - 8),
    ("POST /fr/begin", "body", |answer| body(answer) + 100),
    ("POST /en/begin", "codename", |answer| {
        find(answer, "<li>") + 4
    }),
    ("POST /fr/send", "body", |answer| answer.len() - 100),
];

#[test]
fn each_of_twenty_altered_bytes_is_found_and_named() {
    let stage = Stage::new();
    for (asked, place, at) in SPOTS {
        let audited = stage.altered(flip(asked, at));
        assert_eq!(audited.code, DIFFERENT, "{asked} {place}: {audited:?}");
        assert_eq!(audited.error["error"], "error-audit-different");
        let (found, wanted) = (audited.found(), (place.to_owned(), asked.to_owned()));
        // Some are asked in several ways.
        assert!(!found.is_empty(), "{asked}");
        assert!(found.iter().all(|one| *one == wanted), "{asked}: {found:?}");
    }
    let audited = stage.altered(flip("GET /roster", |answer| body(answer) + 40));
    assert_eq!(audited.code, DIFFERENT, "{audited:?}");
    assert_eq!(audited.doubt(), "audit-roster-malformed");
}

/// Numbers that look random, the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

#[test]
fn any_byte_of_any_answer_is_found_when_it_is_another() {
    let stage = Stage::new();
    let report = stage.audit(&stage.honest(), &["--looks", "1"]);
    let each = report.count("answers") + report.count("probes");
    let flips = if soak() { FLIPS_SOAK } else { FLIPS };
    for seed in 0..flips {
        let mut numbers = Numbers(seed as u64);
        // The visit that opens the audit may be a little shorter than that one was.
        let (which, mask) = (seed % (each - 3), 1 << numbers.below(8));
        let (mut count, mut taken_back) = (0, BTreeSet::new());
        let (hit, came) = mpsc::channel();
        let audited = stage.altered(move |request, mut answer| {
            // Two kinds of answers are not compared, and not counted: what follows a page on the
            // same connection to see that nothing else does; and what comes of taking an upload
            // back a second time, where the first request overtook the upload on a slow machine.
            let is_upload = request.asked.contains(UPLOAD);
            let is_again =
                request.asked.starts_with("DELETE ") && !taken_back.insert(request.asked.clone());
            if (is_upload || !request.asked.starts_with("HEAD ")) && !is_again {
                if count == which {
                    let at = numbers.below(answer.len());
                    answer[at] ^= mask;
                    hit.send((request.asked.clone(), at)).unwrap();
                }
                count += 1;
            }
            Some(answer)
        });
        let seen = audited.code == DIFFERENT && !audited.found().is_empty();
        assert!(seen, "seed {seed}, {:?}: {audited:?}", came.try_recv());
    }
}

/// Whether this and nothing else is found.
fn all_found(audited: &Audited, place: &str, asked: &str) {
    let found = audited.found();
    let is_it = |(part, path): &(String, String)| (&**part, &**path) == (place, asked);
    assert!(!found.is_empty() && found.iter().all(is_it), "{audited:?}");
}

#[test]
fn what_is_added_is_found() {
    let stage = Stage::new();
    for field in [
        "Refresh: 0; url=/x",
        "Link: </x>; rel=preload",
        "Set-Cookie: a=b",
        "Server: nginx",
    ] {
        for before in ["cache-control", "content-type"] {
            let audited = stage.altered(move |_, answer| {
                let mut windows = answer.windows(before.len());
                let found = windows.position(|found| found == before.as_bytes());
                let Some(at) = found else {
                    return Some(answer);
                };
                let (head, rest) = answer.split_at(at);
                Some([head, field.as_bytes(), b"\r\n", rest].concat())
            });
            assert_eq!(audited.code, DIFFERENT, "{field}");
            // The visit that opens the audit may be made several times.
            let found = audited.found().len();
            assert!(found > VISITS + PROBES, "{field}: {audited:?}");
        }
        let audited = stage.altered(move |request, answer| {
            let at = find(&answer, "\r\n\r\n") + 2;
            let (head, rest) = answer.split_at(at);
            let added = if request.asked == "GET /fr" {
                field
            } else {
                return Some(answer);
            };
            Some([head, added.as_bytes(), b"\r\n", rest].concat())
        });
        all_found(&audited, "more", "GET /fr");
    }
    let hints = b"HTTP/1.1 103 Early Hints\r\nlink: </x>; rel=preload\r\n\r\n";
    let audited = stage.altered(|request, answer| {
        let first: &[u8] = if request.asked == "GET /en" {
            hints
        } else {
            b""
        };
        Some([first, &answer].concat())
    });
    all_found(&audited, "status", "GET /en");
    for asked in ["GET /fr", "POST /fr/begin"] {
        let audited = stage.altered(move |request, answer| {
            let more: &[u8] = if request.asked == asked { b"<" } else { b"" };
            Some([&answer, more].concat())
        });
        let place = audited.found()[0].0.clone();
        assert!(place == "after" || place == "bodiless", "{audited:?}");
        assert_eq!(audited.code, DIFFERENT);
    }
}

#[test]
fn answers_that_are_swapped_or_replayed_are_found() {
    let stage = Stage::new();
    let mut before: Option<Vec<u8>> = None;
    let audited = stage.altered(move |request, answer| {
        let is_head = request.asked.starts_with("HEAD ");
        Some(match (is_head, before.take()) {
            (false, Some(earlier)) => earlier,
            (_, earlier) => {
                before = earlier.or_else(|| Some(answer.clone()));
                answer
            }
        })
    });
    assert_eq!(audited.code, DIFFERENT, "{audited:?}");
    for (asked, other) in [("GET /fr", "GET /en"), ("GET /fr/keys", "GET /roster")] {
        let mut kept = None;
        let tamperer = Tamperer::start(stage.sources, move |request, answer| {
            if request.asked == other {
                kept = Some(answer.clone());
            }
            let swapped = kept.clone().filter(|_| request.asked == asked);
            Some(swapped.unwrap_or(answer))
        });
        let words = ["--looks", "2", "--at-once", "1"];
        let audited = stage.audit(&tamperer.unwrap().server(), &words);
        assert_eq!(audited.code, DIFFERENT, "{asked}: {audited:?}");
        let found = audited.found();
        assert!(found.iter().all(|(_, path)| path == asked), "{found:?}");
    }
}
