//! An editor's card: what the founding editor needs to put an editor on the roster. Nothing in it
//! is secret, but the founding editor must know who hands it over.

use serde::{Deserialize, Serialize};
use sourdine_l10n::Explain;
use sourdine_protocol::{
    roster::{Editor, is_editor_name},
    wire::Version1,
};

use crate::desk::openpgp::Certificate;

#[derive(Debug, Explain, thiserror::Error)]
pub enum CardError {
    /// The text is not the JSON of version 1.
    #[explain("error-card-malformed", said)]
    Malformed(#[from] serde_json::Error),
    #[explain("error-card-name")]
    Name,
    #[explain("error-card-certificate")]
    Certificate,
}

/// The card that an editor hands to the founding editor.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    version: Version1,
    /// The editor as the roster will have them.
    pub editor: Editor,
}

impl Card {
    pub const fn new(editor: Editor) -> Self {
        Self {
            version: Version1,
            editor,
        }
    }

    /// Reads a card, and checks the editor's name and certificate.
    pub fn from_json(json: &[u8]) -> Result<Self, CardError> {
        let card: Self = serde_json::from_slice(json)?;
        if !is_editor_name(&card.editor.name) {
            return Err(CardError::Name);
        }
        Certificate::parse(&card.editor.certificate).map_err(|_| CardError::Certificate)?;
        Ok(card)
    }

    pub fn to_json(&self) -> Result<Vec<u8>, CardError> {
        Ok(serde_json::to_vec_pretty(self)?)
    }
}
