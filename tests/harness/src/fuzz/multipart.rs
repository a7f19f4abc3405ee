//! A form with a message and files, as a browser sends it or anything else does.

use sourdine_protocol::{
    envelope::SealedBy,
    envelope::recognise::{RECOGNISED_BYTES, Sealed, recognise},
    text::Language,
};
use sourdine_server::doors::sources::pages::SubmissionSummary;

use super::door::{Door, Told, with_door};
use crate::{
    network::http::{END, field, file},
    people::desk::Opened,
};

const SEND: &str = "POST /fr/send HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
const BOUNDARY: &str = "multipart/form-data; boundary=b";
const RECEIPT: &str = "5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e";
const WORDS: &str = "legal winner thank year wave sausage worth useful legal winner thank yellow";
const OK: u16 = 200;

/// The first byte says into pieces of what length the body is cut (none for 0), the first line is
/// the form's `Content-Type`, the rest is its body.
///
/// It is stored, or refused by one of the refusals, to the byte. What is stored is what stands in
/// the body, can be read by an editor, and is counted right on the page that says so. Wherever the
/// pieces are cut, the same comes of it.
pub fn run(input: &[u8]) {
    let Some((piece, form)) = input.split_first() else {
        return;
    };
    let end = form.iter().position(|byte| *byte == b'\n');
    let (kind, body) = form.split_at(end.unwrap_or(form.len()));
    let body = body.strip_prefix(b"\n").unwrap_or(body);
    if kind.iter().any(|byte| matches!(byte, 0..=0x1f | 0x7f)) {
        return;
    }
    with_door(|door| {
        let whole = outcome(door, kind, body, body.len());
        if *piece > 0 {
            assert_eq!(outcome(door, kind, body, (*piece).into()), whole);
        }
    });
}

/// What is answered to a form that comes in pieces, and what is in the vault then.
fn outcome(door: &Door, kind: &[u8], body: &[u8], piece: usize) -> (Told, Option<Opened>) {
    let told = door.ask(&request(kind, body, piece));
    let stored = door.taken();
    door.settles();
    let opened = stored.map(|stored| door.opened(&stored));
    match &opened {
        Some(opened) => {
            assert_eq!(told.status, OK);
            is_what_was_sent(opened, body);
            let page = door.pages().confirmation(Language::Fr, arrived(opened));
            assert_eq!(told.body, *page.unwrap());
        }
        None => assert!(door.refused(&told).is_some(), "{told:?}"),
    }
    (told, opened)
}

/// With its length where it comes whole, else in pieces (RFC 9112, 7.1).
fn request(kind: &[u8], body: &[u8], piece: usize) -> Vec<u8> {
    let mut request = [SEND.as_bytes(), b"Content-Type: ", kind, b"\r\n"].concat();
    if piece == body.len() {
        request.extend(format!("Content-Length: {piece}\r\n\r\n").bytes());
        request.extend(body);
        return request;
    }
    request.extend(b"Transfer-Encoding: chunked\r\n\r\n");
    for piece in body.chunks(piece) {
        request.extend(format!("{:x}\r\n", piece.len()).bytes());
        request.extend(piece);
        request.extend(b"\r\n");
    }
    request.extend(b"0\r\n\r\n");
    request
}

fn is_what_was_sent(opened: &Opened, body: &[u8]) {
    assert_eq!(opened.sealed_by, SealedBy::Server);
    assert_eq!(opened.language, Language::Fr);
    // Between the end of a part's head and the delimiter after it.
    for (_, bytes) in &opened.files {
        let sent = [b"\r\n\r\n", bytes.as_slice(), b"\r\n--"].concat();
        assert!(contains(body, &sent), "a file that nobody sent");
    }
    if let Some(message) = &opened.message {
        let sent: Vec<u8> = String::from_utf8_lossy(body).replace("\r\n", "\n").into();
        assert!(
            contains(&sent, message.as_bytes()),
            "a message that nobody sent"
        );
    }
}

fn contains(body: &[u8], part: &[u8]) -> bool {
    body.windows(part.len()).any(|window| window == part)
}

fn arrived(opened: &Opened) -> SubmissionSummary {
    let sealed = |wanted| {
        let first = opened
            .files
            .iter()
            .map(|(_, bytes)| bytes.get(..RECOGNISED_BYTES).unwrap_or(bytes));
        first
            .filter(|first| recognise(first) == Some(wanted))
            .count()
    };
    let message = opened.message.as_deref().map(str::as_bytes);
    let first = message.map(|bytes| bytes.get(..RECOGNISED_BYTES).unwrap_or(bytes));
    let message_sealed = matches!(
        first.and_then(recognise),
        Some(Sealed::Age | Sealed::OpenPgp)
    );
    SubmissionSummary {
        message: message.is_some(),
        message_sealed,
        files: opened.files.len(),
        age: sealed(Sealed::Age),
        openpgp: sealed(Sealed::OpenPgp),
        spoiled: sealed(Sealed::Spoiled),
    }
}

/// Forms as browsers send them, whole, and cut everywhere.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let begun = [field("receipt", RECEIPT), field("codename", WORDS)].concat();
    let message = field("message", "Où ?\r\nÀ l'hôtel de ville.\r\n");
    let age = file("a.age", b"age-encryption.org/v1\n-> X25519 a\n\n--- mac\n");
    let pgp = file("b.asc", b"-----BEGIN PGP MESSAGE-----\r\n");
    let pasted = field("message", "Bonjour\r\n-----BEGIN PGP MESSAGE-----\r\n");
    let bodies: [&[&[u8]]; 9] = [
        &[&begun, &pasted, END],
        &[&begun, &message, END],
        &[&begun, &message, &file("", b""), END],
        &[
            &begun,
            &file("../\u{202e}p.exe", b"x"),
            &file("con", b"--b"),
            END,
        ],
        &[&begun, &age, &pgp, &file("empty", b""), END],
        &[&begun, &field("message", ""), END],
        &[&begun, &message],
        &[&message, END],
        &[END],
    ];
    let mut seeds = Vec::new();
    for body in bodies {
        for piece in [0, 1, 7] {
            seeds.push([&[piece], BOUNDARY.as_bytes(), b"\n", &body.concat()].concat());
        }
    }
    seeds.push(b"\0text/plain\nmessage=x".to_vec());
    seeds
}
