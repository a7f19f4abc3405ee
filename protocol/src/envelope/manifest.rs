//! `envelope.json` (docs/protocol.md 1.5).

use serde::{Deserialize, Serialize};

use crate::{
    envelope::hybrid::HybridRecipient,
    hex_text,
    text::Language,
    wire::{REPLY_TAGS, Version1},
};

/// Longest `envelope.json`, in bytes.
pub const ENVELOPE_JSON_MAX_BYTES: usize = 65_536;
/// Length of a submission id, in bytes.
pub const SUBMISSION_ID_BYTES: usize = 16;
/// Length of a source's Ed25519 public key, in bytes.
pub const VERIFICATION_KEY_BYTES: usize = 32;
/// Length of a reply tag's hash, in bytes.
pub const TAG_HASH_BYTES: usize = 32;

/// Who sealed an envelope.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SealedBy {
    /// The source's browser, online.
    Page,
    /// The source's browser, with the single-file page.
    Offline,
    /// The server: what the source sent passed through its memory.
    Server,
    /// An editor.
    Cli,
}

/// Marks a submission: two envelopes with the same one are the same submission, sent twice.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SubmissionId([u8; SUBMISSION_ID_BYTES]);

hex_text!(
    SubmissionId,
    SUBMISSION_ID_BYTES,
    ManifestError,
    ManifestError::Malformed
);

impl SubmissionId {
    /// A new one from the system's random numbers.
    ///
    /// # Errors
    /// The system has none to give.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut id = [0; SUBMISSION_ID_BYTES];
        getrandom::fill(&mut id)?;
        Ok(Self(id))
    }
}

/// The source's Ed25519 public key (RFC 8032), which proves a follow-up.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct VerificationKey([u8; VERIFICATION_KEY_BYTES]);

hex_text!(
    VerificationKey,
    VERIFICATION_KEY_BYTES,
    ManifestError,
    ManifestError::Malformed
);

/// The hash of a reply tag: editors write under it, only the source knows the tag.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TagHash([u8; TAG_HASH_BYTES]);

hex_text!(
    TagHash,
    TAG_HASH_BYTES,
    ManifestError,
    ManifestError::Malformed
);

/// Where and how a source can be answered.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ReplyAddress {
    /// What replies are sealed to.
    pub recipient: HybridRecipient,
    /// What the source's follow-ups are signed with.
    pub verification: VerificationKey,
    /// Under what replies are left.
    pub tags: [TagHash; REPLY_TAGS],
}

/// `envelope.json`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    version: Version1,
    /// What the source reads.
    pub language: Language,
    /// Who sealed it.
    pub sealed_by: SealedBy,
    /// Which submission it is.
    pub submission: SubmissionId,
    /// How to answer, unless an editor sealed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<ReplyAddress>,
}

/// Why an `envelope.json` was refused. Never repeats it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ManifestError {
    /// Not the JSON that version 1 has.
    #[error(
        "envelope.json is not what version 1 of the protocol writes; if the source uses a newer Sourdine, update yours"
    )]
    Malformed,
    /// Longer than [`ENVELOPE_JSON_MAX_BYTES`].
    #[error("envelope.json is longer than any that Sourdine writes")]
    TooLong,
}

impl Manifest {
    /// The manifest of a new envelope.
    #[must_use]
    pub const fn new(
        language: Language,
        sealed_by: SealedBy,
        submission: SubmissionId,
        reply: Option<ReplyAddress>,
    ) -> Self {
        Self {
            version: Version1,
            language,
            sealed_by,
            submission,
            reply,
        }
    }

    /// Reads `envelope.json`.
    ///
    /// # Errors
    /// Anything but what version 1 writes: unknown keys too.
    pub fn from_json(json: &[u8]) -> Result<Self, ManifestError> {
        if json.len() > ENVELOPE_JSON_MAX_BYTES {
            return Err(ManifestError::TooLong);
        }
        let manifest: Self = serde_json::from_slice(json).map_err(|_| ManifestError::Malformed)?;
        let is_cli = manifest.sealed_by == SealedBy::Cli;
        if manifest.reply.is_some() || is_cli {
            Ok(manifest)
        } else {
            Err(ManifestError::Malformed)
        }
    }

    /// Writes `envelope.json`: the same bytes for the same values, on every side.
    ///
    /// # Errors
    /// None in practice: every field is plain text.
    pub fn to_json(&self) -> Result<Vec<u8>, ManifestError> {
        serde_json::to_vec(self).map_err(|_| ManifestError::Malformed)
    }
}
