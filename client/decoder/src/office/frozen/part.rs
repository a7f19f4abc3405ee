//! The second reading of a part of a document, which writes it again.

use std::borrow::Cow;

use quick_xml::{
    Writer,
    escape::escape,
    events::{BytesEnd, BytesStart, Event},
};

use super::outline::{self, Kind, Mark, Outline, Plan, mark};
use crate::{
    told::Told,
    xml::{Piece, Pieces, attribute, local_attribute, name_of, plain},
};

/// What may stand before a text in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A part that is no well-formed XML.
#[derive(Debug)]
pub(super) struct Unreadable;

/// OpenDocument's fields that tell a time.
const OPEN_CLOCKS: [&str; 9] = [
    "text:creation-date",
    "text:creation-time",
    "text:date",
    "text:editing-duration",
    "text:modification-date",
    "text:modification-time",
    "text:print-date",
    "text:print-time",
    "text:time",
];

/// Marks of notes in the text.
const NOTES: [&str; 2] = ["endnoteReference", "footnoteReference"];

/// Writes a part without what changed and what computes. None if it is no text.
///
/// # Errors
/// If it is a text that cannot be read: what LibreOffice would make of it is not known.
pub(super) fn freeze(bytes: &[u8], told: &mut Vec<Told>) -> Result<Option<Vec<u8>>, Unreadable> {
    let (text, is_converted) = match wide(bytes) {
        Some(text) => (text.into_bytes().into(), true),
        None => (Cow::Borrowed(bytes), false),
    };
    if !text.trim_ascii_start().starts_with(b"<") && !text.starts_with(BYTE_ORDER_MARK) {
        return Ok(None);
    }
    match outline::read(&text) {
        Ok(None) => Ok(None),
        Ok(Some(outline)) => {
            let written = write(&text, outline, !is_converted, told);
            written.map(Some).ok_or(Unreadable)
        }
        Err(_) => Err(Unreadable),
    }
}

/// A text of two bytes a character, which XML may be as well.
fn wide(bytes: &[u8]) -> Option<String> {
    let read: fn([u8; 2]) -> u16 = match bytes {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] | [0, b'<', ..] => u16::from_be_bytes,
        _ => return None,
    };
    let units = bytes.chunks_exact(2).filter_map(|two| two.try_into().ok());
    let units: Vec<u16> = units.map(read).collect();
    let text = String::from_utf16(&units).ok()?;
    Some(text.trim_start_matches('\u{feff}').to_owned())
}

/// Writes a part again, and its declaration if the text is in the encoding that it names.
fn write(
    bytes: &[u8],
    outline: Outline,
    is_declared: bool,
    told: &mut Vec<Told>,
) -> Option<Vec<u8>> {
    let mut freezer = Freezer {
        outline,
        number: 0,
        fields: Vec::new(),
        written: Writer::new(Vec::with_capacity(bytes.len())),
        open: Vec::new(),
        dropped: None,
        told,
    };
    let mut pieces = Pieces::of(bytes);
    while let Some(piece) = pieces.next().ok()? {
        match piece {
            Piece::Start(element) => freezer.start(&element)?,
            Piece::End => freezer.end()?,
            Piece::Declaration(_) if !is_declared => {}
            Piece::Declaration(declaration) => {
                let declaration = Event::Decl(declaration);
                freezer.written.write_event(declaration).ok()?;
            }
            Piece::Text(text) => freezer.text(&text),
        }
    }
    Some(freezer.written.into_inner())
}

/// An open element.
struct Open {
    number: usize,
    local: String,
    /// The name under which it was written, if it was.
    written: Option<String>,
}

/// An element of which nothing is written.
struct Dropped {
    field: Option<&'static str>,
    text: String,
    depth: usize,
}

struct Freezer<'a> {
    outline: Outline,
    /// How many elements have begun.
    number: usize,
    /// Of the open fields, what becomes of each, and what it showed.
    fields: Vec<(Plan, String)>,
    written: Writer<Vec<u8>>,
    open: Vec<Open>,
    dropped: Option<Dropped>,
    told: &'a mut Vec<Told>,
}

/// What becomes of an element.
enum Fate {
    Keep,
    Unwrap,
    Rename(String),
    Drop(Option<&'static str>),
}

impl Freezer<'_> {
    fn start(&mut self, element: &BytesStart<'_>) -> Option<()> {
        let number = self.number;
        self.number += 1;
        if let Some(dropped) = &mut self.dropped {
            dropped.depth += 1;
            if matches!(mark(element), Some(Mark::Begin)) {
                // Its plan goes with it.
                self.outline.fields.next();
            }
            return Some(());
        }
        let name = name_of(element);
        let local = String::from_utf8_lossy(element.local_name().as_ref()).into_owned();
        let fate = match self.outline.kind {
            Kind::Word => self.word(&local, number, element)?,
            Kind::Sheet => self.sheet(&local),
            Kind::Slide => slide(&name, &local, element),
            // LibreOffice prints a change that no mark in the text belongs to.
            Kind::Open if local == "changed-region" && local_attribute(element, "id").is_none() => {
                Fate::Drop(Some("DeletedText"))
            }
            // LibreOffice drops the comments of a workbook without a word.
            Kind::Open if name == "office:annotation" => Fate::Drop(Some("Comment")),
            Kind::Open if name == "office:annotation-end" => Fate::Drop(None),
            Kind::Open if OPEN_CLOCKS.contains(&name.as_str()) => Fate::Unwrap,
            Kind::Open => Fate::Keep,
        };
        let written = match fate {
            Fate::Drop(field) => {
                self.dropped = Some(Dropped {
                    field,
                    text: String::new(),
                    depth: 1,
                });
                return Some(());
            }
            Fate::Unwrap => None,
            Fate::Rename(name) => {
                let start = BytesStart::new(name.clone());
                self.written.write_event(Event::Start(start)).ok()?;
                Some(name)
            }
            Fate::Keep => {
                self.write_start(&name, element)?;
                Some(name)
            }
        };
        self.open.push(Open {
            number,
            local,
            written,
        });
        Some(())
    }

    /// An element of Word's. Changes are accepted, fields say what they said, and controls of the
    /// content are their content.
    fn word(&mut self, local: &str, number: usize, element: &BytesStart<'_>) -> Option<Fate> {
        let parent = self.open.last().map(|open| open.local.clone());
        let parent = parent.as_deref().unwrap_or_default();
        let is_property = matches!(parent, "rPr" | "trPr" | "tcPr" | "numPr");
        let in_run = parent == "r";
        let is_change = matches!(local, "ins" | "del" | "moveFrom" | "moveTo" | "cellDel")
            || local.ends_with("Change");
        if is_change && let Some(author) = local_attribute(element, "author") {
            self.tell("ChangedOrWrittenBy", author);
        }
        if self.outline.deleted.contains(&number) {
            return Some(Fate::Drop(Some("DeletedText")));
        }
        if let Some(fate) = self.change(local, number, is_property, parent) {
            return Some(fate);
        }
        Some(match local {
            _ if in_run && self.is_deleted() && !NOTES.contains(&local) && local != "rPr" => {
                Fate::Drop(Some("DeletedText"))
            }
            "sdt" | "sdtContent" => Fate::Unwrap,
            "sdtPr" | "sdtEndPr" => Fate::Drop(None),
            "altChunk" => {
                self.tell("EmbeddedDocument", String::new());
                Fate::Drop(None)
            }
            "fldChar" => self.field_mark(element)?,
            "instrText" => match self.fields.last() {
                Some((Plan::Live, _)) => Fate::Keep,
                Some(_) => Fate::Drop(None),
                // Word shows no instruction; LibreOffice prints one that no field has.
                None => Fate::Drop(Some("Field")),
            },
            "fldSimple" => match Plan::of(&local_attribute(element, "instr").unwrap_or_default()) {
                Plan::Live => Fate::Keep,
                Plan::Result => Fate::Unwrap,
                Plan::Text(_) | Plan::Gone(_) => Fate::Drop(Some("Field")),
            },
            "rPr" => Fate::Keep,
            "t" if in_run && self.is_silent() => {
                // Its text is told with the field.
                Fate::Unwrap
            }
            _ if in_run && self.is_silent() => Fate::Drop(None),
            _ => Fate::Keep,
        })
    }

    /// A change, which is accepted.
    fn change(&self, local: &str, number: usize, is_property: bool, parent: &str) -> Option<Fate> {
        Some(match local {
            // The end of a paragraph was deleted: LibreOffice joins it with the next one.
            "del" | "moveFrom" if parent == "rPr" => Fate::Keep,
            // LibreOffice counts the notes of a document by the marks in its text.
            "del" | "moveFrom" if self.outline.noted.contains(&number) => Fate::Keep,
            "del" | "moveFrom" if !is_property => Fate::Drop(Some("DeletedText")),
            "ins" | "moveTo" if !is_property => Fate::Unwrap,
            "ins" | "moveTo" | "del" | "cellIns" | "cellDel" | "cellMerge" => Fate::Drop(None),
            _ if is_range(local) || local.ends_with("Change") => Fate::Drop(None),
            _ => return None,
        })
    }

    /// A mark of a field. What stands in a field's place is written where it begins.
    fn field_mark(&mut self, element: &BytesStart<'_>) -> Option<Fate> {
        let is_silent = self.is_silent();
        let plan = match mark(element) {
            Some(Mark::Begin) => {
                let plan = self.outline.fields.next().unwrap_or(Plan::Result);
                self.fields.push((plan.clone(), String::new()));
                if let Plan::Text(text) = &plan
                    && !is_silent
                {
                    let name = name_of(element).replace("fldChar", "t");
                    let text = format!("<{name} xml:space=\"preserve\">{}</{name}>", escape(text));
                    self.written.get_mut().extend(text.into_bytes());
                }
                Some(plan)
            }
            Some(Mark::End) => {
                let ended = self.fields.pop();
                if let Some((Plan::Gone(instruction), shown)) = &ended {
                    self.tell("Field", format!("{instruction} {shown}"));
                }
                ended.map(|(plan, _)| plan)
            }
            None => self.fields.last().map(|(plan, _)| plan.clone()),
        };
        Some(match plan {
            None | Some(Plan::Live) if !is_silent => Fate::Keep,
            _ => Fate::Drop(None),
        })
    }

    /// Whether a deletion is open that is left to LibreOffice.
    fn is_deleted(&self) -> bool {
        let mut open = self.open.iter();
        open.any(|open| self.outline.noted.contains(&open.number))
    }

    /// Whether a field is open of which nothing stays but what stands in its place.
    fn is_silent(&self) -> bool {
        let mut open = self.fields.iter();
        open.any(|(plan, _)| matches!(plan, Plan::Text(_) | Plan::Gone(_)))
    }

    /// An element of a sheet. A formula goes if its cell says what it gave.
    fn sheet(&self, local: &str) -> Fate {
        let cell = self.open.last().filter(|open| open.local == "c");
        let has_value = cell.is_some_and(|cell| self.outline.valued.contains(&cell.number));
        if local == "f" && has_value {
            Fate::Drop(None)
        } else {
            Fate::Keep
        }
    }

    fn write_start(&mut self, name: &str, element: &BytesStart<'_>) -> Option<()> {
        if self.outline.kind != Kind::Open {
            let start = Event::Start(element.borrow());
            return self.written.write_event(start).ok();
        }
        let has_value = element.attributes().flatten().any(|attribute| {
            let key = attribute.key.as_ref();
            key.starts_with(b"office:") && key.ends_with(b"value") || key == b"office:value-type"
        });
        let mut kept = BytesStart::new(name);
        for found in element.attributes() {
            let found = found.ok()?;
            if found.key.as_ref() != b"table:formula" || !has_value {
                kept.push_attribute(found);
            }
        }
        self.written.write_event(Event::Start(kept)).ok()
    }

    fn text(&mut self, text: &[u8]) {
        if let Some(dropped) = &mut self.dropped {
            dropped.text.push_str(&plain(text));
        } else if self.is_silent() {
            let last = self.fields.last_mut();
            last.into_iter()
                .for_each(|(_, shown)| shown.push_str(&plain(text)));
        } else {
            self.written.get_mut().extend_from_slice(text);
        }
    }

    fn end(&mut self) -> Option<()> {
        if let Some(dropped) = &mut self.dropped {
            dropped.depth -= 1;
            if dropped.depth == 0 {
                let dropped = self.dropped.take()?;
                if let Some(field) = dropped.field.filter(|_| !dropped.text.is_empty()) {
                    self.tell(field, dropped.text);
                }
            }
            return Some(());
        }
        if let Some(name) = self.open.pop()?.written {
            let end = Event::End(BytesEnd::new(name));
            self.written.write_event(end).ok()?;
        }
        Some(())
    }

    fn tell(&mut self, field: &'static str, value: String) {
        let told = Told { field, value };
        if !self.told.contains(&told) {
            self.told.push(told);
        }
    }
}

/// A field with a time becomes what it said.
fn slide(name: &str, local: &str, element: &BytesStart<'_>) -> Fate {
    let kind = attribute(element, "type").unwrap_or_default();
    if local == "fld" && kind.starts_with("datetime") {
        Fate::Rename(name.replace("fld", "r"))
    } else {
        Fate::Keep
    }
}

/// Whether an element marks where something was moved, or a change of a form begins or ends.
fn is_range(local: &str) -> bool {
    let is_of_change = ["moveFrom", "moveTo", "customXml"]
        .iter()
        .any(|start| local.starts_with(start));
    is_of_change && (local.ends_with("RangeStart") || local.ends_with("RangeEnd"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frozen(part: &str) -> (String, Vec<(&'static str, String)>) {
        let mut told = Vec::new();
        let frozen = freeze(part.as_bytes(), &mut told).unwrap().unwrap();
        let told = told.into_iter().map(|told| (told.field, told.value));
        (String::from_utf8(frozen).unwrap(), told.collect())
    }

    fn document(inner: &str) -> String {
        format!("<w:document>{inner}</w:document>")
    }

    fn run(text: &str) -> String {
        format!("<w:r><w:t>{text}</w:t></w:r>")
    }

    fn field(before: &str, instruction: &str, result: &str) -> String {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\">{before}</w:fldChar></w:r>\
             <w:r><w:instrText>{instruction}</w:instrText></w:r>\
             <w:r><w:fldChar w:fldCharType=\"separate\"></w:fldChar></w:r>{}\
             <w:r><w:fldChar w:fldCharType=\"end\"></w:fldChar></w:r>",
            run(result)
        )
    }

    /// What the runs of a document show.
    fn shown(document: &str) -> String {
        let mut pieces = Pieces::of(document.as_bytes());
        let mut shown = String::new();
        while let Some(piece) = pieces.next().unwrap() {
            if let Piece::Text(text) = piece {
                shown.push_str(&plain(&text));
            }
        }
        shown
    }

    #[test]
    fn changes_are_accepted_wherever_they_are() {
        let by = "w:author=\"A\"";
        let deleted = format!("<w:del {by}>{}</w:del>", run("gone"));
        let row = |properties: &str, text| {
            format!(
                "<w:tr><w:trPr>{properties}</w:trPr><w:tc>{}</w:tc></w:tr>",
                run(text)
            )
        };
        for (change, left) in [
            (deleted.clone(), ""),
            (
                format!("<w:ins {by}>{deleted}{}</w:ins>", run("kept")),
                "kept",
            ),
            (format!("<w:moveFrom {by}>{}</w:moveFrom>", run("gone")), ""),
            (format!("<w:moveTo {by}>{}</w:moveTo>", run("kept")), "kept"),
            (row(&format!("<w:del {by}></w:del>"), "gone"), ""),
            (row(&format!("<w:ins {by}></w:ins>"), "kept"), "kept"),
            (
                format!(
                    "<w:tr><w:tc><w:tcPr><w:cellDel {by}></w:cellDel></w:tcPr>{}</w:tc></w:tr>",
                    run("gone")
                ),
                "",
            ),
            (
                format!(
                    "<w:sdt><w:sdtPr>gone</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
                    run("kept")
                ),
                "kept",
            ),
        ] {
            let (frozen, told) = frozen(&document(&change));
            assert_eq!(shown(&frozen), left, "{change}");
            let is_told = told.contains(&("DeletedText", "gone".to_owned()));
            assert_eq!(
                is_told,
                change.contains(by) && change.contains("gone"),
                "{change}: {told:?}"
            );
        }
        let joined = "<w:p><w:pPr><w:rPr><w:ins w:author=\"A\"></w:ins><w:del w:author=\"A\"></w:del></w:rPr></w:pPr></w:p>";
        let (frozen, _) = frozen(&document(joined));
        assert!(
            frozen.contains("<w:del ") && !frozen.contains("<w:ins "),
            "{frozen}"
        );
    }

    /// Without its mark, the next note would get the text of one that was deleted.
    #[test]
    fn what_belongs_to_no_field_and_no_mark_is_not_shown() {
        let stray = "<w:r><w:instrText>FILENAME gone</w:instrText></w:r>";
        let (written, told) = frozen(&document(&format!("{stray}{}", run("kept"))));
        assert_eq!(shown(&written), "kept");
        assert_eq!(told, [("Field", "FILENAME gone".to_owned())]);
        for (id, left) in [("", "kept"), ("text:id=\"c\"", "gonekept")] {
            let region =
                format!("<text:changed-region {id}><text:p>gone</text:p></text:changed-region>");
            let (written, _) = frozen(&format!(
                "<office:document-content>{region}<text:p>kept</text:p></office:document-content>"
            ));
            assert_eq!(shown(&written), left, "{id}");
        }
    }

    #[test]
    fn marks_of_deleted_notes_stay_deleted() {
        let note = "<w:r><w:footnoteReference w:id=\"2\"></w:footnoteReference></w:r>";
        let deleted = format!("<w:del>{note}{}</w:del>", run("gone"));
        let (frozen, _) = frozen(&document(&deleted));
        assert_eq!(
            frozen,
            document(&format!("<w:del>{note}<w:r></w:r></w:del>"))
        );
    }

    #[test]
    fn a_field_in_what_was_deleted_takes_its_plan_along() {
        let both = format!(
            "<w:del>{}</w:del>{}",
            field("", "PAGE", "gone"),
            field("", "USERNAME", "gone")
        );
        assert_eq!(shown(&frozen(&document(&both)).0), "");
    }

    #[test]
    fn fields_say_what_they_said() {
        let page = field("", " PAGE ", "3");
        let boxes = |entries: &str| format!("<w:ffData>{entries}</w:ffData>");
        let ticked = "<w:checkBox><w:default w:val=\"0\"/><w:checked/></w:checkBox>";
        let chosen = "<w:ddList><w:result w:val=\"1\"/><w:listEntry w:val=\"un\"/><w:listEntry w:val=\"deux\"/></w:ddList>";
        for (before, instruction, result, left) in [
            (String::new(), " date \\@ \"d\"", "16 mai", "16 mai"),
            (String::new(), "REF _Nope \\h", "article 3", "article 3"),
            (String::new(), "TITLE", "Titre final", "Titre final"),
            (String::new(), "USERNAME", "gone", ""),
            (String::new(), "MERGEFIELD Nom", "gone", ""),
            (boxes(ticked), "FORMCHECKBOX", "", "☒"),
            (
                boxes("<w:checkBox><w:default w:val=\"0\"/></w:checkBox>"),
                "FORMCHECKBOX",
                "",
                "☐",
            ),
            (boxes(chosen), "FORMDROPDOWN", "", "deux"),
        ] {
            let part = document(&field(&before, instruction, result));
            let (frozen, told) = frozen(&part);
            assert_eq!(shown(&frozen), left, "{instruction}");
            assert!(!frozen.contains("fldChar"), "{frozen}");
            assert_eq!(told.is_empty(), result != "gone", "{instruction}");
        }
        let (kept, _) = frozen(&document(&page));
        assert_eq!(kept, document(&page));
        let simple = "<w:fldSimple w:instr=\" TIME \"><w:t>10:15</w:t></w:fldSimple>";
        assert_eq!(frozen(&document(simple)).0, document("<w:t>10:15</w:t>"));
        // Without an end, all that follows would go with it.
        let whole = field("", "USERNAME", "kept");
        let end = "<w:r><w:fldChar w:fldCharType=\"end\"></w:fldChar></w:r>";
        let part = document(&whole.replace(end, &run("rest")));
        assert!(shown(&frozen(&part).0).ends_with("keptrest"));
        // A field inside one that goes.
        let nested = field("", "FILENAME", "").replace("<w:t></w:t>", "<w:t>a</w:t>");
        let nested = nested.replace(&run("a"), &field("", "PAGE", "7"));
        assert_eq!(shown(&frozen(&document(&nested)).0), "");
        let slide = "<p:sld><a:fld type=\"datetime1\"><a:t>2019</a:t></a:fld></p:sld>";
        assert_eq!(frozen(slide).0, "<p:sld><a:r><a:t>2019</a:t></a:r></p:sld>");
    }

    #[test]
    fn cells_keep_their_values_and_formulas_without_value_stay() {
        let sheet = "<x:worksheet><x:c><x:f>TODAY()</x:f><x:v>43512</x:v></x:c></x:worksheet>";
        let without = "<x:worksheet><x:c><x:v>43512</x:v></x:c></x:worksheet>";
        assert_eq!(frozen(sheet).0, without);
        let others =
            "<x:worksheet><x:c><x:f>SUM(A1:D1)</x:f></x:c><xm:f>Sheet1!A1</xm:f></x:worksheet>";
        assert_eq!(frozen(others).0, others);
        let open = "<office:document-content><table:table-cell table:formula=\"of:=NOW()\" office:value=\"1\"></table:table-cell></office:document-content>";
        assert!(!frozen(open).0.contains("NOW"));
        let open = open.replace(" office:value=\"1\"", "");
        assert_eq!(frozen(&open).0, open);
    }

    #[test]
    fn what_has_no_text_is_left_alone() {
        for other in ["<w:styles><f/></w:styles>", "no XML", "", "<xml><br></xml>"] {
            let frozen = freeze(other.as_bytes(), &mut Vec::new());
            assert!(matches!(frozen, Ok(None)), "{other}");
        }
    }

    /// Left as it is, LibreOffice would read what we could not.
    #[test]
    fn what_cannot_be_read_is_refused_and_wide_texts_are_read() {
        for broken in ["<w:document><w:p></w:document>", "<w:document a=\"><"] {
            assert!(
                freeze(broken.as_bytes(), &mut Vec::new()).is_err(),
                "{broken}"
            );
        }
        let deleted = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><x:document>\
            <x:del x:author=\"A\"><x:r><x:t>gone</x:t></x:r></x:del></x:document>";
        for order in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
            for mark in ["", "\u{feff}"] {
                let text = [mark, deleted].concat();
                let bytes: Vec<u8> = text.encode_utf16().flat_map(order).collect();
                let mut told = Vec::new();
                let frozen = freeze(&bytes, &mut told).unwrap().unwrap();
                assert_eq!(frozen, b"<x:document></x:document>");
                assert_eq!(told.len(), 2, "{told:?}");
            }
        }
    }
}
