//! Words that are typed and mean something: listed by `--help` and completions, refused in the
//! person's language.

use std::{ffi::OsStr, str::FromStr};

use clap::{
    Arg, Command, Error,
    builder::{PossibleValue, StringValueParser, TypedValueParser},
};

use strum::VariantArray;

use crate::{
    app::{
        CaseState, EntryId, Line, TAG_MAX_BYTES, Tag, Technology, ValueError,
        names::{ListedName, ListedNameError},
    },
    l10n::Explain,
};

/// Offers words, and takes any: one that is not among them is refused in the person's language.
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
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0().into_iter().map(PossibleValue::new)))
    }
}

pub(super) fn states() -> Vec<&'static str> {
    CaseState::VARIANTS.iter().map(Into::into).collect()
}

pub(super) fn technologies() -> Vec<&'static str> {
    Technology::VARIANTS.iter().map(Into::into).collect()
}

#[derive(Clone, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub(super) enum TypedValueError {
    #[explain(transparent(error), at = option)]
    Value {
        option: &'static str,
        error: ValueError,
    },
    #[explain("error-tag", typed, most = TAG_MAX_BYTES)]
    Tag(String),
    #[explain("error-state", typed, states = states().join(", "))]
    State(String),
    #[explain("error-technology", typed, technologies = technologies().join(", "))]
    Technology(String),
}

/// A line: a title, a place.
pub(super) fn line(option: &'static str, text: &str) -> Result<Line, TypedValueError> {
    Line::try_from(text.trim().to_owned()).map_err(|error| TypedValueError::Value {
        option,
        error: error.into(),
    })
}

/// A name for the desk's list.
pub(super) fn listed_name(text: &str) -> Result<ListedName, ListedNameError> {
    ListedName::try_from(text.to_owned())
}

pub(super) fn entry_id(option: &'static str, text: &str) -> Result<EntryId, TypedValueError> {
    EntryId::try_from(text.to_owned()).map_err(|error| TypedValueError::Value {
        option,
        error: error.into(),
    })
}

pub(super) fn tag(text: &str) -> Result<Tag, TypedValueError> {
    Tag::from_str(text).map_err(|_| TypedValueError::Tag(text.to_owned()))
}

pub(super) fn state(text: &str) -> Result<CaseState, TypedValueError> {
    CaseState::from_str(text).map_err(|_| TypedValueError::State(text.to_owned()))
}

pub(super) fn technology(text: &str) -> Result<Technology, TypedValueError> {
    Technology::from_str(text).map_err(|_| TypedValueError::Technology(text.to_owned()))
}
