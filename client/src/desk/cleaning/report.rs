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
    /// Where an editor left something out, and never what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redacted: Vec<RedactedPage>,
}

/// How many boxes a page has, or marks a text, which is one page.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RedactedPage {
    pub page: u32,
    pub boxes: usize,
}

/// The beginning of a text from a hostile file, made safe to keep and to show.
pub(in crate::desk) fn harmless(text: &str) -> String {
    let beginning: String = text.chars().take(VALUE_MAX_CHARS).collect();
    text::harmless(&beginning)
}
