//! What a pull comes to.

use std::io;

use sourdine_l10n::Explain;
use sourdine_protocol::wire::EnvelopeId;

use crate::{
    courier::{answer::ApiError, listed::Listed},
    inbox::InboxError,
};

/// Why an envelope did not come.
#[derive(Debug, Explain, thiserror::Error)]
pub enum PullError {
    #[explain(transparent)]
    Door(#[from] ApiError),
    #[explain(transparent)]
    Inbox(#[from] InboxError),
    /// The whole envelope arrived, and its hash is not the one that was listed.
    #[explain("error-courier-wrong-hash")]
    WrongHash,
    /// Another file of that name is there.
    #[explain("error-courier-differs")]
    Differs,
    /// The disk is full.
    #[explain("error-courier-full")]
    Full {
        /// What is still to come.
        needed: u64,
    },
    #[explain(transparent)]
    Disk(#[source] io::Error),
}

impl PullError {
    /// Whether it is about one envelope alone, so that another may fare better.
    pub(super) const fn is_about_one(&self) -> bool {
        match self {
            Self::Door(error) => error.is_about_one(),
            Self::WrongHash | Self::Differs | Self::Full { .. } => true,
            Self::Disk(_) | Self::Inbox(_) => false,
        }
    }
}

/// An envelope that did not come.
#[derive(Debug)]
pub struct FailedEnvelope {
    pub id: EnvelopeId,
    pub error: PullError,
}

/// What a pull came to. Its lists are in the order of ids.
#[derive(Debug, Default)]
pub struct PullOutcome {
    pub came: Vec<Listed>,
    /// How many were there before.
    pub already: usize,
    /// What did not come.
    pub failed: Vec<FailedEnvelope>,
    /// How many were left, after a failure that would have met them too.
    pub left: usize,
    /// How many circuits brought envelopes; one where there was nothing to bring.
    pub circuits: usize,
}
