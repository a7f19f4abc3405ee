//! Words that are typed and mean something: listed by `--help` and completions, refused in the person's language.

use std::ffi::OsStr;

use clap::{
    Arg, Command, Error,
    builder::{PossibleValue, TypedValueParser},
};

use super::Failure;
use crate::{
    cli::render::{Explain, Message, explain::observatory::explain_value},
    desk::case::event::{CaseNameError, CaseState, TAG_MAX_BYTES, Tag},
    observatory::{entry_file::ValueError, names::EntryId, text::Line, vocabulary::Technology},
};

/// Offers words, and takes any: what is none of them is refused by who reads it.
#[derive(Clone, Copy)]
pub(super) struct Offer(pub(super) fn() -> Vec<&'static str>);

impl TypedValueParser for Offer {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, Error> {
        clap::builder::StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0().into_iter().map(PossibleValue::new)))
    }
}

/// The states that a case can be in.
pub(super) fn states() -> Vec<&'static str> {
    CaseState::ALL.map(CaseState::key).to_vec()
}

/// The observatory's words for what is used.
pub(super) fn technologies() -> Vec<&'static str> {
    Technology::ALL.iter().map(|word| word.key()).collect()
}

/// Why something that was typed was refused.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub(super) enum TypedError {
    /// A text or a name.
    #[error("{option}: {error}")]
    Value {
        /// Where it was typed.
        option: &'static str,
        /// Why.
        error: ValueError,
    },
    /// A tag.
    #[error("`{0}` is {NotATag}", NotATag = CaseNameError::Tag)]
    Tag(String),
    /// A state.
    #[error("`{0}` is {NotAState}", NotAState = CaseNameError::State)]
    CaseState(String),
    /// A technology.
    #[error("`{0}` is not a technology: `sourdine triage set --help` lists them")]
    Technology(String),
}

impl Explain for TypedError {
    fn message(&self) -> Message {
        match self {
            Self::Value { option, error } => explain_value(*error).with("place", option),
            Self::Tag(typed) => Message::new("error-tag")
                .with("typed", typed)
                .with("most", TAG_MAX_BYTES),
            Self::CaseState(typed) => Message::new("error-state")
                .with("typed", typed)
                .with("states", states().join(", ")),
            Self::Technology(typed) => Message::new("error-technology")
                .with("typed", typed)
                .with("technologies", technologies().join(", ")),
        }
    }
}

/// A line: a title, a place.
///
/// # Errors
/// It is empty, too long, or hides something.
pub(super) fn line(option: &'static str, text: &str) -> Result<Line, Failure> {
    let line = Line::try_from(text.trim().to_owned());
    Ok(line.map_err(|error| TypedError::Value {
        option,
        error: error.into(),
    })?)
}

/// An entry's name.
///
/// # Errors
/// It is none.
pub(super) fn entry_id(option: &'static str, text: &str) -> Result<EntryId, Failure> {
    let id = EntryId::try_from(text.to_owned());
    Ok(id.map_err(|error| TypedError::Value {
        option,
        error: error.into(),
    })?)
}

/// A tag.
///
/// # Errors
/// It is none.
pub(super) fn tag(text: &str) -> Result<Tag, Failure> {
    Ok(text
        .parse()
        .map_err(|_: CaseNameError| TypedError::Tag(text.to_owned()))?)
}

/// A state.
///
/// # Errors
/// It is none.
pub(super) fn state(text: &str) -> Result<CaseState, Failure> {
    Ok(text
        .parse()
        .map_err(|_: CaseNameError| TypedError::CaseState(text.to_owned()))?)
}

/// A technology.
///
/// # Errors
/// It is none.
pub(super) fn technology(text: &str) -> Result<Technology, Failure> {
    let found = Technology::ALL.iter().find(|word| word.key() == text);
    Ok(*found.ok_or_else(|| TypedError::Technology(text.to_owned()))?)
}
