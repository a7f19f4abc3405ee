//! Word's fields: which of them stay, by the first word of their instruction.

/// What becomes of a field.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Field {
    /// It counts pages, which LibreOffice does.
    Live,
    /// It says what it said when the document was saved.
    Result,
    /// A box that is ticked or not.
    Checkbox,
    /// One of several entries.
    Dropdown,
    /// It may name somebody or something, or it is not known: nothing of it stays.
    Gone,
}

const LIVE: [&str; 4] = ["NUMPAGES", "PAGE", "SECTION", "SECTIONPAGES"];
/// Fields that refer, count, compute or tell a time, and show it.
const RESULTS: [&str; 39] = [
    "=",
    "ADDIN",
    "AUTONUM",
    "AUTONUMLGL",
    "AUTONUMOUT",
    "BIBLIOGRAPHY",
    "CITATION",
    "COMMENTS",
    "COMPARE",
    "CREATEDATE",
    "DATE",
    "EDITTIME",
    "FORMTEXT",
    "FORMULA",
    "GOTOBUTTON",
    "HYPERLINK",
    "IF",
    "INCLUDEPICTURE",
    "INDEX",
    "KEYWORDS",
    "LISTNUM",
    "NOTEREF",
    "NUMCHARS",
    "NUMWORDS",
    "PAGEREF",
    "PRINTDATE",
    "QUOTE",
    "REF",
    "REVNUM",
    "SAVEDATE",
    "SEQ",
    "SHAPE",
    "STYLEREF",
    "SUBJECT",
    "SYMBOL",
    "TIME",
    "TITLE",
    "TOA",
    "TOC",
];

/// What becomes of a field with this instruction.
pub(super) fn field(instruction: &str) -> Field {
    let word = instruction.split_whitespace().next().unwrap_or_default();
    let word = word.to_ascii_uppercase();
    match word.as_str() {
        "FORMCHECKBOX" => Field::Checkbox,
        "FORMDROPDOWN" => Field::Dropdown,
        word if LIVE.contains(&word) => Field::Live,
        word if RESULTS.contains(&word) || word.starts_with('=') => Field::Result,
        _ => Field::Gone,
    }
}

/// Whether a text is the instruction of a field and not its result: `FILENAME \p`.
pub(super) fn is_instruction(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default();
    let is_name = first.len() > 1 && first.bytes().all(|byte| byte.is_ascii_uppercase());
    is_name && words.next().is_some_and(|next| next.starts_with('\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stay_only_of_fields_that_are_known() {
        for (instruction, expected) in [
            (" PAGE ", Field::Live),
            ("toc \\o 1-3", Field::Result),
            ("=SUM(ABOVE)", Field::Result),
            ("FORMCHECKBOX", Field::Checkbox),
            ("FORMDROPDOWN", Field::Dropdown),
            ("USERNAME", Field::Gone),
            ("FILENAME \\p", Field::Gone),
            ("MERGEFIELD Nom", Field::Gone),
            ("XE \"Nom\"", Field::Gone),
            ("", Field::Gone),
        ] {
            assert_eq!(field(instruction), expected, "{instruction}");
        }
        assert!(is_instruction("FILENAME \\p \r"));
        for text in ["NOTE de service", "VU", "Vu \\ lu", ""] {
            assert!(!is_instruction(text), "{text}");
        }
    }
}
