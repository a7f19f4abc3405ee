//! Cuts, and going on after them.

use std::fs;

use sourdine::{
    courier::{ApiError, PullError, PullPlan, PullProgress, RetryPolicy, pull, served_roster},
    inbox::Inbox,
};
use tokio::net::TcpListener;

use crate::stage::{
    Envelope, Liar, RETRIES, Reply, age, answer, door, field, is_list, list, names, part, pull_into,
};

const NO_RETRIES: RetryPolicy = RetryPolicy {
    max_retries: 0,
    ..RETRIES
};

/// The envelope as its server answers for it, cut after so many bytes of the answer's body.
fn cut(envelope: &Envelope, head: &str, after: usize) -> Reply {
    let whole = envelope.honest(head);
    let body = whole.windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4;
    Reply::Close(whole[..whole.len().min(body + after)].to_vec())
}

#[tokio::test]
async fn ten_cuts_lose_nothing() {
    let envelope = Envelope::new(5, 3_000_000);
    let sent = envelope.clone();
    let server = Liar::start(move |head, _| match is_list(head) {
        true => Reply::Close(list(&[sent.line()])),
        false => cut(&sent, head, 290_000),
    })
    .await;
    let home = tempfile::tempdir().unwrap();
    let inbox = Inbox::at(home.path()).unwrap();
    let mut told = Vec::new();
    let retries = RetryPolicy {
        max_retries: 12,
        ..RETRIES
    };
    let pulled = pull(
        &mut server.door(),
        &inbox,
        &|_| false,
        PullPlan {
            retries,
            circuits: 1,
        },
        &mut |step| {
            if let PullProgress::Received {
                envelope,
                bytes,
                all,
                of,
            } = step
            {
                assert_eq!((envelope.size, of, all), (3_000_000, 3_000_000, bytes));
                told.push(bytes);
            }
        },
    )
    .await
    .unwrap();
    assert_eq!(pulled.came, [envelope.listed()]);
    assert_eq!(
        fs::read(home.path().join(age(&envelope))).unwrap(),
        envelope.bytes
    );
    assert_eq!(names(home.path()), [age(&envelope)]);
    assert!(
        told.is_sorted() && told.last() == Some(&3_000_000),
        "{told:?}"
    );

    let fetches = server.fetches();
    assert_eq!(fetches.len(), 11);
    let tag = format!("\"{}\"", envelope.hash());
    assert_eq!(field(&fetches[0], "range"), None);
    for (number, head) in fetches.iter().enumerate().skip(1) {
        let from = format!("bytes={}-", number * 290_000);
        assert_eq!(field(head, "range"), Some(&*from));
        assert_eq!(field(head, "if-range"), Some(&*tag));
    }
}

#[tokio::test]
async fn tries_are_counted_unless_they_bring_enough() {
    let envelope = Envelope::new(5, 6_000_000);
    for (piece, tries, comes) in [(0, 3, false), (1, 3, false), (1_100_000, 6, true)] {
        let sent = envelope.clone();
        let server = Liar::start(move |head, _| match is_list(head) {
            true => Reply::Close(list(&[sent.line()])),
            false => cut(&sent, head, piece),
        })
        .await;
        let home = tempfile::tempdir().unwrap();
        let pulled = pull_into(home.path(), &mut server.door(), RETRIES).await;
        let pulled = pulled.unwrap();
        assert_eq!(
            (pulled.came.len(), server.fetches().len()),
            (usize::from(comes), tries)
        );
        let failed = pulled.failed.first().map(|failed| &failed.error);
        assert!(
            comes || matches!(failed, Some(PullError::Door(ApiError::Cut))),
            "{failed:?}"
        );
    }
}

#[tokio::test]
async fn the_next_run_goes_on_where_the_last_was_cut() {
    let envelope = Envelope::new(6, 500_000);
    let sent = envelope.clone();
    let server = Liar::start(move |head, number| match (is_list(head), number) {
        (true, _) => Reply::Close(list(&[sent.line()])),
        (false, 1) => cut(&sent, head, 200_000),
        (false, _) => Reply::Close(sent.honest(head)),
    })
    .await;
    let home = tempfile::tempdir().unwrap();
    let first = pull_into(home.path(), &mut server.door(), NO_RETRIES).await;
    assert_eq!(first.unwrap().failed.len(), 1);
    assert_eq!(names(home.path()), [part(&envelope)]);
    let second = pull_into(home.path(), &mut server.door(), NO_RETRIES).await;
    assert_eq!(second.unwrap().came, [envelope.listed()]);
    assert_eq!(field(&server.fetches()[1], "range"), Some("bytes=200000-"));
    let third = pull_into(home.path(), &mut server.door(), NO_RETRIES).await;
    let third = third.unwrap();
    assert_eq!(
        (third.came.len(), third.already, server.fetches().len()),
        (0, 1, 2)
    );
    assert_eq!(
        fs::read(home.path().join(age(&envelope))).unwrap(),
        envelope.bytes
    );
}

#[tokio::test]
async fn the_served_roster_is_asked_for_again_and_not_for_hours() {
    for (max_retries, asked) in [(0, 1), (2, 3), (u32::MAX, 6)] {
        let server = Liar::start(|_, _| Reply::Close(Vec::new())).await;
        let retries = RetryPolicy {
            max_retries,
            ..RETRIES
        };
        let served = served_roster(&mut server.door(), retries, &mut |_| ()).await;
        assert!(matches!(served, Err(ApiError::Cut)), "{served:?}");
        assert_eq!(server.heads().len(), asked);
    }
}

/// A part of `bytes`, as an earlier run may have left it.
fn left_behind(folder: &std::path::Path, envelope: &Envelope, bytes: &[u8]) {
    drop(Inbox::at(folder).unwrap());
    let path = folder.join(part(envelope));
    sourdine_platform::files::publish_new(&path, bytes).unwrap();
}

#[tokio::test]
async fn a_part_of_something_else_starts_again() {
    let envelope = Envelope::new(7, 400_000);
    let other = Envelope::new(8, 600_000);
    let torn = [&envelope.bytes[..100_000], &[0; 4_096]].concat();
    for (what, left, fetches) in [
        ("of what this id was before", &other.bytes[..200_000], 2),
        ("longer than the envelope", &other.bytes, 1),
        ("as long, and other", &other.bytes[..400_000], 1),
        ("torn by a crash", &torn, 2),
        ("complete, not renamed", &envelope.bytes, 0),
    ] {
        let sent = envelope.clone();
        let server = Liar::start(move |head, _| {
            Reply::Keep(match is_list(head) {
                true => list(&[sent.line()]),
                false => sent.honest(head),
            })
        })
        .await;
        let home = tempfile::tempdir().unwrap();
        left_behind(home.path(), &envelope, left);
        let pulled = pull_into(home.path(), &mut server.door(), NO_RETRIES).await;
        assert_eq!(pulled.unwrap().came, [envelope.listed()], "{what}");
        assert_eq!(
            fs::read(home.path().join(age(&envelope))).unwrap(),
            envelope.bytes
        );
        assert_eq!(names(home.path()), [age(&envelope)], "{what}");
        assert_eq!(server.fetches().len(), fetches, "{what}");
    }
}

#[tokio::test]
async fn a_server_that_sends_all_of_it_again_is_understood() {
    let envelope = Envelope::new(7, 400_000);
    let sent = envelope.clone();
    let server = Liar::start(move |head, _| {
        Reply::Keep(match is_list(head) {
            true => list(&[sent.line()]),
            false => answer(200, &sent.etag(), &sent.bytes),
        })
    })
    .await;
    let home = tempfile::tempdir().unwrap();
    left_behind(home.path(), &envelope, &[9; 1_000]);
    let pulled = pull_into(home.path(), &mut server.door(), NO_RETRIES).await;
    assert_eq!(pulled.unwrap().came, [envelope.listed()]);
    assert_eq!(server.fetches().len(), 1);
}

#[tokio::test]
async fn what_is_sent_again_from_its_start_is_no_headway() {
    let envelope = Envelope::new(7, 6_000_000);
    let sent = envelope.clone();
    let server = Liar::start(move |head, _| match is_list(head) {
        true => Reply::Close(list(&[sent.line()])),
        // All of it, whatever was asked for, and cut each time at the same place.
        false => {
            let whole = answer(200, &sent.etag(), &sent.bytes);
            Reply::Close(whole[..2_500_000].to_vec())
        }
    })
    .await;
    let home = tempfile::tempdir().unwrap();
    let pulled = pull_into(home.path(), &mut server.door(), RETRIES).await;
    let pulled = pulled.unwrap();
    let failed = pulled.failed.first().map(|failed| &failed.error);
    assert!(
        matches!(failed, Some(PullError::Door(ApiError::Cut))),
        "{failed:?}"
    );
    // The first one brings something; it and two tries without headway are all.
    assert_eq!(server.fetches().len(), 3);
}

#[tokio::test]
async fn another_range_than_was_asked_for_is_refused() {
    let envelope = Envelope::new(7, 400_000);
    let right = envelope.partial(1_000);
    for fields in [
        envelope.partial(0),
        envelope.partial(999),
        right.replace("/400000", "/400001"),
        right.replace("/400000", "/*"),
        envelope.etag(),
        right.clone() + &right,
    ] {
        let sent = envelope.clone();
        let server = Liar::start(move |head, _| {
            Reply::Keep(match is_list(head) {
                true => list(&[sent.line()]),
                false => answer(206, &fields, &sent.bytes[1_000..]),
            })
        })
        .await;
        let home = tempfile::tempdir().unwrap();
        left_behind(home.path(), &envelope, &envelope.bytes[..1_000]);
        let pulled = pull_into(home.path(), &mut server.door(), NO_RETRIES).await;
        assert!(matches!(
            pulled.unwrap().failed[0].error,
            PullError::Door(ApiError::Unexpected(_))
        ));
        assert_eq!(
            names(home.path()),
            [part(&envelope)],
            "what was there before stays"
        );
    }
}

#[tokio::test]
async fn a_connection_that_ended_in_between_is_made_anew() {
    let server = Liar::start(|_, _| Reply::Close(list(&[]))).await;
    let mut door = server.door();
    for _ in 0..5 {
        assert!(door.list().await.unwrap().is_empty());
    }
    assert_eq!(server.heads().len(), 5);
}

#[tokio::test]
async fn trouble_that_passes_is_waited_for() {
    let server = Liar::start(|_, number| match number {
        0 => Reply::Close(answer(503, "", b"")),
        1 => Reply::Close(Vec::new()),
        _ => Reply::Close(list(&[])),
    })
    .await;
    let home = tempfile::tempdir().unwrap();
    pull_into(home.path(), &mut server.door(), RETRIES)
        .await
        .unwrap();
    assert_eq!(server.heads().len(), 3);

    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let token = sourdine_protocol::wire::EditorToken::generate().unwrap();
    let nobody = pull_into(home.path(), &mut door(address, token), RETRIES).await;
    assert!(matches!(
        nobody,
        Err(PullError::Door(ApiError::Unreachable(_)))
    ));
}
