//! The events of a case, which say what editors did to it, and the names in them.

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

/// Length of a case's id, in bytes. In text it is twice as many hex digits.
pub const CASE_ID_BYTES: usize = 4;
/// Length of the random name of a document's file, in bytes. In text it is twice
/// as many hex digits.
pub const DOCUMENT_FILE_BYTES: usize = 32;
/// Length of an event's id, in bytes. In text it is twice as many hex digits.
pub const EVENT_ID_BYTES: usize = 16;
/// Longest tag, in bytes.
pub const TAG_MAX_BYTES: usize = 32;

/// The text does not name what it was read as.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub enum CaseNameError {
    #[explain("name-case")]
    Case,
    #[explain("name-event")]
    Event,
    #[explain("name-document")]
    Document,
    #[explain("name-tag", most = TAG_MAX_BYTES)]
    Tag,
    #[explain("name-state")]
    State,
}

/// A case's id. It is random, so that the name of the case's file tells nothing.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseId(String);

impl CaseId {
    /// Draws a new random name.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; CASE_ID_BYTES];
        getrandom::fill(&mut bytes)?;
        Ok(Self(hex::encode(bytes)))
    }

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

/// An event's id. It is random, so that two editors never choose the same.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct EventId([u8; EVENT_ID_BYTES]);

impl EventId {
    /// Draws a new random name.
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

/// The name of a clean copy's sealed file. It is random: the copy's hash becomes public once it is
/// published, and would tell which case the entry came from.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct DocumentFile(String);

impl DocumentFile {
    /// Draws a new random name.
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

/// A tag that editors put on cases: lowercase letters, digits and hyphens.
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

/// How far the editors' work on a case has come.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaseState {
    /// No editor has read it yet.
    #[default]
    New,
    /// An editor is reading it.
    Reading,
    /// An editor is verifying what it says.
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
    /// Every state, in the order of the work.
    pub const ALL: [Self; 7] = [
        Self::New,
        Self::Reading,
        Self::Verifying,
        Self::Cleaning,
        Self::Vetting,
        Self::Published,
        Self::SetAside,
    ];

    /// The word for this state in commands and in the case's file.
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
    pub id: EventId,
    /// One more than the greatest number among the events that its author knew of.
    pub number: u64,
    /// The day of the event, for people to read. It does not affect the order of events.
    pub day: Day,
    /// The editor's name in the roster.
    pub editor: String,
    #[serde(rename = "what")]
    pub kind: EventKind,
}

impl Event {
    /// An order between events that have the same id.
    pub(super) fn rank(&self) -> (u64, String) {
        // Every field is plain text, which always serialises.
        let text = serde_json::to_string(self).unwrap_or_default();
        (self.number, text)
    }
}

/// The kinds of event in version 1 of the format.
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

/// What an editor did.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum EventKind {
    /// The case got this title, for editors only.
    Title {
        /// The new title, for editors only.
        title: Line,
    },
    /// A letter belongs to the case.
    Envelope(CaseEnvelope),
    /// The case came to this state.
    State {
        /// The state that the case is in now.
        state: CaseState,
    },
    /// A tag was added to the case.
    Tag {
        /// The tag that was added or removed.
        tag: Tag,
    },
    /// A tag was removed from the case.
    Untag {
        /// The tag that was added or removed.
        tag: Tag,
    },
    /// The place that the case is about.
    Place {
        /// The place's name, as an entry would give it.
        place: Line,
    },
    /// All technologies in use there. The list replaces the one before.
    Technologies {
        /// The technologies, in the observatory's words.
        technologies: Vec<Technology>,
    },
    /// A note for the editors.
    Note {
        /// The note, as the editor typed it.
        text: String,
    },
    /// A document was cleaned.
    Cleaned(Box<CleanCopy>),
    /// An editor signed exactly this entry.
    Vetted {
        /// The text of the entry's file.
        entry: String,
        signed: EditorSignature,
    },
    /// The entry was put into the observatory.
    Published {
        entry: EntryId,
        /// The hash of the statement that two editors signed.
        statement: Sha256Hex,
    },
}

/// The envelope of a letter that belongs to a case.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CaseEnvelope {
    /// The server's id of the envelope.
    pub envelope: String,
    /// The BLAKE3 hash of the age file.
    #[serde(rename = "blake3")]
    pub hash: EnvelopeHash,
    /// The id that all envelopes of one submission share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submission: Option<SubmissionId>,
}

/// A clean copy that is kept with the case, and what it was made from.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CleanCopy {
    /// The original's file name, for editors only.
    pub original_name: String,
    /// The original's hash, for editors only: it could lead to the source.
    pub original_sha256: Sha256Hex,
    /// The sealed file beside the case that holds the copy.
    pub file: DocumentFile,
    /// The hash of the clean copy.
    pub sha256: Sha256Hex,
    pub format: Kind,
    /// The tool that cleaned it, with its version.
    pub cleaned_with: Line,
    /// What cleaning removed from the original.
    pub report: Report,
    /// The signature of the editor who cleaned it.
    pub vouched: EditorSignature,
}
