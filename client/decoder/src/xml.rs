//! XML, read piece by piece. Comments, instructions for programs and definitions of types are
//! passed over: nothing of a document is in them.

use std::{borrow::Cow, str::Utf8Error};

use quick_xml::{
    Reader,
    encoding::EncodingError,
    errors::IllFormedError,
    events::{BytesDecl, BytesStart, Event},
};

/// A piece of a file.
pub(crate) enum Piece<'a> {
    Declaration(BytesDecl<'a>),
    /// An element begins. One without content ends right after it.
    Start(BytesStart<'a>),
    End,
    /// Text, in which the signs of XML are escaped.
    Text(Cow<'a, [u8]>),
}

pub(crate) struct Pieces<'a> {
    reader: Reader<&'a [u8]>,
    /// Why the file is none that is read.
    unreadable: Option<Utf8Error>,
    /// How many elements are open.
    open: usize,
}

impl<'a> Pieces<'a> {
    pub(crate) fn of(bytes: &'a [u8]) -> Self {
        let mut reader = Reader::from_reader(bytes);
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            unreadable: std::str::from_utf8(bytes).err(),
            open: 0,
        }
    }

    /// The next piece. None at the end, where every element has to have ended: a cut file is
    /// none. Nor is one that is not UTF-8, whose names another program may read as others.
    pub(crate) fn next(&mut self) -> quick_xml::Result<Option<Piece<'a>>> {
        if let Some(error) = self.unreadable {
            return Err(EncodingError::Utf8(error).into());
        }
        loop {
            return Ok(Some(match self.reader.read_event()? {
                Event::Decl(declaration) => Piece::Declaration(declaration),
                Event::Start(element) | Event::Empty(element) => {
                    self.open += 1;
                    Piece::Start(element)
                }
                Event::End(_) => {
                    self.open = self.open.saturating_sub(1);
                    Piece::End
                }
                Event::Text(text) => Piece::Text(text.into_inner()),
                Event::CData(text) => Piece::Text(text.escape()?.into_inner()),
                Event::GeneralRef(name) => {
                    let name = String::from_utf8_lossy(&name).into_owned();
                    Piece::Text(format!("&{name};").into_bytes().into())
                }
                Event::Eof if self.open > 0 => {
                    return Err(IllFormedError::MissingEndTag(String::new()).into());
                }
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::PI(_) | Event::DocType(_) => continue,
            }));
        }
    }
}

/// The name of an element.
pub(crate) fn name_of(element: &BytesStart<'_>) -> String {
    String::from_utf8_lossy(element.name().as_ref()).into_owned()
}

/// The value of an attribute of this name, as far as it can be read.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).ok()??;
    let value = quick_xml::escape::unescape(std::str::from_utf8(&found.value).ok()?).ok()?;
    Some(value.into_owned())
}

/// The value of the attribute of this name, whatever prefix stands before it.
pub(crate) fn local_attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes().flatten();
    let found = attributes.find(|found| found.key.local_name().as_ref() == name.as_bytes())?;
    Some(plain(&found.value))
}

/// A piece of text as a reader sees it.
pub(crate) fn plain(escaped: &[u8]) -> String {
    let text = String::from_utf8_lossy(escaped);
    quick_xml::escape::unescape(&text).map_or_else(|_| text.to_string(), Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> quick_xml::Result<usize> {
        let mut pieces = Pieces::of(text.as_bytes());
        let mut count = 0;
        while pieces.next()?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    #[test]
    fn what_is_not_utf_8_is_not_read() {
        let mut pieces = Pieces::of(b"<a>\xE9</a>");
        assert!(pieces.next().is_err());
    }

    #[test]
    fn what_was_cut_is_not_read() {
        assert_eq!(read("<a><b/>c</a>").unwrap(), 5);
        for cut in [
            "<a>",
            "<a><b/>",
            "<a><b>c</b>",
            "<a><b></a>",
            "</a>",
            "<a",
            "<a>&b",
        ] {
            assert!(read(cut).is_err(), "{cut}");
        }
    }
}
