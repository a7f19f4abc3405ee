//! Whatever is asked at a door, the answer is one of the door's own: each route and method is
//! asked with paths, heads and bodies that no client of ours sends.

use std::net::SocketAddr;

use crate::{
    http::{Answer, Connection},
    release::Served,
};

const METHODS: [&str; 10] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW",
];
/// The routes with a value in their path, and the others. A new route belongs here too:
/// [`every_route_is_asked`].
const SOURCES_NAMED: [&str; 7] = [
    "/{}",
    "/{}/keys",
    "/{}/offline",
    "/{}/begin",
    "/{}/send",
    "/{}/receipt",
    "/upload/{}",
];
const SOURCES_FIXED: [&str; 6] = [
    "/",
    "/sourdine.js",
    "/roster",
    "/editors.txt",
    "/editors.asc",
    "/upload",
];
const EDITORS_NAMED: [&str; 3] = [
    "/v1/envelopes/{}",
    "/v1/envelopes/{}/confirm",
    "/v1/envelopes/{}/discard",
];
const EDITORS_FIXED: [&str; 3] = ["/v1/envelopes", "/v1/roster", "/v1/unlock"];
/// Values that name nothing, in bytes that no URL has, or in escapes of such bytes.
const NO_NAMES: [&[u8]; 14] = [
    b"%ff",
    b"%c3%28",
    b"%e2%82",
    b"%ed%a0%80",
    b"%00",
    b"%",
    b"%f",
    b"%zz",
    b"fr%ff",
    b"%2e%2e",
    b"a%2fb",
    b"fr;x",
    b"fr%20",
    b"\xc3\xa9",
];
/// A path that is long, and still shorter than any limit of a head.
const LONG_PATH_BYTES: usize = 6_000;
/// Longer than any head that is read.
const LONGEST_BYTES: usize = 200_000;
const HEADS_OF_NO_HTTP: usize = 500;

/// One door, and what may be answered there.
struct AskedDoor<'a> {
    address: SocketAddr,
    /// Lines of every head.
    head: String,
    /// Whole answers, head and body, of which every refusal is one.
    refusals: &'a [Vec<u8>],
}

impl AskedDoor<'_> {
    fn ask(&self, method: &str, path: &[u8], fields: &[u8], body: &[u8]) -> Answer {
        let mut request = format!("{method} ").into_bytes();
        request.extend_from_slice(path);
        request.extend_from_slice(format!(" HTTP/1.1\r\nHost: x\r\n{}", self.head).as_bytes());
        request.extend_from_slice(fields);
        if !body.is_empty() {
            request.extend_from_slice(format!("Content-Length: {}\r\n", body.len()).as_bytes());
        }
        request.extend_from_slice(b"\r\n");
        request.extend_from_slice(body);
        let mut connection = Connection::to(self.address);
        connection.write(&request);
        connection.answer(method == "HEAD")
    }

    /// Whether it is, to the byte, one of the door's refusals, or the head of one.
    fn refuses(&self, answer: &Answer, is_head: bool) -> bool {
        let whole = [answer.head.as_bytes(), &answer.body].concat();
        self.refusals.iter().any(|refusal| {
            if is_head {
                refusal.starts_with(&whole)
            } else {
                *refusal == whole
            }
        })
    }
}

/// What hyper says to what is no HTTP: a status, and not a word.
fn is_bare(answer: &Answer) -> bool {
    let names = answer.head.lines().skip(1).filter(|line| !line.is_empty());
    [400, 414, 431].contains(&answer.status)
        && answer.body.is_empty()
        && names
            .map(|line| line.split(':').next().unwrap().to_lowercase())
            .all(|name| ["connection", "content-length"].contains(&name.as_str()))
}

fn replaced(route: &str, value: &[u8]) -> Vec<u8> {
    let (before, after) = route.split_once("{}").unwrap();
    [before.as_bytes(), value, after.as_bytes()].concat()
}

fn shown(path: &[u8]) -> String {
    String::from_utf8_lossy(&path[..path.len().min(80)]).into_owned()
}

/// The answers of the editors' door that refuse: a status, and no body.
fn refusals_of_the_editors() -> Vec<Vec<u8>> {
    let refusals = sourdine_server::doors::editors::error::Refusal::ALL.iter();
    refusals
        .flat_map(|refusal| {
            let status = refusal.status();
            let reason = status.canonical_reason().unwrap();
            let head = format!("HTTP/1.1 {} {reason}\r\n", status.as_u16());
            // The answer to a `HEAD` says no length.
            ["content-length: 0\r\n", ""]
                .map(|length| format!("{head}cache-control: no-store\r\n{length}\r\n").into_bytes())
        })
        .collect()
}

fn doors<'a>(
    served: &Served,
    sources: &'a [Vec<u8>],
    editors: &'a [Vec<u8>],
) -> [AskedDoor<'a>; 2] {
    [
        AskedDoor {
            address: served.server.sources,
            head: String::new(),
            refusals: sources,
        },
        AskedDoor {
            address: served.server.editors,
            head: format!("Authorization: Bearer {}\r\n", served.server.token(0)),
            refusals: editors,
        },
    ]
}

#[test]
fn a_path_that_names_nothing_is_refused_in_our_words_at_every_route() {
    let served = Served::new();
    let (sources, editors) = (served.refusals(), refusals_of_the_editors());
    let named: [&[&str]; 2] = [&SOURCES_NAMED, &EDITORS_NAMED];
    let fixed: [&[&str]; 2] = [&SOURCES_FIXED, &EDITORS_FIXED];
    let long = "a".repeat(LONG_PATH_BYTES);
    for (at, door) in doors(&served, &sources, &editors).iter().enumerate() {
        let mut paths = Vec::new();
        for name in NO_NAMES.iter().copied().chain([long.as_bytes()]) {
            paths.extend(named[at].iter().map(|route| replaced(route, name)));
            let below = |route: &&str| [route.as_bytes(), b"/", name].concat();
            paths.extend(fixed[at].iter().map(below));
            paths.push([b"/", name, b"/", name, b"/", name].concat());
        }
        paths.extend([
            b"*".to_vec(),
            b"//".to_vec(),
            b"/..".to_vec(),
            b"/a%00b".to_vec(),
        ]);
        for path in paths {
            for method in METHODS {
                let answer = door.ask(method, &path, b"", b"");
                // An upload's piece is malformed before its name is looked at.
                let is_ours =
                    door.refuses(&answer, method == "HEAD") && [400, 404].contains(&answer.status);
                assert!(
                    is_ours || is_bare(&answer),
                    "{method} {}: {answer:?}",
                    shown(&path)
                );
            }
        }
    }
    // An escape that is no UTF-8 is HTTP all the same, so these are no bare answers.
    for (at, path) in [(0, "/%ff"), (0, "/upload/%c3%28"), (1, "/v1/envelopes/%ff")] {
        let door = &doors(&served, &sources, &editors)[at];
        assert!(door.refuses(&door.ask("GET", path.as_bytes(), b"", b""), false));
    }
}

#[test]
fn a_method_head_or_body_that_is_not_expected_is_refused_in_our_words_at_every_route() {
    let served = Served::new();
    let (sources, editors) = (served.refusals(), refusals_of_the_editors());
    let names: [(&[&str], &[u8]); 2] = [
        (&SOURCES_NAMED, b"fr"),
        (&EDITORS_NAMED, b"00000000000000000000000000000000"),
    ];
    let fixed: [&[&str]; 2] = [&SOURCES_FIXED, &EDITORS_FIXED];
    let heads: [&[u8]; 12] = [
        b"",
        b"Content-Type: \xff\xfe\r\n",
        b"Content-Type: multipart/form-data; boundary=\r\n",
        b"Upload-Length: \xff\r\nUpload-Complete: ?9\r\n",
        b"Upload-Offset: -1\r\nUpload-Complete: \xff\r\n",
        b"Range: bytes=\xff\r\nIf-Range: \xff\r\n",
        b"If-None-Match: \xff, *\r\n",
        b"Accept-Encoding: br;q=\xff\r\n",
        b"Cookie: \xff=\xff\r\n",
        b"Upgrade: websocket\r\nConnection: upgrade\r\n",
        b"Expect: the unexpected\r\n",
        b"Host: y\r\nHost: \xff\r\n",
    ];
    let bodies: [&[u8]; 3] = [b"", b"{}", &[b'x'; 5_000]];
    for (at, door) in doors(&served, &sources, &editors).iter().enumerate() {
        let (routes, name) = names[at];
        let mut paths: Vec<_> = routes.iter().map(|route| replaced(route, name)).collect();
        paths.extend(fixed[at].iter().map(|route| route.as_bytes().to_vec()));
        for (path, method) in paths.iter().flat_map(|path| METHODS.map(|one| (path, one))) {
            for (fields, body) in heads.iter().flat_map(|head| bodies.map(|one| (head, one))) {
                let answer = door.ask(method, path, fields, body);
                let is_ours = match answer.status {
                    200 if at == 0 => answer.header("content-encoding") == Some("gzip"),
                    200 => answer.header("content-type") == Some("application/json"),
                    201 | 204 => answer.body.is_empty(),
                    _ => door.refuses(&answer, method == "HEAD"),
                };
                let what = format!("{method} {} {}", shown(path), shown(fields));
                assert!(is_ours, "{what}: {answer:?}");
            }
        }
    }
    let discard = b"/v1/envelopes/00000000000000000000000000000000/discard";
    let editors_door = &doors(&served, &sources, &editors)[1];
    let too_long = editors_door.ask("POST", discard, b"", &[b'x'; 5_000]);
    assert_eq!((too_long.status, too_long.body.len()), (413, 0));
    assert!(served.server.list().envelopes.is_empty());
}

#[test]
fn what_is_no_http_is_answered_without_a_word() {
    let served = Served::new();
    let heads: Vec<Vec<u8>> = vec![
        format!(
            "GET /{} HTTP/1.1\r\nHost: x\r\n\r\n",
            "a".repeat(LONGEST_BYTES)
        )
        .into(),
        format!(
            "GET / HTTP/1.1\r\nHost: {}\r\n\r\n",
            "a".repeat(LONGEST_BYTES)
        )
        .into(),
        format!(
            "GET / HTTP/1.1\r\n{}\r\n",
            "a: b\r\n".repeat(HEADS_OF_NO_HTTP)
        )
        .into(),
        b"GET / HTTP/1.1\r\nno field\r\n\r\n".to_vec(),
        b"GET /a b HTTP/1.1\r\n\r\n".to_vec(),
        b"GET  HTTP/1.1\r\n\r\n".to_vec(),
        b"G\xffT / HTTP/1.1\r\n\r\n".to_vec(),
        b"GET / HTTP/9.1\r\n\r\n".to_vec(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n".to_vec(),
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n".to_vec(),
        b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n".to_vec(),
    ];
    for address in [served.server.sources, served.server.editors] {
        for head in &heads {
            let mut connection = Connection::to(address);
            // The server may have hung up before all of it was sent.
            use std::io::Write;
            drop(connection.0.write_all(head));
            let Some(answer) = connection.try_answer() else {
                continue;
            };
            assert!(is_bare(&answer), "{}: {answer:?}", shown(head));
        }
    }
}

/// Each call of `route` in a door's router stands for one row above, but that one of the sources'
/// pages stands for three.
#[test]
fn every_route_is_asked() {
    let pages = 3;
    let sources = include_str!("../../src/doors/sources/mod.rs");
    let editors = include_str!("../../src/doors/editors/mod.rs");
    let rows = SOURCES_NAMED.len() + SOURCES_FIXED.len();
    assert_eq!(sources.matches("route(").count() - 1 + pages, rows);
    let rows = EDITORS_NAMED.len() + EDITORS_FIXED.len();
    assert_eq!(editors.matches("route(").count(), rows);
}
