//! One part of an office document, read piece by piece.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::rules;
use crate::look::trace::{Trace, TraceKind};

/// The most things that one part tells.
const TOLD_MAX: usize = 1_000;
/// How much of a text is kept, in characters.
const TEXT_MAX_CHARS: usize = 300;
/// How much of all text is kept, in bytes.
const PARAGRAPHS_MAX_BYTES: usize = 16 << 20;

/// What a part tells.
#[derive(Default)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) traces: Vec<Trace>,
    pub(super) paragraphs: Vec<String>,
    /// The numbers that Word gives to sessions of editing.
    pub(super) revisions: Vec<String>,
    open: Vec<Element>,
    paragraph: String,
    kept_bytes: usize,
}

/// An element that has begun.
struct Element {
    name: String,
    /// What its text tells.
    kind: Option<TraceKind>,
    text: String,
}

impl Part {
    pub(super) fn read(name: &str, bytes: &[u8]) -> Self {
        let mut reader = Reader::from_reader(bytes);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().check_end_names = false;
        let mut part = Self {
            name: name.to_owned(),
            ..Self::default()
        };
        // What stands before an error in it is told; LibreOffice may read more of it.
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(element) | Event::Empty(element) => part.begin(&element),
                Event::End(_) => part.end(),
                Event::Text(text) => part.text(&unescaped(&text)),
                Event::CData(text) => part.text(&String::from_utf8_lossy(&text)),
                Event::GeneralRef(name) => {
                    let name = String::from_utf8_lossy(&name).into_owned();
                    part.text(&unescaped(format!("&{name};").as_bytes()));
                }
                Event::Comment(text) => {
                    part.tell(TraceKind::Comment, &String::from_utf8_lossy(&text));
                }
                Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
                Event::Eof => break,
            }
        }
        part.end_paragraph();
        part
    }

    fn tell(&mut self, kind: TraceKind, text: &str) {
        let trace = Trace::new(kind, text);
        let trace = if self.name.is_empty() {
            trace
        } else {
            trace.in_part(&self.name)
        };
        if self.traces.len() < TOLD_MAX && !self.traces.contains(&trace) {
            self.traces.push(trace);
        }
    }

    fn begin(&mut self, element: &BytesStart<'_>) {
        let name = String::from_utf8_lossy(element.name().as_ref()).into_owned();
        let mut begun = Element {
            kind: self.kind_of(&name, element),
            text: String::new(),
            name,
        };
        self.read_attributes(element, &mut begun);
        let is_hidden = matches!(begun.name.as_str(), "w:vanish" | "w:specVanish");
        if is_hidden && !has_value(element, &["0", "false", "off"]) {
            self.hide_run();
        }
        self.open.push(begun);
    }

    /// What the text of an element tells.
    fn kind_of(&self, name: &str, element: &BytesStart<'_>) -> Option<TraceKind> {
        if name == "config:config-item" && is_printer(element) {
            return Some(TraceKind::PrinterSettings);
        }
        // exiftool tells these.
        let is_known = self.name.contains("docProps");
        rules::of_element(name, &self.name).filter(|_| !is_known)
    }

    fn read_attributes(&mut self, element: &BytesStart<'_>, begun: &mut Element) {
        for attribute in element.attributes().flatten() {
            let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
            let value = unescaped(&attribute.value);
            if key.starts_with("w:rsid") {
                self.revisions.push(value);
                continue;
            }
            if let Some(kind) = rules::of_attribute(&begun.name, &key, &value) {
                let text = self.named(element, kind, &value);
                self.tell(kind, &text);
            }
            if begun.kind.is_some() && rules::says_who(&key) {
                begun.text.push_str(&format!("{value}, "));
            }
        }
    }

    /// What is hidden is told by its name.
    fn named(&self, element: &BytesStart<'_>, kind: TraceKind, value: &str) -> String {
        let is_place = matches!(
            kind,
            TraceKind::HiddenSheet
                | TraceKind::HiddenRows
                | TraceKind::HiddenColumns
                | TraceKind::HiddenName
                | TraceKind::HiddenText
                | TraceKind::HiddenLayer
                | TraceKind::HiddenSlide
        );
        let is_said = element.name().as_ref().starts_with(b"text:");
        if !is_place || is_said {
            return value.to_owned();
        }
        let keys = [
            "name",
            "r",
            "min",
            "draw:name",
            "id",
            "table:name",
            "style:name",
        ];
        let mut found = keys.iter().filter_map(|key| {
            let attribute = element.try_get_attribute(key).ok()??;
            Some(unescaped(&attribute.value))
        });
        let around = self.open.last().map_or("", |element| element.name.as_str());
        found.next().unwrap_or_else(|| around.to_owned())
    }

    /// The run in which we are is hidden.
    fn hide_run(&mut self) {
        let mut around = self.open.iter_mut().rev();
        if let Some(run) = around.find(|element| element.name == "w:r") {
            run.kind = Some(TraceKind::HiddenText);
        }
    }

    fn text(&mut self, text: &str) {
        for element in &mut self.open {
            let room = TEXT_MAX_CHARS.saturating_sub(element.text.len());
            element.text.extend(text.chars().take(room));
        }
        if self.kept_bytes < PARAGRAPHS_MAX_BYTES {
            self.kept_bytes += text.len();
            self.paragraph.push_str(text);
        }
    }

    fn end(&mut self) {
        let Some(element) = self.open.pop() else {
            return;
        };
        if let Some(kind) = element.kind {
            let is_within = self.open.iter().any(|open| open.kind == Some(kind));
            let text = element.text.trim().trim_end_matches(',');
            if !is_within && !text.is_empty() {
                self.tell(kind, text);
            }
        }
        // Settings are for programs.
        if element.name == "config:config-item" {
            self.paragraph.clear();
        }
        if rules::ends_paragraph(&element.name) {
            self.end_paragraph();
        }
    }

    fn end_paragraph(&mut self) {
        let text = std::mem::take(&mut self.paragraph);
        if !text.trim().is_empty() && !rules::is_apart(&self.name) {
            self.paragraphs.push(text);
        }
    }
}

fn is_printer(element: &BytesStart<'_>) -> bool {
    let name = element.try_get_attribute("config:name").ok().flatten();
    name.is_some_and(|name| name.value.starts_with(b"Printer"))
}

fn has_value(element: &BytesStart<'_>, values: &[&str]) -> bool {
    let value = element.try_get_attribute("w:val").ok().flatten();
    value.is_some_and(|value| values.contains(&unescaped(&value.value).as_str()))
}

fn unescaped(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    match quick_xml::escape::unescape(&text) {
        Ok(text) => text.into_owned(),
        Err(_) => text.into_owned(),
    }
}
