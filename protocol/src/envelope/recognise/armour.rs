//! Armour in a text: after a byte-order mark, in UTF-16, after other words, in a mail, or quoted.

use std::io::{self, BufRead, Chain, Cursor, Read};

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use zeroize::Zeroizing;

/// The first line of every age file.
pub(super) const AGE: &[u8] = b"age-encryption.org/v1";
const AGE_BEGIN: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
const AGE_END: &[u8] = b"-----END AGE ENCRYPTED FILE-----";
const OPENPGP_BEGIN: &[u8] = b"-----BEGIN PGP MESSAGE-----";
const OPENPGP_END: &[u8] = b"-----END PGP MESSAGE-----";
/// A line of an OpenPGP armour that begins so is its checksum (RFC 9580, 6.1).
const CHECKSUM: u8 = b'=';
/// Bytes of the longest byte-order mark.
const MARK_MAX_BYTES: u64 = 3;
/// A longer line is read as several, so that a text without line ends fills no memory, in bytes.
const LINE_MAX_BYTES: u64 = 16_384;
/// Characters of base64 that are decoded together.
const QUAD: usize = 4;
/// The last characters may lack their padding, where a text was cut.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// What a text holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Begin {
    Age,
    OpenPgp,
    /// A binary age file that a shell wrote as a text, and so lost bytes of.
    SpoiledAge,
}

impl Begin {
    const fn end(self) -> Option<&'static [u8]> {
        match self {
            Self::Age => Some(AGE_END),
            Self::OpenPgp => Some(OPENPGP_END),
            Self::SpoiledAge => None,
        }
    }
}

/// What stood between an armour's first line and its last.
#[derive(Default)]
pub(super) struct Unwrapped {
    pub(super) bytes: Zeroizing<Vec<u8>>,
    /// Whether the last line was there.
    pub(super) ended: bool,
}

/// How characters are written.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Units {
    Bytes,
    LittleEndian,
    BigEndian,
}

/// The lines of a text in ASCII, without quotation marks before them and space after them. A
/// character that is not ASCII is as good as any other: no armour has one.
pub(super) struct Lines<R> {
    input: Chain<Cursor<Vec<u8>>, R>,
    units: Units,
    is_marked: bool,
    line: Zeroizing<Vec<u8>>,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(mut input: R) -> io::Result<Self> {
        let mut start = Vec::new();
        input
            .by_ref()
            .take(MARK_MAX_BYTES)
            .read_to_end(&mut start)?;
        let (units, mark_bytes) = match start.as_slice() {
            [0xef, 0xbb, 0xbf] => (Units::Bytes, 3),
            [0xff, 0xfe, ..] => (Units::LittleEndian, 2),
            [0xfe, 0xff, ..] => (Units::BigEndian, 2),
            _ => (Units::Bytes, 0),
        };
        let rest = start.split_off(mark_bytes);
        Ok(Self {
            input: Cursor::new(rest).chain(input),
            units,
            is_marked: mark_bytes > 0,
            line: Zeroizing::default(),
        })
    }

    /// Reads on to the first line of an armour.
    pub(super) fn find_begin(&mut self) -> io::Result<Option<Begin>> {
        let mut may_be_spoiled = self.is_marked;
        while let Some(line) = self.next()? {
            match line {
                AGE_BEGIN => return Ok(Some(Begin::Age)),
                OPENPGP_BEGIN => return Ok(Some(Begin::OpenPgp)),
                _ if may_be_spoiled && line == AGE => return Ok(Some(Begin::SpoiledAge)),
                _ => may_be_spoiled = false,
            }
        }
        Ok(None)
    }

    /// Decodes what follows [`find_begin`](Self::find_begin), as far as it can be decoded.
    pub(super) fn unwrap_body(&mut self, begin: Begin) -> io::Result<Unwrapped> {
        let Some(end) = begin.end() else {
            return Ok(Unwrapped::default());
        };
        let mut text = Zeroizing::new(Vec::new());
        let mut ended = false;
        let mut in_headers = begin == Begin::OpenPgp;
        while let Some(line) = self.next()? {
            if line == end {
                ended = true;
                break;
            }
            let is_header = in_headers && line.contains(&b':');
            let is_checksum = begin == Begin::OpenPgp && line.first() == Some(&CHECKSUM);
            if !is_header && !is_checksum {
                in_headers = false;
                text.extend_from_slice(line);
            }
        }
        if !ended {
            let whole = text.len() / QUAD * QUAD;
            text.truncate(whole);
        }
        let bytes = BASE64.decode(&*text).unwrap_or_default();
        Ok(Unwrapped {
            bytes: Zeroizing::new(bytes),
            ended,
        })
    }

    fn next(&mut self) -> io::Result<Option<&[u8]>> {
        self.line.clear();
        let was_read = match self.units {
            Units::Bytes => {
                let mut input = self.input.by_ref().take(LINE_MAX_BYTES);
                input.read_until(b'\n', &mut self.line)? > 0
            }
            units @ (Units::LittleEndian | Units::BigEndian) => self.read_units(units)?,
        };
        Ok(was_read.then(|| trim(&self.line)))
    }

    /// Reads a line of UTF-16, and tells whether there was one.
    fn read_units(&mut self, units: Units) -> io::Result<bool> {
        let mut input = self.input.by_ref().take(LINE_MAX_BYTES).bytes();
        while let (Some(first), Some(second)) = (input.next(), input.next()) {
            let (high, low) = match units {
                Units::BigEndian => (first?, second?),
                Units::LittleEndian | Units::Bytes => (second?, first?),
            };
            self.line.push(if high == 0 { low } else { u8::MAX });
            if (high, low) == (0, b'\n') {
                break;
            }
        }
        Ok(!self.line.is_empty())
    }
}

/// Without the marks of quoted mail before a line and the space after it.
fn trim(line: &[u8]) -> &[u8] {
    let start = line
        .iter()
        .position(|byte| !matches!(byte, b' ' | b'\t' | b'>'));
    let line = start.and_then(|start| line.get(start..));
    line.unwrap_or_default().trim_ascii_end()
}

/// The first armour of a text, as programs want to read it: in ASCII, and nothing around it.
/// Nothing at all where a text has none.
pub struct PlainArmour<R> {
    lines: Lines<R>,
    begin: Option<Begin>,
    ended: bool,
    ready: Zeroizing<Vec<u8>>,
    given: usize,
}

impl<R: BufRead> PlainArmour<R> {
    /// Reads on to the armour.
    ///
    /// # Errors
    /// The input failed.
    pub fn new(input: R) -> io::Result<Self> {
        let mut lines = Lines::new(input)?;
        let begin = lines.find_begin()?;
        let mut ready = Zeroizing::new(Vec::new());
        match begin {
            Some(Begin::Age) => ready.extend_from_slice(AGE_BEGIN),
            Some(Begin::OpenPgp) => ready.extend_from_slice(OPENPGP_BEGIN),
            Some(Begin::SpoiledAge) | None => {}
        }
        ready.push(b'\n');
        Ok(Self {
            lines,
            begin,
            ended: begin.and_then(Begin::end).is_none(),
            ready,
            given: 0,
        })
    }

    /// Makes the next line ready. age takes no empty one; in OpenPGP it ends the headers.
    fn advance(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.given = 0;
        let Some(line) = self.lines.next()? else {
            self.ended = true;
            return Ok(());
        };
        self.ended = self.begin.and_then(Begin::end) == Some(line);
        if !line.is_empty() || self.begin == Some(Begin::OpenPgp) {
            self.ready.extend_from_slice(line);
            self.ready.push(b'\n');
        }
        Ok(())
    }
}

impl<R: BufRead> Read for PlainArmour<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given >= self.ready.len() && !self.ended {
            self.advance()?;
        }
        let rest = self.ready.get(self.given..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.given += count;
        Ok(count)
    }
}
