use std::collections::BTreeSet;

use sourdine_server::doors::sources::manifest::manifest;

use crate::{
    http::ask,
    server::{MIB, Server},
};

/// Every path that a `GET` is answered at: all that the release names, and no fewer than these.
fn constant_paths() -> BTreeSet<String> {
    let exchanges = manifest().unwrap().answers.into_iter();
    let paths: BTreeSet<String> = exchanges
        .filter(|one| one.head[0] == "HTTP/1.1 200 OK")
        .filter_map(|one| Some(one.asked.strip_prefix("GET ")?.to_owned()))
        .collect();
    for path in [
        "/",
        "/sourdine.js",
        "/roster",
        "/fr",
        "/en/offline",
        "/en/keys",
    ] {
        assert!(paths.contains(path), "{path}");
    }
    assert!(paths.len() >= 9, "{paths:?}");
    paths
}

/// The build writes the page's limits out of the protocol's; this copy lets the page's own checks
/// run without Cargo.
#[test]
fn the_page_s_limits_are_the_protocol_s() {
    let written = include_str!(concat!(env!("OUT_DIR"), "/page/src/limits.ts"));
    let kept = include_str!("../../page/src/limits.ts");
    assert_eq!(
        written,
        kept,
        "copy {}/page/src/limits.ts to server/page/src",
        env!("OUT_DIR")
    );
}

#[test]
fn every_page_is_the_same_for_everyone_and_says_nothing_of_the_server() {
    let server = Server::start(16 * MIB, MIB);
    let mut policies = BTreeSet::new();
    for path in constant_paths() {
        let plain = ask(server.sources, &format!("GET {path}"), b"");
        let curious = ask(
            server.sources,
            &format!(
                "GET {path}\nCookie: a=b\nUser-Agent: canary\nAccept-Language: en\nAccept-Encoding: br\nIf-None-Match: *\nRange: bytes=0-3"
            ),
            b"",
        );
        assert_eq!(plain.status, 200, "{path}");
        assert_eq!(plain, curious, "{path}");
        for forbidden in [
            "server",
            "date",
            "etag",
            "set-cookie",
            "last-modified",
            "vary",
            "accept-ranges",
        ] {
            assert_eq!(plain.header(forbidden), None, "{path} {forbidden}");
        }
        assert_eq!(plain.header("cache-control"), Some("no-store"));
        assert_eq!(plain.header("referrer-policy"), Some("no-referrer"));
        policies.insert(plain.header("content-security-policy").unwrap().to_owned());
    }
    assert_eq!(policies.len(), 1, "the same policy on every answer");
    let head = ask(server.sources, "HEAD /fr", b"");
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[test]
fn the_first_page_is_the_desks_language_and_names_the_desk() {
    let server = Server::start(16 * MIB, MIB);
    let first = ask(server.sources, "GET /", b"");
    assert_eq!(first.body, ask(server.sources, "GET /fr", b"").body);
    assert!(first.page().contains("Observatoire"));
    let saved = ask(server.sources, "GET /fr/offline", b"");
    assert_eq!(
        saved.header("content-disposition"),
        Some("attachment; filename=\"sourdine-offline-fr.html\"")
    );
}
