use std::time::{Duration, Instant};

use base64::{Engine, prelude::BASE64_STANDARD};
use sourdine_protocol::{
    codename::Codename,
    release::{CONFIRMATION_PAGE_BYTES, RECEIPT_PAGE_BYTES},
    wire::MESSAGE_MAX_BYTES,
};

use crate::{
    http::{Answer, Connection, END, FORM, ask, field, file},
    server::{MIB, Server},
};

/// Codename and receipt of a begin page.
pub(crate) fn begun(server: &Server) -> (String, String) {
    let answer = ask(server.sources, "POST /fr/begin", b"");
    assert_eq!(answer.status, 200);
    let page = answer.page();
    let hidden = |name: &str| {
        let after = page
            .split(&format!("name=\"{name}\" value=\""))
            .nth(1)
            .unwrap();
        after.split('"').next().unwrap().to_owned()
    };
    (hidden("codename"), hidden("receipt"))
}

pub(crate) fn send(server: &Server, codename: &str, receipt: &str, rest: &[Vec<u8>]) -> Answer {
    let form = [
        field("receipt", receipt),
        field("codename", codename),
        rest.concat(),
        END.to_vec(),
    ];
    ask(
        server.sources,
        &format!("POST /fr/send\n{FORM}"),
        &form.concat(),
    )
}

pub(crate) fn asked(server: &Server, receipt: &str) -> String {
    let answer = ask(
        server.sources,
        "POST /fr/receipt",
        format!("receipt={receipt}").as_bytes(),
    );
    assert_eq!(answer.status, 200);
    answer.page()
}

#[test]
fn what_a_form_sends_is_what_an_editor_opens() {
    let server = Server::start(32 * MIB, 8 * MIB);
    let (codename, receipt) = begun(&server);
    assert!(Codename::parse(&codename).is_ok());
    let absent = asked(&server, &receipt);
    let large: Vec<u8> = (0..3 * MIB).map(|n| (n % 251) as u8).collect();
    let answer = send(
        &server,
        &codename,
        &receipt,
        &[
            field("message", "Bonjour,\r\n-- ce n'est pas la fin."),
            file("Délibération n°12.pdf", b"%PDF-"),
            file("", b""),
            file("../../etc/passwd", &large),
            file(
                "sealed.age",
                b"age-encryption.org/v1\n-> X25519 a\n\n--- mac\n",
            ),
            file("sealed.asc", b"-----BEGIN PGP MESSAGE-----\n"),
            file("empty.txt", b""),
        ],
    );
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("connection"), Some("close"));
    let page = answer.page();
    assert!(!page.contains("passwd") && !page.contains(&receipt) && !page.contains(&codename));
    let opened = server.open_only();
    assert_eq!(opened.sealed_by, "Server");
    assert_eq!(
        opened.message.as_deref(),
        Some("Bonjour,\n-- ce n'est pas la fin.")
    );
    let names: Vec<&str> = opened.files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Délibération n°12.pdf",
            "passwd",
            "sealed.age",
            "sealed.asc",
            "empty.txt"
        ]
    );
    assert_eq!(opened.files[1].1, large);
    let arrived = asked(&server, &receipt);
    assert_ne!(absent, arrived);
}

#[test]
fn the_longest_message_goes_with_the_largest_file() {
    let server = Server::start(16 * MIB, 2 * MIB);
    let (codename, receipt) = begun(&server);
    let message = "m".repeat(MESSAGE_MAX_BYTES);
    let largest = vec![b'f'; 2 * MIB as usize];
    let parts = |bytes: &[u8]| [field("message", &message), file("f", bytes)];
    let too_large = [&*largest, b"f"].concat();
    let refused = send(&server, &codename, &receipt, &parts(&too_large));
    assert_eq!(refused.status, 413);
    let answer = send(&server, &codename, &receipt, &parts(&largest));
    assert_eq!(answer.status, 200, "{answer:?}");
    let opened = server.open_only();
    assert_eq!(opened.message, Some(message));
    assert_eq!(opened.files, [("f".to_owned(), largest)]);
}

#[test]
fn a_file_name_with_a_control_character_is_mended() {
    let server = Server::start(16 * MIB, MIB);
    let (codename, receipt) = begun(&server);
    let bytes = b"\x1b[31m\r\n--\x1b\r\n--c\r\n\x07";
    let rest = [
        field("message", "\u{200b}\r\n"),
        file("\x1b[31mrouge\x07.txt", bytes),
        file("noir\x7f.txt", b""),
    ];
    assert_eq!(send(&server, &codename, &receipt, &rest).status, 200);
    let opened = server.open_only();
    assert_eq!(opened.message, None, "nothing of it can be seen");
    let files = [("_[31mrouge_.txt", &bytes[..]), ("noir_.txt", b"")];
    assert_eq!(
        opened.files,
        files.map(|(name, bytes)| (name.to_owned(), bytes.to_vec()))
    );
}

/// What is said of a file is what the vectors say of it.
#[test]
fn a_file_that_is_only_signed_is_not_said_to_be_sealed() {
    let server = Server::start(64 * MIB, MIB);
    let vectors = include_str!("../../../tests/vectors/recognised.json");
    let vectors: serde_json::Value = serde_json::from_str(vectors).unwrap();
    let mut said = 0;
    for case in vectors["cases"].as_array().unwrap() {
        let note = case["note"].as_str().unwrap();
        let bytes = BASE64_STANDARD.decode(case["file"].as_str().unwrap());
        let bytes = bytes.unwrap();
        // A mail has the boundary of our forms.
        let is_form = String::from_utf8_lossy(&bytes).contains("--b\r\n");
        if is_form || !note.starts_with("signed") && !note.starts_with("armour") {
            continue;
        }
        let (codename, receipt) = begun(&server);
        let answer = send(&server, &codename, &receipt, &[file("note.asc", &bytes)]);
        assert_eq!(answer.status, 200, "{note}");
        let page = answer.page();
        let is_sealed = case["expect"] == "age" || case["expect"] == "openpgp";
        assert_eq!(
            page.contains("déjà scellé avec age") || page.contains("déjà chiffré avec OpenPGP"),
            is_sealed,
            "{note}: {page}"
        );
        assert_eq!(
            page.contains("Rien n’y a été reconnu comme scellé"),
            !is_sealed,
            "{note}"
        );
        said += 1;
    }
    assert!(said > 20, "{said}");
}

#[test]
fn an_outcome_has_one_length_whatever_was_sent_and_whether_it_arrived() {
    let server = Server::start(32 * MIB, MIB);
    let (codename, receipt) = begun(&server);
    let ask_for = |language: &str, receipt: &str| {
        let head = format!("POST /{language}/receipt");
        ask(
            server.sources,
            &head,
            format!("receipt={receipt}").as_bytes(),
        )
    };
    let absent = ["fr", "en"].map(|language| ask_for(language, &receipt));
    let contents = [
        vec![field("message", "m")],
        vec![file("a", b"x")],
        (0..120)
            .map(|_| file("sealed.age", b"age-encryption.org/v1\n"))
            .collect(),
    ];
    let sent = contents.iter().flat_map(|content| {
        let content: &[Vec<u8>] = content;
        let receipts = [field("receipt", &receipt), field("codename", &codename)].concat();
        let form = [receipts, content.concat(), END.to_vec()].concat();
        ["fr", "en"].map(|language| {
            let head = format!("POST /{language}/send\n{FORM}");
            ask(server.sources, &head, &form)
        })
    });
    let confirmations: Vec<Answer> = sent.collect();
    let arrived = ["fr", "en"].map(|language| ask_for(language, &receipt));
    let receipts = [absent, arrived].concat();
    for (answers, bytes) in [
        (confirmations, CONFIRMATION_PAGE_BYTES),
        (receipts, RECEIPT_PAGE_BYTES),
    ] {
        for answer in &answers {
            assert_eq!((answer.status, answer.body.len()), (200, bytes));
            assert_eq!(answer.head, answers[0].head);
        }
    }
}

#[test]
fn a_form_sent_twice_is_one_submission_for_who_opens_it() {
    let server = Server::start(32 * MIB, MIB);
    let (codename, receipt) = begun(&server);
    for _ in 0..2 {
        let message = field("message", "encore");
        assert_eq!(send(&server, &codename, &receipt, &[message]).status, 200);
    }
    let list = server.list();
    let opened = list
        .envelopes
        .iter()
        .map(|envelope| crate::server::open(&server.fetch(&envelope.id)));
    let submissions: Vec<String> = opened.map(|opened| opened.submission).collect();
    assert_eq!(submissions.len(), 2);
    assert_eq!(submissions[0], submissions[1]);
}

#[test]
fn begin_pages_have_one_length_and_no_two_are_alike() {
    let server = Server::start(16 * MIB, MIB);
    for language in ["fr", "en"] {
        let begin = || ask(server.sources, &format!("POST /{language}/begin"), b"");
        let (first, second) = (begin(), begin());
        assert_eq!(first.body.len(), second.body.len());
        assert_ne!(first.body, second.body);
        assert_eq!(first.header("connection"), Some("close"));
    }
}

#[test]
fn a_form_that_is_cut_leaves_nothing() {
    let server = Server::start(16 * MIB, 4 * MIB);
    let (codename, receipt) = begun(&server);
    let mut cut = Connection::to(server.sources);
    let form = [
        field("receipt", &receipt),
        field("codename", &codename),
        file("half.bin", &[7; 900_000]),
    ]
    .concat();
    cut.write(
        format!("POST /fr/send HTTP/1.1\r\nHost: x\r\n{FORM}\r\nContent-Length: 3000000\r\n\r\n")
            .as_bytes(),
    );
    cut.write(&form);
    drop(cut);
    // The slots are free again: what needs nearly all of them fits.
    let (codename, receipt) = begun(&server);
    let all = file("all.bin", &vec![1; 4 * MIB as usize - 1_000]);
    let answer = send(&server, &codename, &receipt, &[all]);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(!asked(&server, &receipt).is_empty() && server.list().envelopes.len() == 1);
}

#[test]
fn a_crowd_of_forms_that_hang_makes_room_for_one_that_comes() {
    /// Bodies of small submissions that are read at once.
    const SMALL_BODIES: usize = 192;
    let server = Server::start(32 * MIB, 8 * MIB);
    let (codename, receipt) = begun(&server);
    let start = [
        field("receipt", &receipt),
        field("codename", &codename),
        b"--b\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\nm".to_vec(),
    ]
    .concat();
    let head =
        format!("POST /fr/send HTTP/1.1\r\nHost: x\r\n{FORM}\r\nContent-Length: 9000\r\n\r\n");
    let hanging: Vec<Connection> = (0..=SMALL_BODIES)
        .map(|_| {
            let mut connection = Connection::to(server.sources);
            connection.write(head.as_bytes());
            connection.write(&start);
            connection
        })
        .collect();
    let answered = |connection: &&Connection| {
        connection.0.set_nonblocking(true).unwrap();
        let answered = connection.0.peek(&mut [0]).is_ok();
        connection.0.set_nonblocking(false).unwrap();
        answered
    };
    let deadline = Instant::now() + Duration::from_secs(60);
    let wait_for = |leaving: usize| {
        while hanging.iter().filter(answered).count() < leaving {
            assert!(Instant::now() < deadline, "nobody left");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    wait_for(1);
    let small = field("message", "a letter");
    assert_eq!(send(&server, &codename, &receipt, &[small]).status, 200);
    wait_for(2);
    let left: Vec<u16> = hanging
        .into_iter()
        .filter(|connection| answered(&connection))
        .map(|mut connection| connection.answer(false).status)
        .collect();
    assert_eq!(left, [503, 503]);
    assert_eq!(server.list().envelopes.len(), 1);
}
