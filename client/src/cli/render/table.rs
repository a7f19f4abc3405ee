//! Rows of cells under each other.

use sourdine_protocol::text::harmless;

use super::width::{cut, width};

const GAP: usize = 2;
/// No column is made narrower than this for the sake of others.
const COLUMN_MIN: usize = 8;

/// A table. Its cells are made harmless: a source may have written them.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Table {
    indent: usize,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table, indented by this many columns.
    pub(super) const fn new(indent: usize) -> Self {
        Self {
            indent,
            rows: Vec::new(),
        }
    }

    pub(super) fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) {
        let cells = cells.into_iter().map(|cell| harmless(cell.as_ref()));
        self.rows.push(cells.collect());
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The lines, none wider than `room` as long as there is room for the columns at all: the
    /// widest column gives way.
    pub(super) fn lines(&self, room: usize) -> Vec<String> {
        let widths = self.widths(room.saturating_sub(self.indent));
        self.rows
            .iter()
            .map(|row| self.line(row, &widths))
            .collect()
    }

    fn line(&self, row: &[String], widths: &[usize]) -> String {
        let mut line = " ".repeat(self.indent);
        for (cell, room) in row.iter().zip(widths) {
            let cell = cut(cell, *room);
            line.push_str(&cell);
            line.push_str(&" ".repeat(room - width(&cell) + GAP));
        }
        line.trim_end().to_owned()
    }

    fn widths(&self, room: usize) -> Vec<usize> {
        let mut widths: Vec<usize> = Vec::new();
        for row in &self.rows {
            for (column, cell) in row.iter().enumerate() {
                match widths.get_mut(column) {
                    Some(widest) => *widest = (*widest).max(width(cell)),
                    None => widths.push(width(cell)),
                }
            }
        }
        let used =
            |widths: &[usize]| widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
        while used(&widths) > room {
            match widths.iter_mut().max() {
                Some(widest) if *widest > COLUMN_MIN => *widest -= 1,
                _ => break,
            }
        }
        widths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_and_fit() {
        let mut table = Table::new(2);
        table.row(["1a2b3c4d", "Été", ""]);
        table.row(["5e6f", "Des caméras partout dans la ville", "urgent"]);
        assert_eq!(
            table.lines(40),
            [
                "  1a2b3c4d  Été",
                "  5e6f      Des caméras partout…  urgent",
            ]
        );
        assert!(table.lines(80).iter().all(|line| !line.contains('…')));
    }

    #[test]
    fn a_stranger_s_cell_does_no_harm() {
        let mut table = Table::new(0);
        table.row(["a\u{1b}[31m\u{202E}\nb"]);
        assert_eq!(table.lines(80), ["a\u{FFFD}[31m\u{FFFD}\u{FFFD}b"]);
    }
}
