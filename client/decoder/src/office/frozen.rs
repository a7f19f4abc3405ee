//! An office document whose fields and formulas say what they said when it was saved.
//!
//! LibreOffice computes anew, as it opens a document, what depends on the clock: fields with a
//! date, cells with `TODAY()` and what follows from them. The copy would show another day than the
//! document, and another one each time. So results are kept, and what computes them goes.

use std::io::{Cursor, Read, Write};

use quick_xml::{
    Writer,
    events::{BytesEnd, BytesStart, Event},
};
use zip::{CompressionMethod, ZipArchive, ZipWriter, result::ZipError, write::SimpleFileOptions};

use super::xml::{Piece, Pieces, attribute, name_of};
use crate::error::{DecodeError, Refusal};

/// How the program is told to do this.
pub const FREEZE: &str = "freeze";
/// The largest part of a document, in bytes.
const PART_MAX_BYTES: u64 = 256 << 20;
/// Word's fields that tell a time.
const CLOCKS: [&str; 6] = [
    "CREATEDATE",
    "DATE",
    "EDITTIME",
    "PRINTDATE",
    "SAVEDATE",
    "TIME",
];
/// OpenDocument's.
const OPEN_CLOCKS: [&str; 10] = [
    "text:creation-date",
    "text:creation-time",
    "text:date",
    "text:editing-duration",
    "text:modification-date",
    "text:modification-time",
    "text:print-date",
    "text:print-time",
    "text:time",
    "presentation:date-time",
];

/// Writes a document of Word, Excel, PowerPoint or OpenDocument again without what computes.
///
/// # Errors
/// [`DecodeError::Refused`] if it is damaged, [`DecodeError::Io`] if `out` takes no more.
pub fn freeze(document: Vec<u8>, mut out: impl Write) -> Result<(), DecodeError> {
    let frozen = freeze_parts(document).map_err(|_| DecodeError::Refused(Refusal::Unreadable))?;
    out.write_all(&frozen)?;
    Ok(out.flush()?)
}

fn freeze_parts(document: Vec<u8>) -> Result<Vec<u8>, ZipError> {
    let mut parts = ZipArchive::new(Cursor::new(document))?;
    let mut frozen = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..parts.len() {
        let mut part = parts.by_index(index)?;
        if part.is_dir() {
            continue;
        }
        let name = part.name()?.into_owned();
        let is_stored = part.compression() == CompressionMethod::Stored;
        let method = if is_stored {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let mut bytes = Vec::new();
        Read::by_ref(&mut part)
            .take(PART_MAX_BYTES)
            .read_to_end(&mut bytes)?;
        let options = SimpleFileOptions::default().compression_method(method);
        frozen.start_file(name, options)?;
        // What is no XML has nothing that computes.
        frozen.write_all(&freeze_part(&bytes).unwrap_or(bytes))?;
    }
    Ok(frozen.finish()?.into_inner())
}

/// What a part of a document is, by its first element.
#[derive(Clone, Copy)]
enum Part {
    Word,
    Sheet,
    Slide,
    Open,
}

impl Part {
    fn of(root: &[u8]) -> Option<Self> {
        match root {
            b"document" | b"hdr" | b"ftr" | b"footnotes" | b"endnotes" => Some(Self::Word),
            b"worksheet" | b"macrosheet" => Some(Self::Sheet),
            b"sld" | b"sldLayout" | b"sldMaster" => Some(Self::Slide),
            b"document-content" | b"document-styles" => Some(Self::Open),
            _ => None,
        }
    }
}

/// Writes a part without what computes. None if there is nothing to do.
fn freeze_part(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut freezer = Freezer {
        part: part_of(bytes)?,
        clocks: clocks(bytes)?.into_iter(),
        fields: Vec::new(),
        written: Writer::new(Vec::with_capacity(bytes.len())),
        open: Vec::new(),
        dropped: 0,
    };
    let mut pieces = Pieces::of(bytes);
    while let Some(piece) = pieces.next().ok()? {
        let is_dropped = freezer.dropped > 0;
        match piece {
            Piece::Start(element) => freezer.start(&element)?,
            Piece::End => freezer.end()?,
            Piece::Declaration(declaration) => {
                let declaration = Event::Decl(declaration);
                freezer.written.write_event(declaration).ok()?;
            }
            Piece::Text(_) if is_dropped => {}
            Piece::Text(text) => freezer.written.get_mut().extend_from_slice(&text),
        }
    }
    Some(freezer.written.into_inner())
}

fn part_of(bytes: &[u8]) -> Option<Part> {
    let mut pieces = Pieces::of(bytes);
    loop {
        if let Piece::Start(root) = pieces.next().ok()?? {
            return Part::of(root.local_name().as_ref());
        }
    }
}

/// For each of Word's fields in its order whether it tells a time.
fn clocks(bytes: &[u8]) -> Option<Vec<bool>> {
    let mut pieces = Pieces::of(bytes);
    let (mut open, mut is_instruction) = (Vec::new(), false);
    let mut instructions: Vec<String> = Vec::new();
    while let Some(piece) = pieces.next().ok()? {
        match piece {
            Piece::Start(element) => match (element.local_name().as_ref(), mark(&element)) {
                (b"fldChar", Some(Mark::Begin)) => {
                    open.push(instructions.len());
                    instructions.push(String::new());
                }
                (b"fldChar", Some(Mark::End)) => drop(open.pop()),
                (b"instrText", _) => is_instruction = true,
                _ => {}
            },
            Piece::Text(text) if is_instruction => {
                let current = open.last().and_then(|at| instructions.get_mut(*at));
                if let Some(instruction) = current {
                    instruction.push_str(&String::from_utf8_lossy(&text));
                }
            }
            Piece::End => is_instruction = false,
            Piece::Text(_) | Piece::Declaration(_) => {}
        }
    }
    let clocks = instructions.iter().map(|instruction| is_clock(instruction));
    Some(clocks.collect())
}

fn is_clock(instruction: &str) -> bool {
    let word = instruction.split_whitespace().next().unwrap_or_default();
    CLOCKS.contains(&word.to_ascii_uppercase().as_str())
}

/// What a mark of one of Word's fields says.
enum Mark {
    Begin,
    Separate,
    End,
}

fn mark(element: &BytesStart<'_>) -> Option<Mark> {
    match attribute(element, "w:fldCharType")?.as_str() {
        "begin" => Some(Mark::Begin),
        "separate" => Some(Mark::Separate),
        "end" => Some(Mark::End),
        _ => None,
    }
}

struct Freezer {
    part: Part,
    /// Of the fields to come, whether each tells a time.
    clocks: std::vec::IntoIter<bool>,
    /// The same of the fields that are open.
    fields: Vec<bool>,
    written: Writer<Vec<u8>>,
    /// The open elements: the name of each under which it was written, if it was.
    open: Vec<Option<String>>,
    /// How many elements are open of which nothing is written.
    dropped: usize,
}

impl Freezer {
    fn start(&mut self, element: &BytesStart<'_>) -> Option<()> {
        if self.dropped > 0 {
            self.dropped += 1;
            return Some(());
        }
        let name = name_of(element);
        let part = self.part;
        match part {
            Part::Word if self.is_of_clock(element) => self.dropped = 1,
            Part::Sheet if element.local_name().as_ref() == b"f" => self.dropped = 1,
            Part::Word if element.local_name().as_ref() == b"fldSimple" => {
                let is_clock =
                    attribute(element, "w:instr").is_some_and(|instruction| is_clock(&instruction));
                self.write(name, element, is_clock)?;
            }
            Part::Slide if element.local_name().as_ref() == b"fld" => {
                let kind = attribute(element, "type").unwrap_or_default();
                if kind.starts_with("datetime") {
                    let run = name.replace("fld", "r");
                    let start = BytesStart::new(run.clone());
                    self.written.write_event(Event::Start(start)).ok()?;
                    self.open.push(Some(run));
                } else {
                    self.write(name, element, false)?;
                }
            }
            Part::Open => self.write_open(name, element)?,
            Part::Word | Part::Sheet | Part::Slide => self.write(name, element, false)?,
        }
        Some(())
    }

    /// Whether an element is a mark or the instruction of a field that tells a time.
    fn is_of_clock(&mut self, element: &BytesStart<'_>) -> bool {
        match (element.local_name().as_ref(), mark(element)) {
            (b"fldChar", Some(Mark::Begin)) => {
                let is_clock = self.clocks.next().unwrap_or_default();
                self.fields.push(is_clock);
                is_clock
            }
            (b"fldChar", Some(Mark::End)) => self.fields.pop().unwrap_or_default(),
            (b"fldChar" | b"instrText", _) => self.fields.last().copied().unwrap_or_default(),
            _ => false,
        }
    }

    /// Writes an element of OpenDocument: clocks as plain text, cells with their values alone.
    fn write_open(&mut self, name: String, element: &BytesStart<'_>) -> Option<()> {
        if OPEN_CLOCKS.contains(&name.as_str()) {
            self.open.push(None);
            return Some(());
        }
        let mut kept = BytesStart::new(name.clone());
        for found in element.attributes() {
            let found = found.ok()?;
            if found.key.as_ref() != b"table:formula" {
                kept.push_attribute(found);
            }
        }
        self.write(name, &kept, false)
    }

    fn write(&mut self, name: String, element: &BytesStart<'_>, unwrap: bool) -> Option<()> {
        if unwrap {
            self.open.push(None);
        } else {
            let start = Event::Start(element.borrow());
            self.written.write_event(start).ok()?;
            self.open.push(Some(name));
        }
        Some(())
    }

    fn end(&mut self) -> Option<()> {
        if self.dropped > 0 {
            self.dropped -= 1;
            return Some(());
        }
        if let Some(name) = self.open.pop()? {
            let end = Event::End(BytesEnd::new(name));
            self.written.write_event(end).ok()?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frozen(part: &str) -> String {
        let frozen = freeze_part(part.as_bytes()).unwrap();
        String::from_utf8(frozen).unwrap()
    }

    #[test]
    fn cells_keep_their_values() {
        let sheet = "<x:worksheet><x:c><x:f>TODAY()</x:f><x:v>43512</x:v></x:c></x:worksheet>";
        assert_eq!(
            frozen(sheet),
            "<x:worksheet><x:c><x:v>43512</x:v></x:c></x:worksheet>"
        );
        let open = "<office:document-content><table:table-cell table:formula=\"of:=NOW()\" office:value=\"1\"/></office:document-content>";
        assert_eq!(
            frozen(open),
            "<office:document-content><table:table-cell office:value=\"1\"></table:table-cell></office:document-content>"
        );
    }

    #[test]
    fn fields_that_tell_a_time_become_text_and_others_stay() {
        let field = |instruction: &str, result: &str| {
            format!(
                "<w:fldChar w:fldCharType=\"begin\"></w:fldChar><w:instrText>{instruction}</w:instrText>\
                 <w:fldChar w:fldCharType=\"separate\"></w:fldChar><w:t>{result}</w:t>\
                 <w:fldChar w:fldCharType=\"end\"></w:fldChar>"
            )
        };
        let page = field(" PAGE ", "3");
        let document = |inner: &str| format!("<w:document>{inner}</w:document>");
        let both = [page.clone(), field(" date \\@ \"d\"", "16 mai")].concat();
        assert_eq!(
            frozen(&document(&both)),
            document(&format!("{page}<w:t>16 mai</w:t>"))
        );
        let simple = "<w:fldSimple w:instr=\" TIME \"><w:t>10:15</w:t></w:fldSimple>";
        assert_eq!(frozen(&document(simple)), document("<w:t>10:15</w:t>"));
        let slide = "<p:sld><a:fld type=\"datetime1\"><a:t>2019</a:t></a:fld></p:sld>";
        assert_eq!(frozen(slide), "<p:sld><a:r><a:t>2019</a:t></a:r></p:sld>");
    }

    #[test]
    fn what_has_no_text_is_left_alone() {
        for other in ["<w:styles><f/></w:styles>", "no XML", "", "<w:document>"] {
            let frozen = freeze_part(other.as_bytes());
            assert!(frozen.is_none() || other == "<w:document>", "{other}");
        }
    }

    #[test]
    fn what_is_no_archive_is_refused() {
        let refused = freeze(b"PK\x03\x04 cut".to_vec(), std::io::sink());
        assert!(matches!(refused, Err(DecodeError::Refused(_))));
    }
}
