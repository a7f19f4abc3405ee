//! Every text of an entry's file, each with its field and its line: what stands in strings, in the
//! bodies, and between the fields, where comments are.

use toml::de::{DeTable, DeValue};

use super::entry_file::{self, EntryError};

/// What checked fields hold: nothing that an editor words.
const CHECKED: [&str; 2] = ["sha256", "uuid"];
/// What stands between the fields: their names, numbers and comments.
pub const BETWEEN_FIELDS: &str = "entry.md";

/// A text of an entry's file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EntryText {
    /// The field's name, as `claims.text.fr`.
    pub field: String,
    /// The line on which it begins, counted from 1.
    pub line: usize,
    /// The column at which it begins, counted from 1.
    pub column: usize,
    pub text: String,
}

/// Every text of an entry's file.
///
/// Fails if the file is no entry.
pub fn texts(bytes: &[u8]) -> Result<Vec<EntryText>, EntryError> {
    entry_file::parse(bytes)?;
    // What was parsed is text.
    let text = String::from_utf8_lossy(bytes);
    let parts = entry_file::split(&text)?;
    let mut found = Found {
        fields: parts.fields,
        between: parts.fields.as_bytes().to_vec(),
        texts: Vec::new(),
    };
    if let Ok(table) = DeTable::parse(parts.fields) {
        found.table("", table.get_ref());
    }
    let mut texts = found.texts;
    texts.push(EntryText {
        field: BETWEEN_FIELDS.to_owned(),
        line: entry_file::FIELDS_LINE,
        column: 1,
        text: String::from_utf8_lossy(&found.between).into_owned(),
    });
    for (field, body, line) in [
        ("body.fr", parts.fr, parts.fr_line),
        ("body.en", parts.en, parts.en_line),
    ] {
        texts.push(EntryText {
            field: field.to_owned(),
            line,
            column: 1,
            text: body.to_owned(),
        });
    }
    Ok(texts)
}

struct Found<'a> {
    fields: &'a str,
    /// The fields, without what stands in strings.
    between: Vec<u8>,
    texts: Vec<EntryText>,
}

impl Found<'_> {
    fn table(&mut self, inside: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let key = key.get_ref();
            let name = if inside.is_empty() {
                key.to_string()
            } else {
                format!("{inside}.{key}")
            };
            self.value(&name, value.get_ref(), value.span());
        }
    }

    fn value(&mut self, name: &str, value: &DeValue<'_>, span: std::ops::Range<usize>) {
        match value {
            DeValue::String(text) => self.string(name, text, span),
            DeValue::Table(table) => self.table(name, table),
            DeValue::Array(items) => {
                for item in items {
                    self.value(name, item.get_ref(), item.span());
                }
            }
            DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Float(_)
            | DeValue::Integer(_) => {}
        }
    }

    fn string(&mut self, name: &str, text: &str, span: std::ops::Range<usize>) {
        for byte in self.between.get_mut(span.clone()).unwrap_or_default() {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        if CHECKED.iter().any(|checked| name.ends_with(checked)) {
            return;
        }
        let source = self.fields.get(span.clone()).unwrap_or_default();
        let start = span.start + source.find(text).unwrap_or(0);
        let before = self.fields.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let column = before.get(line_start..).unwrap_or_default();
        self.texts.push(EntryText {
            field: name.to_owned(),
            line: entry_file::FIELDS_LINE + before.matches('\n').count(),
            column: column.chars().count() + 1,
            text: text.to_owned(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::first_entries::FIRST_ENTRIES;

    #[test]
    fn every_text_of_an_entry_is_found_where_it_stands() {
        let (_, entry) = FIRST_ENTRIES.first().unwrap();
        let entry = entry.replace("status = ", "# Jeanne\nstatus = ");
        let texts = texts(entry.as_bytes()).unwrap();
        let lines: Vec<&str> = entry.lines().collect();
        for text in &texts {
            assert!(!text.text.contains('\u{fffd}'), "{text:?}");
            if text.field != BETWEEN_FIELDS {
                let first = text.text.lines().next().unwrap_or_default();
                let line: String = lines[text.line - 1].chars().skip(text.column - 1).collect();
                assert!(line.starts_with(first), "{text:?}");
            }
        }
        let field = |name: &str| texts.iter().filter(|text| text.field == name).count();
        assert!(field("title.fr") == 1 && field("claims.text.en") > 0 && field("body.fr") == 1);
        assert_eq!((field("uuid"), field("id")), (0, 1));
        let between = texts
            .iter()
            .find(|text| text.field == BETWEEN_FIELDS)
            .unwrap();
        assert!(between.text.contains("# Jeanne") && !between.text.contains("Nice"));
        assert_eq!(
            between.text.lines().count() + 1,
            lines.iter().position(|l| *l == "+++ fr").unwrap()
        );
    }

    #[test]
    fn what_is_no_entry_has_no_texts() {
        assert!(texts(b"+++\n+++ fr\n+++ en\n").is_err());
        assert!(texts(b"\xFF").is_err());
    }
}
