//! An editor's card: what the founding editor needs to put somebody on the roster. Nothing in it is secret; who hands it over must be known.

use serde::{Deserialize, Serialize};
use sourdine_l10n::Explain;
use sourdine_protocol::{
    roster::{Editor, is_editor_name},
    wire::Version1,
};

use crate::desk::openpgp::Certificate;

/// Why a card was refused.
#[derive(Debug, Explain, thiserror::Error)]
pub enum CardError {
    /// Not the JSON that version 1 has.
    #[explain("error-card-malformed", said)]
    Malformed(#[from] serde_json::Error),
    /// A name that is none.
    #[explain("error-card-name")]
    Name,
    /// Its certificate is none.
    #[explain("error-card-certificate")]
    Certificate,
}

/// What an editor hands to the desk.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    version: Version1,
    /// As the roster will have it.
    pub editor: Editor,
}

impl Card {
    /// A card to be handed over.
    #[must_use]
    pub const fn new(editor: Editor) -> Self {
        Self {
            version: Version1,
            editor,
        }
    }

    /// Reads a card.
    ///
    /// # Errors
    /// It is none, or something in it is not what it says.
    pub fn from_json(json: &[u8]) -> Result<Self, CardError> {
        let card: Self = serde_json::from_slice(json)?;
        if !is_editor_name(&card.editor.name) {
            return Err(CardError::Name);
        }
        Certificate::parse(&card.editor.certificate).map_err(|_| CardError::Certificate)?;
        Ok(card)
    }

    /// Writes it.
    ///
    /// # Errors
    /// None in practice: every field is plain text.
    pub fn to_json(&self) -> Result<Vec<u8>, CardError> {
        Ok(serde_json::to_vec_pretty(self)?)
    }
}
