//! Letters that an audit leaves.

use std::{collections::BTreeSet, fs, os::unix::fs::PermissionsExt};

use serde_json::Value;
use sourdine_harness::network::tamper::{Request, Tamperer};

use crate::stage::{
    ANSWERS, ANSWERS_TO_LETTERS, DIFFERENT, LETTERS, OPENED, SAME, Stage, UNSEEN, find, find_in,
    shown,
};

#[test]
fn letters_are_left_when_they_are_asked_for_and_say_what_they_are() {
    let stage = Stage::new();
    let audited = stage.audit(&stage.honest(), &["--looks", "2", "--letters"]);
    assert_eq!(audited.code, SAME, "{audited:?}");
    let answers = audited.count("answers");
    let opened = answers - 2 * ANSWERS - ANSWERS_TO_LETTERS;
    assert!(OPENED.contains(&opened), "{answers}");
    assert_eq!(audited.report["letters"], LETTERS);
    let left = stage.list();
    assert_eq!(left.len(), LETTERS);

    let token = stage.home.path().join("token");
    fs::write(&token, stage.strangers.tokens[0].expose().as_bytes()).unwrap();
    fs::set_permissions(&token, fs::Permissions::from_mode(0o600)).unwrap();
    let editors = stage.server.as_ref().unwrap().editors.address().unwrap();
    let server = format!("http://{editors}");
    let pull = [
        "pull",
        "--server",
        &server,
        "--token-file",
        token.to_str().unwrap(),
    ];
    assert!(stage.sourdine(&pull).status.success());
    let mut seen = BTreeSet::new();
    for id in left {
        let shown = stage.sourdine(&["--json", "show", &id]);
        let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
        let text = |name: &str| shown[name].as_str().unwrap().to_owned();
        assert!(
            text("message").contains("sourdine audit --letters"),
            "{shown}"
        );
        assert_eq!(shown["files"], serde_json::json!([]));
        seen.insert((text("sealed_by"), text("language")));
    }
    let each = [
        ("cli", "en"),
        ("cli", "fr"),
        ("server", "en"),
        ("server", "fr"),
    ];
    assert_eq!(
        seen,
        each.map(|(by, language)| (by.to_owned(), language.to_owned()))
            .into()
    );
}

/// Whether an answer is the one to be altered: of what was asked, what came, and whether the last
/// form had been sent before.
type Chosen = fn(&Request, &[u8], bool) -> bool;

#[test]
fn each_answer_to_a_letter_is_held_to_the_release() {
    let stage = Stage::new();
    let answers: [(&str, Chosen); 7] = [
        ("POST /fr/send", |_, came, _| find_in(came, " 200 OK")),
        ("POST /en/send", |_, came, _| find_in(came, " 200 OK")),
        // The last of all that is asked in that language.
        ("POST /en/receipt", |_, _, sent| sent),
        ("POST /upload", |request, came, _| {
            request.head.contains("Upload-Complete: ?1\r\n") && find_in(came, " 201 ")
        }),
        ("PATCH /upload/…", |request, came, _| {
            request.head.contains("Upload-Complete: ?1\r\n") && find_in(came, " 204 ")
        }),
        ("HEAD /upload/…", |_, came, _| {
            find_in(came, "upload-complete: ?1")
        }),
        ("PATCH /upload/…", |_, came, _| {
            find_in(came, " 409 ") && find_in(came, "upload-complete: ?1")
        }),
    ];
    for (asked, chosen) in answers {
        for place in ["status", "field", "after"] {
            let mut sent = false;
            let audited = stage.altered_letters(move |request, mut answer| {
                let is_sent = request.asked == "POST /en/send" && find_in(&answer, " 200 OK");
                if shown(&request.asked) == asked && chosen(request, &answer, sent) {
                    match place {
                        "status" => answer[10] ^= 1,
                        "field" => {
                            let at = find(&answer, "no-store");
                            answer[at] ^= 1;
                        }
                        _ => answer.push(b'x'),
                    }
                }
                sent |= is_sent;
                Some(answer)
            });
            assert_eq!(audited.code, DIFFERENT, "{asked} {place}: {audited:?}");
            let found = audited.found();
            assert!(!found.is_empty(), "{asked} {place}: {audited:?}");
            for one in &found {
                let later = place == "after" && one.1.starts_with("HEAD /upload/");
                assert!(
                    *one == (place.to_owned(), asked.to_owned()) || later,
                    "{asked} {place}: {found:?}"
                );
            }
        }
    }
}

#[test]
fn a_letter_whose_answer_is_lost_is_not_sent_again() {
    let stage = Stage::new();
    for (number, lost) in ["POST /fr/send", "POST /upload"].into_iter().enumerate() {
        let tamperer = Tamperer::start(stage.sources, move |request, answer| {
            let is_last = request.asked == lost || request.head.contains("Upload-Complete: ?1\r\n");
            let is_stored = find_in(&answer, " 200 OK") || find_in(&answer, "upload-complete: ?1");
            let chosen = shown(&request.asked) == lost && is_last && is_stored;
            (!chosen).then_some(answer)
        });
        let words = ["--looks", "1", "--letters"];
        let audited = stage.audit(&tamperer.unwrap().server(), &words);
        assert_eq!(audited.code, UNSEEN, "{audited:?}");
        assert_eq!(audited.report["unseen"][0]["asked"], lost);
        assert_eq!(audited.report["letters"], LETTERS);
        assert_eq!(stage.list().len(), (number + 1) * LETTERS);
    }
}
