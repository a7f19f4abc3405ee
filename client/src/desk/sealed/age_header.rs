//! How long the header of an age file is, before anything reads it whole: the library does so again for every line, so that a long one never ends.

use std::io::{self, Read};

/// Longest header that is read, in bytes: 32 hybrid recipients take 53,000.
const HEADER_MAX_BYTES: u64 = 65_536;
/// What the last line of a header begins with.
const LAST_LINE: &[u8] = b"\n---";

/// Whether the header ends where that of an envelope or a case does.
///
/// # Errors
/// When it cannot be read.
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
