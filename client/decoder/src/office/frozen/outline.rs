//! The first reading of a part of a document: what is known only behind the place where it counts.

use std::{collections::HashSet, vec};

use quick_xml::events::BytesStart;

use crate::office::{
    instructions::{self, Field},
    xml::{Piece, Pieces, attribute},
};

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
            ..FieldData::default()
        }
        .plan()
    }
}

/// A part of a document. Elements are told apart by their numbers, in the order of their beginnings.
pub(super) struct Outline {
    pub(super) kind: Kind,
    /// Of each field in the order of their beginnings.
    pub(super) fields: vec::IntoIter<Plan>,
    /// Rows and cells that were deleted.
    pub(super) deleted: HashSet<usize>,
    /// Cells that have a value.
    pub(super) valued: HashSet<usize>,
}

/// A field, as far as it is read.
#[derive(Default)]
struct FieldData {
    instruction: String,
    default: String,
    chosen: Option<String>,
    entries: Vec<String>,
}

impl FieldData {
    fn plan(self) -> Plan {
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
        let value = || attribute(element, "w:val").unwrap_or_else(|| "1".to_owned());
        match (name, parent) {
            (b"default", "checkBox" | "ddList") => self.default = value(),
            (b"checked", "checkBox") | (b"result", "ddList") => self.chosen = Some(value()),
            (b"listEntry", "ddList") => self.entries.push(value()),
            _ => {}
        }
    }
}

/// Reads a part. None if it is no text.
pub(super) fn read(bytes: &[u8]) -> Option<Outline> {
    let mut pieces = Pieces::of(bytes);
    let mut kind = None;
    let mut fields: Vec<FieldData> = Vec::new();
    let (mut deleted, mut valued) = (HashSet::new(), HashSet::new());
    let mut open: Vec<(usize, String)> = Vec::new();
    let mut open_fields: Vec<usize> = Vec::new();
    let mut number = 0;
    while let Some(piece) = pieces.next().ok()? {
        match piece {
            Piece::Start(element) => {
                let name = element.local_name();
                let name = name.as_ref();
                kind = match kind {
                    None => Some(Kind::of(name)?),
                    known => known,
                };
                let parent = open.last().map_or("", |(_, name)| name.as_str());
                let around = open.iter().rev().nth(1).map(|(number, _)| *number);
                match (name, parent) {
                    (b"del", "trPr") | (b"cellDel", "tcPr") => deleted.extend(around),
                    (b"v" | b"is", "c") => valued.extend(open.last().map(|(number, _)| *number)),
                    (b"fldChar", _) => match mark(&element) {
                        Some(Mark::Begin) => {
                            open_fields.push(fields.len());
                            fields.push(FieldData::default());
                        }
                        Some(Mark::End) => drop(open_fields.pop()),
                        None => {}
                    },
                    _ => {
                        let field = open_fields.last().and_then(|at| fields.get_mut(*at));
                        if let Some(field) = field {
                            field.note(name, parent, &element);
                        }
                    }
                }
                open.push((number, String::from_utf8_lossy(name).into_owned()));
                number += 1;
            }
            Piece::Text(text) => {
                let is_instruction = open.last().is_some_and(|(_, name)| name == "instrText");
                let field = open_fields.last().and_then(|at| fields.get_mut(*at));
                if let Some(field) = field.filter(|_| is_instruction) {
                    field.instruction.push_str(&String::from_utf8_lossy(&text));
                }
            }
            Piece::End => drop(open.pop()),
            Piece::Declaration(_) => {}
        }
    }
    let plans: Vec<Plan> = fields.into_iter().map(FieldData::plan).collect();
    Some(Outline {
        kind: kind?,
        fields: plans.into_iter(),
        deleted,
        valued,
    })
}

/// What a mark of one of Word's fields says, if it is the first or the last.
pub(super) enum Mark {
    Begin,
    End,
}

pub(super) fn mark(element: &BytesStart<'_>) -> Option<Mark> {
    match attribute(element, "w:fldCharType")?.as_str() {
        "begin" => Some(Mark::Begin),
        "end" => Some(Mark::End),
        _ => None,
    }
}
