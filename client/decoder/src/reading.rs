//! What is read of a document of characters.

use crate::told::Told;

/// A text, and what its document told besides.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) text: String,
    pub(crate) told: Vec<Told>,
}
