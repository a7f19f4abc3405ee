//! What a server may say that is not so.

use std::time::Duration;

use sourdine::courier::{ApiError, EditorsDoor, LIST_MAX_BYTES, ProtocolViolation, PullError};
use sourdine_protocol::{unlock::UNLOCK_BYTES, wire::EditorToken};

use crate::stage::{
    Envelope, Liar, PATIENCE, RETRIES, Reply, age, answer, door, is_list, line, list, names,
    pull_into,
};

async fn listing(reply: impl Fn() -> Reply + Send + Sync + 'static) -> ApiError {
    let server = Liar::start(move |_, _| reply()).await;
    server.door().list().await.unwrap_err()
}

#[tokio::test]
async fn a_request_says_no_more_than_it_must() {
    let envelope = Envelope::new(1, 10);
    let (listed, lines) = (envelope.listed(), list(&[envelope.line()]));
    let server = Liar::start(move |head, _| {
        Reply::Keep(match is_list(head) {
            true => lines.clone(),
            false if head.starts_with("POST") => b"HTTP/1.1 204 x\r\n\r\n".to_vec(),
            false => envelope.honest(head),
        })
    })
    .await;
    let (address, token) = (server.address, EditorToken::generate().unwrap());
    let shown = token.expose();
    let mut door: EditorsDoor = door(address, token);
    door.list().await.unwrap();
    let mut download = door.fetch(&listed, 4..10).await.unwrap();
    while download.next().await.unwrap().is_some() {}
    door.confirm(listed.id, listed.hash).await.unwrap();
    door.discard(listed.id, listed.hash).await.unwrap();
    let (id, hash) = (listed.id, listed.hash);
    let common = format!("host: {address}\r\nauthorization: Bearer {}\r\n", *shown);
    let verdict = |verdict: &str| {
        format!("POST /v1/envelopes/{id}/{verdict} HTTP/1.1\r\n{common}content-length: 77\r\n\r\n")
    };
    assert_eq!(
        server.heads(),
        [
            format!("GET /v1/envelopes HTTP/1.1\r\n{common}\r\n"),
            format!(
                "GET /v1/envelopes/{id} HTTP/1.1\r\n{common}range: bytes=4-\r\nif-range: \"{hash}\"\r\n\r\n"
            ),
            verdict("confirm"),
            verdict("discard"),
        ]
    );
}

#[tokio::test]
async fn every_status_has_its_meaning() {
    let envelope = Envelope::new(1, 10).listed();
    for status in [
        200, 301, 304, 400, 401, 403, 404, 409, 413, 416, 422, 423, 500, 503,
    ] {
        let server =
            Liar::start(move |_, _| Reply::Close(answer(status, "location: /v1/roster\r\n", b"")))
                .await;
        let mut door = server.door();
        let confirmed = door.confirm(envelope.id, envelope.hash).await;
        let listed = door.list().await.unwrap_err();
        let fits = match status {
            401 => matches!(confirmed, Err(ApiError::Refused)),
            403 => matches!(confirmed, Err(ApiError::Forbidden)),
            404 => matches!(confirmed, Err(ApiError::Gone)),
            409 => matches!(confirmed, Err(ApiError::OtherHash)),
            422 => matches!(confirmed, Err(ApiError::WrongMaster)),
            423 => matches!(confirmed, Err(ApiError::Sealed)),
            500 | 503 => matches!(confirmed, Err(ApiError::Unavailable(said)) if said == status),
            _ => {
                matches!(confirmed, Err(ApiError::Unexpected(ProtocolViolation::Status(said))) if said == status)
            }
        };
        assert!(fits, "{status}: {confirmed:?}");
        let fits = match status {
            200 => matches!(listed, ApiError::Unexpected(ProtocolViolation::List)),
            401 => matches!(listed, ApiError::Refused),
            403 => matches!(listed, ApiError::Forbidden),
            422 => matches!(listed, ApiError::WrongMaster),
            423 => matches!(listed, ApiError::Sealed),
            500 | 503 => matches!(listed, ApiError::Unavailable(_)),
            _ => {
                matches!(listed, ApiError::Unexpected(ProtocolViolation::Status(said)) if said == status)
            }
        };
        assert!(fits, "{status}: {listed:?}");
        assert_eq!(server.heads().len(), 2, "no redirect is followed");
    }
}

/// What a server may say when an editor would unlock it.
#[tokio::test]
async fn a_sealed_key_is_no_longer_than_any_and_whole() {
    let ask = async |reply: fn() -> Reply| {
        let server = Liar::start(move |_, _| reply()).await;
        server.door().unlock_file().await
    };
    let none = ask(|| Reply::Close(answer(404, "", b""))).await;
    assert!(matches!(none, Ok(None)), "an open server");
    let whole = ask(|| Reply::Close(answer(200, "", &[7; UNLOCK_BYTES]))).await;
    assert_eq!(whole.unwrap().unwrap().len(), UNLOCK_BYTES);
    let long = ask(|| Reply::Close(answer(200, "", &[7; UNLOCK_BYTES + 1]))).await;
    assert!(matches!(
        long,
        Err(ApiError::Unexpected(ProtocolViolation::Long))
    ));
    let cut = ask(|| {
        let mut whole = answer(200, "", &[7; UNLOCK_BYTES]);
        whole.truncate(UNLOCK_BYTES);
        Reply::Close(whole)
    })
    .await;
    assert!(matches!(cut, Err(ApiError::Cut)), "{cut:?}");
}

#[tokio::test]
async fn a_list_that_lies_writes_nothing() {
    let (hash, home) = ("ab".repeat(32), tempfile::tempdir().unwrap());
    let folder = home.path().join("desk/inbox");
    let good = "0a".repeat(16);
    for lines in [
        line("../../../../../../../../tmp/pulled", 4, &hash),
        line("/tmp/0a0a0a0a0a0a0a0a0a0a0a0a0a0", 4, &hash),
        line("0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a/.", 4, &hash),
        line("0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a\\u0000a", 4, &hash),
        line(&"é".repeat(16), 4, &hash),
        line(&good, 0, &hash),
        line(&good, 4, "../"),
        line(&good, 4, &hash) + "," + &line(&good, 4, &hash),
        line(&good, 4, &hash).replace(":4,", ":-4,"),
        line(&good, 4, &hash).replace(":4,", ":18446744073709551616,"),
        line(&good, 4, &hash).replace('}', ",\"name\":\"x\"}"),
    ] {
        let server =
            Liar::start(move |_, _| Reply::Close(list(std::slice::from_ref(&lines)))).await;
        let error = pull_into(&folder, &mut server.door(), RETRIES).await;
        assert!(
            matches!(
                error,
                Err(PullError::Door(ApiError::Unexpected(
                    ProtocolViolation::List
                )))
            ),
            "{error:?}"
        );
        assert_eq!(server.heads().len(), 1, "a liar is not asked again");
        assert!(names(&folder).is_empty());
    }
}

#[tokio::test]
async fn an_answer_without_end_is_cut_short() {
    let chunked = b"HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    let chunk = [b"10000\r\n".as_slice(), &[b'['; 65_536], b"\r\n"].concat();
    let error =
        listing(move || Reply::Endless(chunked.clone(), chunk.clone(), Duration::ZERO)).await;
    assert!(
        matches!(error, ApiError::Unexpected(ProtocolViolation::Long)),
        "{error:?}"
    );

    let long = LIST_MAX_BYTES + 1;
    let head = format!("HTTP/1.1 200 x\r\ncontent-length: {long}\r\n\r\n").into_bytes();
    let error =
        listing(move || Reply::Endless(head.clone(), vec![b' '; 65_536], Duration::ZERO)).await;
    assert!(
        matches!(error, ApiError::Unexpected(ProtocolViolation::Long)),
        "{error:?}"
    );

    let head = b"HTTP/1.1 200 x\r\nx: ".to_vec();
    let error =
        listing(move || Reply::Endless(head.clone(), vec![b'x'; 65_536], Duration::ZERO)).await;
    assert!(
        matches!(error, ApiError::Unexpected(ProtocolViolation::NotHttp)),
        "{error:?}"
    );

    let early = b"HTTP/1.1 103 x\r\n\r\n".to_vec();
    let error =
        listing(move || Reply::Endless(early.clone(), early.clone(), Duration::from_millis(1)))
            .await;
    assert!(matches!(error, ApiError::Silent), "{error:?}");

    let server = Liar::start(|_, _| {
        let head = b"HTTP/1.1 200 x\r\nconnection: close\r\n\r\n".to_vec();
        Reply::Endless(head, vec![b' '; 65_536], Duration::ZERO)
    })
    .await;
    let roster = server.door().roster().await;
    assert!(matches!(
        roster,
        Err(ApiError::Unexpected(ProtocolViolation::Long))
    ));
}

#[tokio::test]
async fn silence_and_trickles_end_too() {
    let error = listing(|| Reply::Stall(Vec::new())).await;
    assert!(matches!(error, ApiError::Silent), "{error:?}");
    let error =
        listing(|| Reply::Stall(b"HTTP/1.1 200 x\r\ncontent-length: 9\r\n\r\n{".to_vec())).await;
    assert!(matches!(error, ApiError::Silent), "{error:?}");

    let begun = tokio::time::Instant::now();
    let head = b"HTTP/1.1 200 x\r\ncontent-length: 9000000\r\n\r\n".to_vec();
    let error =
        listing(move || Reply::Endless(head.clone(), b" ".to_vec(), Duration::from_millis(20)))
            .await;
    assert!(matches!(error, ApiError::Silent), "{error:?}");
    assert!(
        begun.elapsed() < 5 * PATIENCE.piece,
        "it was patient with a trickle"
    );
}

#[tokio::test]
async fn what_is_no_http_is_told_so() {
    for nonsense in [
        "SSH-2.0-OpenSSH_9.2\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 200 x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
    ] {
        let error = listing(|| Reply::Close(nonsense.as_bytes().to_vec())).await;
        assert!(
            matches!(error, ApiError::Unexpected(ProtocolViolation::NotHttp)),
            "{nonsense}: {error:?}"
        );
    }
    let error = listing(|| Reply::Close(Vec::new())).await;
    assert!(matches!(error, ApiError::Cut), "{error:?}");
    let error =
        listing(|| Reply::Close(b"HTTP/1.1 200 x\r\ncontent-length: 9\r\n\r\n{".to_vec())).await;
    assert!(matches!(error, ApiError::Cut), "{error:?}");
}

fn chunked(fields: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 x\r\n{fields}transfer-encoding: chunked\r\n\r\n");
    let size = format!("{:x}\r\n", body.len());
    [head.as_bytes(), size.as_bytes(), body, b"\r\n0\r\n\r\n"].concat()
}

#[tokio::test]
async fn an_envelope_that_is_not_as_listed_is_not_kept() {
    let envelope = Envelope::new(3, 100_000);
    let etag = envelope.etag();
    let (longer, shorter) = ([&*envelope.bytes, b"x"].concat(), &envelope.bytes[1..]);
    let mut flipped = envelope.bytes.clone();
    flipped[50_000] ^= 1;
    let other = Envelope::new(4, 100_000);
    let without_end = format!("HTTP/1.1 200 x\r\n{etag}connection: close\r\n\r\n").into_bytes();
    let lies: [(&str, Vec<u8>, Option<ProtocolViolation>); 10] = [
        (
            "longer",
            answer(200, &etag, &longer),
            Some(ProtocolViolation::Length),
        ),
        (
            "shorter",
            answer(200, &etag, shorter),
            Some(ProtocolViolation::Length),
        ),
        (
            "empty",
            answer(200, &etag, b""),
            Some(ProtocolViolation::Length),
        ),
        (
            "longer, unannounced",
            chunked(&etag, &longer),
            Some(ProtocolViolation::Long),
        ),
        (
            "shorter, unannounced",
            chunked(&etag, shorter),
            Some(ProtocolViolation::Length),
        ),
        (
            "without an end",
            [without_end, longer.clone()].concat(),
            Some(ProtocolViolation::Long),
        ),
        (
            "another tag",
            answer(200, &other.etag(), &envelope.bytes),
            Some(ProtocolViolation::Tag),
        ),
        (
            "no tag",
            answer(200, "", &envelope.bytes),
            Some(ProtocolViolation::Tag),
        ),
        (
            "two tags",
            answer(200, &etag.repeat(2), &envelope.bytes),
            Some(ProtocolViolation::Tag),
        ),
        ("flipped", answer(200, &etag, &flipped), None),
    ];
    for (what, lie, surprise) in lies {
        let lines = list(&[envelope.line()]);
        let server = Liar::start(move |head, _| {
            Reply::Close(if is_list(head) {
                lines.clone()
            } else {
                lie.clone()
            })
        })
        .await;
        let home = tempfile::tempdir().unwrap();
        let pulled = pull_into(home.path(), &mut server.door(), RETRIES).await;
        let pulled = pulled.unwrap();
        assert!(pulled.came.is_empty(), "{what}");
        let error = &pulled.failed[0].error;
        let fits = match surprise {
            Some(surprise) => {
                matches!(error, PullError::Door(ApiError::Unexpected(told)) if *told == surprise)
            }
            None => matches!(error, PullError::WrongHash),
        };
        assert!(fits, "{what}: {error:?}");
        assert_eq!(
            server.fetches().len(),
            1,
            "{what}: a liar is not asked again"
        );
        let left = names(home.path());
        assert!(!left.contains(&age(&envelope)), "{what}");
        for name in left {
            let there = std::fs::metadata(home.path().join(name)).unwrap().len();
            assert_eq!(there, 0, "{what}: nothing of it stays");
        }
    }
}

#[tokio::test]
async fn an_endless_envelope_stops_at_its_listed_size() {
    let envelope = Envelope::new(3, 300_000);
    let (lines, etag) = (list(&[envelope.line()]), envelope.etag());
    let server = Liar::start(move |head, _| {
        if is_list(head) {
            return Reply::Keep(lines.clone());
        }
        let head = format!("HTTP/1.1 200 x\r\n{etag}connection: close\r\n\r\n");
        Reply::Endless(head.into_bytes(), vec![0; 65_536], Duration::ZERO)
    })
    .await;
    let home = tempfile::tempdir().unwrap();
    let pulled = pull_into(home.path(), &mut server.door(), RETRIES).await;
    let pulled = pulled.unwrap();
    assert!(matches!(
        pulled.failed[0].error,
        PullError::Door(ApiError::Unexpected(ProtocolViolation::Long))
    ));
    assert!(names(home.path()).is_empty());
}

#[tokio::test]
async fn one_bad_envelope_does_not_keep_the_others_away() {
    let all = [1, 2, 3].map(|seed| Envelope::new(seed, 1_000));
    let kept = all.clone();
    let server = Liar::start(move |head, _| {
        if is_list(head) {
            return Reply::Keep(list(&all.each_ref().map(Envelope::line)));
        }
        let asked = all.iter().find(|one| head.contains(&one.id)).unwrap();
        Reply::Keep(match asked.id == all[1].id {
            true => answer(404, "", b""),
            false => asked.honest(head),
        })
    })
    .await;
    let home = tempfile::tempdir().unwrap();
    let pulled = pull_into(home.path(), &mut server.door(), RETRIES).await;
    let pulled = pulled.unwrap();
    assert_eq!(pulled.came, [kept[0].listed(), kept[2].listed()]);
    assert!(matches!(
        pulled.failed[0].error,
        PullError::Door(ApiError::Gone)
    ));
    assert_eq!(pulled.left, 0);
}

#[tokio::test]
async fn a_token_that_stops_working_stops_the_pull() {
    let all = [1, 2, 3].map(|seed| Envelope::new(seed, 1_000));
    let server = Liar::start(move |head, _| {
        Reply::Keep(match is_list(head) {
            true => list(&all.each_ref().map(Envelope::line)),
            false => answer(401, "", b""),
        })
    })
    .await;
    let home = tempfile::tempdir().unwrap();
    let pulled = pull_into(home.path(), &mut server.door(), RETRIES).await;
    let pulled = pulled.unwrap();
    assert!(matches!(
        pulled.failed[0].error,
        PullError::Door(ApiError::Refused)
    ));
    assert_eq!((pulled.failed.len(), pulled.left), (1, 2));
    assert_eq!(server.fetches().len(), 1);
}
