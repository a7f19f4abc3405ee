//! A page of the web, as a reader sees it in a browser that has read all of it.
//!
//! [sheet] reads rules, [selector] which elements they are for and [condition] whether they count,
//! [styles] finds which style each element has, [look] whether it is seen, [page] walks through
//! what is seen, and [lines] writes it down. Nothing is loaded: styles and pictures that are
//! elsewhere stay there, and are told.

mod address;
pub(crate) mod colour;
mod condition;
mod encoding;
mod lines;
mod list;
mod look;
mod page;
mod properties;
mod role;
mod selector;
mod sheet;
mod styles;
mod value;
mod values;
mod variables;
mod written;
mod xhtml;

use scraper::Html;

pub(super) use self::address::decoded;
use crate::{
    error::{DecodeError, Refusal},
    reading::Reading,
    told::Told,
};

/// What finds the sheets of which a page says where they are.
pub(super) type Elsewhere<'a> = dyn FnMut(&str) -> Option<String> + 'a;

/// Reads the bytes of a page. One that may be read by the rules of XML, too, is: what it shows by
/// one of these rules only may not be what its readers saw.
pub(super) fn read(document: &[u8]) -> Result<Reading, DecodeError> {
    let text = characters(document);
    if !xhtml::may_be_xml(&text) {
        return read_text(&text);
    }
    let html = read_text(&text);
    let Some(xml) = xhtml::tree(&text)? else {
        return html;
    };
    let xml = page::read(&xml, &mut |_| None);
    let (mut reading, other) = if xhtml::says_xml(&text) {
        (xml?, html)
    } else {
        (html?, xml)
    };
    let other = other.unwrap_or_default().text;
    let lines = reading.text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !other.contains(line));
    let told = lines.map(|line| Told {
        field: "MaybeHidden",
        value: line.to_owned(),
    });
    let told: Vec<Told> = told.collect();
    reading.told.extend(told);
    Ok(reading)
}

/// Reads the bytes of a page of a book, which are XML. (EPUB 3.3, 6.1)
pub(super) fn read_page(
    document: &[u8],
    elsewhere: &mut Elsewhere<'_>,
) -> Result<Reading, DecodeError> {
    let text = characters(document);
    let tree = xhtml::tree(&text)?.ok_or(DecodeError::Refused(Refusal::Unreadable))?;
    page::read(&tree, elsewhere)
}

/// The characters of a page, in the encoding that it says.
pub(super) fn characters(document: &[u8]) -> String {
    encoding::of(document).decode(document).0.into_owned()
}

/// Reads a page that is characters already.
pub(super) fn read_text(document: &str) -> Result<Reading, DecodeError> {
    page::read(&Html::parse_document(document), &mut |_| None)
}
