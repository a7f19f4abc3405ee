//! What a visit brings along, and what the server says on the way.

use sourdine_protocol::{
    codename::receipt::Receipt,
    release::{RequestContext, Variable},
    wire::UploadToken,
};

use super::{
    browser_profile::boundary,
    expected::{PART_BYTES, Scenario},
};
use crate::courier::ApiError;

pub(super) const DELETE: &str = "DELETE ";

pub(super) struct Session {
    receipt: String,
    words: String,
    token: String,
    boundary: String,
    envelope: Vec<u8>,
    /// Whether the server holds an upload of this token that is not whole.
    is_open: bool,
}

impl Session {
    pub(super) fn new(scenario: &Scenario) -> Result<Self, ApiError> {
        // The system has no random numbers: as well as no answer.
        let silent = |_| ApiError::Silent;
        let envelope = match &scenario.envelope {
            Some(envelope) => envelope.clone(),
            None => scenario.letter.seal().map_err(|_| ApiError::Silent)?,
        };
        Ok(Self {
            receipt: Receipt::generate().map_err(silent)?.to_hex().to_string(),
            words: String::new(),
            token: UploadToken::generate()
                .map_err(silent)?
                .expose()
                .to_string(),
            boundary: boundary().map_err(silent)?,
            envelope,
            is_open: false,
        })
    }

    pub(super) fn request_context<'a>(&'a self, scenario: &'a Scenario) -> RequestContext<'a> {
        RequestContext {
            largest_bytes: scenario.largest_bytes,
            receipt: &self.receipt,
            words: &self.words,
            token: &self.token,
            boundary: &self.boundary,
            message: &scenario.letter.message,
            envelope: &self.envelope,
            part_bytes: PART_BYTES,
        }
    }

    pub(super) fn learn(&mut self, asked: &str, own: Option<Variable>) {
        match own {
            Some(Variable::Codename { words, receipt }) => {
                self.words.clone_from(&words);
                self.receipt.clone_from(&receipt);
            }
            Some(Variable::Token(token)) => {
                self.token.clone_from(&token);
                self.is_open = true;
            }
            None if asked.starts_with(DELETE) => self.is_open = false,
            None => {}
        }
    }

    /// A part of a letter was sent: the server may hold an upload of this visit's own name.
    pub(super) const fn has_begun(&mut self) {
        self.is_open = true;
    }

    /// What a browser sends of its own is whole, and stays.
    pub(super) const fn has_stored(&mut self) {
        self.is_open = false;
    }

    /// The name of the upload that the server would be left with.
    pub(super) fn open_upload(&self) -> Option<&str> {
        self.is_open.then_some(&*self.token)
    }
}
