//! The way through a workbook: sheets, columns, rows, cells, and the texts in them.

use std::collections::HashMap;

use quick_xml::events::BytesStart;

use super::{
    look::{Looks, Seen},
    sheet::{Cell, Row, Sheet, value},
};
use crate::{
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
    /// What was said of styles before: of a cell and of texts in it, on a protected sheet or not.
    known: HashMap<(bool, String, Vec<String>), Seen>,
    sheets: Vec<Sheet>,
    told: Vec<Told>,
    open: Vec<Open>,
    /// How many of the open elements hide what is in them.
    hiding: usize,
    sheet: Option<Sheet>,
    row: Option<Row>,
    cell: Option<Cell>,
    /// The styles of the open spans.
    spans: Vec<String>,
    /// How many of the open elements are drawings or in one.
    in_drawing: usize,
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
            hiding: 0,
            sheet: None,
            row: None,
            cell: None,
            spans: Vec::new(),
            in_drawing: 0,
        }
    }

    /// The sheets with a text that is seen, and what was left out.
    pub(super) fn finish(self) -> (Vec<Sheet>, Vec<Told>) {
        (self.sheets, self.told)
    }

    pub(super) fn start(&mut self, element: &BytesStart<'_>) {
        if self.in_drawing > 0 {
            self.in_drawing += 1;
            return;
        }
        let name = name_of(element);
        if name.starts_with("draw:")
            && let Some(sheet) = &mut self.sheet
        {
            // It may lie over any cell, and over what runs on out of one.
            sheet.is_unclear = true;
            self.in_drawing = 1;
            return;
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
        self.hiding += usize::from(hides);
        self.open.push(Open { name, hides });
        self.begin(element);
    }

    fn begin(&mut self, element: &BytesStart<'_>) {
        let name = self.open.last().map_or("", |open| open.name.as_str());
        let is_hidden = self.hiding > 0;
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
            return;
        }
        let Some(Open { name, hides }) = self.open.pop() else {
            return;
        };
        match name.as_str() {
            "table:table" if self.hiding > 0 => self.sheet = None,
            "table:table" => {
                let ended = self.sheet.take();
                let ended = ended.filter(|sheet| sheet.is_unclear || !sheet.grid.is_empty());
                self.sheets.extend(ended);
            }
            "table:table-row" => {
                if let (Some(sheet), Some(row)) = (&mut self.sheet, self.row.take()) {
                    sheet.add_row(&row);
                }
            }
            "table:table-cell" | "table:covered-table-cell" => self.end_cell(),
            "text:span" => drop(self.spans.pop()),
            _ => {}
        }
        self.hiding -= usize::from(hides);
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

    /// Adds a piece of text, which is escaped.
    pub(super) fn text(&mut self, escaped: &[u8]) {
        let (Some(sheet), Some(row), Some(cell)) = (&mut self.sheet, &self.row, &mut self.cell)
        else {
            return;
        };
        if self.in_drawing > 0 || cell.paragraphs == 0 || sheet.is_hidden(row, cell) {
            return;
        }
        let key = (sheet.is_protected, cell.style.clone(), self.spans.clone());
        let look = || {
            let spans = self.spans.iter().rev();
            self.looks.is_seen(&cell.style, spans, sheet.is_protected)
        };
        let text = plain(escaped);
        match *self.known.entry(key).or_insert_with(look) {
            Seen::Yes => cell.text.push_str(&text),
            Seen::No => cell.unseen.push_str(&text),
            Seen::Unclear => sheet.is_unclear = true,
        }
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
