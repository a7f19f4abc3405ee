//! Heads, and how long the bodies are that they announce.

use std::io::{self, BufRead};

use sourdine_protocol::wire::APPEND_MAX_BYTES;

pub(super) const HEAD_END: &[u8] = b"\r\n\r\n";

/// A head with the empty line at its end; none at the end of the connection.
pub(super) fn read_head(reader: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut head = Vec::new();
    while !head.ends_with(HEAD_END) {
        if reader.read_until(b'\n', &mut head)? == 0 {
            return Ok(None);
        }
    }
    Ok(String::from_utf8(head).ok())
}

/// The length of the body that follows, in bytes; [`None`] where it is longer than the server
/// takes: a test announces such a body to see it refused, and sends none.
pub(super) fn announced(head: &str) -> Option<usize> {
    let length = length(head);
    let is_taken = u64::try_from(length).is_ok_and(|length| length <= APPEND_MAX_BYTES);
    is_taken.then_some(length)
}

pub(super) fn length(head: &str) -> usize {
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let mut found = lines.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let value = found.next().map(|(_, value)| value);
    value.and_then(|value| value.parse().ok()).unwrap_or(0)
}
