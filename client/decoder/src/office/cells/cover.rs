//! Drawings that lie over cells: a text under one is not seen.

use quick_xml::events::BytesStart;

use crate::xml::attribute;

/// From which cell to which a drawing reaches: columns and rows, from 0.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Cover {
    first: (usize, usize),
    last: (usize, usize),
}

impl Cover {
    /// What a drawing covers that begins in this cell. None if that cannot be told: it is turned,
    /// begins elsewhere, or does not say where it ends.
    pub(super) fn of(drawing: &BytesStart<'_>, cell: (usize, usize)) -> Option<Self> {
        let begins_before = |side| attribute(drawing, side).is_some_and(|at| at.starts_with('-'));
        let is_turned = attribute(drawing, "draw:transform").is_some();
        if is_turned || begins_before("svg:x") || begins_before("svg:y") {
            return None;
        }
        let last = address(&attribute(drawing, "table:end-cell-address")?)?;
        (last.0 >= cell.0 && last.1 >= cell.1).then_some(Self { first: cell, last })
    }

    pub(super) const fn has(&self, (column, row): (usize, usize)) -> bool {
        let (first, last) = (self.first, self.last);
        first.0 <= column && column <= last.0 && first.1 <= row && row <= last.1
    }
}

/// The column and row of an address like `Sheet1.AB12` or `'Other sheet'.$A$1`.
fn address(written: &str) -> Option<(usize, usize)> {
    const LETTERS: usize = 26;
    let (_, cell) = written.rsplit_once('.')?;
    let cell = cell.replace('$', "");
    let split = cell.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = cell.split_at(split);
    let mut column = 0_usize;
    for letter in letters.bytes() {
        let place = letter
            .is_ascii_uppercase()
            .then(|| usize::from(letter - b'A') + 1)?;
        column = column.checked_mul(LETTERS)?.checked_add(place)?;
    }
    let row: usize = digits.parse().ok()?;
    Some((column.checked_sub(1)?, row.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_nothing_else_is() {
        assert_eq!(address("Feuille1.A1"), Some((0, 0)));
        assert_eq!(address("'L.année'.$AB$12"), Some((27, 11)));
        for other in ["A1", "F.1", "F.A", "F.a1", "F.A0", "F.A1B", "F.é1", "F.$"] {
            assert_eq!(address(other), None, "{other}");
        }
    }

    #[test]
    fn a_drawing_covers_from_its_first_cell_to_its_last() {
        let drawing = |attributes: &str| {
            let text = format!("draw:frame {attributes}");
            Cover::of(&BytesStart::from_content(&text, "draw:frame".len()), (1, 1))
        };
        let cover = drawing(r#"table:end-cell-address="F.C4""#).unwrap();
        for covered in [(1, 1), (2, 3), (1, 3)] {
            assert!(cover.has(covered), "{covered:?}");
        }
        for beside in [(0, 1), (1, 0), (3, 1), (1, 4)] {
            assert!(!cover.has(beside), "{beside:?}");
        }
        for unclear in [
            "",
            r#"table:end-cell-address="F.A1""#,
            r#"table:end-cell-address="F.C4" svg:x="-1cm""#,
            r#"table:end-cell-address="F.C4" draw:transform="rotate (1)""#,
        ] {
            assert_eq!(drawing(unclear), None, "{unclear}");
        }
    }
}
