//! The first line of a connection, which tor writes and anybody on the machine could.

use std::{
    net::Ipv6Addr,
    pin::pin,
    task::{Context, Poll, Waker},
};

use sourdine_server::http::proxy_line::{PROXY_LINE_MAX_BYTES, read};

use super::door::{Told, with_door};
use crate::network::http::{proxy_line, request_bytes};

const START: &str = "PROXY TCP6 ";

/// A line is read as a reading of the specification of its own reads it, not a byte further;
/// whoever brings none gets not a word from the door.
pub fn run(input: &[u8]) {
    let expected = line(input);
    let (read, left) = read_now(input);
    match (&expected, read) {
        (Some((address, length)), Some(read)) => {
            assert_eq!(read, *address);
            assert_eq!(left, input.len() - length);
            let again = format!("PROXY TCP6 {read} ::1 1 65535\r\n");
            assert_eq!(read_now(again.as_bytes()), (Some(*address), 0));
        }
        (None, None) => assert!(input.len() - left <= PROXY_LINE_MAX_BYTES),
        (expected, read) => panic!("{expected:?} was read as {read:?}"),
    }
    // Before that the door behaves like the line's reader alone, and opening it each time would
    // leave little time for the line.
    if input.starts_with(START.as_bytes()) {
        at_the_door(input, expected.map(|(_, length)| length));
    }
}

fn at_the_door(input: &[u8], length: Option<usize>) {
    let line = input.get(..length.unwrap_or(input.len())).unwrap();
    let request = request_bytes("GET /nowhere\nConnection: close", b"");
    let answers = with_door(|door| door.raw(&[line, &request].concat()));
    match length {
        Some(_) => assert!(matches!(answers.as_slice(), [Told { status: 404, .. }])),
        None => assert!(answers.is_empty(), "a visitor without a line"),
    }
}

/// What the code under test reads, and how many bytes it leaves.
fn read_now(mut bytes: &[u8]) -> (Option<Ipv6Addr>, usize) {
    let polled = pin!(read(&mut bytes)).poll(&mut Context::from_waker(Waker::noop()));
    let Poll::Ready(read) = polled else {
        panic!("waits although all is there");
    };
    (read.ok(), bytes.len())
}

/// The PROXY protocol's specification, section 2.1, for TCP over IPv6: address and length.
fn line(bytes: &[u8]) -> Option<(Ipv6Addr, usize)> {
    let longest = bytes.get(..PROXY_LINE_MAX_BYTES).unwrap_or(bytes);
    let end = longest.windows(2).position(|two| two == b"\r\n")?;
    let words: Vec<&str> = str::from_utf8(&longest[..end]).ok()?.split(' ').collect();
    let ["PROXY", "TCP6", source, destination, ports @ ..] = words.as_slice() else {
        return None;
    };
    let is_port = |word: &&str| {
        !word.is_empty()
            && word.chars().all(|digit| digit.is_ascii_digit())
            && word
                .parse::<u128>()
                .is_ok_and(|port| port <= u16::MAX.into())
    };
    destination.parse::<Ipv6Addr>().ok()?;
    let both = ports.len() == 2 && ports.iter().all(is_port);
    let source = source.parse().ok().filter(|_| both)?;
    Some((source, end + 2))
}

/// Lines of tor, and what else begins connections.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let lines = [
        &proxy_line(1),
        &proxy_line(u32::MAX),
        "PROXY TCP6 fc00:dead:beef:4dad:0:0:aB:cd ::ffff:127.0.0.1 00080 0\r\n",
        "PROXY TCP4 127.0.0.1 127.0.0.1 29 80\r\n",
        "PROXY UNKNOWN\r\n",
        "PROXY TCP6 fc00::1%eth0 ::1 29 80\r\n",
        "PROXY TCP6 fc00::1 ::1 +29 80\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "\r\n\r\n\0\r\nQUIT\n!\x11\x21\0\x0c",
    ];
    lines.map(|line| line.as_bytes().to_vec()).into()
}
