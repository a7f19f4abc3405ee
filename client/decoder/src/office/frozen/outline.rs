//! The first reading of a part of a document: what is known only behind the place where it counts.

use std::{collections::HashSet, vec};

use quick_xml::events::BytesStart;

use crate::office::instructions::{self, Field};
use crate::xml::{Piece, Pieces, local_attribute};

/// What a part of a document is, by its first element.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Word,
    Sheet,
    Slide,
    Open,
}

impl Kind {
    fn of(root: &[u8]) -> Option<Self> {
        match root {
            b"document" | b"hdr" | b"ftr" | b"footnotes" | b"endnotes" => Some(Self::Word),
            b"worksheet" | b"macrosheet" => Some(Self::Sheet),
            b"sld" | b"sldLayout" | b"sldMaster" => Some(Self::Slide),
            b"document-content" | b"document-styles" => Some(Self::Open),
            _ => None,
        }
    }
}

/// What becomes of one of Word's fields.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Plan {
    Live,
    Result,
    /// This text stands in its place.
    Text(String),
    Gone(String),
}

impl Plan {
    pub(super) fn of(instruction: &str) -> Self {
        FieldData {
            instruction: instruction.to_owned(),
            has_end: true,
            ..FieldData::default()
        }
        .plan()
    }
}

/// A part of a document. Elements are told apart by their numbers, as they begin.
pub(super) struct Outline {
    pub(super) kind: Kind,
    /// Of each field in the order of their beginnings.
    pub(super) fields: vec::IntoIter<Plan>,
    /// Rows and cells that were deleted, or are hidden.
    pub(super) deleted: HashSet<usize>,
    /// Deletions with a mark of a note in them.
    pub(super) noted: HashSet<usize>,
    /// Cells that have a value.
    pub(super) valued: HashSet<usize>,
}

/// A field, as far as it is read.
#[derive(Default)]
struct FieldData {
    instruction: String,
    has_end: bool,
    default: String,
    chosen: Option<String>,
    entries: Vec<String>,
}

impl FieldData {
    fn plan(self) -> Plan {
        if !self.has_end {
            // Everything behind it would be its result.
            return Plan::Live;
        }
        match instructions::field(&self.instruction) {
            Field::Live => Plan::Live,
            Field::Result => Plan::Result,
            Field::Gone => Plan::Gone(self.instruction),
            Field::Checkbox => {
                let state = self.chosen.unwrap_or(self.default);
                let is_ticked = matches!(state.as_str(), "1" | "true" | "on");
                Plan::Text(if is_ticked { "☒" } else { "☐" }.to_owned())
            }
            Field::Dropdown => {
                let chosen = self.chosen.unwrap_or(self.default);
                let chosen: usize = chosen.parse().unwrap_or_default();
                Plan::Text(self.entries.into_iter().nth(chosen).unwrap_or_default())
            }
        }
    }

    /// Takes note of an element of a form.
    fn note(&mut self, name: &[u8], parent: &str, element: &BytesStart<'_>) {
        let value = || local_attribute(element, "val").unwrap_or_else(|| "1".to_owned());
        match (name, parent) {
            (b"default", "checkBox" | "ddList") => self.default = value(),
            (b"checked", "checkBox") | (b"result", "ddList") => self.chosen = Some(value()),
            (b"listEntry", "ddList") => self.entries.push(value()),
            _ => {}
        }
    }
}

/// Reads a part. None if it is no text. It fails at what is no well-formed XML.
pub(super) fn read(bytes: &[u8]) -> quick_xml::Result<Option<Outline>> {
    let mut pieces = Pieces::of(bytes);
    let mut reading = Reading::default();
    while let Some(piece) = pieces.next()? {
        match piece {
            Piece::Start(element) => {
                if reading.start(&element).is_none() {
                    return Ok(None);
                }
            }
            Piece::Text(text) => reading.text(&text),
            Piece::End => drop(reading.open.pop()),
            Piece::Declaration(_) => {}
        }
    }
    let plans: Vec<Plan> = reading.fields.into_iter().map(FieldData::plan).collect();
    let Some(kind) = reading.kind else {
        return Ok(None);
    };
    Ok(Some(Outline {
        kind,
        fields: plans.into_iter(),
        deleted: reading.deleted,
        noted: reading.noted,
        valued: reading.valued,
    }))
}

/// An outline, as far as it is read.
#[derive(Default)]
struct Reading {
    kind: Option<Kind>,
    fields: Vec<FieldData>,
    deleted: HashSet<usize>,
    noted: HashSet<usize>,
    valued: HashSet<usize>,
    /// The open elements, each with its number.
    open: Vec<(usize, String)>,
    /// Which fields are open.
    open_fields: Vec<usize>,
    number: usize,
}

impl Reading {
    fn start(&mut self, element: &BytesStart<'_>) -> Option<()> {
        let local = element.local_name();
        let name = local.as_ref();
        if self.kind.is_none() {
            self.kind = Some(Kind::of(name)?);
        }
        let parent = self.open.last().map_or("", |(_, name)| name.as_str());
        let numbers = || self.open.iter().rev().map(|(number, _)| *number);
        match (name, parent) {
            (b"del" | b"hidden", "trPr") | (b"cellDel", "tcPr") => {
                self.deleted.extend(numbers().nth(1));
            }
            (b"v" | b"is", "c") => self.valued.extend(numbers().next()),
            (b"footnoteReference" | b"endnoteReference", _) => {
                let mut around = self.open.iter().rev();
                let change = around.find(|(_, name)| name == "del" || name == "moveFrom");
                self.noted.extend(change.map(|(number, _)| *number));
            }
            (b"fldChar", _) => match mark(element) {
                Some(Mark::Begin) => {
                    self.open_fields.push(self.fields.len());
                    self.fields.push(FieldData::default());
                }
                Some(Mark::End) => {
                    let ended = self.open_fields.pop();
                    if let Some(field) = ended.and_then(|at| self.fields.get_mut(at)) {
                        field.has_end = true;
                    }
                }
                None => {}
            },
            _ => {
                let last = self.open_fields.last();
                if let Some(field) = last.and_then(|at| self.fields.get_mut(*at)) {
                    field.note(name, parent, element);
                }
            }
        }
        let name = String::from_utf8_lossy(name).into_owned();
        self.open.push((self.number, name));
        self.number += 1;
        Some(())
    }

    fn text(&mut self, text: &[u8]) {
        let mut last = self.open.last().into_iter();
        let is_instruction = last.any(|(_, name)| name == "instrText");
        let field = self.open_fields.last().filter(|_| is_instruction);
        if let Some(field) = field.and_then(|at| self.fields.get_mut(*at)) {
            field.instruction.push_str(&String::from_utf8_lossy(text));
        }
    }
}

/// What a mark of one of Word's fields says, if it is the first or the last.
pub(super) enum Mark {
    Begin,
    End,
}

pub(super) fn mark(element: &BytesStart<'_>) -> Option<Mark> {
    match local_attribute(element, "fldCharType")?.as_str() {
        "begin" => Some(Mark::Begin),
        "end" => Some(Mark::End),
        _ => None,
    }
}
