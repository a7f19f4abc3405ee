//! What is seen in the cells of a sheet, row by row.

/// The most cells that a table has: what is repeated a million times in a small file is no table.
const CELLS_MAX: usize = 4_000_000;
/// The most bytes of its texts.
pub(super) const TEXTS_MAX_BYTES: usize = 64 << 20;

/// The rows of a sheet that are seen.
#[derive(Default)]
pub(super) struct Grid {
    rows: Vec<Vec<String>>,
    /// Rows without a text, which only count if one with a text follows.
    empty: usize,
    /// How many bytes its texts have.
    bytes: usize,
    is_too_large: bool,
}

impl Grid {
    /// Adds a row `times` times.
    pub(super) fn add(&mut self, mut row: Vec<String>, times: usize) {
        while row.last().is_some_and(String::is_empty) {
            row.pop();
        }
        if row.is_empty() {
            self.empty = self.empty.saturating_add(times);
            return;
        }
        let count = self.rows.len().saturating_add(self.empty);
        let count = count.saturating_add(times);
        let bytes: usize = row.iter().map(String::len).sum();
        self.bytes = self.bytes.saturating_add(bytes.saturating_mul(times));
        if count.saturating_mul(row.len()) > CELLS_MAX || self.bytes > TEXTS_MAX_BYTES {
            self.refuse();
            return;
        }
        self.rows.resize(self.rows.len() + self.empty, Vec::new());
        self.empty = 0;
        self.rows.resize(self.rows.len() + times, row);
    }

    /// Takes note that the sheet has more than a table may have.
    pub(super) fn refuse(&mut self) {
        self.is_too_large = true;
        self.rows = Vec::new();
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rows.is_empty() && !self.is_too_large
    }

    /// Comma-separated values, with as many cells in each row. None if there are too many.
    pub(super) fn table(&self) -> Option<Vec<u8>> {
        let width = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        if self.is_too_large || width.saturating_mul(self.rows.len()) > CELLS_MAX {
            return None;
        }
        let mut table = csv::Writer::from_writer(Vec::new());
        for row in &self.rows {
            let cells = row.iter().map(String::as_str);
            let cells = cells.chain(std::iter::repeat("")).take(width);
            table.write_record(cells).ok()?;
        }
        table.into_inner().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn rows_have_as_many_cells_and_end_with_the_last_text() {
        let mut grid = Grid::default();
        grid.add(row(&["a", "", "b, \"c\"", "", ""]), 1);
        grid.add(row(&["", ""]), 2);
        grid.add(row(&["d\ne"]), 2);
        grid.add(row(&[]), usize::MAX);
        let table = String::from_utf8(grid.table().unwrap()).unwrap();
        assert_eq!(
            table,
            "a,,\"b, \"\"c\"\"\"\n,,\n,,\n\"d\ne\",,\n\"d\ne\",,\n"
        );
        assert!(!grid.is_empty() && Grid::default().is_empty());
    }

    #[test]
    fn what_is_repeated_without_end_is_no_table() {
        let mut repeated = Grid::default();
        repeated.add(row(&["a"]), usize::MAX);
        let mut far = Grid::default();
        far.add(row(&[]), CELLS_MAX);
        far.add(row(&["a"]), 1);
        let mut wide = Grid::default();
        wide.add(row(&["a"]), CELLS_MAX);
        wide.add(row(&["a", "b"]), 1);
        let mut long = Grid::default();
        long.add(row(&["a long text"]), TEXTS_MAX_BYTES / 10);
        for grid in [repeated, far, wide, long] {
            assert!(grid.table().is_none() && !grid.is_empty());
        }
    }
}
