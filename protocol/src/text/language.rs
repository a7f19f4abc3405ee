//! The two languages of Sourdine.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A language in which pages, messages and letters are written; `fr` or `en` in every format.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// French; `fr` in every format.
    Fr,
    /// English; `en` in every format.
    En,
}

impl Language {
    /// Both languages. French comes first: it is served where a request names none.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// The language's ISO 639-1 code, as in paths and in `envelope.json`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }
}

/// The error of parsing a [`Language`]: the text is neither `fr` nor `en`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("Not a language of Sourdine’s: write fr or en")]
pub struct LanguageError;

impl FromStr for Language {
    type Err = LanguageError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|language| language.code() == text)
            .ok_or(LanguageError)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
