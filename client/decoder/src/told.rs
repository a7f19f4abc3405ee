//! What a document tells besides its final text, and how that leaves the sandbox: a line for each
//! thing.

use std::fmt;

/// What stands between the two parts of a line.
pub const SEPARATOR: char = '\t';

/// Something that a document tells.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Told {
    pub field: &'static str,
    pub value: String,
}

impl fmt::Display for Told {
    fn fmt(&self, line: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A thing that is told has one line, whatever stands in it.
        let words = self.value.split_whitespace().collect::<Vec<_>>();
        write!(line, "{}{SEPARATOR}{}", self.field, words.join(" "))
    }
}
