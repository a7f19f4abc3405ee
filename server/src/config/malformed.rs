//! Why a line of the configuration does not read, in words that say what to write instead of it.

use std::ops::Range;

use sourdine_l10n::Explain;

/// Settings whose value is a number.
const NUMBERS: [&str; 7] = [
    "size_mib",
    "quorum",
    "hold_days",
    "keep_days",
    "spread_days",
    "submission_mib",
    "connections",
];
/// Settings whose value is a text.
const TEXTS: [&str; 7] = [
    "language",
    "roster",
    "sources",
    "editors",
    "folder",
    "master_key",
    "token_hash",
];
/// How the parser begins what it says of a key.
const UNKNOWN: &str = "unknown field `";
const MISSING: &str = "missing field `";
const DUPLICATE: &str = "duplicate key";

#[derive(Clone, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub enum LineError {
    #[explain("config-quoted-number", key)]
    QuotedNumber(String),
    /// It has a fraction, a sign, a unit, or is too large.
    #[explain("config-not-a-number", key)]
    NotANumber(String),
    #[explain("config-unquoted", key)]
    Unquoted(String),
    /// A text, but none that names a language.
    #[explain("config-language")]
    Language,
    #[explain("config-unknown-key")]
    UnknownKey { key: String, known: String },
    #[explain("config-missing-key", key)]
    MissingKey(String),
    #[explain("config-twice", key)]
    Twice(String),
    /// All that the parser alone can say, in its own words.
    #[explain("config-syntax", said)]
    Syntax(String),
}

impl LineError {
    /// Reads the cause off the line that the parser stopped at: its own words name Rust's types.
    pub(super) fn of(error: &toml::de::Error, text: &str) -> Self {
        let said = error.message();
        if let Some(key) = named(said, MISSING) {
            return Self::MissingKey(key);
        }
        if let Some(key) = named(said, UNKNOWN) {
            let known = said.split('`').skip(3).step_by(2);
            let known: Vec<&str> = known.collect();
            return Self::UnknownKey {
                key,
                known: known.join(", "),
            };
        }
        let line = line_at(text, error.span().unwrap_or_default());
        let Some((key, value)) = line.split_once('=') else {
            return Self::Syntax(said.to_owned());
        };
        let (key, value) = (key.trim(), value.trim());
        if said.starts_with(DUPLICATE) {
            return Self::Twice(key.to_owned());
        }
        let quoted = quoted(value);
        if NUMBERS.contains(&key) {
            return match quoted {
                Some(inner) if inner.trim().parse::<u64>().is_ok() => {
                    Self::QuotedNumber(key.to_owned())
                }
                Some(_) | None => Self::NotANumber(key.to_owned()),
            };
        }
        if TEXTS.contains(&key) && quoted.is_none() {
            return Self::Unquoted(key.to_owned());
        }
        if key == "language" {
            return Self::Language;
        }
        Self::Syntax(said.to_owned())
    }
}

/// The key that a sentence of the parser begins with.
fn named(said: &str, start: &str) -> Option<String> {
    let (key, _) = said.strip_prefix(start)?.split_once('`')?;
    Some(key.to_owned())
}

fn line_at(text: &str, span: Range<usize>) -> &str {
    let before = text.get(..span.start).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let rest = text.get(start..).unwrap_or_default();
    rest.lines().next().unwrap_or_default()
}

/// What stands between quotes, where a value begins with one and the same one follows.
fn quoted(value: &str) -> Option<&str> {
    let quote = value.chars().next().filter(|c| ['"', '\''].contains(c))?;
    let (inside, _) = value.get(1..)?.split_once(quote)?;
    Some(inside)
}
