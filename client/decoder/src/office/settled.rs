//! The second reading of an office document, which writes it again without what goes.

use std::{collections::HashSet, mem};

use quick_xml::{
    Writer,
    events::{BytesEnd, BytesStart, Event},
};

use super::{
    hidden::{HiddenParts, hidden},
    instructions::{self, is_instruction},
    paragraph::{OpenEnd, Paragraph},
    rules::{EMBEDDED, Rule, is_kept_setting, rule},
    survey::Survey,
};
use crate::{
    told::Told,
    xml::{Piece, Pieces, attribute, name_of, plain},
};

/// The text of a document, and its master pages, which have what stands on each page.
const CONTENT: [&str; 2] = ["office:body", "office:master-styles"];
/// Elements in a paragraph that show nothing themselves.
const UNSEEN: [&str; 8] = [
    "text:a",
    "text:bookmark",
    "text:bookmark-end",
    "text:bookmark-start",
    "text:reference-mark",
    "text:reference-mark-end",
    "text:reference-mark-start",
    "text:span",
];
/// Attributes that compute anew what was computed, or print less than what is visible.
const LEFT_OUT: [&str; 4] = [
    FORMULA,
    "table:print",
    "table:print-ranges",
    "style:print-content",
];
/// Where a layer is shown. What is on the screen is printed, and nothing else.
const LAYER: &str = "draw:display";
const LINK: &str = "xlink:href";
const FORMULA: &str = "table:formula";
/// Functions whose result is another one each time. Those of other names depend on these, or not.
const CLOCKS: [&str; 5] = ["CELL(", "INFO(", "NOW(", "RAND", "TODAY("];
/// Attributes that compute, or decide by a result how a cell looks.
const COMPUTING: [&str; 4] = [
    FORMULA,
    "table:expression",
    "style:condition",
    "calcext:value",
];
/// What is told although it has no text.
const TOLD_ALWAYS: [&str; 2] = [EMBEDDED, COMPUTED];
const COMPUTED: &str = "ComputedDate";
/// The most that is told of one document.
const TOLD_MAX: usize = 1_000;

/// What was settled.
#[derive(Debug)]
pub(super) struct Settled {
    pub(super) bytes: Vec<u8>,
    pub(super) told: Vec<Told>,
    /// Whether a cell showed the result of a moment.
    pub(super) computes: bool,
}

impl Settled {
    pub(super) fn write(
        document: &[u8],
        survey: Survey,
        hidden_parts: HiddenParts,
    ) -> quick_xml::Result<Self> {
        let mut pieces = Pieces::of(document);
        let mut settler = Settler::new(survey, hidden_parts);
        while let Some(piece) = pieces.next()? {
            match piece {
                Piece::Declaration(declaration) => {
                    settler.written().write_event(Event::Decl(declaration))?;
                }
                Piece::Start(element) => settler.start(&element)?,
                Piece::End => settler.end()?,
                Piece::Text(text) => settler.text(&text),
            }
        }
        let mut told = settler.told;
        told.truncate(TOLD_MAX);
        Ok(Self {
            bytes: settler.bytes,
            told,
            computes: settler.computes || (settler.has_formulas && settler.names_clock),
        })
    }
}

/// An element that is open.
enum Scope {
    Kept(String),
    Paragraph(String),
    /// Only its text is written, from here on.
    Unwrapped(usize),
}

/// An element of which nothing is written.
struct Dropped {
    field: Option<&'static str>,
    text: String,
    depth: usize,
}

/// One of Word's fields.
struct Field {
    is_known: bool,
    instruction: String,
    result: String,
}

impl Field {
    fn is_kept(&self) -> bool {
        self.is_known || instructions::field(&self.instruction) != instructions::Field::Gone
    }
}

struct Settler {
    survey: Survey,
    hidden_parts: HiddenParts,
    bytes: Vec<u8>,
    told: Vec<Told>,
    scopes: Vec<Scope>,
    /// How many open elements hold text, or master pages.
    content: usize,
    paragraphs: Vec<Paragraph>,
    open_end: Option<OpenEnd>,
    /// The name of the table that was begun last.
    sheet: String,
    /// The deletions that have begun and not ended.
    deletions: HashSet<String>,
    deleted: String,
    dropped: Option<Dropped>,
    fields: Vec<Field>,
    computes: bool,
    has_formulas: bool,
    names_clock: bool,
}

impl Settler {
    fn new(survey: Survey, hidden_parts: HiddenParts) -> Self {
        Self {
            told: survey.told.clone(),
            survey,
            hidden_parts,
            bytes: Vec::new(),
            scopes: Vec::new(),
            content: 0,
            paragraphs: Vec::new(),
            open_end: None,
            sheet: String::new(),
            deletions: HashSet::new(),
            deleted: String::new(),
            dropped: None,
            fields: Vec::new(),
            computes: false,
            has_formulas: false,
            names_clock: false,
        }
    }

    fn written(&mut self) -> Writer<&mut Vec<u8>> {
        Writer::new(&mut self.bytes)
    }

    fn start(&mut self, element: &BytesStart<'_>) -> quick_xml::Result<()> {
        let name = name_of(element);
        let is_change = self.change(&name, element);
        if let Some(dropped) = &mut self.dropped {
            dropped.depth += 1;
            return Ok(());
        }
        if is_change || self.field(&name, element) {
            self.scopes.push(Scope::Unwrapped(self.bytes.len()));
            return Ok(());
        }
        self.tell_hidden(&name, element);
        self.note_computing(element);
        match self.rule(&name, element) {
            Rule::Drop(field) => {
                self.dropped = Some(Dropped {
                    field,
                    text: String::new(),
                    depth: 1,
                });
            }
            Rule::Unwrap => self.scopes.push(Scope::Unwrapped(self.bytes.len())),
            Rule::Keep if matches!(name.as_str(), "text:p" | "text:h") => {
                self.start_paragraph(name, element)?;
            }
            Rule::Keep => {
                let is_seen = !UNSEEN.contains(&name.as_str());
                if let Some(paragraph) = self.paragraphs.last_mut().filter(|_| is_seen) {
                    paragraph.has_content = true;
                }
                self.content += usize::from(CONTENT.contains(&name.as_str()));
                self.write_start(element)?;
                self.scopes.push(Scope::Kept(name));
            }
        }
        Ok(())
    }

    /// Takes note of a mark of a change. Gives whether the element is one.
    fn change(&mut self, name: &str, element: &BytesStart<'_>) -> bool {
        let id = || attribute(element, "text:change-id");
        match name {
            "text:change-start" => {
                let deletion = id().filter(|id| self.survey.deletions.contains(id));
                self.deletions.extend(deletion);
            }
            "text:change-end" => {
                let ended = id().is_some_and(|id| self.deletions.remove(&id));
                if ended && self.deletions.is_empty() {
                    let value = mem::take(&mut self.deleted);
                    self.tell("DeletedText", &value);
                }
            }
            "text:change" => {}
            _ => return false,
        }
        true
    }

    /// Takes note of a mark of one of Word's fields. Gives whether the element is one.
    fn field(&mut self, name: &str, element: &BytesStart<'_>) -> bool {
        match name {
            "field:fieldmark-start" => {
                let kind = attribute(element, "field:type").unwrap_or_default();
                self.fields.push(Field {
                    is_known: !kind.ends_with("UNHANDLED"),
                    instruction: String::new(),
                    result: String::new(),
                });
            }
            "field:param" if self.is_in_box() => return false,
            "field:param" => {
                let is_code =
                    attribute(element, "field:name").is_some_and(|name| name.ends_with("code"));
                let value = attribute(element, "field:value").filter(|_| is_code);
                if let (Some(field), Some(value)) = (self.fields.last_mut(), value) {
                    field.instruction = value;
                }
            }
            "field:fieldmark-separator" => {}
            "field:fieldmark-end" => {
                if let Some(field) = self.fields.pop().filter(|field| !field.is_kept()) {
                    self.tell("Field", &format!("{} {}", field.instruction, field.result));
                }
            }
            _ => return false,
        }
        true
    }

    /// Whether the element that is open is a box to tick or a list to choose from, which is drawn.
    fn is_in_box(&self) -> bool {
        let last = self.scopes.last();
        matches!(last, Some(Scope::Kept(name)) if name == "field:fieldmark")
    }

    fn rule(&mut self, name: &str, element: &BytesStart<'_>) -> Rule {
        let is_paragraph = matches!(name, "text:p" | "text:h");
        let is_in_paragraph = !self.paragraphs.is_empty() && !is_paragraph;
        let is_unseen = UNSEEN.contains(&name);
        if self.is_silent() && is_in_paragraph && !is_unseen {
            return Rule::Drop(None);
        }
        if attribute(element, "presentation:placeholder").is_some_and(|value| value == "true") {
            // An empty frame, of which only the one who writes sees the prompt.
            return Rule::Drop(None);
        }
        match name {
            "config:config-item" => {
                let name = attribute(element, "config:name").unwrap_or_default();
                let kind = attribute(element, "config:type").unwrap_or_default();
                if !is_kept_setting(&name, &kind) {
                    return Rule::Drop(None);
                }
            }
            "presentation:date-time-decl" => {
                let source = attribute(element, "presentation:source");
                if source.is_none_or(|source| source != "fixed") {
                    return Rule::Drop(Some("Field"));
                }
            }
            "text:date"
            | "text:time"
            | "text:modification-date"
            | "text:modification-time"
            | "text:print-date"
            | "text:print-time"
            | "text:creation-date"
            | "text:creation-time"
            | "text:editing-duration" => {
                let is_fixed = attribute(element, "text:fixed");
                if is_fixed.is_none_or(|fixed| fixed != "true") {
                    return Rule::Drop(Some(COMPUTED));
                }
            }
            "text:hidden-paragraph" => {
                let is_hidden = attribute(element, "text:is-hidden");
                if self.hidden_parts == HiddenParts::Show {
                    return Rule::Drop(None);
                }
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.is_hidden |= is_hidden.is_some_and(|value| value == "true");
                }
            }
            _ => {}
        }
        rule(name, self.content > 0)
    }

    /// Takes note of a result that depends on the moment. A name for one counts only where a
    /// formula is left that could use it.
    fn note_computing(&mut self, element: &BytesStart<'_>) {
        for name in COMPUTING {
            let Some(formula) = attribute(element, name) else {
                continue;
            };
            let is_clock = CLOCKS.iter().any(|clock| formula.contains(clock));
            if name == "table:expression" {
                self.names_clock |= is_clock;
            } else {
                self.computes |= is_clock;
                self.has_formulas |= name == FORMULA;
            }
        }
    }

    /// Tells of what is there and is not printed.
    fn tell_hidden(&mut self, name: &str, element: &BytesStart<'_>) {
        if name == "table:table" {
            self.sheet = attribute(element, "table:name").unwrap_or_default();
        }
        if let Some((field, value)) = hidden(name, element, &self.survey, &self.sheet) {
            self.add(self.hidden_parts.told(field, value));
        }
    }

    fn start_paragraph(&mut self, name: String, element: &BytesStart<'_>) -> quick_xml::Result<()> {
        let before = self.open_end.take().filter(|end| {
            !self.deletions.is_empty() && end.is_before(&self.bytes, self.scopes.len())
        });
        if let Some(end) = before {
            let tag = self.bytes.get(end.tag.0..end.tag.1).unwrap_or_default();
            let first = String::from_utf8_lossy(tag);
            let first = first.trim_matches(['<', '/', '>']).to_owned();
            self.bytes.truncate(end.tag.0);
            self.paragraphs.push(end.paragraph);
            self.scopes.push(Scope::Paragraph(first));
        } else {
            let start = self.bytes.len();
            self.write_start(element)?;
            self.paragraphs.push(Paragraph::new(start));
            self.scopes.push(Scope::Paragraph(name));
        }
        Ok(())
    }

    fn end(&mut self) -> quick_xml::Result<()> {
        if let Some(dropped) = &mut self.dropped {
            dropped.depth -= 1;
            if dropped.depth == 0 {
                self.end_dropped();
            }
            return Ok(());
        }
        match self.scopes.pop() {
            None => {}
            Some(Scope::Unwrapped(start)) => {
                let shown = self.bytes.get(start..).unwrap_or_default();
                let shown = String::from_utf8_lossy(shown);
                if is_instruction(&shown) {
                    let shown = plain(shown.as_bytes());
                    self.bytes.truncate(start);
                    self.tell("Field", &shown);
                }
            }
            Some(Scope::Kept(name)) => {
                self.content -= usize::from(CONTENT.contains(&name.as_str()));
                self.write_end(name)?;
            }
            Some(Scope::Paragraph(name)) => self.end_paragraph(name)?,
        }
        Ok(())
    }

    fn end_dropped(&mut self) {
        let Some(Dropped { field, text, .. }) = self.dropped.take() else {
            return;
        };
        let said = field.filter(|field| TOLD_ALWAYS.contains(field) || !text.trim().is_empty());
        if let Some(field) = said {
            self.tell(field, &text);
        }
    }

    fn end_paragraph(&mut self, name: String) -> quick_xml::Result<()> {
        let Some(paragraph) = self.paragraphs.pop() else {
            return Ok(());
        };
        let is_end_deleted = !self.deletions.is_empty();
        if paragraph.goes(is_end_deleted) {
            self.bytes.truncate(paragraph.start);
            if paragraph.is_hidden {
                self.tell("HiddenText", "");
            }
            return Ok(());
        }
        let start = self.bytes.len();
        self.write_end(name)?;
        if !self.deletions.is_empty() {
            self.open_end = Some(OpenEnd {
                paragraph,
                tag: (start, self.bytes.len()),
                depth: self.scopes.len(),
            });
        }
        Ok(())
    }

    /// Writes a piece of text, which is escaped already.
    fn text(&mut self, escaped: &[u8]) {
        if let Some(dropped) = &mut self.dropped {
            if dropped.field.is_some() {
                dropped.text.push_str(&plain(escaped));
            }
        } else if !self.deletions.is_empty() {
            self.deleted.push_str(&plain(escaped));
        } else if let Some(field) = self.fields.last_mut().filter(|field| !field.is_kept()) {
            field.result.push_str(&plain(escaped));
        } else {
            if let Some(paragraph) = self.paragraphs.last_mut() {
                paragraph.has_content |= !escaped.is_empty();
            }
            self.bytes.extend_from_slice(escaped);
        }
    }

    /// Whether what comes is no part of the final text.
    fn is_silent(&self) -> bool {
        !self.deletions.is_empty() || self.fields.iter().any(|field| !field.is_kept())
    }

    fn write_start(&mut self, element: &BytesStart<'_>) -> quick_xml::Result<()> {
        let name = name_of(element);
        let mut kept = BytesStart::new(name);
        for found in element.attributes() {
            let found = found?;
            let key = found.key.as_ref();
            let is_left_out = LEFT_OUT.iter().any(|left_out| left_out.as_bytes() == key);
            let is_outside = key == LINK.as_bytes() && !found.value.starts_with(b"#");
            if is_outside {
                let target = String::from_utf8_lossy(&found.value).into_owned();
                self.tell("Link", &target);
            } else if key == LAYER.as_bytes() {
                let is_seen = matches!(found.value.as_ref(), b"always" | b"screen");
                kept.push_attribute((LAYER, if is_seen { "always" } else { "none" }));
            } else if !is_left_out && !self.hidden_parts.uncovers(key) {
                kept.push_attribute(found);
            }
        }
        self.written().write_event(Event::Start(kept))?;
        Ok(())
    }

    fn write_end(&mut self, name: String) -> quick_xml::Result<()> {
        self.written()
            .write_event(Event::End(BytesEnd::new(name)))?;
        Ok(())
    }

    fn tell(&mut self, field: &'static str, value: &str) {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        self.add(Told { field, value });
    }

    fn add(&mut self, told: Told) {
        let is_new = !self.told.contains(&told);
        if self.told.len() < TOLD_MAX && is_new {
            self.told.push(told);
        }
    }
}
