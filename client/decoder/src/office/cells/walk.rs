//! The way through a workbook: sheets, columns, rows, cells, and the texts in them.

use std::{collections::HashMap, mem};

use quick_xml::events::BytesStart;

use super::{
    look::{Looks, Seen},
    sheet::{Cell, Row, Sheet, value},
};
use crate::{
    error::Refusal,
    office::{
        hidden::{hidden, is_hidden_by},
        survey::Survey,
    },
    told::Told,
    xml::{attribute, name_of, plain},
};

/// The most that is told of one workbook.
const TOLD_MAX: usize = 1_000;
/// The most blanks in a row that an element stands for.
const BLANKS_MAX: usize = 64;

pub(super) struct Walk<'a> {
    survey: &'a Survey,
    looks: &'a Looks,
    /// What was said of styles before: of a cell, and of a text in it.
    known: HashMap<(String, Option<String>), Seen>,
    sheets: Vec<Sheet>,
    told: Vec<Told>,
    open: Vec<Open>,
    sheet: Option<Sheet>,
    row: Option<Row>,
    cell: Option<Cell>,
    /// The styles of the open spans.
    spans: Vec<String>,
    /// How many of the open elements are drawings or in one, and the text there.
    in_drawing: usize,
    drawn: String,
}

/// An element that is open.
struct Open {
    name: String,
    hides: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(survey: &'a Survey, looks: &'a Looks) -> Self {
        Self {
            survey,
            looks,
            known: HashMap::new(),
            sheets: Vec::new(),
            told: Vec::new(),
            open: Vec::new(),
            sheet: None,
            row: None,
            cell: None,
            spans: Vec::new(),
            in_drawing: 0,
            drawn: String::new(),
        }
    }

    /// The sheets with a text that is seen, and what was left out.
    pub(super) fn finish(self) -> (Vec<Sheet>, Vec<Told>) {
        (self.sheets, self.told)
    }

    /// Fails at a drawing of which nobody can say which cells it covers.
    pub(super) fn start(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        let name = name_of(element);
        if self.in_drawing > 0 {
            self.in_drawing += 1;
            return Ok(());
        }
        if name.starts_with("draw:") && self.sheet.is_some() {
            self.in_drawing = 1;
            return self.cover(element);
        }
        let hides = match name.as_str() {
            "table:table-row-group" | "table:table-column-group" => {
                is_hidden_by(element, "table:display")
            }
            "table:table" | "table:table-row" | "table:table-column" => {
                hidden(&name, element, self.survey, "").is_some() || self.is_flat(&name, element)
            }
            _ => false,
        };
        self.open.push(Open { name, hides });
        self.begin(element);
        Ok(())
    }

    fn begin(&mut self, element: &BytesStart<'_>) {
        let name = self.open.last().map_or("", |open| open.name.as_str());
        let is_hidden = self.open.iter().any(|open| open.hides);
        match name {
            "table:table" => self.sheet = Some(Sheet::of(element)),
            "table:table-column" => {
                if let Some(sheet) = &mut self.sheet {
                    sheet.add_columns(element, is_hidden);
                }
            }
            "table:table-row" => self.row = Some(Row::of(element, is_hidden)),
            "table:table-cell" | "table:covered-table-cell" => {
                let mut cell = Cell::of(name, element);
                if let (Some(sheet), Some(row)) = (&self.sheet, &self.row)
                    && cell.style.is_empty()
                {
                    cell.style = sheet.style(row);
                }
                self.cell = Some(cell);
            }
            "text:span" => self.spans.push(value(element, "text:style-name")),
            "text:p" => {
                if let Some(cell) = &mut self.cell {
                    cell.text
                        .push_str(if cell.paragraphs > 0 { "\n" } else { "" });
                    cell.paragraphs += 1;
                }
            }
            "text:s" | "text:tab" | "text:line-break" => {
                let count = attribute(element, "text:c").and_then(|count| count.parse().ok());
                let blank = if name == "text:line-break" { "\n" } else { " " };
                if let Some(cell) = &mut self.cell {
                    let count = count.unwrap_or(1).min(BLANKS_MAX);
                    cell.text.push_str(&blank.repeat(count));
                }
            }
            _ => {}
        }
    }

    pub(super) fn end(&mut self) {
        if self.in_drawing > 0 {
            self.in_drawing -= 1;
            if self.in_drawing == 0 {
                let drawn = mem::take(&mut self.drawn);
                self.tell("Drawing", &drawn);
            }
            return;
        }
        let Some(Open { name, .. }) = self.open.pop() else {
            return;
        };
        match name.as_str() {
            "table:table" => {
                self.sheets
                    .extend(self.sheet.take_if(|sheet| !sheet.grid.is_empty()));
                self.sheet = None;
            }
            "table:table-row" => {
                let ended = self.sheet.as_mut().zip(self.row.take());
                let covered = ended.map(|(sheet, row)| sheet.add_row(&row));
                for text in covered.into_iter().flatten() {
                    self.tell("CoveredCell", &text);
                }
            }
            "table:table-cell" | "table:covered-table-cell" => self.end_cell(),
            "text:span" => drop(self.spans.pop()),
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else {
            return;
        };
        if cell.is_covered {
            self.tell_text("CoveredCell", &cell.text);
        }
        self.tell_text("HiddenText", &cell.unseen);
        if let Some(row) = &mut self.row {
            row.add(&cell);
        }
    }

    /// Adds a piece of text, which is escaped. Fails if nobody can say whether it is seen.
    pub(super) fn text(&mut self, escaped: &[u8]) -> Result<(), Refusal> {
        if self.in_drawing > 0 {
            self.drawn.push_str(&plain(escaped));
            return Ok(());
        }
        let (Some(sheet), Some(row), Some(cell)) = (&self.sheet, &self.row, &mut self.cell) else {
            return Ok(());
        };
        if cell.paragraphs == 0 || sheet.is_hidden(row) {
            return Ok(());
        }
        let span = self.spans.last();
        let key = (cell.style.clone(), span.cloned());
        let look = || {
            let span = span.map(String::as_str);
            self.looks.is_seen(&cell.style, span, sheet.is_protected)
        };
        let text = plain(escaped);
        match *self.known.entry(key).or_insert_with(look) {
            Seen::Yes => cell.text.push_str(&text),
            Seen::No => cell.unseen.push_str(&text),
            Seen::Unclear => return Err(Refusal::Unfaithful),
        }
        Ok(())
    }

    fn cover(&mut self, drawing: &BytesStart<'_>) -> Result<(), Refusal> {
        let is_hidden = self
            .open
            .iter()
            .any(|open| open.name == "table:table" && open.hides);
        let Some(sheet) = self.sheet.as_mut().filter(|_| !is_hidden) else {
            return Ok(());
        };
        let is_told = sheet.cover(drawing, self.row.as_ref());
        is_told.then_some(()).ok_or(Refusal::Unfaithful)
    }

    /// Whether a row or a column is so flat that nothing of it is seen, and what that is told.
    fn is_flat(&mut self, name: &str, element: &BytesStart<'_>) -> bool {
        let family = name.trim_start_matches("table:");
        let is_flat = self
            .looks
            .is_flat(family, &value(element, "table:style-name"));
        if is_flat && let Some(sheet) = &self.sheet {
            let name = sheet.name.clone();
            self.tell("HiddenRowOrColumn", &name);
        }
        is_flat
    }

    fn tell_text(&mut self, field: &'static str, text: &str) {
        if !text.trim().is_empty() {
            self.tell(field, text);
        }
    }

    fn tell(&mut self, field: &'static str, value: &str) {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        let told = Told { field, value };
        if self.told.len() < TOLD_MAX && !self.told.contains(&told) {
            self.told.push(told);
        }
    }
}
