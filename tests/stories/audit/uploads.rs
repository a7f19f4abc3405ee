//! Each answer to an upload that is given up.

use std::sync::{Arc, Mutex};

use sourdine_harness::network::tamper::Tamperer;

use crate::stage::{DIFFERENT, Stage, UPLOAD, find, shown};

/// The answers to an upload that is given up, in their order, each altered in its first line, in a
/// field of its own, in one of all, and in what follows it.
#[test]
fn each_answer_to_an_upload_is_held_to_the_release() {
    const OWN: [&str; 8] = [
        "upload-limit: ",
        "upload-offset: ",
        "upload-offset: ",
        "upload-offset: ",
        "upload-offset: ",
        "upload-offset: ",
        "permissions-policy: ",
        "content-length: ",
    ];
    let stage = Stage::new();
    for (step, own) in OWN.into_iter().enumerate() {
        for (what, place) in [
            ("HTTP/1.", "status"),
            (own, "field"),
            ("no-store", "field"),
            ("", "after"),
        ] {
            let asked = Arc::<Mutex<Vec<String>>>::default();
            let notes = Arc::clone(&asked);
            let mut token = None;
            let tamperer = Tamperer::start(stage.sources, move |request, mut answer| {
                if answer.starts_with(b"HTTP/1.1 201") {
                    let at = find(&answer, UPLOAD) + UPLOAD.len();
                    token = Some(String::from_utf8(answer[at..at + 43].to_vec()).unwrap());
                } else if !token
                    .as_ref()
                    .is_some_and(|token| request.asked.contains(token))
                {
                    return Some(answer);
                }
                let mut notes = notes.lock().unwrap();
                if notes.len() == step {
                    if what.is_empty() {
                        answer.push(b'x');
                    } else {
                        let at = find(&answer, what) + what.len();
                        answer[at] ^= 1;
                    }
                }
                notes.push(shown(&request.asked));
                Some(answer)
            });
            let words = ["--looks", "1", "--at-once", "1"];
            let audited = stage.audit(&tamperer.unwrap().server(), &words);
            let asked = asked.lock().unwrap().clone();
            assert_eq!(audited.code, DIFFERENT, "{step} {what}: {audited:?}");
            let found = audited.found();
            // What comes later than the answer stands before the next one.
            let next = asked.get(step + 1).cloned().unwrap_or_default();
            let next = ("status".to_owned(), next);
            let wanted = (place.to_owned(), asked[step].clone());
            assert_eq!(found.len(), 1, "{step} {what}: {found:?}");
            assert!(
                found[0] == wanted || what.is_empty() && found[0] == next,
                "{step} {what}: {found:?}"
            );
            // Whoever stops on the way takes back what the server holds for them, once they were
            // told its name.
            let is_taken_back = asked.iter().any(|asked| asked.starts_with("DELETE "));
            assert!(is_taken_back || step == 0, "{what}: {asked:?}");
        }
    }
    // Another name of an upload is as good as the one that was there, but nothing is found under
    // it.
    let tamperer = Tamperer::start(stage.sources, |request, mut answer| {
        if request.asked == "POST /upload" && answer.starts_with(b"HTTP/1.1 201") {
            let at = find(&answer, UPLOAD) + UPLOAD.len();
            answer[at] = if answer[at] == b'A' { b'B' } else { b'A' };
        }
        Some(answer)
    });
    let words = ["--looks", "1", "--retries", "0"];
    let audited = stage.audit(&tamperer.unwrap().server(), &words);
    let nothing = ("status".to_owned(), "HEAD /upload/…".to_owned());
    assert_eq!(audited.found(), [nothing]);
    assert!(stage.list().is_empty());
}
