//! Pages that are written by the rules of XML, brought into the form that a reader of HTML knows:
//! there, `<title/>` has no end.

use quick_xml::{
    Reader, Writer,
    events::{BytesEnd, Event},
};

/// Elements that have no end in HTML. (HTML, 13.1.2)
const VOID: [&[u8]; 14] = [
    b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"param",
    b"source", b"track", b"wbr",
];
const DECLARATION: &str = "<?xml";

/// Whether a page says that it is XML.
pub(super) fn is_xml(document: &str) -> bool {
    document.trim_start().starts_with(DECLARATION)
}

/// The same page with an end for each element that has one in HTML. None if it is no XML.
pub(super) fn with_ends(document: &str) -> Option<String> {
    let mut reader = Reader::from_str(document);
    let mut writer = Writer::new(Vec::new());
    loop {
        match reader.read_event().ok()? {
            Event::Eof => return String::from_utf8(writer.into_inner()).ok(),
            Event::Empty(element) if !VOID.contains(&element.local_name().as_ref()) => {
                let name = String::from_utf8_lossy(element.name().as_ref()).into_owned();
                writer.write_event(Event::Start(element)).ok()?;
                writer.write_event(Event::End(BytesEnd::new(name))).ok()?;
            }
            Event::End(element) if VOID.contains(&element.local_name().as_ref()) => {}
            Event::CData(text) => writer.write_event(Event::Text(text.escape().ok()?)).ok()?,
            Event::Decl(_) | Event::PI(_) => {}
            event @ (Event::Start(_)
            | Event::Empty(_)
            | Event::End(_)
            | Event::Text(_)
            | Event::Comment(_)
            | Event::DocType(_)
            | Event::GeneralRef(_)) => writer.write_event(event).ok()?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::with_ends;

    #[test]
    fn what_has_an_end_in_html_gets_one() {
        let page = "<?xml version=\"1.0\"?><html><title/><br/><hr></hr><a id=\"x\"/>a&nbsp;<![CDATA[<b>]]></html>";
        let ends = "<html><title></title><br/><hr><a id=\"x\"></a>a&nbsp;&lt;b&gt;</html>";
        assert_eq!(with_ends(page).unwrap(), ends);
        assert_eq!(with_ends("<html><p></html>"), None);
    }
}
