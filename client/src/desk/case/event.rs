//! What editors do to a case.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sourdine_l10n::Explain;
use sourdine_observatory::{
    model::names::EntryId, model::text::Line, model::vocabulary::Technology,
};
use sourdine_protocol::text::Sha256Hex;
use sourdine_protocol::{
    day::Day,
    envelope::{EnvelopeHash, SubmissionId},
};

use crate::desk::{
    cleaning::{kind::Kind, report::Report},
    roster::signature::EditorSignature,
};

/// Length of a case's name, in bytes before hex.
pub const CASE_ID_BYTES: usize = 4;
/// Length of the name of a document's file, in bytes before hex.
pub const DOCUMENT_FILE_BYTES: usize = 32;
/// Length of an event's name, in bytes before hex.
pub const EVENT_ID_BYTES: usize = 16;
/// Longest tag, in bytes.
pub const TAG_MAX_BYTES: usize = 32;

/// What a case's or an event's name, or a tag, is not.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub enum CaseNameError {
    /// No case's.
    #[explain("name-case")]
    Case,
    /// No event's.
    #[explain("name-event")]
    Event,
    /// No document's.
    #[explain("name-document")]
    Document,
    /// No tag.
    #[explain("name-tag", most = TAG_MAX_BYTES)]
    Tag,
    /// No state.
    #[explain("name-state")]
    State,
}

/// A case's name: random, so that the file's name tells nothing.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseId(String);

impl CaseId {
    /// A new one.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; CASE_ID_BYTES];
        getrandom::fill(&mut bytes)?;
        Ok(Self(hex::encode(bytes)))
    }

    /// As written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CaseId {
    type Error = CaseNameError;

    fn try_from(text: String) -> Result<Self, CaseNameError> {
        if text.len() == 2 * CASE_ID_BYTES && is_hex(&text) {
            Ok(Self(text))
        } else {
            Err(CaseNameError::Case)
        }
    }
}

impl From<CaseId> for String {
    fn from(id: CaseId) -> Self {
        id.0
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An event's name: random, so that two editors never choose the same.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct EventId([u8; EVENT_ID_BYTES]);

impl EventId {
    /// A new one.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; EVENT_ID_BYTES];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for EventId {
    type Error = CaseNameError;

    fn try_from(text: String) -> Result<Self, CaseNameError> {
        let mut bytes = [0; EVENT_ID_BYTES];
        if !is_hex(&text) || hex::decode_to_slice(&text, &mut bytes).is_err() {
            return Err(CaseNameError::Event);
        }
        Ok(Self(bytes))
    }
}

impl From<EventId> for String {
    fn from(id: EventId) -> Self {
        hex::encode(id.0)
    }
}

fn is_hex(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// The name of a clean copy's sealed file: random, since the copy's hash is public once it is published, and would tell whose case the entry came from.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct DocumentFile(String);

impl DocumentFile {
    /// A new one.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; DOCUMENT_FILE_BYTES];
        getrandom::fill(&mut bytes)?;
        Ok(Self(hex::encode(bytes)))
    }
}

impl TryFrom<String> for DocumentFile {
    type Error = CaseNameError;

    fn try_from(text: String) -> Result<Self, CaseNameError> {
        if text.len() == 2 * DOCUMENT_FILE_BYTES && is_hex(&text) {
            Ok(Self(text))
        } else {
            Err(CaseNameError::Document)
        }
    }
}

impl From<DocumentFile> for String {
    fn from(file: DocumentFile) -> Self {
        file.0
    }
}

impl fmt::Display for DocumentFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A word of the editors' own.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Tag(String);

impl TryFrom<String> for Tag {
    type Error = CaseNameError;

    fn try_from(text: String) -> Result<Self, CaseNameError> {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if (1..=TAG_MAX_BYTES).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text))
        } else {
            Err(CaseNameError::Tag)
        }
    }
}

impl FromStr for Tag {
    type Err = CaseNameError;

    fn from_str(text: &str) -> Result<Self, CaseNameError> {
        Self::try_from(text.to_owned())
    }
}

impl From<Tag> for String {
    fn from(tag: Tag) -> Self {
        tag.0
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How far the editors have come.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaseState {
    /// Nobody looked yet.
    #[default]
    New,
    /// Somebody reads it.
    Reading,
    /// Somebody checks whether it is so.
    Verifying,
    /// Documents are being cleaned.
    Cleaning,
    /// An entry waits for two editors.
    Vetting,
    /// It is in the observatory.
    Published,
    /// It will not be published.
    SetAside,
}

impl CaseState {
    /// All of them, in the order of the work.
    pub const ALL: [Self; 7] = [
        Self::New,
        Self::Reading,
        Self::Verifying,
        Self::Cleaning,
        Self::Vetting,
        Self::Published,
        Self::SetAside,
    ];

    /// As it is typed and written.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Reading => "reading",
            Self::Verifying => "verifying",
            Self::Cleaning => "cleaning",
            Self::Vetting => "vetting",
            Self::Published => "published",
            Self::SetAside => "set-aside",
        }
    }
}

impl FromStr for CaseState {
    type Err = CaseNameError;

    fn from_str(text: &str) -> Result<Self, CaseNameError> {
        let found = Self::ALL.into_iter().find(|state| state.key() == text);
        found.ok_or(CaseNameError::State)
    }
}

impl fmt::Display for CaseState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// Something that an editor did.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Its name.
    pub id: EventId,
    /// One more than the greatest that its author knew of.
    pub number: u64,
    /// On which day, for people to read; nothing is decided by it.
    pub day: Day,
    /// The editor's name in the roster.
    pub editor: String,
    /// What.
    #[serde(rename = "what")]
    pub kind: EventKind,
}

impl Event {
    /// An order between events that claim the same id.
    pub(super) fn rank(&self) -> (u64, String) {
        // Every field is plain text, which always serialises.
        let text = serde_json::to_string(self).unwrap_or_default();
        (self.number, text)
    }
}

/// The kinds of event of version 1.
pub(super) const KINDS: [&str; 11] = [
    "title",
    "envelope",
    "state",
    "tag",
    "untag",
    "place",
    "technologies",
    "note",
    "cleaned",
    "vetted",
    "published",
];

/// What was done.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum EventKind {
    /// What the case is called among editors.
    Title {
        /// The name.
        title: Line,
    },
    /// A letter belongs to it.
    Envelope(CaseEnvelope),
    /// How far it has come.
    State {
        /// The state.
        state: CaseState,
    },
    /// A tag is put on.
    Tag {
        /// The tag.
        tag: Tag,
    },
    /// A tag is taken off.
    Untag {
        /// The tag.
        tag: Tag,
    },
    /// Where it is.
    Place {
        /// The place's name.
        place: Line,
    },
    /// What is used there; all of them.
    Technologies {
        /// In the observatory's words.
        technologies: Vec<Technology>,
    },
    /// What editors want to remember.
    Note {
        /// The note.
        text: String,
    },
    /// A document was cleaned.
    Cleaned(Box<CleanCopy>),
    /// An editor signed exactly this entry.
    Vetted {
        /// The entry's file.
        entry: String,
        /// The signature.
        signed: EditorSignature,
    },
    /// It was put into the observatory.
    Published {
        /// The entry's name.
        entry: EntryId,
        /// The hash of what two editors signed.
        statement: Sha256Hex,
    },
}

/// A letter, as the inbox knows it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CaseEnvelope {
    /// The server's name for it.
    pub envelope: String,
    /// The hash of the age file.
    #[serde(rename = "blake3")]
    pub hash: EnvelopeHash,
    /// What envelopes of one submission share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submission: Option<SubmissionId>,
}

/// A clean copy that is kept with the case, and what it was made from.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CleanCopy {
    /// What the original was called; for editors only.
    pub original_name: String,
    /// The original's hash, by which its source could be found: for editors only.
    pub original_sha256: Sha256Hex,
    /// Which file beside the case holds it, sealed.
    pub file: DocumentFile,
    /// The hash of the clean copy.
    pub sha256: Sha256Hex,
    /// Its kind.
    pub format: Kind,
    /// What cleaned it.
    pub cleaned_with: Line,
    /// What was removed.
    pub report: Report,
    /// The word of the editor who cleaned it.
    pub vouched: EditorSignature,
}
