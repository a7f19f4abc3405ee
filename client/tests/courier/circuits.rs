//! Several circuits at once: how many, for what, and through what servers do to them.

use std::{
    collections::BTreeSet,
    fs,
    ops::Range,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use sourdine::courier::{
    ApiError, CIRCUITS_MAX, EditorsDoor, ProtocolViolation, PullError, PullOutcome, PullPlan,
    RetryPolicy, Timeouts,
};
use sourdine_protocol::wire::EditorToken;
use tokio::sync::Barrier;

use crate::{
    socks::{Socks, onion},
    stage::{
        Asked, Envelope, Liar, PATIENCE, RETRIES, Reply, age, answer, door_with, field, is_list,
        list, names, part, pull_by, range,
    },
};

const FOUR: PullPlan = PullPlan {
    retries: RETRIES,
    circuits: CIRCUITS_MAX,
};
const MIB: usize = 1_048_576;
/// How much may wait in memory for the bytes in front of it.
const WINDOW_BYTES: usize = 8 * MIB;
/// Nothing but a comparison of paces ends a wait.
const ENDLESS: Timeouts = Timeouts {
    connect: Duration::from_secs(600),
    head: Duration::from_secs(600),
    piece: Duration::from_secs(600),
};

fn lines(all: &[Envelope]) -> Vec<u8> {
    list(&all.iter().map(Envelope::line).collect::<Vec<_>>())
}

fn wanted<'a>(all: &'a [Envelope], head: &str) -> &'a Envelope {
    all.iter().find(|one| head.contains(&one.id)).unwrap()
}

fn kept(folder: &Path, envelope: &Envelope) -> Vec<u8> {
    fs::read(folder.join(age(envelope))).unwrap()
}

/// The ranges that were asked for, in their order.
fn ranges(server: &Liar, envelope: &Envelope) -> Vec<Range<usize>> {
    let size = envelope.bytes.len();
    let asked = server.fetches().into_iter();
    let asked = asked.filter(|head| head.contains(&envelope.id));
    let mut asked: Vec<_> = asked
        .map(|head| range(&head, size).unwrap_or(0..size))
        .collect();
    asked.sort_by_key(|range| range.start);
    asked
}

/// A server that answers the first four requests for envelopes only when all four are there.
async fn four_together(all: Vec<Envelope>) -> Liar {
    let (barrier, fetches) = (Arc::new(Barrier::new(4)), AtomicUsize::new(0));
    Liar::start(move |head, _| {
        if is_list(head) {
            return Reply::Keep(lines(&all));
        }
        let answer = wanted(&all, head).honest(head);
        match fetches.fetch_add(1, Ordering::SeqCst) {
            0..4 => Reply::Together(Arc::clone(&barrier), answer),
            _ => Reply::Keep(answer),
        }
    })
    .await
}

#[tokio::test]
async fn several_envelopes_come_over_four_circuits_at_once() {
    let all: Vec<_> = (1..10).map(|seed| Envelope::new(seed, 3_000)).collect();
    let server = four_together(all.clone()).await;
    let socks = Socks::start(Ok(server.address)).await;
    let home = tempfile::tempdir().unwrap();
    let mut door = socks.door(&onion());
    let pulled = pull_by(home.path(), &mut door, FOUR).await.unwrap();
    assert_eq!((pulled.came.len(), pulled.circuits), (9, 4));
    assert!(pulled.came.is_sorted_by_key(|one| one.id));
    for envelope in &all {
        assert_eq!(kept(home.path(), envelope), envelope.bytes);
    }
    let asked = socks.asked();
    let users: BTreeSet<_> = asked.iter().map(|stream| &stream.user).collect();
    assert_eq!((asked.len(), users.len()), (4, 4));
    assert_eq!(server.fetches().len(), 9, "each is asked for once, whole");
    assert!(
        server
            .fetches()
            .iter()
            .all(|head| field(head, "range").is_none())
    );
    server.until_open(1).await;
    drop(door);
    server.until_open(0).await;
}

#[tokio::test]
async fn a_large_envelope_comes_by_ranges_over_four_circuits_at_once() {
    let envelope = Envelope::new(1, 20_000_000);
    let server = four_together(vec![envelope.clone()]).await;
    let socks = Socks::start(Ok(server.address)).await;
    let home = tempfile::tempdir().unwrap();
    let mut door = socks.door(&onion());
    let pulled = pull_by(home.path(), &mut door, FOUR).await.unwrap();
    assert_eq!((pulled.came.len(), pulled.circuits), (1, 4));
    assert_eq!(kept(home.path(), &envelope), envelope.bytes);
    assert_eq!(socks.asked().len(), 4);
    let (asked, mut end) = (ranges(&server, &envelope), 0);
    for range in &asked {
        assert_eq!(range.start, end, "each byte is asked for once");
        assert!(range.len() <= MIB);
        end = range.end;
    }
    assert_eq!(end, 20_000_000);
    assert!((20..30).contains(&asked.len()), "{}", asked.len());
    let tag = format!("\"{}\"", envelope.hash());
    for head in server.fetches() {
        assert_eq!(field(&head, "if-range"), Some(&*tag));
    }
}

#[tokio::test]
async fn little_comes_by_one_circuit_and_no_more_than_was_said() {
    for (envelopes, size, left, most, used) in [
        (0, 0, 0, 4, 1),
        (1, 2 * MIB, 0, 4, 1),
        (1, 20 * MIB, 18 * MIB, 4, 1),
        (5, 1_000, 0, 1, 1),
        (1, 20 * MIB, 0, 1, 1),
    ] {
        let all: Vec<_> = (0..envelopes)
            .map(|seed| Envelope::new(seed, size))
            .collect();
        let there = all.clone();
        // Each answer ends its connection: a circuit too many would be seen.
        let server = Liar::start(move |head, _| match is_list(head) {
            true => Reply::Close(lines(&there)),
            false => Reply::Keep(wanted(&there, head).honest(head)),
        })
        .await;
        let home = tempfile::tempdir().unwrap();
        if left > 0 {
            let path = home.path().join(part(&all[0]));
            sourdine_platform::files::publish_new(&path, &all[0].bytes[..left]).unwrap();
        }
        let plan = PullPlan {
            circuits: most,
            ..FOUR
        };
        let pulled = pull_by(home.path(), &mut server.door(), plan)
            .await
            .unwrap();
        assert_eq!((pulled.came.len(), pulled.circuits), (all.len(), used));
        // One for the list, one for the rest.
        assert_eq!(server.connections(), 1 + usize::from(!all.is_empty()));
        assert_eq!(server.fetches().len(), all.len());
    }
}

#[tokio::test]
async fn a_range_that_stalls_is_asked_again_and_memory_stays_bounded() {
    for came in [0, 10_000] {
        let envelope = Envelope::new(1, 20 * MIB);
        let sent = envelope.clone();
        let stalls = AtomicUsize::new(0);
        let server = Liar::start(move |head, _| {
            if is_list(head) {
                return Reply::Keep(list(&[sent.line()]));
            }
            let honest = sent.honest(head);
            let is_first = range(head, sent.bytes.len()).unwrap().start == 0;
            if is_first && stalls.fetch_add(1, Ordering::SeqCst) == 0 {
                let head = honest
                    .windows(4)
                    .position(|end| end == b"\r\n\r\n")
                    .unwrap()
                    + 4;
                return Reply::Stall(match came {
                    0 => Vec::new(),
                    came => honest[..head + came].to_vec(),
                });
            }
            Reply::Keep(honest)
        })
        .await;
        let home = tempfile::tempdir().unwrap();
        let mut door = door_with(server.address, EditorToken::generate().unwrap(), ENDLESS);
        let pulling = pull_by(home.path(), &mut door, FOUR);
        let pulled = tokio::time::timeout(Duration::from_secs(60), pulling).await;
        assert_eq!(pulled.unwrap().unwrap().came, [envelope.listed()]);
        assert_eq!(kept(home.path(), &envelope), envelope.bytes);
        let heads = server.fetches();
        let asked = heads.iter().map(|head| range(head, 20 * MIB).unwrap());
        let asked: Vec<_> = asked.collect();
        let first = asked.iter().find(|range| range.start == 0).unwrap().clone();
        let again = asked.iter().position(|range| *range == (came..first.end));
        let again = match came {
            0 => asked.iter().rposition(|range| *range == first),
            _ => again,
        };
        let before = &asked[..again.unwrap()];
        let ahead: usize = before
            .iter()
            .filter(|range| **range != first)
            .map(Range::len)
            .sum();
        assert!(ahead <= WINDOW_BYTES, "{ahead}");
        assert!(ahead > WINDOW_BYTES / 2, "the others went on: {ahead}");
        let whole: usize = asked.iter().map(Range::len).sum();
        assert_eq!(
            whole,
            20 * MIB + first.len() - came,
            "nothing else came twice"
        );
    }
}

#[tokio::test]
async fn not_now_to_all_but_one_leaves_one() {
    let all: Vec<_> = (1..21).map(|seed| Envelope::new(seed, 3_000)).collect();
    let there = all.clone();
    let server = Liar::by_connection(
        move |Asked {
                  head, connection, ..
              }| {
            Reply::Keep(match (is_list(head), connection) {
                (true, _) => lines(&there),
                (false, 0) => wanted(&there, head).honest(head),
                (false, _) => answer(503, "", b""),
            })
        },
    )
    .await;
    let home = tempfile::tempdir().unwrap();
    // A failure that counts would end it.
    let plan = PullPlan {
        retries: RetryPolicy {
            max_retries: 0,
            ..RETRIES
        },
        ..FOUR
    };
    let pulled = pull_by(home.path(), &mut server.door(), plan)
        .await
        .unwrap();
    assert_eq!((pulled.came.len(), pulled.failed.len()), (20, 0));
    assert!(
        server.fetches().len() <= 20 + 3,
        "{}",
        server.fetches().len()
    );
    assert!(server.connections() <= 4);
}

#[tokio::test]
async fn not_now_halves_the_number() {
    let all: Vec<_> = (1..41).map(|seed| Envelope::new(seed, 3_000)).collect();
    let (there, barrier) = (all.clone(), Arc::new(Barrier::new(4)));
    let (fetches, asking) = (
        AtomicUsize::new(0),
        Arc::new(std::sync::Mutex::new(Vec::new())),
    );
    let seen = Arc::clone(&asking);
    let server = Liar::by_connection(
        move |Asked {
                  head, connection, ..
              }| {
            if is_list(head) {
                return Reply::Keep(lines(&there));
            }
            let honest = wanted(&there, head).honest(head);
            match fetches.fetch_add(1, Ordering::SeqCst) {
                0 => Reply::Together(Arc::clone(&barrier), answer(503, "", b"")),
                1..4 => Reply::Together(Arc::clone(&barrier), honest),
                _ => {
                    seen.lock().unwrap().push(connection);
                    Reply::Keep(honest)
                }
            }
        },
    )
    .await;
    let home = tempfile::tempdir().unwrap();
    let pulled = pull_by(home.path(), &mut server.door(), FOUR)
        .await
        .unwrap();
    assert_eq!((pulled.came.len(), pulled.circuits), (40, 4));
    let after: BTreeSet<_> = asking.lock().unwrap().iter().copied().collect();
    assert!(after.len() <= 2, "{after:?}");
}

/// Pulls two envelopes: one by ranges, of which one is answered otherwise, and one small one.
async fn lied_to(
    lie: impl Fn(&Envelope, Range<usize>) -> Vec<u8> + Send + Sync + 'static,
) -> (PullOutcome, Envelope, tempfile::TempDir) {
    let all = [Envelope::new(1, 5 * MIB), Envelope::new(2, 1_000)];
    let there = all.clone();
    let server = Liar::start(move |head, _| {
        if is_list(head) {
            return Reply::Keep(lines(&there));
        }
        let envelope = wanted(&there, head);
        let asked = range(head, envelope.bytes.len());
        Reply::Keep(match asked.filter(|asked| asked.start > MIB) {
            Some(asked) => lie(envelope, asked),
            None => envelope.honest(head),
        })
    })
    .await;
    let home = tempfile::tempdir().unwrap();
    let pulled = pull_by(home.path(), &mut server.door(), FOUR)
        .await
        .unwrap();
    let [envelope, other] = all;
    assert_eq!(
        kept(home.path(), &other),
        other.bytes,
        "the other one comes"
    );
    (pulled, envelope, home)
}

#[tokio::test]
async fn whatever_is_said_of_a_range_that_is_not_so_is_found() {
    type Lie = fn(&Envelope, Range<usize>) -> Vec<u8>;
    fn part_of(envelope: &Envelope, said: &Range<usize>, body: &[u8]) -> Vec<u8> {
        answer(206, &envelope.part(said, envelope.bytes.len()), body)
    }
    let lies: [(&str, Lie, Option<ProtocolViolation>); 13] = [
        (
            "a longer body",
            |one, asked| part_of(one, &asked, &one.bytes[asked.start - 1..asked.end]),
            Some(ProtocolViolation::Length),
        ),
        (
            "a shorter body",
            |one, asked| part_of(one, &asked, &one.bytes[asked.start + 1..asked.end]),
            Some(ProtocolViolation::Length),
        ),
        (
            "a longer body, unannounced",
            |one, asked| {
                let fields = one.part(&asked, one.bytes.len());
                let longer = [&one.bytes[asked], b"x"].concat();
                let head = format!("HTTP/1.1 206 x\r\n{fields}transfer-encoding: chunked\r\n\r\n");
                let chunk = format!("{:x}\r\n", longer.len());
                [head.as_bytes(), chunk.as_bytes(), &longer, b"\r\n0\r\n\r\n"].concat()
            },
            Some(ProtocolViolation::Long),
        ),
        (
            "a shorter range",
            |one, asked| {
                let shorter = asked.start..asked.end - 1;
                part_of(one, &shorter, &one.bytes[shorter.clone()])
            },
            Some(ProtocolViolation::Range),
        ),
        (
            "an earlier range",
            |one, asked| {
                let earlier = asked.start - 1..asked.end - 1;
                part_of(one, &earlier, &one.bytes[earlier.clone()])
            },
            Some(ProtocolViolation::Range),
        ),
        (
            "another total",
            |one, asked| {
                let fields = one.part(&asked, one.bytes.len() + 1);
                answer(206, &fields, &one.bytes[asked])
            },
            Some(ProtocolViolation::Range),
        ),
        (
            "no total",
            |one, asked| {
                let fields = one.part(&asked, one.bytes.len());
                let fields = fields.replace(&format!("/{}", one.bytes.len()), "/*");
                answer(206, &fields, &one.bytes[asked])
            },
            Some(ProtocolViolation::Range),
        ),
        (
            "no range",
            |one, asked| answer(206, &one.etag(), &one.bytes[asked]),
            Some(ProtocolViolation::Range),
        ),
        (
            "another tag",
            |one, asked| {
                let fields = one.part(&asked, one.bytes.len());
                let fields = fields.replace(&one.hash(), &"ab".repeat(32));
                answer(206, &fields, &one.bytes[asked])
            },
            Some(ProtocolViolation::Tag),
        ),
        (
            "past the end",
            |_, _| answer(416, "", b""),
            Some(ProtocolViolation::Status(416)),
        ),
        (
            "a length of its own",
            |one, _| answer(200, &one.etag(), &one.bytes[1..]),
            Some(ProtocolViolation::Length),
        ),
        (
            "other bytes",
            |one, asked| {
                let mut bytes = one.bytes[asked.clone()].to_vec();
                bytes[500] ^= 1;
                part_of(one, &asked, &bytes)
            },
            None,
        ),
        (
            "the bytes of another range",
            |one, asked| part_of(one, &asked, &one.bytes[1..=asked.len()]),
            None,
        ),
    ];
    for (what, lie, surprise) in lies {
        let (pulled, envelope, home) = lied_to(lie).await;
        assert_eq!((pulled.came.len(), pulled.failed.len()), (1, 1), "{what}");
        let error = &pulled.failed[0].error;
        let fits = match surprise {
            Some(surprise) => {
                matches!(error, PullError::Door(ApiError::Unexpected(told)) if *told == surprise)
            }
            None => matches!(error, PullError::WrongHash),
        };
        assert!(fits, "{what}: {error:?}");
        let left = names(home.path());
        assert!(!left.contains(&age(&envelope)), "{what}");
        if left.contains(&part(&envelope)) {
            let there = fs::read(home.path().join(part(&envelope))).unwrap();
            assert!(envelope.bytes.starts_with(&there), "{what}: a prefix");
        }
    }
}

#[tokio::test]
async fn an_envelope_that_goes_between_two_ranges_fails_alone() {
    for (status, is_gone) in [(404, true), (409, false)] {
        let (pulled, _, _) = lied_to(move |_, _| answer(status, "", b"")).await;
        assert_eq!(
            (pulled.came.len(), pulled.failed.len(), pulled.left),
            (1, 1, 0)
        );
        let error = &pulled.failed[0].error;
        let fits = match is_gone {
            true => matches!(error, PullError::Door(ApiError::Gone)),
            false => matches!(error, PullError::Door(ApiError::OtherHash)),
        };
        assert!(fits, "{error:?}");
    }
}

#[tokio::test]
async fn a_server_that_sends_no_ranges_is_understood_by_several_circuits_too() {
    let envelope = Envelope::new(1, 6 * MIB);
    let sent = envelope.clone();
    let server = Liar::start(move |head, _| {
        Reply::Keep(match is_list(head) {
            true => list(&[sent.line()]),
            false => answer(200, &sent.etag(), &sent.bytes),
        })
    })
    .await;
    let home = tempfile::tempdir().unwrap();
    let pulled = pull_by(home.path(), &mut server.door(), FOUR)
        .await
        .unwrap();
    assert_eq!(pulled.came, [envelope.listed()]);
    assert_eq!(kept(home.path(), &envelope), envelope.bytes);
    assert!(server.fetches().len() <= 4, "{}", server.fetches().len());
}

#[tokio::test]
async fn cuts_on_every_circuit_lose_nothing() {
    let all: Vec<_> = (1..4).map(|seed| Envelope::new(seed, 3 * MIB)).collect();
    let there = all.clone();
    let server = Liar::start(move |head, _| {
        if is_list(head) {
            return Reply::Keep(lines(&there));
        }
        let honest = wanted(&there, head).honest(head);
        let body = honest
            .windows(4)
            .position(|end| end == b"\r\n\r\n")
            .unwrap()
            + 4;
        Reply::Close(honest[..honest.len().min(body + 200_000)].to_vec())
    })
    .await;
    let home = tempfile::tempdir().unwrap();
    let retries = RetryPolicy {
        max_retries: 60,
        ..RETRIES
    };
    let plan = PullPlan { retries, ..FOUR };
    let pulled = pull_by(home.path(), &mut server.door(), plan)
        .await
        .unwrap();
    assert_eq!(pulled.came.len(), 3);
    for envelope in &all {
        assert_eq!(kept(home.path(), envelope), envelope.bytes);
        let mut end = 0;
        for range in ranges(&server, envelope) {
            assert_eq!(range.start, end, "what came is not asked for again");
            end = range.end.min(range.start + 200_000);
        }
        assert_eq!(end, envelope.bytes.len());
    }
}

#[tokio::test]
async fn when_no_circuit_comes_through_one_envelope_is_told_and_the_rest_is_left() {
    let all: Vec<_> = (1..10).map(|seed| Envelope::new(seed, 3_000)).collect();
    for (reply, most) in [(answer(500, "", b""), 4 * 3), (answer(401, "", b""), 4)] {
        let there = all.clone();
        let server = Liar::start(move |head, _| match is_list(head) {
            true => Reply::Keep(lines(&there)),
            false => Reply::Keep(reply.clone()),
        })
        .await;
        let home = tempfile::tempdir().unwrap();
        let pulled = pull_by(home.path(), &mut server.door(), FOUR)
            .await
            .unwrap();
        assert_eq!(
            (pulled.came.len(), pulled.failed.len(), pulled.left),
            (0, 1, 8)
        );
        assert!(matches!(
            pulled.failed[0].error,
            PullError::Door(ApiError::Unavailable(500) | ApiError::Refused)
        ));
        assert!(server.fetches().len() <= most, "{}", server.fetches().len());
    }
}

#[tokio::test]
async fn a_part_of_something_else_is_found_by_several_circuits_and_starts_again() {
    let (envelope, other) = (Envelope::new(7, 6 * MIB), Envelope::new(8, 6 * MIB));
    let sent = envelope.clone();
    let server = Liar::start(move |head, _| {
        Reply::Keep(match is_list(head) {
            true => list(&[sent.line()]),
            false => sent.honest(head),
        })
    })
    .await;
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join(part(&envelope));
    sourdine_platform::files::publish_new(&path, &other.bytes[..MIB]).unwrap();
    let mut door: EditorsDoor =
        door_with(server.address, EditorToken::generate().unwrap(), PATIENCE);
    let pulled = pull_by(home.path(), &mut door, FOUR).await.unwrap();
    assert_eq!(pulled.came, [envelope.listed()]);
    assert_eq!(kept(home.path(), &envelope), envelope.bytes);
    let whole: usize = ranges(&server, &envelope).iter().map(Range::len).sum();
    assert_eq!(whole, 5 * MIB + 6 * MIB);
}
