use crate::{
    forms::begun,
    http::{END, FORM, ask, field, file},
    server::{MIB, Server},
};

fn with_one(size: usize) -> (Server, String, String, Vec<u8>) {
    let server = Server::start(32 * MIB, 8 * MIB);
    let (codename, receipt) = begun(&server);
    let form = [
        field("receipt", &receipt),
        field("codename", &codename),
        file("a.bin", &vec![8; size]),
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
    let list = server.list();
    let only = list.envelopes[0].clone();
    let bytes = server.fetch(&only.id);
    assert_eq!(bytes.len() as u64, only.size);
    (server, only.id, only.hash.to_string(), bytes)
}

#[test]
fn nobody_comes_in_without_a_token() {
    let (server, id, ..) = with_one(10);
    for path in [
        "/v1/envelopes".to_owned(),
        format!("/v1/envelopes/{id}"),
        "/v1/roster".to_owned(),
        "/nowhere".to_owned(),
    ] {
        for token in [
            "",
            "\nAuthorization: Bearer x",
            &format!("\nAuthorization: Bearer {}", "A".repeat(43)),
        ] {
            let answer = ask(server.editors, &format!("GET {path}{token}"), b"");
            assert_eq!((answer.status, answer.body.len()), (401, 0), "{path}");
        }
    }
    let answer = ask(
        server.editors,
        &format!("POST /v1/envelopes/{id}/discard"),
        b"{}",
    );
    assert_eq!(answer.status, 401);
    assert_eq!(
        ask(server.sources, "GET /v1/envelopes", b"").status,
        404,
        "the other door knows nothing of it"
    );
    assert_eq!(server.editor(0, "GET /fr", b"").status, 404);
}

#[test]
fn a_cut_fetch_goes_on_where_it_was() {
    let (server, id, hash, bytes) = with_one(1_000_000);
    let path = format!("GET /v1/envelopes/{id}");
    let whole = server.editor(0, &path, b"");
    assert_eq!(whole.header("etag"), Some(&*format!("\"{hash}\"")));
    assert_eq!(whole.header("date"), None);
    for (first, last) in [
        (0, 0),
        (1, 131_000),
        (130_816, 130_816),
        (261_000, bytes.len() - 1),
        (bytes.len() - 1, bytes.len() - 1),
    ] {
        let part = server.editor(
            0,
            &format!("{path}\nRange: bytes={first}-{last}\nIf-Range: \"{hash}\""),
            b"",
        );
        assert_eq!(part.status, 206);
        assert_eq!(part.body, bytes[first..=last], "{first}-{last}");
        assert_eq!(
            part.header("content-range"),
            Some(&*format!("bytes {first}-{last}/{}", bytes.len()))
        );
    }
    let open_end = server.editor(0, &format!("{path}\nRange: bytes=500000-"), b"");
    assert_eq!(
        (open_end.status, open_end.body),
        (206, bytes[500_000..].to_vec())
    );
    let stale = server.editor(
        0,
        &format!("{path}\nRange: bytes=5-9\nIf-Range: \"other\""),
        b"",
    );
    assert_eq!((stale.status, stale.body.len()), (200, bytes.len()));
    let beyond = server.editor(0, &format!("{path}\nRange: bytes={}-", bytes.len()), b"");
    assert_eq!(beyond.status, 416);
    let known = server.editor(0, &format!("{path}\nIf-None-Match: \"{hash}\""), b"");
    assert_eq!((known.status, known.body.len()), (304, 0));
}

#[test]
fn only_who_holds_the_bytes_can_confirm_them() {
    let (server, id, hash, _) = with_one(10);
    let path = format!("POST /v1/envelopes/{id}/confirm");
    let body = |hash: &str| format!("{{\"blake3\":\"{hash}\"}}").into_bytes();
    assert_eq!(server.editor(0, &path, &body(&"0".repeat(64))).status, 409);
    assert_eq!(server.editor(0, &path, b"{}").status, 400);
    assert_eq!(server.editor(0, &path, &body("zz")).status, 400);
    assert_eq!(server.editor(0, &path, &vec![b' '; 10_000]).status, 413);
    let unknown = path.replace(&id, &"0".repeat(32));
    assert_eq!(server.editor(0, &unknown, &body(&hash)).status, 404);
    let malformed = path.replace(&id, "..");
    assert_eq!(server.editor(0, &malformed, &body(&hash)).status, 404);
    assert_eq!(server.list().envelopes[0].confirmations, 0);
    for (editor, expected) in [(0, 1), (0, 1), (1, 2)] {
        assert_eq!(server.editor(editor, &path, &body(&hash)).status, 204);
        assert_eq!(server.list().envelopes[0].confirmations, expected);
    }
}

#[test]
fn a_courier_fetches_and_can_have_nothing_deleted() {
    let (server, id, hash, bytes) = with_one(10);
    let path = format!("/v1/envelopes/{id}");
    let listed = server.courier("GET /v1/envelopes", b"");
    assert_eq!(listed.body, server.editor(0, "GET /v1/envelopes", b"").body);
    assert_eq!(server.courier(&format!("GET {path}"), b"").body, bytes);
    assert_eq!(server.courier("GET /v1/roster", b"").status, 200);
    let hash = format!("{{\"blake3\":\"{hash}\"}}");
    for act in ["confirm", "discard"] {
        for body in [hash.as_bytes(), b"{}", b""] {
            let answer = server.courier(&format!("POST {path}/{act}"), body);
            assert_eq!((answer.status, answer.body.len()), (403, 0), "{act}");
        }
    }
    // The courier's word does not make one editor's the second.
    let discard = format!("POST {path}/discard");
    assert_eq!(server.editor(0, &discard, hash.as_bytes()).status, 204);
    assert_eq!(server.courier(&discard, hash.as_bytes()).status, 403);
    let list = server.list();
    assert_eq!(
        (list.envelopes.len(), list.envelopes[0].confirmations),
        (1, 0)
    );
}

#[test]
fn one_editor_alone_cannot_discard() {
    let (server, id, hash, _) = with_one(10);
    let body = format!("{{\"blake3\":\"{hash}\"}}");
    let path = format!("POST /v1/envelopes/{id}/discard");
    for _ in 0..3 {
        assert_eq!(server.editor(0, &path, body.as_bytes()).status, 204);
        assert_eq!(server.list().envelopes.len(), 1);
    }
    assert_eq!(server.editor(1, &path, body.as_bytes()).status, 204);
    assert!(server.list().envelopes.is_empty());
    assert_eq!(server.editor(1, &path, body.as_bytes()).status, 404);
}

#[test]
fn editors_get_the_roster_that_sources_get() {
    let server = Server::start(16 * MIB, MIB);
    let theirs = server.editor(0, "GET /v1/roster", b"").body;
    assert_eq!(
        theirs,
        ask(server.sources, "GET /roster", b"").page().into_bytes()
    );
}
