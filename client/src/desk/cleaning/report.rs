//! Reports of what a document told about the people who made it. A report is for editors only,
//! since it repeats what was removed.

use serde::{Deserialize, Serialize};

use sourdine_observatory::model::text;

/// Longest value that a report repeats, in characters.
const VALUE_MAX_CHARS: usize = 200;
/// The most findings that a report lists. The rest is dropped.
pub(super) const FINDINGS_MAX: usize = 1000;

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The member or part of the file that has it, where the file has parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    pub field: String,
    pub value: String,
}

/// What was found before cleaning, and what is left after it.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// What was found in the original.
    pub removed: Vec<Finding>,
    /// What is found in the clean copy and tells nothing.
    pub left: Vec<Finding>,
}

/// Reads the output of `mat2 --show`. A line in an unknown form is a finding too.
pub(super) fn parse_show(said: &str) -> Vec<Finding> {
    let mut part = None;
    let mut findings: Vec<Finding> = Vec::new();
    for line in said.lines() {
        if let Some(of) = line.trim_start().strip_prefix("[++] Metadata for ") {
            part = Some(harmless(of.trim_end_matches(':')));
        } else if line.starts_with("[+]")
            || line.trim_start().starts_with("No metadata found")
            || line.trim().is_empty()
        {
            part = None;
        } else if let Some((field, value)) = line.trim_start().split_once(": ") {
            findings.push(Finding {
                part: part.clone(),
                field: harmless(field),
                value: harmless(value),
            });
        } else {
            findings.push(Finding {
                part: part.clone(),
                field: harmless(line.trim()),
                value: String::new(),
            });
        }
    }
    findings.truncate(FINDINGS_MAX);
    findings
}

/// The beginning of a text from a hostile file, made safe to keep and to show.
pub(super) fn harmless(text: &str) -> String {
    let beginning: String = text.chars().take(VALUE_MAX_CHARS).collect();
    text::harmless(&beginning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_mat2_says_is_read() {
        let said = "[+] Metadata for document.docx:\n[++] Metadata for docProps/core.xml:\n      date_time: 2026-11-24 03:35:58\n      dc:creator: A\u{1b}[31m: B\n[+] Metadata for x.pdf:\n    author: C\n  No metadata found in d.docx.\n";
        let findings = parse_show(said);
        assert_eq!(findings.len(), 3);
        assert_eq!(
            findings[1],
            Finding {
                part: Some("docProps/core.xml".to_owned()),
                field: "dc:creator".to_owned(),
                value: "A\u{FFFD}[31m: B".to_owned()
            }
        );
        assert_eq!(
            findings[2],
            Finding {
                part: None,
                field: "author".to_owned(),
                value: "C".to_owned()
            }
        );
    }

    #[test]
    fn a_field_in_an_unforeseen_form_is_still_a_finding() {
        assert_eq!(parse_show("[+] Metadata for a.jpg:\n  strange\n").len(), 1);
    }
}
