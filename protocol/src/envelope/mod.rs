//! The envelope: an age file around a ZIP (docs/protocol.md 1).

pub mod capacity;
pub mod hybrid;
mod letter;
mod manifest;
pub mod padding;
pub mod recognise;
mod sealer;
mod utf8;

pub use crate::wire::{ENVELOPE_HASH_BYTES, EnvelopeHash, EnvelopeHasher, HashError};
pub use letter::{FileEntry, Letter, LetterError};
pub use manifest::{
    ENVELOPE_JSON_MAX_BYTES, Manifest, ManifestError, ReplyAddress, SUBMISSION_ID_BYTES, SealedBy,
    SubmissionId, TAG_HASH_BYTES, TagHash, VERIFICATION_KEY_BYTES, VerificationKey,
};
pub use sealer::{SealError, Sealer};

/// The first entry.
pub const ENVELOPE_JSON: &str = "envelope.json";
/// The message's entry.
pub const MESSAGE_TXT: &str = "message.txt";
/// What the names of files begin with.
pub const FILES_PREFIX: &str = "files/";
/// The last entry.
pub const PADDING: &str = "padding";
