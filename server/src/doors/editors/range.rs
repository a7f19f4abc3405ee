//! One range of bytes (RFC 9110, 14): what a cut download goes on with.

use std::ops::Range;

/// What a `Range` header comes to for a body of some size.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Asked {
    /// All of it: no range, several, or one that is malformed, which a server may ignore.
    Whole,
    /// These bytes.
    Part(Range<u64>),
    /// Bytes that there are not.
    Beyond,
}

/// Reads a `Range` header.
pub(super) fn asked(header: Option<&[u8]>, size: u64) -> Asked {
    let text = header.and_then(|header| std::str::from_utf8(header).ok());
    let bounds = text
        .and_then(|text| text.strip_prefix("bytes="))
        .and_then(|range| range.split_once('-'));
    match bounds {
        Some(("", length)) => match digits(length) {
            Some(0) => Asked::Beyond,
            Some(length) => Asked::Part(size.saturating_sub(length)..size),
            None => Asked::Whole,
        },
        Some((first, "")) => match digits(first) {
            Some(first) => part(first, size, size),
            None => Asked::Whole,
        },
        Some((first, last)) => match (digits(first), digits(last)) {
            (Some(first), Some(last)) if first <= last => part(first, last.saturating_add(1), size),
            _ => Asked::Whole,
        },
        None => Asked::Whole,
    }
}

fn part(first: u64, end: u64, size: u64) -> Asked {
    if first < size {
        Asked::Part(first..end.min(size))
    } else {
        Asked::Beyond
    }
}

fn digits(text: &str) -> Option<u64> {
    let all = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_has_them() {
        let cases: [(&str, Asked); 16] = [
            ("bytes=0-", Asked::Part(0..100)),
            ("bytes=99-", Asked::Part(99..100)),
            ("bytes=10-19", Asked::Part(10..20)),
            ("bytes=10-1000", Asked::Part(10..100)),
            ("bytes=-10", Asked::Part(90..100)),
            ("bytes=-1000", Asked::Part(0..100)),
            ("bytes=100-", Asked::Beyond),
            ("bytes=99999999999999999999999-", Asked::Beyond),
            ("bytes=-0", Asked::Beyond),
            ("bytes=20-10", Asked::Whole),
            ("bytes=0-1,5-6", Asked::Whole),
            ("bytes=-", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("bytes=+1-", Asked::Whole),
            ("items=0-1", Asked::Whole),
            ("", Asked::Whole),
        ];
        for (header, expected) in cases {
            assert_eq!(asked(Some(header.as_bytes()), 100), expected, "{header}");
        }
        assert_eq!(asked(None, 100), Asked::Whole);
        assert_eq!(asked(Some(b"bytes=0-"), 0), Asked::Beyond);
    }
}
