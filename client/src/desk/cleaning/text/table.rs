//! Tables that are written as text.

use std::io::Cursor;

/// What may stand between the cells of a row.
const DELIMITERS: [u8; 3] = [b';', b',', b'\t'];
const ROWS_MIN: usize = 2;
const CELLS_MIN: usize = 2;

/// Whether a text is a table: rows with as many cells each, none of which begins or ends with a
/// blank, as what stands around a comma or a semicolon in a sentence does.
pub(super) fn is_table(text: &str) -> bool {
    DELIMITERS.into_iter().any(|delimiter| {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .from_reader(Cursor::new(text.as_bytes()));
        let mut rows = 0;
        let mut row = csv::StringRecord::new();
        loop {
            match reader.read_record(&mut row) {
                Ok(false) => return rows >= ROWS_MIN,
                Ok(true) if row.len() >= CELLS_MIN && !row.iter().any(is_of_sentence) => rows += 1,
                Ok(true) | Err(_) => return false,
            }
        }
    })
}

fn is_of_sentence(cell: &str) -> bool {
    let blanks = [' ', '\u{A0}', '\u{202F}'];
    cell.starts_with(blanks) || cell.ends_with(blanks)
}

#[cfg(test)]
mod tests {
    use super::is_table;

    #[test]
    fn rows_of_as_many_cells_are_a_table() {
        for table in [
            "a;b\n1;2\n",
            "a,b,c\r\n,,\r\n\"x, y\",\"\",z\r\n",
            "a\tb\n1\t\n",
        ] {
            assert!(is_table(table), "{table:?}");
        }
        for other in [
            "",
            "a;b\n",
            "a;b\n1\n",
            "un mot\nun autre\n",
            "Monsieur, bonjour\nMadame, bonsoir\n",
            "vu le code ;\nvu la loi ;\n",
        ] {
            assert!(!is_table(other), "{other:?}");
        }
    }
}
