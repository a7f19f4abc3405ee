//! Checks the length of an age file's header before the library reads it. The library parses the
//! header again for every line, so that a very long one would take for ever.

use std::io::{self, Read};

/// Longest header that is read, in bytes. A header with 32 hybrid recipients takes 53,000.
const HEADER_MAX_BYTES: u64 = 65_536;
/// The beginning of a header's last line.
const LAST_LINE: &[u8] = b"\n---";

/// Whether the header ends within `HEADER_MAX_BYTES`.
pub(in crate::desk) fn ends_in_time(from: impl Read) -> io::Result<bool> {
    let mut head = Vec::new();
    from.take(HEADER_MAX_BYTES).read_to_end(&mut head)?;
    Ok(head
        .windows(LAST_LINE.len())
        .any(|window| window == LAST_LINE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_of_any_length_is_judged_by_its_first_bytes() {
        let short = [b"age-encryption.org/v1\n-> X a\n\n--- mac\n", &[0; 100][..]].concat();
        assert!(ends_in_time(short.as_slice()).unwrap());
        let endless = io::Cursor::new(b"age-encryption.org/v1\n").chain(io::repeat(b'\n'));
        assert!(!ends_in_time(endless).unwrap());
    }
}
