//! The events of a case, which say what editors did to it, and the names in them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sourdine_l10n::Explain;
use sourdine_observatory::{
    model::names::EntryId, model::text::Line, model::vocabulary::Technology,
};
use sourdine_protocol::{
    checked_text,
    day::Day,
    envelope::{EnvelopeHash, SubmissionId, hybrid::HybridRecipient},
    hex_text,
    roster::SignedRoster,
    text::Sha256Hex,
};
use strum::{Display, EnumString, IntoStaticStr, VariantArray, VariantNames};

use super::{machine::JournalPublicKey, names::ListedName};
use crate::desk::{
    cleaning::{kind::Kind, report::Report},
    lints::Lint,
    roster::signature::EditorSignature,
};

/// Length of a case's id, in bytes. In text it is twice as many hex digits.
pub const CASE_ID_BYTES: usize = 4;
/// Length of the random name of a document's file, in bytes. In text it is twice
/// as many hex digits.
pub const DOCUMENT_FILE_BYTES: usize = 32;
/// The id of the desk's own journal, which no case has.
const DESK_JOURNAL: &str = "00000000";
/// Length of an event's id, a SHA-256, in bytes. In text it is twice as many hex digits.
pub const EVENT_ID_BYTES: usize = 32;
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
}

checked_text!(
    /// A case's id. It is random, so that the name of the case's file tells nothing.
    CaseId, CaseNameError, |text| hex_of(CASE_ID_BYTES, text).ok_or(CaseNameError::Case)
);

checked_text!(
    /// The name of a clean copy's sealed file. It is random: the copy's hash becomes public once it
    /// is published, and would tell which case the entry came from.
    DocumentFile, CaseNameError, |text| {
        hex_of(DOCUMENT_FILE_BYTES, text).ok_or(CaseNameError::Document)
    }
);

checked_text!(
    /// A tag that editors put on cases: lowercase letters, digits and hyphens.
    Tag, CaseNameError, |text| {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let is_tag = (1..=TAG_MAX_BYTES).contains(&text.len()) && text.bytes().all(allowed);
        is_tag.then_some(()).ok_or(CaseNameError::Tag)
    }
);

/// An event's id: the SHA-256 of what its machine signed.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct EventId([u8; EVENT_ID_BYTES]);

hex_text!(EventId, EVENT_ID_BYTES, CaseNameError, CaseNameError::Event);

impl CaseId {
    pub fn generate() -> Result<Self, getrandom::Error> {
        loop {
            let id = Self(hex::encode(random::<CASE_ID_BYTES>()?));
            if !id.is_desk() {
                return Ok(id);
            }
        }
    }

    /// The desk's own journal, which holds its list of names.
    pub fn desk() -> Self {
        Self(DESK_JOURNAL.to_owned())
    }

    pub fn is_desk(&self) -> bool {
        self.0 == DESK_JOURNAL
    }
}

impl DocumentFile {
    pub fn generate() -> Result<Self, getrandom::Error> {
        Ok(Self(hex::encode(random::<DOCUMENT_FILE_BYTES>()?)))
    }
}

impl EventId {
    /// The id of the event with this signed text.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }
}

fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// Whether a text is this many bytes in hex digits, in lower case.
fn hex_of(bytes: usize, text: &str) -> Option<()> {
    let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    (text.len() == 2 * bytes && text.bytes().all(is_digit)).then_some(())
}

/// How far the editors' work on a case has come, in the order of the work.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Deserialize,
    Display,
    EnumString,
    Eq,
    IntoStaticStr,
    Ord,
    PartialEq,
    PartialOrd,
    Serialize,
    VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum CaseState {
    /// No editor has read it yet.
    #[default]
    New,
    /// An editor is reading it.
    Reading,
    /// An editor is verifying what it says.
    Verifying,
    Cleaning,
    /// An entry waits for two editors.
    Vetting,
    /// It is in the observatory.
    Published,
    /// It will not be published.
    SetAside,
}

/// Something that an editor did, as a [`Journal`](super::journal::Journal) found it signed.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Event {
    pub id: EventId,
    /// The day of the event, for people to read. It does not affect the order of events.
    pub day: Day,
    /// The editor's name in the roster.
    pub editor: String,
    #[serde(rename = "what")]
    pub kind: EventKind,
}

impl Event {
    /// The new key of the case, if the event makes one.
    pub fn rekeyed(&self) -> Option<&Rekeyed> {
        let EventKind::Rekeyed(rekeyed) = &self.kind else {
            return None;
        };
        Some(rekeyed)
    }
}

/// What an editor did: the kinds of event in version 2 of the format.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, VariantNames)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
#[strum(serialize_all = "kebab-case")]
pub enum EventKind {
    Title {
        title: Line,
    },
    /// A letter belongs to the case.
    Envelope(CaseEnvelope),
    State {
        state: CaseState,
    },
    Tag {
        tag: Tag,
    },
    Untag {
        tag: Tag,
    },
    /// The place that the case is about.
    Place {
        /// The place's name, as an entry would give it.
        place: Line,
    },
    /// All technologies in use there. The list replaces the one before.
    Technologies {
        technologies: Vec<Technology>,
    },
    Note {
        text: String,
    },
    Cleaned(Box<CleanCopy>),
    /// Something that the lints found may be published.
    Allowed(Box<AllowedFinding>),
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
    /// An editor took back their signature over an entry.
    Withdrawn {
        /// The hash of the statement that they had signed.
        statement: Sha256Hex,
    },
    /// The case has a new key, for the editors of this roster.
    Rekeyed(Box<Rekeyed>),
    /// An editor left the roster. What their machines had written until these events stays valid.
    Closed {
        /// The fingerprint of the editor's certificate.
        editor: String,
        heads: BTreeSet<EventId>,
        /// The hash of the roster that the editor is not on.
        roster: Sha256Hex,
    },
    /// An event that came too late from an editor who left counts all the same.
    Adopted {
        event: EventId,
    },
    /// The editor of a machine with a forked chain says that both branches are theirs.
    Joined {
        tips: BTreeSet<EventId>,
    },
    /// Events that others name are nowhere any more. Who signed an entry before this has to sign
    /// again: a signature may have been taken back in them.
    GivenUp {
        events: BTreeSet<EventId>,
    },
    /// A machine was lost. What it wrote after these events does not count.
    Revoked {
        key: JournalPublicKey,
        heads: BTreeSet<EventId>,
    },
    /// What a case of release 0.1 held, which no editor had signed.
    TakenOver(Box<TakenOver>),
    /// These people may not be named in public. It counts in the desk's own journal only.
    Listed {
        names: BTreeSet<ListedName>,
    },
    /// These people are taken off the list of names. It counts in the desk's own journal only.
    Unlisted {
        names: BTreeSet<ListedName>,
    },
}

/// A new key of a case. The roster proves its own number: its desk signed it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rekeyed {
    pub roster: SignedRoster,
    /// What the case's files are sealed to from now on.
    pub recipient: HybridRecipient,
}

impl EventKind {
    /// Whether a machine alone does not say it: it vets, takes something careful back, lets
    /// something in, or seals to a new key. The editor's own key signs it too, together with what
    /// it comes after, so that it can be said again nowhere else. What only adds something, or is
    /// more careful than before, a machine says alone.
    pub const fn is_decision(&self) -> bool {
        match self {
            Self::State { state } => !matches!(state, CaseState::SetAside),
            Self::Untag { .. }
            | Self::Unlisted { .. }
            | Self::Vetted { .. }
            | Self::Withdrawn { .. }
            | Self::Published { .. }
            | Self::Rekeyed(_)
            | Self::Closed { .. }
            | Self::Adopted { .. }
            | Self::Joined { .. }
            | Self::GivenUp { .. }
            | Self::Revoked { .. } => true,
            Self::Title { .. }
            | Self::Envelope(_)
            | Self::Tag { .. }
            | Self::Place { .. }
            | Self::Technologies { .. }
            | Self::Note { .. }
            | Self::Cleaned(_)
            | Self::Allowed(_)
            | Self::TakenOver(_)
            | Self::Listed { .. } => false,
        }
    }
}

/// What counts of a case of release 0.1. Its states, vettings and clean copies do not.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TakenOver {
    pub title: Option<Line>,
    pub tags: BTreeSet<Tag>,
    pub letters: Vec<CaseEnvelope>,
    pub notes: Vec<UnsignedNote>,
}

/// A note of release 0.1: it says who wrote it, and no signature shows that it is true.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct UnsignedNote {
    pub editor: String,
    pub day: Day,
    pub text: String,
}

/// A finding of the lints that may be published, and why.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AllowedFinding {
    /// The finding's hash: of what was found, the line around it and its place. It covers no other
    /// text.
    pub finding: Sha256Hex,
    pub lint: Lint,
    /// Where it stood, and how it looked: for the other editors, should the text change.
    pub place: Line,
    pub excerpt: Line,
    pub reason: Line,
    /// The signature of the editor who allowed it.
    pub signed: EditorSignature,
}

/// The envelope of a letter that belongs to a case.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CaseEnvelope {
    pub envelope: String,
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
    pub original_name: String,
    /// The original's hash, for editors only: it could lead to the source.
    pub original_sha256: Sha256Hex,
    /// The sealed file beside the case that holds the copy.
    pub file: DocumentFile,
    pub sha256: Sha256Hex,
    pub format: Kind,
    /// The tool that cleaned it, with its version.
    pub cleaned_with: Line,
    /// What cleaning removed from the original.
    pub report: Report,
    /// The signature of the editor who cleaned it.
    pub vouched: EditorSignature,
}
