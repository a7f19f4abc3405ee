//! A server that answers some people otherwise, or has sources seal to a stranger.

use std::{fs, sync::Mutex};

use serde_json::Value;
use sourdine_harness::network::tamper::Tamperer;
use sourdine_protocol::{
    release::gzip::{compress, decompress},
    wire::ROSTER_PATH,
};

use crate::stage::{DIFFERENT, SAME, Stage, body, sourdine};

#[test]
fn a_page_that_only_some_get_is_found() {
    let stage = Stage::new();
    let alter = |answer: Vec<u8>| {
        let at = body(&answer) + 50;
        let mut answer = answer;
        answer[at] ^= 4;
        answer
    };
    let tamperer = Tamperer::start(stage.sources, move |request, answer| {
        let chosen = request.number.is_multiple_of(3) && answer.len() > 2_000;
        Some(if chosen { alter(answer) } else { answer })
    });
    let audited = stage.audit(&tamperer.unwrap().server(), &[]);
    assert_eq!(audited.code, DIFFERENT, "{audited:?}");

    for told in [
        "Android",
        "Accept-Language: fr",
        "Windows",
        "Upgrade-Insecure-Requests",
    ] {
        let tamperer = Tamperer::start(stage.sources, move |request, answer| {
            let chosen = request.head.contains(told) && request.asked == "GET /fr";
            Some(if chosen { alter(answer) } else { answer })
        });
        let audited = stage.audit(&tamperer.unwrap().server(), &["--looks", "5"]);
        assert_eq!(audited.code, DIFFERENT, "{told}: {audited:?}");
    }

    // A first page that changes its language, and a codename that is handed out twice.
    let english = {
        let kept = Mutex::new(None);
        Tamperer::start(stage.sources, move |request, answer| {
            let mut kept = kept.lock().unwrap();
            match request.asked.as_str() {
                "POST /fr/begin" => Some(kept.get_or_insert(answer).clone()),
                _ => Some(answer),
            }
        })
    };
    let audited = stage.audit(&english.unwrap().server(), &["--looks", "3"]);
    // In each look, a visit and a probe ask for one.
    let again = ("repeated".to_owned(), "POST /fr/begin".to_owned());
    assert_eq!(audited.found(), vec![again; 5]);
    let (mut english, mut times) = (Vec::new(), 0);
    let changing = Tamperer::start(stage.sources, move |request, answer| {
        match request.asked.as_str() {
            "GET /en" => english.clone_from(&answer),
            "GET /" if !english.is_empty() => times += 1,
            _ => {}
        }
        // The second time, the first page and what is said of it are the English one's.
        Some(match request.asked.as_str() {
            "GET /" if times == 2 => english.clone(),
            "HEAD /" if times == 2 => english[..body(&english)].to_vec(),
            _ => answer,
        })
    });
    let words = ["--looks", "3", "--at-once", "1"];
    let audited = stage.audit(&changing.unwrap().server(), &words);
    assert_eq!(audited.code, DIFFERENT, "{audited:?}");
    assert_eq!(
        audited.found(),
        [("language".to_owned(), "GET /".to_owned())]
    );
}

/// An answer with another name in place of an editor's.
fn with_another_editor(answer: &[u8]) -> Vec<u8> {
    let (head, packed) = answer.split_at(body(answer));
    let roster = decompress(packed, answer.len() * 1_000).unwrap();
    let roster = String::from_utf8(roster).unwrap();
    let packed_again = compress(roster.replace("alice", "mallo").as_bytes());
    let head = str::from_utf8(head).unwrap();
    let length = |length: usize| format!("content-length: {length}\r\n");
    let named = length(packed.len());
    assert!(head.contains(&named), "{head}");
    [
        head.replace(&named, &length(packed_again.len())).as_bytes(),
        &packed_again,
    ]
    .concat()
}

#[test]
fn a_roster_with_a_stranger_in_it_is_found() {
    let mut stage = Stage::new();
    // A program that was altered hands out a roster that its operator changed: our own would not
    // start with it.
    let altered = Tamperer::start(stage.sources, |request, answer| {
        Some(if request.asked == format!("GET {ROSTER_PATH}") {
            with_another_editor(&answer)
        } else {
            answer
        })
    });
    let audited = stage.audit(&altered.unwrap().server(), &["--looks", "1"]);
    assert_eq!(
        (audited.code, audited.doubt()),
        (DIFFERENT, "error-roster-signature")
    );

    let first = stage.server.take().unwrap();
    assert!(first.stop().unwrap().0.success());
    let home = stage.home.path();
    let roster = home.join("roster.json");
    let known = home.join("known.json");
    fs::copy(&roster, &known).unwrap();
    let known = known.to_str().unwrap();
    let served = |words: &[&str]| {
        let server = stage.installation.serve().unwrap();
        let at = format!("http://{}", server.sources.address().unwrap());
        let audited = stage.audit(&at, &[&["--looks", "1"], words].concat());
        assert!(server.stop().unwrap().0.success());
        audited
    };

    // A roster of their own making, well signed.
    assert!(
        sourdine(
            home,
            "other",
            &["desk", "new", "--name", "Œil & <b>", "--editor", "alice"]
        )
        .status
        .success()
    );
    fs::remove_file(&roster).unwrap();
    assert!(
        sourdine(
            home,
            "other",
            &["roster", "export", roster.to_str().unwrap()]
        )
        .status
        .success()
    );
    let audited = served(&[]);
    assert_eq!(
        (audited.code, audited.doubt()),
        (DIFFERENT, "error-roster-other-desk")
    );

    // One that the desk signed, with an editor whom this machine was not told of.
    assert!(
        sourdine(home, "basile", &["desk", "card", "--editor", "basile"])
            .status
            .success()
    );
    let card = home.join("basile/card.json");
    let add = ["roster", "add", card.to_str().unwrap(), "--yes"];
    assert!(stage.sourdine(&add).status.success());
    Stage::export(home);
    let audited = served(&["--roster", known]);
    assert_eq!(
        (audited.code, audited.doubt()),
        (DIFFERENT, "audit-roster-unknown")
    );
    assert!(
        audited.report["roster"]["message"]
            .as_str()
            .unwrap()
            .contains("basile")
    );
    let audited = served(&[]);
    assert_eq!(
        (audited.code, &audited.report["roster"]["standing"]),
        (SAME, &Value::from("current"))
    );

    // An older one, in which an editor may be who was taken off since.
    assert!(stage.sourdine(&["roster", "sign"]).status.success());
    let audited = served(&[]);
    assert_eq!(
        (audited.code, audited.doubt()),
        (DIFFERENT, "error-roster-rollback")
    );

    // Whoever knows the fingerprint alone is told the names.
    let shown = stage.sourdine(&["--json", "roster", "show"]);
    let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
    let fingerprint = shown["fingerprint"].as_str().unwrap();
    let audited = served(&["--fingerprint", fingerprint]);
    assert_eq!(
        (audited.code, &audited.report["roster"]["standing"]),
        (SAME, &Value::from("signed"))
    );
    assert_eq!(
        audited.report["roster"]["editors"],
        serde_json::json!(["alice", "basile"])
    );
}
