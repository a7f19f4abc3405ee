//! EventKind went wrong with an observatory, for a person.

use crate::{
    l10n::{Explain, Message},
    observatory::{
        entry_file::{ENTRY_MAX_BYTES, EntryError, Problem, ValueError},
        first_entries::NewError,
        folder::FolderError,
        names::{ENTRY_ID_MAX_BYTES, NameError},
        site::{SiteError, WriteError},
        text::{LINE_MAX_CHARS, TextError},
    },
};

impl Explain for NewError {
    fn message(&self) -> Message {
        match self {
            Self::Occupied(path) => {
                Message::new("error-folder-occupied").with("path", path.display())
            }
            Self::Write { path, source } => Message::new("error-write")
                .with("path", path.display())
                .with("reason", source),
        }
    }
}

impl Explain for FolderError {
    fn message(&self) -> Message {
        match self {
            Self::None(path) => Message::new("error-no-observatory").with("path", path.display()),
            Self::Read { path, source } => Message::new("error-read")
                .with("path", path.display())
                .with("reason", source),
            Self::About {
                path,
                line,
                message,
            } => Message::new("error-field")
                .with("place", place(path, *line))
                .with("said", message),
            Self::Entry { path, error } => explain_entry(&place(path, error.line), &error.problem),
            Self::Misplaced { path, id } => Message::new("error-misplaced")
                .with("path", path.display())
                .with("id", id),
            Self::SameUuid(path) => Message::new("error-same-uuid").with("entry", path.display()),
            Self::Altered(path) => {
                Message::new("error-document-altered").with("path", path.display())
            }
            Self::Stray(path) => Message::new("error-document-stray").with("path", path.display()),
        }
    }
}

impl Explain for EntryError {
    fn message(&self) -> Message {
        explain_entry(&self.line.to_string(), &self.problem)
    }
}

fn place(path: &std::path::Path, line: usize) -> String {
    format!("{}:{line}", path.display())
}

fn explain_entry(place: &str, problem: &Problem) -> Message {
    let message = match problem {
        Problem::Long => Message::new("error-entry-long").with("most", ENTRY_MAX_BYTES),
        Problem::NotText => Message::new("error-entry-not-text"),
        Problem::Hidden(c) => {
            Message::new("error-entry-hidden").with("character", format!("U+{:04X}", *c as u32))
        }
        Problem::Separator(separator) => {
            Message::new("error-entry-separator").with("separator", separator)
        }
        Problem::Fields(said) => Message::new("error-field").with("said", said),
        Problem::Value(value) => explain_value(*value),
        Problem::Private(key) => Message::new("error-entry-private").with("key", key),
        Problem::Version(version) => Message::new("error-entry-version").with("version", version),
        Problem::Nothing(list) => Message::new("error-entry-nothing").with("list", list),
        Problem::Twice(what) => Message::new("error-entry-twice").with("what", what),
        Problem::NoSuchSource(id) => Message::new("error-entry-no-such-source").with("id", id),
        Problem::Unsourced => Message::new("error-entry-unsourced"),
        Problem::Position => Message::new("error-entry-position"),
        Problem::TooPrecise => Message::new("error-entry-too-precise"),
        Problem::Link(link) => Message::new("error-entry-link").with("link", link),
    };
    message.with("place", place)
}

pub(in crate::cli) fn explain_value(value: ValueError) -> Message {
    match value {
        ValueError::Text(TextError::Empty) => Message::new("error-value-empty"),
        ValueError::Text(TextError::Long) => {
            Message::new("error-value-long").with("most", LINE_MAX_CHARS)
        }
        ValueError::Text(TextError::Hidden(c)) => {
            Message::new("error-entry-hidden").with("character", format!("U+{:04X}", c as u32))
        }
        ValueError::Name(NameError::Entry) => {
            Message::new("error-value-entry").with("most", ENTRY_ID_MAX_BYTES)
        }
        ValueError::Name(NameError::Document) => Message::new("error-value-document"),
        ValueError::Name(NameError::Uuid) => Message::new("error-value-uuid"),
        ValueError::Hash(_) => Message::new("error-value-hash"),
        ValueError::Name(NameError::Url) => Message::new("error-value-url"),
        ValueError::Name(NameError::Insee) => Message::new("error-value-insee"),
        ValueError::Date(_) => Message::new("error-value-date"),
        ValueError::Day(_) => Message::new("error-value-day"),
    }
}

impl Explain for SiteError {
    fn message(&self) -> Message {
        match self {
            Self::Render(source) => Message::new("error-render").with("reason", source),
            Self::Feed(source) => Message::new("error-render").with("reason", source),
            Self::Data(source) => Message::new("error-render").with("reason", source),
            Self::DeadLink {
                entry,
                link,
                language,
            } => Message::new("error-dead-link")
                .with("entry", entry)
                .with("link", link)
                .with("language", language),
        }
    }
}

impl Explain for WriteError {
    fn message(&self) -> Message {
        match self {
            Self::NotASite(path) => Message::new("error-not-a-site").with("path", path.display()),
            Self::File { path, source } => Message::new("error-write")
                .with("path", path.display())
                .with("reason", source),
            Self::Changed(path) => {
                Message::new("error-document-changed").with("path", path.display())
            }
        }
    }
}
