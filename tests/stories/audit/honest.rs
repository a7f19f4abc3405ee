//! A server that serves what it must.

use std::net::TcpListener;

use serde_json::Value;
use sourdine_harness::network::tamper::Tamperer;

use crate::stage::{
    ANSWERS, ANSWERS_TO_PROBES, DIFFERENT, OPENED, SAME, Stage, UNSEEN, VISITS, body, find_in,
    shown,
};

/// What the issue asks for.
const RUNS: usize = 100;

#[test]
fn a_server_that_serves_what_it_must_raises_no_false_alarm() {
    let stage = Stage::new();
    let honest = stage.honest();
    for run in 0..RUNS {
        let audited = stage.audit(&honest, &["--looks", "1"]);
        assert_eq!(audited.code, SAME, "run {run}: {audited:?}");
    }
    let audited = stage.audit(&honest, &["--looks", "5"]);
    assert_eq!(audited.code, SAME, "{audited:?}");
    let answers = audited.count("answers");
    assert!(OPENED.contains(&(answers - 5 * ANSWERS)), "{answers}");
    assert_eq!(audited.report["visits"], 5 * VISITS + 1);
    // What proves nothing is asked three times at most.
    assert_eq!(audited.report["probes"], 3 * ANSWERS_TO_PROBES);
    assert_eq!(audited.report["letters"], 0);
    assert_eq!(audited.report["roster"]["standing"], "current");
    assert_eq!(audited.report["largest_bytes"], 16 * 1_024 * 1_024);
    assert!(audited.report["findings"].as_array().unwrap().is_empty());

    let manifest = stage.manifest();
    let words = [
        "audit",
        &honest,
        "--manifest",
        manifest.to_str().unwrap(),
        "--unsigned",
        "--looks",
        "1",
        "--pauses",
        "0",
    ];
    let output = stage.sourdine(&words);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.starts_with("SAME: ") && said.lines().count() == 1,
        "{said}"
    );
    assert!(said.contains("alice") && output.stderr.is_empty(), "{said}");
    assert!(stage.installation.log().unwrap().is_empty());
    assert!(stage.list().is_empty(), "nothing is left of them");
}

#[test]
fn what_is_not_seen_is_not_called_the_same() {
    let stage = Stage::new();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let audited = stage.audit(&address, &["--retries", "0"]);
    assert_eq!(
        (audited.code, &audited.error["error"]),
        (UNSEEN, &Value::from("error-audit-unseen"))
    );

    let cut = Tamperer::start(stage.sources, |request, answer| {
        (request.asked != "GET /fr/keys").then_some(answer)
    });
    let words = ["--looks", "1", "--retries", "0"];
    let audited = stage.audit(&cut.unwrap().server(), &words);
    assert_eq!(
        (audited.code, audited.report["probes"].as_u64()),
        (UNSEEN, Some(ANSWERS_TO_PROBES as u64 - 1))
    );
    assert_eq!(audited.report["unseen"][0]["asked"], "GET /fr/keys");
    assert_eq!(audited.report["same"], false);
}

#[test]
fn a_server_that_is_too_busy_is_not_called_altered() {
    let stage = Stage::new();
    let words = ["--looks", "1", "--retries", "0"];
    // Which refusal, instead of which answer, and whether an honest server may give it there.
    let cases: [(&str, &str, &str, i32); 7] = [
        ("unavailable", "GET /en/keys", "200", UNSEEN),
        ("full", "GET /en/keys", "200", DIFFERENT),
        ("full", "POST /upload", "201", UNSEEN),
        ("too-slow", "PATCH /upload/…", "204", UNSEEN),
        ("not-found", "PATCH /upload/…", "204", UNSEEN),
        ("not-found", "POST /upload", "201", DIFFERENT),
        ("malformed", "PATCH /upload/…", "204", DIFFERENT),
    ];
    for (name, asked, status, code) in cases {
        for altered in [false, true] {
            let mut page = stage.refusal(name);
            if altered {
                let at = page.len() - 50;
                page[at] ^= 1;
            }
            let tamperer = Tamperer::start(stage.sources, move |request, answer| {
                let is_asked = shown(&request.asked) == asked;
                let chosen = is_asked && answer[9..12] == *status.as_bytes();
                Some(if chosen { page.clone() } else { answer })
            });
            let audited = stage.audit(&tamperer.unwrap().server(), &words);
            let code = if altered { DIFFERENT } else { code };
            assert_eq!(audited.code, code, "{name} {asked}: {audited:?}");
        }
    }
    // Whoever has made an upload this moment knows it.
    let gone = stage.refusal("not-found");
    let head = gone[..body(&gone)].to_vec();
    let mut times = 0;
    let audited = stage.altered(move |request, answer| {
        let is_new = find_in(&answer, "upload-offset: 0") && request.asked.starts_with("HEAD ");
        times += usize::from(is_new);
        Some(if is_new && times == 1 {
            head.clone()
        } else {
            answer
        })
    });
    assert_eq!(audited.code, DIFFERENT, "{audited:?}");
}
