//! EventKind went wrong between a document and its publication, for a person.

use crate::{
    desk::{
        cleaning::{CleanError, sandbox::SandboxError},
        publication::PublishError,
        vetting::{CandidateError, VettingError, signatures::QuorumError},
    },
    l10n::{Explain, Message},
    observatory::folder::DOCUMENT_MAX_BYTES,
};

impl Explain for SandboxError {
    fn message(&self) -> Message {
        match self {
            Self::Missing(tool) => Message::new("error-tool-missing").with("tool", tool),
            Self::NoNamespaces(said) => Message::new("error-no-namespaces").with("said", said),
            Self::TooLong => Message::new("error-clean-too-long"),
            Self::Io(source) => source.message(),
        }
    }
}

impl Explain for CleanError {
    fn message(&self) -> Message {
        match self {
            Self::Sandbox(error) => error.message(),
            Self::UnknownKind => Message::new("error-clean-kind"),
            Self::TooLarge => {
                Message::new("error-clean-large").with("most", DOCUMENT_MAX_BYTES >> 20)
            }
            Self::Refused { said } => Message::new("error-clean-refused").with("said", said),
            Self::ChangedKind => Message::new("error-clean-changed-kind"),
            Self::Left(what) => Message::new("error-clean-left").with("what", what),
            Self::Thumbnail(member) => Message::new("error-clean-thumbnail").with("member", member),
            Self::Altered => Message::new("error-clean-altered"),
            Self::Io(source) => source.message(),
        }
    }
}

impl Explain for CandidateError {
    fn message(&self) -> Message {
        match self {
            Self::Entry(error) => error.message(),
            Self::NotCleaned(file) => Message::new("error-not-cleaned").with("file", file),
            Self::Disagrees(file, extension, cleaned_with) => {
                Message::new("error-document-disagrees")
                    .with("file", file)
                    .with("extension", extension)
                    .with("cleaned", cleaned_with)
            }
            Self::NotListed(sha256) => Message::new("error-not-listed").with("sha256", sha256),
        }
    }
}

impl Explain for VettingError {
    fn message(&self) -> Message {
        match self {
            Self::NotSigned(editor) => Message::new("error-not-signed").with("editor", editor),
            Self::SameEditor(editor) => Message::new("error-same-editor").with("editor", editor),
        }
    }
}

impl Explain for PublishError {
    fn message(&self) -> Message {
        match self {
            Self::Folder(error) => error.message(),
            Self::Site(error) => error.message(),
            Self::Preview(error) => error.message(),
            Self::Cleaned(error) => error.message(),
            Self::SameUuid(id) => Message::new("error-same-uuid").with("entry", id),
            Self::NameTaken(id) => Message::new("error-name-taken").with("id", id),
            Self::Unannounced(id) => Message::new("error-unannounced").with("id", id),
            Self::Write { path, source } => Message::new("error-write")
                .with("path", path.display())
                .with("reason", source),
        }
    }
}

impl Explain for QuorumError {
    fn message(&self) -> Message {
        match self {
            Self::Nobody => Message::new("error-vet-no-entry"),
            Self::Alone(editor) => Message::new("error-alone").with("editor", editor),
            Self::SameEditor(editor) => Message::new("error-same-editor").with("editor", editor),
            Self::NotAnEditor(editor) => Message::new("error-left").with("editor", editor),
            Self::OtherEntry(editor) => Message::new("error-other-entry").with("editor", editor),
            Self::Invalid(editor) => Message::new("error-not-signed").with("editor", editor),
        }
    }
}
