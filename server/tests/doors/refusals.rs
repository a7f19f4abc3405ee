use std::collections::BTreeMap;

use crate::{
    forms::{begun, send},
    http::{Answer, Connection, END, FORM, ask, field, file},
    server::{MIB, Server},
};

const CANARY: &str = "canary4711";

#[test]
fn refusals_are_a_closed_list_and_echo_nothing() {
    let server = Server::start(16 * MIB, MIB);
    let (codename, receipt) = begun(&server);
    let good = [field("receipt", &receipt), field("codename", &codename)].concat();
    let send = format!("POST /fr/send\n{FORM}");
    let form = |rest: &[&[u8]]| rest.concat();
    let cases: Vec<(u16, String, Vec<u8>)> = vec![
        (404, format!("GET /{CANARY}"), vec![]),
        (404, format!("GET /fr/{CANARY}"), vec![]),
        (404, "GET /de".into(), vec![]),
        (404, "GET /fr/begin".into(), vec![]),
        (404, "PUT /".into(), CANARY.into()),
        (404, "POST /de/send".into(), CANARY.into()),
        (404, format!("GET /upload/{CANARY}"), vec![]),
        (
            404,
            format!(
                "PATCH /upload/{CANARY}\nUpload-Offset: 0\nUpload-Complete: ?0\nContent-Type: application/partial-upload"
            ),
            CANARY.into(),
        ),
        (404, "DELETE /upload/x".into(), vec![]),
        (400, "POST /fr/receipt".into(), CANARY.into()),
        (
            400,
            "POST /fr/receipt".into(),
            format!("receipt={CANARY}").into(),
        ),
        (
            400,
            "POST /fr/receipt".into(),
            format!("receipt={receipt}0").into(),
        ),
        (400, "POST /fr/send".into(), CANARY.into()),
        (
            400,
            "POST /fr/send\nContent-Type: text/plain".into(),
            CANARY.into(),
        ),
        (
            400,
            "POST /fr/send\nContent-Type: multipart/form-data".into(),
            CANARY.into(),
        ),
        (400, send.clone(), vec![]),
        (400, send.clone(), CANARY.into()),
        (400, send.clone(), END.to_vec()),
        (422, send.clone(), form(&[&good, END])),
        (422, send.clone(), form(&[&good, &file("", b""), END])),
        (
            422,
            send.clone(),
            form(&[&good, &field("message", ""), &file("", b""), END]),
        ),
        (
            422,
            send.clone(),
            form(&[&good, &field("message", "   \r\n \r\n"), END]),
        ),
        (
            422,
            send.clone(),
            form(&[
                &good,
                &field("message", "\u{200b}\u{2800}"),
                &file("", b""),
                END,
            ]),
        ),
        (400, send.clone(), form(&[&good, &file(CANARY, b"no end")])),
        (
            400,
            send.clone(),
            form(&[
                &field("codename", &codename),
                &field("receipt", &receipt),
                &field("message", CANARY),
                END,
            ]),
        ),
        (
            400,
            send.clone(),
            form(&[
                &field("receipt", &receipt),
                &field("codename", CANARY),
                &field("message", CANARY),
                END,
            ]),
        ),
        (
            400,
            send.clone(),
            form(&[
                &field("receipt", CANARY),
                &field("codename", &codename),
                &field("message", CANARY),
                END,
            ]),
        ),
        (
            400,
            send.clone(),
            form(&[&field("receipt", &"0".repeat(100_000)), END]),
        ),
        (400, send.clone(), form(&[&good, &field(CANARY, "x"), END])),
        (
            400,
            send.clone(),
            form(&[&good, &field("files", CANARY), END]),
        ),
        (
            400,
            send.clone(),
            form(&[
                &good,
                &field("message", CANARY),
                &field("message", CANARY),
                END,
            ]),
        ),
        (
            400,
            send.clone(),
            form(&[&good, &file("a", b"x"), &field("message", CANARY), END]),
        ),
        // No editor could read it.
        (
            400,
            send.clone(),
            form(&[
                &good,
                b"--b\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\ncaf\xe9\r\n",
                END,
            ]),
        ),
        (
            413,
            send,
            form(&[&good, &file(CANARY, &vec![0; MIB as usize + 1]), END]),
        ),
        (413, "POST /fr/begin".into(), vec![b'x'; 5_000]),
        (400, "POST /upload".into(), vec![]),
        (
            400,
            "POST /upload\nUpload-Complete: ?0\nUpload-Length: -1".into(),
            vec![],
        ),
        (
            400,
            "POST /upload\nUpload-Complete: ?0\nUpload-Length: 1e3".into(),
            vec![],
        ),
        (
            400,
            "POST /upload\nUpload-Complete: ?0\nUpload-Length: 0".into(),
            vec![],
        ),
        // Shorter than the padding of any envelope: it would take a slot for next to nothing.
        (
            400,
            "POST /upload\nUpload-Complete: ?0\nUpload-Length: 65536".into(),
            vec![],
        ),
        (
            400,
            "POST /upload\nUpload-Complete: ?1\nUpload-Length: 70000".into(),
            b"canary471".to_vec(),
        ),
        (
            400,
            "POST /upload\nUpload-Complete: ?0\nUpload-Length: 70000".into(),
            CANARY.into(),
        ),
        (
            413,
            "POST /upload\nUpload-Complete: ?0\nUpload-Length: 99999999".into(),
            vec![],
        ),
    ];
    let mut seen: BTreeMap<u16, Answer> = BTreeMap::new();
    for (status, head, body) in cases {
        let answer = ask(server.sources, &head, &body);
        let shown = String::from_utf8_lossy(&body[..body.len().min(500)]);
        assert_eq!(answer.status, status, "{head} {shown}");
        assert!(!answer.page().contains(CANARY), "{head}");
        assert!(!answer.head.contains(CANARY), "{head}");
        assert!(answer.header("content-security-policy").is_some());
        let first = seen.entry(status).or_insert_with(|| answer.clone());
        assert_eq!(*first, answer, "one page a refusal: {head}");
    }
    assert_eq!(
        seen.keys().copied().collect::<Vec<_>>(),
        [400, 404, 413, 422]
    );
    assert!(
        server.list().envelopes.is_empty(),
        "nothing of it was stored"
    );
}

/// What a source can mend is named, with what to do; and the codename in the other tab stays good.
#[test]
fn each_mistake_in_a_form_is_named_and_can_be_mended() {
    let server = Server::start(16 * MIB, 4 * MIB);
    let (codename, receipt) = begun(&server);
    let long = field("message", &"mot ".repeat(300_000));
    let many: Vec<u8> = (0..4_097)
        .flat_map(|_| file("image.jpg", b"photo"))
        .collect();
    let large = file("film.mp4", &vec![1; 5 * MIB as usize]);
    let mistakes = [
        (
            422,
            field("message", " "),
            "Rien n’a été écrit ni joint",
            true,
        ),
        (413, long, "Le message est trop long", true),
        (413, many, "Trop de fichiers", true),
        (413, large, "Un seul fichier, trop gros", false),
    ];
    for (status, rest, named, goes_back) in mistakes {
        let answer = send(&server, &codename, &receipt, &[rest]);
        assert_eq!(answer.status, status, "{named}");
        let page = answer.page();
        assert!(page.contains(named), "{named}: {page}");
        assert_eq!(
            page.contains("l’onglet de vos douze mots") || page.contains("celui de vos douze mots"),
            goes_back,
            "{named}"
        );
        assert_eq!(!page.contains("href=\"/fr\""), goes_back, "{named}");
    }
    assert!(server.list().envelopes.is_empty());
    let mended = send(&server, &codename, &receipt, &[field("message", "mot")]);
    assert_eq!(mended.status, 200);
    assert_eq!(server.open_only().message.as_deref(), Some("mot"));
}

#[test]
fn a_refusal_is_in_the_language_of_its_path() {
    let server = Server::start(16 * MIB, MIB);
    let french = ask(server.sources, "GET /fr/x", b"").page();
    let english = ask(server.sources, "GET /en/x", b"").page();
    assert!(french.contains("lang=\"fr\"") && english.contains("lang=\"en\""));
}

#[test]
fn who_sends_all_before_looking_still_sees_the_refusal() {
    let server = Server::start(64 * MIB, MIB);
    let (codename, receipt) = begun(&server);
    let start = [field("receipt", &receipt), field("codename", &codename)].concat();
    let form = [
        start,
        file("large.bin", &vec![9; 9 * MIB as usize]),
        END.to_vec(),
    ]
    .concat();
    // Content-Length says it beforehand.
    let announced = [form.clone(), vec![0; 2 * MIB as usize]].concat();
    for body in [form, announced] {
        let mut connection = Connection::to(server.sources);
        let answer = connection.request(&format!("POST /fr/send\n{FORM}"), &body);
        assert_eq!(answer.status, 413);
        assert!(connection.ends());
    }
}

#[test]
fn a_full_vault_says_so_and_loses_nothing() {
    let server = Server::start(8 * MIB, 4 * MIB);
    let send_file = |bytes: usize| {
        let (codename, receipt) = begun(&server);
        let form = [
            field("receipt", &receipt),
            field("codename", &codename),
            file("half.bin", &vec![3; bytes]),
            END.to_vec(),
        ];
        let head = format!("POST /fr/send\n{FORM}");
        ask(server.sources, &head, &form.concat())
    };
    // While more than half is free, nothing waits.
    let kept = 3;
    for _ in 0..kept {
        assert_eq!(send_file(1_200_000).status, 200);
    }
    let full = send_file(4_000_000);
    assert_eq!(full.status, 507);
    let list = server.list();
    assert_eq!(list.envelopes.len(), kept);
    for envelope in &list.envelopes {
        assert_eq!(
            crate::server::open(&server.fetch(&envelope.id)).files[0].1,
            vec![3; 1_200_000]
        );
    }
    // Two editors free one, and there is room again.
    let first = &list.envelopes[0];
    let hash = format!("{{\"blake3\":\"{}\"}}", first.hash);
    for editor in 0..2 {
        let head = format!("POST /v1/envelopes/{}/discard", first.id);
        assert_eq!(server.editor(editor, &head, hash.as_bytes()).status, 204);
    }
    let (codename, receipt) = begun(&server);
    let form = [
        field("receipt", &receipt),
        field("codename", &codename),
        field("message", "m"),
        END.to_vec(),
    ];
    assert_eq!(
        ask(
            server.sources,
            &format!("POST /fr/send\n{FORM}"),
            &form.concat()
        )
        .status,
        200
    );
}

#[test]
fn what_is_no_http_is_answered_without_a_word_about_the_server() {
    let server = Server::start(16 * MIB, MIB);
    for nonsense in [
        "\u{16}\u{3}\u{1} TLS\r\n\r\n".to_owned(),
        format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(100_000)),
    ] {
        let mut connection = Connection::to(server.sources);
        use std::io::{Read, Write};
        drop(connection.0.write_all(nonsense.as_bytes()));
        let mut answer = String::new();
        drop(connection.0.read_to_string(&mut answer));
        let fields = answer.lines().skip(1).filter(|line| !line.is_empty());
        for field in fields {
            let name = field.split(':').next().unwrap().to_lowercase();
            assert!(
                ["connection", "content-length"].contains(&name.as_str()),
                "{answer}"
            );
        }
    }
}
