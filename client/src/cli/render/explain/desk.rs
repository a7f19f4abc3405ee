//! EventKind went wrong at a desk, for a person.

use sourdine_protocol::{envelope::LetterError, roster::RosterError, wire::TokenError};

use crate::{
    desk::{
        case::attachment::AttachmentError,
        case::{CaseError, file::CasesError},
        cleaning::vouch::VouchError,
        folder::FolderError,
        identity::editor::EditorError,
        identity::{IdentityError, PASSPHRASE_MIN_CHARS},
        inbox::InboxError,
        letter::OpenError,
        openpgp::KeyError,
        roster::TrustError,
        roster::card::CardError,
        scratch::ScratchError,
        sealed::SealedError,
    },
    l10n::{Explain, Message},
};

impl Explain for RosterError {
    fn message(&self) -> Message {
        match self {
            Self::Malformed(_) => Message::new("error-roster-malformed"),
            Self::TooLong => Message::new("error-roster-long"),
            Self::Editors => Message::new("error-roster-editors"),
            Self::Desk => Message::new("error-roster-desk"),
            Self::Expired(day) => Message::new("error-roster-expired").with("day", day),
        }
    }
}

impl Explain for TrustError {
    fn message(&self) -> Message {
        match self {
            Self::Roster(error) => error.message(),
            Self::OtherDesk { trusted, found } => Message::new("error-roster-other-desk")
                .with("trusted", trusted.to_spaced_hex())
                .with("found", found.to_spaced_hex()),
            Self::Signature => Message::new("error-roster-signature"),
            Self::Rollback { seen, offered } => Message::new("error-roster-rollback")
                .with("seen", seen)
                .with("offered", offered),
            Self::Fork(serial) => Message::new("error-roster-fork").with("serial", serial),
            Self::Certificate(editor) => {
                Message::new("error-roster-certificate").with("editor", editor)
            }
            Self::Key(error) => error.message(),
        }
    }
}

impl Explain for KeyError {
    fn message(&self) -> Message {
        match self {
            Self::Malformed => Message::new("error-key-malformed"),
            Self::CannotSign => Message::new("error-key-cannot-sign"),
            Self::Library(said) => Message::new("error-key-library").with("said", said),
        }
    }
}

impl Explain for CardError {
    fn message(&self) -> Message {
        match self {
            Self::Malformed(said) => Message::new("error-card-malformed").with("said", said),
            Self::Name => Message::new("error-card-name"),
            Self::Certificate => Message::new("error-card-certificate"),
        }
    }
}

impl Explain for IdentityError {
    fn message(&self) -> Message {
        match self {
            Self::Missing(path) => {
                Message::new("error-identity-missing").with("path", path.display())
            }
            Self::Passphrase(path) => Message::new("error-passphrase").with("path", path.display()),
            Self::Short => {
                Message::new("error-passphrase-short").with("least", PASSPHRASE_MIN_CHARS)
            }
            Self::Malformed(path) => {
                Message::new("error-identity-malformed").with("path", path.display())
            }
            Self::Io { path, source } => Message::new("error-file")
                .with("path", path.display())
                .with("reason", source),
        }
    }
}

impl Explain for FolderError {
    fn message(&self) -> Message {
        match self {
            Self::Nowhere => Message::new("error-desk-nowhere"),
            Self::Io { path, source } => Message::new("error-file")
                .with("path", path.display())
                .with("reason", source),
            Self::Settings {
                path,
                line,
                message,
            } => Message::new("error-field")
                .with("place", format!("{}:{line}", path.display()))
                .with("said", message),
            Self::NoRoster => Message::new("error-no-roster"),
            Self::Occupied(path) => {
                Message::new("error-desk-occupied").with("path", path.display())
            }
            Self::Trust(error) => error.message(),
            Self::Key(error) => error.message(),
            Self::Card(error) => error.message(),
            Self::Token(error) => error.message(),
            Self::Inbox(error) => error.message(),
            Self::Cases(error) => error.message(),
        }
    }
}

impl Explain for TokenError {
    fn message(&self) -> Message {
        Message::new("error-token")
    }
}

impl Explain for EditorError {
    fn message(&self) -> Message {
        match self {
            Self::Folder(error) => error.message(),
            Self::Identity(error) => error.message(),
            Self::Trust(error) => error.message(),
            Self::Key(error) => error.message(),
            Self::Sealed(error) => error.message(),
            Self::OtherCard => Message::new("error-other-card"),
        }
    }
}

impl Explain for InboxError {
    fn message(&self) -> Message {
        match self {
            Self::Io { path, source } => Message::new("error-file")
                .with("path", path.display())
                .with("reason", source),
            Self::Unknown(name) => Message::new("error-envelope-unknown").with("name", name),
            Self::Ambiguous(name) => Message::new("error-envelope-ambiguous").with("name", name),
            Self::NotOpened(id) => Message::new("error-envelope-not-opened").with("id", id),
            Self::Record(path) => {
                Message::new("error-envelope-record").with("path", path.display())
            }
        }
    }
}

impl Explain for OpenError {
    fn message(&self) -> Message {
        match self {
            Self::ForOthers(path) => {
                Message::new("error-open-for-others").with("path", path.display())
            }
            Self::Damaged(path) => Message::new("error-open-damaged").with("path", path.display()),
            Self::Letter { path, error } => Message::new(letter_key(error))
                .with("path", path.display())
                .with("said", error),
            Self::NoRoom { needed, free } => Message::new("error-open-no-room")
                .with("needed", needed)
                .with("free", free),
            Self::Io { path, source } => Message::new("error-file")
                .with("path", path.display())
                .with("reason", source),
        }
    }
}

/// EventKind is wrong with a letter, in words that repeat nothing of it.
const fn letter_key(error: &LetterError) -> &'static str {
    match error {
        LetterError::Archive(_) => "error-letter-archive",
        LetterError::Manifest(_) => "error-letter-manifest",
        LetterError::Name(_) => "error-letter-name",
        LetterError::Layout => "error-letter-layout",
        LetterError::Message => "error-letter-message",
        LetterError::Padding => "error-letter-padding",
        LetterError::Output(_) => "error-file",
    }
}

impl Explain for ScratchError {
    fn message(&self) -> Message {
        match self {
            Self::None => Message::new("error-scratch-none"),
            Self::OnDisk(path) => Message::new("error-scratch-disk").with("path", path.display()),
            Self::NotOurs(path) => {
                Message::new("error-scratch-not-ours").with("path", path.display())
            }
            Self::Io { path, source } => Message::new("error-file")
                .with("path", path.display())
                .with("reason", source),
        }
    }
}

impl Explain for SealedError {
    fn message(&self) -> Message {
        match self {
            Self::Closed(path) => Message::new("error-sealed-closed").with("path", path.display()),
            Self::Damaged(path) => {
                Message::new("error-sealed-damaged").with("path", path.display())
            }
            Self::TooLarge(path) => Message::new("error-sealed-large").with("path", path.display()),
            Self::Recipients => Message::new("error-sealed-recipients"),
            Self::Io { path, source } => Message::new("error-file")
                .with("path", path.display())
                .with("reason", source),
        }
    }
}

impl Explain for CasesError {
    fn message(&self) -> Message {
        match self {
            Self::Folder { path, source } => Message::new("error-file")
                .with("path", path.display())
                .with("reason", source),
            Self::NoSuchCase(name) => Message::new("error-case-unknown").with("name", name),
            Self::Ambiguous(name) => Message::new("error-case-ambiguous").with("name", name),
            Self::Sealed(error) => error.message(),
            Self::Case { path, error } => explain_case(error).with("path", path.display()),
            Self::Misnamed(path) => {
                Message::new("error-case-misnamed").with("path", path.display())
            }
        }
    }
}

fn explain_case(error: &CaseError) -> Message {
    match error {
        CaseError::Malformed(said) => Message::new("error-case-malformed").with("said", said),
        CaseError::NewerVersion(version) => Message::new("error-case-newer").with("what", version),
        CaseError::UnknownKind(kind) => Message::new("error-case-newer").with("what", kind),
        CaseError::Random(said) => Message::new("error-case-malformed").with("said", said),
    }
}

impl Explain for AttachmentError {
    fn message(&self) -> Message {
        match self {
            Self::Sealed(error) => error.message(),
            Self::Cases(error) => error.message(),
            Self::Clean(error) => error.message(),
            Self::VouchError(VouchError(sha256)) => {
                Message::new("error-not-vouched").with("sha256", sha256)
            }
            Self::Random(said) => Message::new("error-io").with("reason", said),
        }
    }
}
