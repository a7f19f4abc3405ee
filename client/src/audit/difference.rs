//! Where an answer differs from what it should be.

use serde::Serialize;
use sourdine_protocol::release::{ExpectedResponse, gzip::decompress};

/// Bytes before and after a difference that are shown.
const SHOWN_BYTES: usize = 24;
/// Longest page that is decompressed to say where it differs, in bytes.
const PAGE_MAX_BYTES: usize = 8_388_608;
/// What stands between the lines of a head.
const LINE_END: &[u8] = b"\r\n";

#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "part", content = "name")]
pub enum AnswerPart {
    Status,
    /// A field of the head, by the name that it should have.
    Field(String),
    /// The end of the head: a field that should not be there.
    More,
    /// The page, once it is decompressed.
    Page,
    /// The body as it is sent; what it decompresses to is the same, or nothing.
    Body,
    /// What should be a codename and a receipt.
    Codename,
    /// Something that comes after the answer, or where nothing should come.
    After,
    /// The answer to `HEAD`.
    Bodiless,
    /// The language of the first page, which is not always the same.
    Language,
    /// A codename or the name of an upload that two answers gave.
    Repeated,
}

#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Difference {
    #[serde(rename = "place")]
    pub part: AnswerPart,
    /// How many bytes of it were right.
    pub at: usize,
    /// What should stand there, shortened.
    pub expected: String,
    /// What stands there, shortened.
    pub found: String,
}

impl Difference {
    /// One that is no matter of single bytes.
    pub(super) const fn of(part: AnswerPart) -> Self {
        Self {
            part,
            at: 0,
            expected: String::new(),
            found: String::new(),
        }
    }

    /// Bytes that came where none should.
    pub(super) fn more(part: AnswerPart, at: usize, found: &[u8]) -> Self {
        Self {
            part,
            at,
            expected: String::new(),
            found: around(found, 0),
        }
    }

    /// An answer that is right up to `at`.
    pub(super) fn between(whole: &ExpectedResponse, came: &[u8], at: usize) -> Self {
        let head = whole.head();
        if at < head.len() {
            return Self::in_head(head, came, at);
        }
        if whole.has_own() && at >= whole.constant_range().end {
            return Self::at(AnswerPart::Codename, &[], &[], at - head.len());
        }
        let (expected, found) = (
            whole.bytes().get(head.len()..).unwrap_or_default(),
            came.get(head.len()..).unwrap_or_default(),
        );
        let plain = decompress(expected, PAGE_MAX_BYTES);
        let (Some(page), Some(other)) = (plain, decompress(found, PAGE_MAX_BYTES)) else {
            return Self::at(AnswerPart::Body, expected, found, at - head.len());
        };
        match first_difference(&page, &other) {
            Some(at) => Self::at(AnswerPart::Page, &page, &other, at),
            None => Self::at(AnswerPart::Body, expected, found, at - head.len()),
        }
    }

    fn in_head(head: &[u8], came: &[u8], at: usize) -> Self {
        let before = head.get(..at).unwrap_or_default();
        let begin = before
            .windows(LINE_END.len())
            .rposition(|two| two == LINE_END)
            .map_or(0, |end| end + LINE_END.len());
        let line = line(head.get(begin..).unwrap_or_default());
        let part = match line.split(|byte| *byte == b':').next() {
            _ if begin == 0 => AnswerPart::Status,
            Some(name) if !name.is_empty() => {
                AnswerPart::Field(String::from_utf8_lossy(name).into_owned())
            }
            Some(_) | None => AnswerPart::More,
        };
        Self::at(
            part,
            line,
            self::line(came.get(begin..).unwrap_or_default()),
            at - begin,
        )
    }

    fn at(part: AnswerPart, expected: &[u8], found: &[u8], at: usize) -> Self {
        Self {
            part,
            at,
            expected: around(expected, at),
            found: around(found, at),
        }
    }
}

/// Where two differ first; none where they do not.
pub(super) fn first_difference(one: &[u8], other: &[u8]) -> Option<usize> {
    let unequal = one.iter().zip(other).position(|(one, other)| one != other);
    unequal.or_else(|| (one.len() != other.len()).then(|| one.len().min(other.len())))
}

fn line(bytes: &[u8]) -> &[u8] {
    let end = bytes
        .windows(LINE_END.len())
        .position(|two| two == LINE_END);
    bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default()
}

fn around(bytes: &[u8], at: usize) -> String {
    let end = bytes.len().min(at.saturating_add(SHOWN_BYTES));
    let begin = at.saturating_sub(SHOWN_BYTES).min(end);
    String::from_utf8_lossy(bytes.get(begin..end).unwrap_or_default()).into_owned()
}
