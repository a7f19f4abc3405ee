//! A sheet while it is read: its columns, and the row and the cell that are open.

use quick_xml::events::BytesStart;

use super::grid::{Grid, TEXTS_MAX_BYTES};
use crate::xml::attribute;

/// The most columns of a sheet that are looked at: more than any program has.
const COLUMNS_MAX: usize = 65_536;
/// How many times an element stands there.
const ROWS: &str = "table:number-rows-repeated";
const COLUMNS: &str = "table:number-columns-repeated";
/// What stands before a text that a program could take for a formula.
const GUARD: char = '\'';

pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) grid: Grid,
    pub(super) is_protected: bool,
    /// The decoder cannot tell which of its cells are seen.
    pub(super) is_unclear: bool,
    columns: Vec<Column>,
}

#[derive(Clone, Default)]
struct Column {
    is_hidden: bool,
    style: String,
}

/// A row that is open.
#[derive(Default)]
pub(super) struct Row {
    times: usize,
    pub(super) is_hidden: bool,
    style: String,
    /// Texts, each with its column.
    cells: Vec<(usize, String)>,
    /// How many bytes its texts have.
    bytes: usize,
    /// The column of the cell that is open, or comes next.
    column: usize,
}

/// A cell that is open.
#[derive(Default)]
pub(super) struct Cell {
    times: usize,
    pub(super) style: String,
    /// It lies under another one.
    pub(super) is_covered: bool,
    pub(super) text: String,
    /// What is written and not seen.
    pub(super) unseen: String,
    pub(super) paragraphs: usize,
}

impl Sheet {
    pub(super) fn of(element: &BytesStart<'_>) -> Self {
        Self {
            name: value(element, "table:name"),
            grid: Grid::default(),
            is_protected: value(element, "table:protected") == "true",
            is_unclear: false,
            columns: Vec::new(),
        }
    }

    pub(super) fn add_columns(&mut self, element: &BytesStart<'_>, is_hidden: bool) {
        let column = Column {
            is_hidden,
            style: value(element, "table:default-cell-style-name"),
        };
        let count = count(element, COLUMNS).saturating_add(self.columns.len());
        self.columns.resize(count.min(COLUMNS_MAX), column);
    }

    /// Whether nothing is seen of the cell that is open in this row, however often it stands there.
    pub(super) fn is_hidden(&self, row: &Row, cell: &Cell) -> bool {
        let last = row.column.saturating_add(cell.times).min(COLUMNS_MAX);
        row.is_hidden || (row.column..last).all(|column| self.is_column_hidden(column))
    }

    /// The style of a cell that has none itself.
    pub(super) fn style(&self, row: &Row) -> String {
        let of_column = self.columns.get(row.column);
        match (row.style.is_empty(), of_column) {
            (true, Some(column)) => column.style.clone(),
            _ => row.style.clone(),
        }
    }

    /// Adds the columns of a row that are seen.
    pub(super) fn add_row(&mut self, row: &Row) {
        if row.is_hidden {
            return;
        }
        if row.bytes > TEXTS_MAX_BYTES {
            self.grid.refuse();
            return;
        }
        let width = row.cells.last().map_or(0, |(column, _)| column + 1);
        let mut cells = vec![String::new(); width];
        for (column, text) in &row.cells {
            if let Some(cell) = cells.get_mut(*column) {
                cell.clone_from(text);
            }
        }
        let mut column = 0..;
        let mut is_seen = || {
            !column
                .next()
                .is_some_and(|column| self.is_column_hidden(column))
        };
        cells.retain(|_| is_seen());
        self.grid.add(cells, row.times);
    }

    fn is_column_hidden(&self, column: usize) -> bool {
        let known = self.columns.get(column);
        known.is_some_and(|column| column.is_hidden)
    }
}

impl Row {
    pub(super) fn of(element: &BytesStart<'_>, is_hidden: bool) -> Self {
        Self {
            times: count(element, ROWS),
            is_hidden,
            style: value(element, "table:default-cell-style-name"),
            ..Self::default()
        }
    }

    /// Adds the cell that was open.
    pub(super) fn add(&mut self, cell: &Cell) {
        let times = cell.times;
        let text = if cell.is_covered {
            String::new()
        } else {
            cell.guarded()
        };
        if !text.is_empty() {
            let last = self.column.saturating_add(times).min(COLUMNS_MAX);
            let count = last.saturating_sub(self.column);
            self.bytes = self.bytes.saturating_add(text.len().saturating_mul(count));
            if self.bytes <= TEXTS_MAX_BYTES {
                let texts = (self.column..last).map(|column| (column, text.clone()));
                self.cells.extend(texts);
            }
        }
        self.column = self.column.saturating_add(times);
    }
}

impl Cell {
    pub(super) fn of(name: &str, element: &BytesStart<'_>) -> Self {
        Self {
            times: count(element, COLUMNS),
            style: value(element, "table:style-name"),
            is_covered: name == "table:covered-table-cell",
            ..Self::default()
        }
    }

    /// What is seen. A program that opens the table takes none of it for a formula.
    fn guarded(&self) -> String {
        let text = self.text.trim();
        if begins_like_a_formula(text) {
            format!("{GUARD}{text}")
        } else {
            text.to_owned()
        }
    }
}

/// Whether a program could take a text for a formula: a sign before more than a number. A number
/// may be one too, since its format may have any words.
fn begins_like_a_formula(text: &str) -> bool {
    let is_of_number = |c: char| c.is_ascii_digit() || c.is_whitespace() || ".,%()€$£".contains(c);
    match text.chars().next() {
        Some('=' | '@') => true,
        Some(sign @ ('+' | '-')) => {
            let rest = text.trim_start_matches(sign);
            !without_exponent(rest).chars().all(is_of_number)
        }
        Some(_) | None => false,
    }
}

/// A number like `1.5E+05` without what stands behind its digits.
fn without_exponent(text: &str) -> &str {
    let Some((number, exponent)) = text.split_once('E') else {
        return text;
    };
    let digits = exponent.trim_start_matches(['+', '-']);
    let is_exponent = digits.chars().all(|digit| digit.is_ascii_digit());
    if is_exponent && number.ends_with(|last: char| last.is_ascii_digit()) {
        number
    } else {
        text
    }
}

pub(super) fn value(element: &BytesStart<'_>, name: &str) -> String {
    attribute(element, name).unwrap_or_default()
}

/// How many times an element stands there: once, if it says nothing.
fn count(element: &BytesStart<'_>, name: &str) -> usize {
    let written = attribute(element, name);
    written.and_then(|times| times.parse().ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::begins_like_a_formula;

    #[test]
    fn what_a_program_would_compute_is_guarded() {
        for formula in [
            "=1+1",
            "@SUM(1)",
            "+cmd|' /C calc'!A0",
            "-2+3+A1",
            "=",
            "- point",
            "-E5",
            "-2+3E5",
        ] {
            assert!(begins_like_a_formula(formula), "{formula}");
        }
        for other in [
            "",
            "a=1",
            "-12,5 %",
            "+33 6 12 34 56 78",
            "-",
            "(12)",
            "-1.5E+05",
            "-12 €",
        ] {
            assert!(!begins_like_a_formula(other), "{other}");
        }
    }
}
