use std::{
    io::{Read, Write},
    net::TcpStream,
};

use sourdine_protocol::{
    release::{Desk, Mark, gzip::decompress},
    roster::SignedRoster,
};
use sourdine_server::source::release::manifest;

use crate::{
    http::ask,
    server::{MIB, Server},
};

const RECEIPT: &str = "00112233445566778899aabbccddeeff";
const SUBMISSION_BYTES: u64 = MIB;

#[test]
fn the_manifest_says_to_the_byte_what_is_answered() {
    let server = Server::start(16 * MIB, SUBMISSION_BYTES);
    let release = manifest().unwrap();
    let json = decompress(&ask(server.sources, "GET /roster", b"").body, 1_048_576).unwrap();
    let roster = SignedRoster::from_json(&json).unwrap().unchecked().unwrap();
    let desk = Desk {
        name: &roster.desk,
        expires: roster.expires,
        roster_json: std::str::from_utf8(&json).unwrap(),
        editors: &roster.editors,
        largest_bytes: SUBMISSION_BYTES,
        script: release.script().unwrap(),
    };
    let mut compared = 0;
    for answer in &release.answers {
        // The first page and what is nowhere are in the language that the settings say: the first one.
        if answer.text.starts_with("/en") && !answer.asked.contains("/en") {
            continue;
        }
        let whole = release.whole(answer, desk).unwrap();
        let form = answer.form.as_ref().map(|form| form.as_str());
        let form = form.map(|form| form.replace(&Mark::Receipt.written(), RECEIPT));
        let came = raw(
            server.sources,
            &answer.asked,
            form.as_deref(),
            whole.bytes().len(),
        );
        let right = match whole.around(&came) {
            Ok(begun) => begun.to_vec(),
            Err(_) => whole.bytes().to_vec(),
        };
        assert!(came == right, "{}", answer.asked);
        compared += 1;
    }
    assert_eq!(compared, release.answers.len() - 2);
}

/// So many bytes of an answer, as they come.
fn raw(door: std::net::SocketAddr, asked: &str, form: Option<&str>, length: usize) -> Vec<u8> {
    let mut stream = TcpStream::connect(door).unwrap();
    let form = form.unwrap_or_default();
    let request = format!(
        "{asked} HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut came = vec![0; length];
    stream.read_exact(&mut came).unwrap();
    came
}
