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
/// The level of a line of the table that is a word.
const WORD: &str = "5";
/// A word of which tesseract is less sure is a speck, in hundredths.
const SURE: f32 = 30.0;

/// Reads the words of a page, in the order in which a person reads them.
pub(super) fn read(page: &Page, scratch: &Path) -> Result<Vec<Word>, SandboxError> {
    let mut builder = tempfile::Builder::new();
    let mut file = builder.prefix("page-").tempfile_in(scratch)?;
    let (width, height) = (page.width(), page.height());
    write!(file, "P5\n{width} {height}\n255\n")?;
    file.write_all(&grey_samples(page))?;
    file.flush()?;
    let dots = PIXELS_PER_INCH.to_string();
    let arguments = [NAME, "-", "-l", LANGUAGES, "--dpi", &dots, "tsv"];
    let tool = Tool::new(TESSERACT, &arguments).on(file.path(), NAME);
    let output = tool.bytes(TABLE_MAX_BYTES)?;
    if !output.status.success() {
        // A page on which nothing can be read has no words.
        return Ok(Vec::new());
    }
    let table = String::from_utf8_lossy(&output.stdout);
    let words = table.lines().filter_map(|line| word(line, height));
    Ok(words.collect())
}

/// A word of the table: its level, five numbers of order, its place, how sure it is, its text.
fn word(line: &str, page_height: u32) -> Option<Word> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [WORD, _, _, _, _, _, left, top, width, height, sure, text] = columns.as_slice() else {
        return None;
    };
    let place = Place {
        left: left.parse().ok()?,
        top: top.parse().ok()?,
        width: width.parse().ok()?,
        height: height.parse().ok()?,
    };
    let sure: f32 = sure.parse().ok()?;
    Word::new(text, place, page_height).filter(|_| sure >= SURE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_of_the_table_are_taken() {
        let line =
            |level, sure, text| format!("{level}\t1\t1\t1\t1\t1\t9\t9\t40\t12\t{sure}\t{text}");
        assert!(word(&line(5, "96.1", "mardi"), 100).is_some());
        for other in [
            line(4, "-1", ""),
            line(5, "12.0", "~"),
            line(5, "96.1", ""),
            "level\tpage_num".to_owned(),
        ] {
            assert!(word(&other, 100).is_none(), "{other}");
        }
    }
}
