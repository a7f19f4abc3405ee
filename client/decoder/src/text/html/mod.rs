//! A page of the web, as a reader sees it in a browser that has read all of it.
//!
//! [styles] finds which style each element has, [look] whether it is seen, [page] walks through
//! what is seen, and [lines] writes it down. Nothing is loaded: styles and pictures that are
//! elsewhere stay there, and are told.

pub(crate) mod colour;
mod lines;
mod list;
mod look;
mod page;
mod properties;
mod role;
mod styles;
mod xhtml;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use scraper::Html;

use crate::{
    error::{DecodeError, Refusal},
    reading::Reading,
};

/// Where a page says in which encoding it is written, in bytes. (HTML, 4.2.5.4)
const LABEL_WITHIN_BYTES: usize = 1_024;
const LABEL: &[u8] = b"charset=";

/// Reads the bytes of a page.
pub(super) fn read(document: &[u8]) -> Result<Reading, DecodeError> {
    let (text, ..) = encoding(document).decode(document);
    let xml = xhtml::is_xml(&text).then(|| xhtml::with_ends(&text));
    read_text(&xml.flatten().unwrap_or(text.into_owned()))
}

/// Reads the bytes of a page of a book, which are XML. (EPUB 3.3, 6.1)
pub(super) fn read_page(document: &[u8]) -> Result<Reading, DecodeError> {
    let (text, ..) = encoding(document).decode(document);
    let xml = xhtml::with_ends(&text).ok_or(DecodeError::Refused(Refusal::Unreadable))?;
    read_text(&xml)
}

/// Reads a page that is characters already.
pub(super) fn read_text(document: &str) -> Result<Reading, DecodeError> {
    page::read(&Html::parse_document(document))
}

/// By its first bytes, else by what it says itself, else UTF-8 if it is that.
fn encoding(document: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(document) {
        return encoding;
    }
    let head = document.get(..LABEL_WITHIN_BYTES).unwrap_or(document);
    let head = head.to_ascii_lowercase();
    let mut places = head.windows(LABEL.len());
    let label = places.position(|at| at == LABEL).and_then(|at| {
        let rest = head.get(at + LABEL.len()..)?;
        let rest = rest.trim_ascii_start();
        let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'"));
        let rest = rest.or_else(|| head.get(at + LABEL.len()..))?;
        let is_of_label = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_:.".contains(byte);
        let length = rest.iter().take_while(|byte| is_of_label(byte)).count();
        Encoding::for_label(rest.get(..length)?)
    });
    let is_utf8 = std::str::from_utf8(document).is_ok();
    label.unwrap_or(if is_utf8 { UTF_8 } else { WINDOWS_1252 })
}
