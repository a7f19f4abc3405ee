//! XML, read piece by piece. Comments, instructions for programs and definitions of types are
//! passed over: nothing of a document is in them.

use std::borrow::Cow;

use quick_xml::{
    Reader,
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

pub(crate) struct Pieces<'a>(Reader<&'a [u8]>);

impl<'a> Pieces<'a> {
    pub(crate) fn of(bytes: &'a [u8]) -> Self {
        let mut reader = Reader::from_reader(bytes);
        reader.config_mut().expand_empty_elements = true;
        Self(reader)
    }

    /// The next piece. None at the end.
    pub(crate) fn next(&mut self) -> quick_xml::Result<Option<Piece<'a>>> {
        loop {
            return Ok(Some(match self.0.read_event()? {
                Event::Decl(declaration) => Piece::Declaration(declaration),
                Event::Start(element) | Event::Empty(element) => Piece::Start(element),
                Event::End(_) => Piece::End,
                Event::Text(text) => Piece::Text(text.into_inner()),
                Event::CData(text) => Piece::Text(text.escape()?.into_inner()),
                Event::GeneralRef(name) => {
                    let name = String::from_utf8_lossy(&name).into_owned();
                    Piece::Text(format!("&{name};").into_bytes().into())
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
