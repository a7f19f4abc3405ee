//! One range of bytes (RFC 9110, section 14), by which a cut download resumes.

use std::ops::Range;

/// What a `Range` header asks of a body of some size.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum RequestedRange {
    /// All of it: no range, several, or one that is malformed, which a server may ignore.
    Whole,
    Part(Range<u64>),
    /// Bytes past the end.
    Beyond,
}

pub(super) fn requested_range(header: Option<&[u8]>, size: u64) -> RequestedRange {
    let text = header.and_then(|header| std::str::from_utf8(header).ok());
    let bounds = text
        .and_then(|text| text.strip_prefix("bytes="))
        .and_then(|range| range.split_once('-'));
    match bounds {
        Some(("", length)) => match digits(length) {
            Some(0) => RequestedRange::Beyond,
            Some(length) => RequestedRange::Part(size.saturating_sub(length)..size),
            None => RequestedRange::Whole,
        },
        Some((first, "")) => match digits(first) {
            Some(first) => part(first, size, size),
            None => RequestedRange::Whole,
        },
        Some((first, last)) => match (digits(first), digits(last)) {
            (Some(first), Some(last)) if first <= last => part(first, last.saturating_add(1), size),
            _ => RequestedRange::Whole,
        },
        None => RequestedRange::Whole,
    }
}

fn part(first: u64, end: u64, size: u64) -> RequestedRange {
    if first < size {
        RequestedRange::Part(first..end.min(size))
    } else {
        RequestedRange::Beyond
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
        let cases: [(&str, RequestedRange); 16] = [
            ("bytes=0-", RequestedRange::Part(0..100)),
            ("bytes=99-", RequestedRange::Part(99..100)),
            ("bytes=10-19", RequestedRange::Part(10..20)),
            ("bytes=10-1000", RequestedRange::Part(10..100)),
            ("bytes=-10", RequestedRange::Part(90..100)),
            ("bytes=-1000", RequestedRange::Part(0..100)),
            ("bytes=100-", RequestedRange::Beyond),
            ("bytes=99999999999999999999999-", RequestedRange::Beyond),
            ("bytes=-0", RequestedRange::Beyond),
            ("bytes=20-10", RequestedRange::Whole),
            ("bytes=0-1,5-6", RequestedRange::Whole),
            ("bytes=-", RequestedRange::Whole),
            ("bytes=a-b", RequestedRange::Whole),
            ("bytes=+1-", RequestedRange::Whole),
            ("items=0-1", RequestedRange::Whole),
            ("", RequestedRange::Whole),
        ];
        for (header, expected) in cases {
            assert_eq!(
                requested_range(Some(header.as_bytes()), 100),
                expected,
                "{header}"
            );
        }
        assert_eq!(requested_range(None, 100), RequestedRange::Whole);
        assert_eq!(
            requested_range(Some(b"bytes=0-"), 0),
            RequestedRange::Beyond
        );
    }
}
