//! A server that drops, swaps, replays, cuts, reorders and grows what an honest one would answer,
//! at every place of every answer: whatever comes of it, no editor gets a wrong envelope for a
//! right one, and each change is found or changes nothing.

use sourdine::courier::{ApiError, ProtocolViolation, PullError, PullOutcome};

use crate::stage::{Envelope, Liar, RETRIES, Reply, age, is_list, list, names, pull_into};

/// How an answer is changed at a place.
type Change = fn(&[u8], usize, &[u8]) -> Vec<u8>;

/// How many bytes a change takes.
const SPAN: usize = 7;

/// Each is given an answer, a place in it, and an answer to something else.
const CHANGES: [(&str, Change); 7] = [
    ("drops", |honest, at, _| {
        [&honest[..at], &honest[end(honest, at)..]].concat()
    }),
    ("swaps", |honest, at, other| {
        let to = end(honest, at).min(other.len().max(at));
        let others = other.get(at..to).unwrap_or_default();
        [&honest[..at], others, &honest[at + others.len()..]].concat()
    }),
    ("replays", |honest, at, _| {
        [&honest[..end(honest, at)], &honest[at..]].concat()
    }),
    ("cuts", |honest, at, _| honest[..at].to_vec()),
    ("reorders", |honest, at, _| {
        let (here, next) = (end(honest, at), end(honest, end(honest, at)));
        [
            &honest[..at],
            &honest[here..next],
            &honest[at..here],
            &honest[next..],
        ]
        .concat()
    }),
    ("grows", |honest, at, _| {
        [&honest[..at], &[b'0'; SPAN], &honest[at..]].concat()
    }),
    ("flips", |honest, at, _| {
        let mut changed = honest.to_vec();
        changed[at] ^= 1;
        changed
    }),
];

fn end(honest: &[u8], at: usize) -> usize {
    (at + SPAN).min(honest.len())
}

/// What an editor has after a pull from a server that changes its answers so.
async fn pulled(
    envelopes: &[Envelope; 2],
    change: impl Fn(&str, Vec<u8>) -> Vec<u8> + Send + Sync + 'static,
) -> (Result<PullOutcome, PullError>, Vec<Option<Vec<u8>>>) {
    let there = envelopes.clone();
    let server = Liar::start(move |head, _| {
        let honest = if is_list(head) {
            list(&there.each_ref().map(Envelope::line))
        } else {
            let asked = there.iter().find(|one| head.contains(&one.id));
            asked.map_or_else(Vec::new, |asked| asked.honest(head))
        };
        Reply::Close(change(head, honest))
    })
    .await;
    let home = tempfile::tempdir().unwrap();
    let result = pull_into(home.path(), &mut server.door(), RETRIES).await;
    let kept = envelopes
        .iter()
        .map(|one| std::fs::read(home.path().join(age(one))).ok())
        .collect();
    let known: Vec<_> = envelopes
        .iter()
        .flat_map(|one| [age(one), crate::stage::part(one)])
        .collect();
    let strange: Vec<_> = names(home.path())
        .into_iter()
        .filter(|name| !known.contains(name))
        .filter(|name| name.ends_with(".age"))
        .collect();
    assert!(strange.is_empty(), "{strange:?}");
    (result, kept)
}

/// Found: told by name, or without consequence.
fn is_found(
    envelopes: &[Envelope; 2],
    result: &Result<PullOutcome, PullError>,
    kept: &[Option<Vec<u8>>],
) -> bool {
    for (one, kept) in envelopes.iter().zip(kept) {
        if kept.as_ref().is_some_and(|kept| *kept != one.bytes) {
            return false;
        }
    }
    let all_came = kept.iter().all(Option::is_some);
    match result {
        Err(PullError::Door(ApiError::Unexpected(_) | ApiError::Cut | ApiError::Silent)) => true,
        Err(PullError::Door(error)) => !error.to_string().is_empty(),
        Err(_) => false,
        Ok(pulled) => all_came || !pulled.failed.is_empty(),
    }
}

/// Makes every change at every place of one answer, the one to the requests that are `meant`.
async fn change_everywhere(
    envelopes: &[Envelope; 2],
    honest: &[u8],
    other: &[u8],
    meant: impl Fn(&str) -> bool + Clone + Send + Sync + 'static,
) {
    let mut tried = 0;
    for (name, change) in CHANGES {
        for at in 0..honest.len() {
            let changed = change(honest, at, other);
            if changed == honest {
                continue;
            }
            let meant = meant.clone();
            let lie = move |head: &str, honest| if meant(head) { changed.clone() } else { honest };
            let (result, kept) = pulled(envelopes, lie).await;
            assert!(
                is_found(envelopes, &result, &kept),
                "{name} at {at}: {result:?}"
            );
            tried += 1;
        }
    }
    assert!(tried > 1_000, "{tried}");
}

#[tokio::test]
async fn whatever_is_changed_in_an_envelopes_answer_is_found() {
    let envelopes = [Envelope::new(1, 200), Envelope::new(2, 200)];
    let [honest, other] = envelopes.each_ref().map(|one| one.honest(""));
    let id = envelopes[0].id.clone();
    change_everywhere(&envelopes, &honest, &other, move |head| head.contains(&id)).await;
}

#[tokio::test]
async fn whatever_is_changed_in_a_list_is_found_or_only_counts() {
    let envelopes = [Envelope::new(1, 50), Envelope::new(2, 50)];
    let honest = list(&envelopes.each_ref().map(Envelope::line));
    let other = list(&[Envelope::new(3, 50).line(), Envelope::new(4, 60).line()]);
    change_everywhere(&envelopes, &honest, &other, is_list).await;
}

#[tokio::test]
async fn whole_answers_in_each_others_place_are_found() {
    let envelopes = [Envelope::new(1, 200), Envelope::new(2, 200)];
    let (first, second) = (envelopes[0].clone(), envelopes[1].clone());
    let lines = list(&envelopes.each_ref().map(Envelope::line));
    let swapped = move |head: &str, _: Vec<u8>| match head {
        head if head.contains(&first.id) => second.honest(""),
        head if head.contains(&second.id) => first.honest(""),
        _ => list(&[first.line(), second.line()]),
    };
    let (result, kept) = pulled(&envelopes, swapped).await;
    let result = result.unwrap();
    assert_eq!(kept, [None, None]);
    assert!(result.failed.iter().all(|failed| matches!(
        failed.error,
        PullError::Door(ApiError::Unexpected(ProtocolViolation::Tag))
    )));
    let (result, kept) = pulled(&envelopes, move |_, _| lines.clone()).await;
    assert_eq!(kept, [None, None]);
    assert_eq!(result.unwrap().failed.len(), 2);
}
