//! What the command line reads from a server that lies to it at the editors' door: lists, envelopes
//! and their ranges, the roster, answers to a confirmation.

use std::{fs, time::Duration};

use sourdine::{
    courier::{
        ApiError, EditorsDoor, EnvelopeId, PullError, PullPlan, RetryPolicy, Route, Timeouts, pull,
    },
    inbox::Inbox,
};
use sourdine_protocol::{
    envelope::EnvelopeHash,
    roster::SignedRoster,
    wire::{EditorToken, EnvelopeList, EnvelopeSummary},
};

use super::{
    liar::{Reply, asked},
    roster,
};

/// What stands between two answers.
const BETWEEN: &[u8] = b"\n%%\n";
const ENVELOPES: [(&str, &[u8]); 2] = [
    (
        "01010101010101010101010101010101",
        b"age-encryption.org/v1\nthe first",
    ),
    (
        "02020202020202020202020202020202",
        b"age-encryption.org/v1\nthe second, longer",
    ),
];
/// Both sides are on one thread: what does not come at once does not come.
const PATIENCE: Timeouts = Timeouts {
    connect: Duration::from_secs(600),
    head: Duration::from_millis(5),
    piece: Duration::from_millis(5),
};
const RETRIES: RetryPolicy = RetryPolicy {
    give_up_after: Duration::from_secs(600),
    max_retries: 3,
    first_delay: Duration::ZERO,
    max_delay: Duration::ZERO,
    compare_every: Duration::from_secs(600),
};
/// The server of this process answers one connection after another.
const PLAN: PullPlan = PullPlan {
    retries: RETRIES,
    circuits: 1,
};
const LOCK: &str = ".lock";
const ENDINGS: [&str; 2] = [".age", ".age.part"];
const ID_CHARS: usize = 32;

/// The first byte says what is asked (`p` a pull, `r` the roster, anything else a confirmation; in
/// capitals the connection stays open between two answers); the rest is the server's answers.
///
/// Whatever they are: nothing but envelopes and their parts is in the inbox, under names that are
/// ids; none is there that was not sealed, for no hash fits any other; the sums are right. A
/// confirmation was taken only where the server said so.
pub fn run(input: &[u8]) {
    let Some((asks, rest)) = input.split_first() else {
        return;
    };
    let keeps = asks.is_ascii_uppercase();
    let mut answers = split(rest).into_iter();
    let answer = |_: &str| match answers.next() {
        Some(answer) if keeps => Reply::Keep(answer.to_vec()),
        Some(answer) => Reply::Close(answer.to_vec()),
        None => Reply::Close(Vec::new()),
    };
    match asks.to_ascii_lowercase() {
        b'p' => pulled(answer),
        b'r' => {
            let served = asked(|route| async move { door(route).roster().await }, answer);
            if let Ok(served) = served {
                roster::run(&served.to_json().unwrap());
            }
        }
        _ => {
            let (id, bytes) = ENVELOPES[0];
            let (id, hash) = (id.parse().unwrap(), EnvelopeHash::of(bytes));
            let taken = asked(
                |route| async move { door(route).confirm(id, hash).await },
                answer,
            );
            let said = rest.windows(3).any(|status| status == b"204");
            assert!(said || taken.is_err());
        }
    }
}

fn door(route: Route) -> EditorsDoor {
    EditorsDoor::new(route, EditorToken::generate().unwrap(), PATIENCE)
}

fn pulled(answer: impl FnMut(&str) -> Reply) {
    let home = tempfile::tempdir().unwrap();
    let inbox = Inbox::at(home.path()).unwrap();
    let pulling = async |route| pull(&mut door(route), &inbox, &|_| false, PLAN, &mut |_| {}).await;
    let pulled = asked(pulling, answer);
    let mut came = Vec::new();
    for entry in fs::read_dir(home.path()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if name == LOCK {
            continue;
        }
        let (id, ending) = name.split_at(ID_CHARS);
        assert!(ENDINGS.contains(&ending), "{name}");
        let id = id.parse::<EnvelopeId>().unwrap();
        if ending == ENDINGS[0] {
            let bytes = fs::read(entry.path()).unwrap();
            assert!(
                ENVELOPES.iter().any(|(_, sealed)| *sealed == bytes),
                "nobody sealed this"
            );
            came.push(id);
        }
    }
    came.sort();
    match pulled {
        Ok(pulled) => {
            assert!(pulled.came.iter().map(|one| one.id).eq(came));
            assert_eq!(pulled.already, 0);
            assert!(pulled.left == 0 || !pulled.failed.is_empty());
        }
        Err(PullError::Door(error)) => {
            assert!(came.is_empty(), "the list comes first");
            assert!(!matches!(error, ApiError::Gone | ApiError::OtherHash));
        }
        Err(error) => panic!("{error}"),
    }
}

fn split(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    while let Some(at) = bytes
        .windows(BETWEEN.len())
        .position(|line| line == BETWEEN)
    {
        parts.push(&bytes[..at]);
        bytes = &bytes[at + BETWEEN.len()..];
    }
    parts.push(bytes);
    parts
}

fn answer(status: u16, fields: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status} x\r\n{fields}content-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// Pulls from an honest server, with cuts and ranges, one that lies in each of the ways that have a
/// name, a roster, and confirmations.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let summary = |(id, bytes): &(&str, &[u8])| EnvelopeSummary {
        id: (*id).to_owned(),
        size: bytes.len() as u64,
        hash: EnvelopeHash::of(bytes),
        confirmations: 0,
    };
    let list = EnvelopeList::new(ENVELOPES.iter().map(summary).collect());
    let list = answer(200, "", &serde_json::to_vec(&list).unwrap());
    let [first, second] = ENVELOPES.map(|(_, bytes)| {
        answer(
            200,
            &format!("etag: \"{}\"\r\n", EnvelopeHash::of(bytes)),
            bytes,
        )
    });
    let (_, bytes) = ENVELOPES[0];
    let (size, from) = (bytes.len(), 10);
    let range = format!(
        "etag: \"{}\"\r\ncontent-range: bytes {from}-{}/{size}\r\n",
        EnvelopeHash::of(bytes),
        size - 1
    );
    let partial = answer(206, &range, &bytes[from..]);
    let cut = &first[..first.len() - (size - from)];
    let chunked = b"HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
    let served = roster::seeds().remove(0);
    let pulls: [&[&[u8]]; 7] = [
        &[b"p", &list, &first, &second],
        &[b"P", &list, &first, &second],
        &[b"p", &list, cut, &partial, &second],
        &[b"p", &list, &second, &first],
        &[b"p", &list, b"", b"HTTP/1.1 503 x\r\n\r\n", &first, &second],
        &[b"p", chunked],
        &[b"p", &list, &list],
    ];
    let mut seeds: Vec<Vec<u8>> = pulls
        .iter()
        .map(|pull| [pull[0], &pull[1..].join(BETWEEN)].concat())
        .collect();
    seeds.push([b"r", answer(200, "", &served).as_slice()].concat());
    for status in [204, 401, 403, 404, 409, 503, 302] {
        seeds.push([b"c", answer(status, "", b"").as_slice()].concat());
    }
    assert!(SignedRoster::from_json(&served).is_ok());
    seeds
}
