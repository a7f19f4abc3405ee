//! What stays beside an envelope once it was opened on this machine.

use serde::{Deserialize, Serialize};
use sourdine_protocol::{
    envelope::{EnvelopeHash, SubmissionId},
    wire::Version1,
};

/// What this machine found when it opened an envelope to its end.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OpenedRecord {
    version: Version1,
    /// The BLAKE3 hash of the age file.
    #[serde(rename = "blake3")]
    pub hash: EnvelopeHash,
    /// The id that all envelopes of one submission share.
    pub submission: SubmissionId,
}

impl OpenedRecord {
    #[must_use]
    pub const fn new(hash: EnvelopeHash, submission: SubmissionId) -> Self {
        Self {
            version: Version1,
            hash,
            submission,
        }
    }
}
