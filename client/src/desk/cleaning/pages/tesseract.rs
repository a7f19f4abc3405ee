//! tesseract, which reads the words of a page in its pixels.

use std::{io::Write, path::Path};

use sourdine_decoder::stream::PIXELS_PER_INCH;

use super::{
    image::grey_samples,
    words::{Place, Word},
};
use crate::desk::cleaning::{
    pixels::Page,
    sandbox::{SandboxError, Tool},
};

const TESSERACT: &str = "/usr/bin/tesseract";
/// The name of a page inside the sandbox.
const NAME: &str = "page.pgm";
/// The languages of documents.
const LANGUAGES: &str = "fra+eng";
/// The largest table of words, in bytes.
const TABLE_MAX_BYTES: u64 = 8 << 20;
/// The levels of the rows of the table that are a line and a word.
const LINE: &str = "4";
const WORD: &str = "5";
/// A word of which tesseract is less sure is a speck, in hundredths.
const SURE: f32 = 30.0;

/// What tesseract reads on a page: a word, or part of one.
pub(in crate::desk::cleaning) struct Seen {
    pub(in crate::desk::cleaning) text: String,
    pub(in crate::desk::cleaning) place: Place,
    /// The line in which it stands.
    pub(in crate::desk::cleaning) line: Place,
    /// How sure tesseract is of it, in hundredths.
    pub(in crate::desk::cleaning) sure: f32,
}

impl Seen {
    /// Whether it is more than a speck.
    pub(in crate::desk::cleaning) fn is_sure(&self) -> bool {
        self.sure >= SURE
    }
}

/// Greys in which to read: of each pixel, row after row, and how many make an inch.
#[derive(Clone, Copy)]
pub(in crate::desk::cleaning) struct Greys<'a> {
    pub(in crate::desk::cleaning) samples: &'a [u8],
    pub(in crate::desk::cleaning) size: (u32, u32),
    pub(in crate::desk::cleaning) pixels_per_inch: u32,
}

/// Reads the words of a page, in the order in which a person reads them.
pub(super) fn read(page: &Page, scratch: &Path) -> Result<Vec<Word>, SandboxError> {
    let greys = Greys {
        samples: &grey_samples(page),
        size: (page.width(), page.height()),
        pixels_per_inch: PIXELS_PER_INCH,
    };
    // A page on which nothing can be read has no words.
    let seen = look(greys, scratch)?.unwrap_or_default();
    let sure = seen.iter().filter(|seen| seen.is_sure());
    let words = sure.filter_map(|seen| Word::new(&seen.text, seen.place, page.height()));
    Ok(words.collect())
}

/// Reads all that looks like words. None if tesseract fails.
pub(in crate::desk::cleaning) fn look(
    greys: Greys<'_>,
    scratch: &Path,
) -> Result<Option<Vec<Seen>>, SandboxError> {
    let mut builder = tempfile::Builder::new();
    let mut file = builder.prefix("page-").tempfile_in(scratch)?;
    let (width, height) = greys.size;
    write!(file, "P5\n{width} {height}\n255\n")?;
    file.write_all(greys.samples)?;
    file.flush()?;
    let dots = greys.pixels_per_inch.to_string();
    let arguments = [NAME, "-", "-l", LANGUAGES, "--dpi", &dots, "tsv"];
    let tool = Tool::new(TESSERACT, &arguments).on(file.path(), NAME);
    let output = tool.bytes(TABLE_MAX_BYTES)?;
    if !output.status.success() {
        return Ok(None);
    }
    let table = String::from_utf8_lossy(&output.stdout);
    Ok(Some(seen(&table)))
}

/// The words of a table, each in the line that stands before it.
fn seen(table: &str) -> Vec<Seen> {
    let mut within = None;
    let rows = table.lines().filter_map(|row| {
        let row = Row::read(row)?;
        if row.level == LINE {
            within = Some(row.place);
        }
        let is_word = row.level == WORD && !row.text.trim().is_empty();
        is_word.then(|| Seen {
            text: row.text.to_owned(),
            place: row.place,
            line: within.unwrap_or(row.place),
            sure: row.sure,
        })
    });
    rows.collect()
}

/// A row of the table: its level, five numbers of order, its place, how sure it is, its text.
struct Row<'a> {
    level: &'a str,
    place: Place,
    sure: f32,
    text: &'a str,
}

impl<'a> Row<'a> {
    fn read(row: &'a str) -> Option<Self> {
        let columns: Vec<&str> = row.split('\t').collect();
        let [level, _, _, _, _, _, left, top, width, height, sure, text] = columns.as_slice()
        else {
            return None;
        };
        let place = Place {
            left: left.parse().ok()?,
            top: top.parse().ok()?,
            width: width.parse().ok()?,
            height: height.parse().ok()?,
        };
        let sure = sure.parse().ok()?;
        Some(Self {
            level,
            place,
            sure,
            text,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_of_the_table_are_taken() {
        let row =
            |level, sure, text| format!("{level}\t1\t1\t1\t1\t1\t9\t9\t40\t12\t{sure}\t{text}");
        assert_eq!(seen(&row(5, "96.1", "mardi")).len(), 1);
        for other in [
            row(4, "-1", ""),
            row(4, "96.1", "mardi"),
            row(5, "96.1", " "),
            row(5, "sure", "mardi"),
            "level\tpage_num".to_owned(),
        ] {
            assert!(seen(&other).is_empty(), "{other}");
        }
    }

    #[test]
    fn a_word_stands_in_the_line_before_it() {
        let rows =
            "4\t1\t1\t1\t1\t0\t5\t7\t90\t22\t-1\t\n5\t1\t1\t1\t1\t1\t9\t9\t40\t12\t12.0\tmardi";
        let seen = seen(rows);
        let [word] = seen.as_slice() else {
            panic!("{} words", seen.len());
        };
        assert_eq!((word.line.top, word.line.height), (7, 22));
        assert!(
            word.sure < SURE,
            "such a word is looked for, and not written"
        );
    }
}
