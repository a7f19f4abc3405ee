//! One entry as a file: `+++`, TOML, `+++ fr`, Markdown, `+++ en`, Markdown. Its bytes are what
//! editors sign.

use std::collections::BTreeSet;

use sourdine_l10n::Explain;
use sourdine_protocol::{day::DateError, text::Sha256Error};

use crate::{
    markdown,
    model::date::EdtfError,
    model::entry::{Body, ENTRY_VERSION, Entry, Place},
    model::names::{EntryId, NameError},
    model::text::{BODY_MAX_BYTES, Bilingual, TextError, code_point},
    model::vocabulary::Word,
};
use sourdine_protocol::text::is_hidden;

/// The name of an entry's file in its folder.
pub const ENTRY_FILE: &str = "entry.md";
pub const ENTRY_MAX_BYTES: usize = 1_048_576;

/// The line on which the fields begin, counted from 1.
pub(super) const FIELDS_LINE: usize = 2;
const OPEN: &str = "+++";
const FRENCH: &str = "+++ fr";
const ENGLISH: &str = "+++ en";
/// What belongs to a desk's case: an entry that has one of these was about to publish it.
const PRIVATE_KEYS: [&str; 10] = [
    "submission",
    "submissions",
    "received",
    "receipt",
    "original",
    "original_name",
    "original_sha256",
    "risk",
    "embargo",
    "reviewers",
];

/// What is wrong with an entry's file, and on which line.
#[derive(Clone, Debug, Eq, PartialEq, Explain, thiserror::Error)]
#[explain(transparent(problem), at = line)]
pub struct EntryError {
    pub line: usize,
    pub problem: Problem,
}

#[derive(Clone, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub enum Problem {
    #[explain("error-entry-long", most = ENTRY_MAX_BYTES)]
    Long,
    /// Not UTF-8 text with plain line ends.
    #[explain("error-entry-not-text")]
    NotText,
    #[explain("error-entry-hidden", c, character = code_point(*c))]
    Hidden(char),
    #[explain("error-entry-separator", separator)]
    Separator(&'static str),
    #[explain("error-field", said)]
    Fields(String),
    #[explain(transparent)]
    Value(ValueError),
    /// A field of the private half.
    #[explain("error-entry-private", key)]
    Private(String),
    #[explain("error-entry-version", version)]
    Version(u32),
    /// A list that needs something is empty.
    #[explain("error-entry-nothing", list)]
    Nothing(&'static str),
    #[explain("error-entry-twice", what)]
    Twice(String),
    #[explain("error-entry-no-such-source", id)]
    NoSuchSource(String),
    #[explain("error-entry-unsourced")]
    Unsourced,
    /// A position that cannot be.
    #[explain("error-entry-position")]
    Position,
    #[explain("error-entry-too-precise")]
    TooPrecise,
    #[explain("error-entry-link", link)]
    Link(String),
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub enum ValueError {
    #[explain(transparent)]
    Text(#[from] TextError),
    #[explain(transparent)]
    Name(#[from] NameError),
    #[explain("error-value-hash", _hash)]
    Hash(#[from] Sha256Error),
    #[explain(transparent)]
    Date(#[from] EdtfError),
    #[explain("error-value-day", _day)]
    Day(#[from] DateError),
}

impl ValueError {
    /// Every one that TOML's reader can hand on, and it hands on their text only.
    const ALL: [Self; 10] = [
        Self::Text(TextError::Empty),
        Self::Text(TextError::Long),
        Self::Name(NameError::Entry),
        Self::Name(NameError::Document),
        Self::Name(NameError::Uuid),
        Self::Hash(Sha256Error),
        Self::Name(NameError::Url),
        Self::Name(NameError::Insee),
        Self::Date(EdtfError),
        Self::Day(DateError),
    ];
}

impl ValueError {
    /// The text that TOML's reader hands on: that of the error inside.
    fn said(self) -> String {
        match self {
            Self::Text(error) => error.to_string(),
            Self::Name(error) => error.to_string(),
            Self::Hash(error) => error.to_string(),
            Self::Date(error) => error.to_string(),
            Self::Day(error) => error.to_string(),
        }
    }
}

impl Problem {
    /// What TOML's reader said of a field.
    fn from_fields(said: &str) -> Self {
        let value = ValueError::ALL.iter().find(|value| value.said() == said);
        value.map_or_else(
            || Self::Fields(said.to_owned()),
            |value| Self::Value(*value),
        )
    }
}

type Result<T> = std::result::Result<T, EntryError>;

const fn at(line: usize, problem: Problem) -> EntryError {
    EntryError { line, problem }
}

/// Reads an entry from its file's bytes.
///
/// The error names the first line that is wrong, and what to do.
pub fn parse(bytes: &[u8]) -> Result<Entry> {
    if bytes.len() > ENTRY_MAX_BYTES {
        return Err(at(1, Problem::Long));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        at(
            1 + before.iter().filter(|&&byte| byte == b'\n').count(),
            Problem::NotText,
        )
    })?;
    check_characters(text)?;
    let parts = split(text)?;
    check_private_keys(parts.fields)?;
    let mut entry: Entry = toml::from_str(parts.fields).map_err(|error| {
        let before = error
            .span()
            .and_then(|span| parts.fields.get(..span.start))
            .unwrap_or_default();
        at(
            2 + before.matches('\n').count(),
            Problem::from_fields(error.message()),
        )
    })?;
    check(&entry).map_err(|(needle, problem)| at(line_of(text, &needle), problem))?;
    for (body, first_line) in [(parts.fr, parts.fr_line), (parts.en, parts.en_line)] {
        if body.len() > BODY_MAX_BYTES {
            return Err(at(first_line, Problem::Long));
        }
        if let Some((offset, link)) = markdown::refused_link(body) {
            let before = body.get(..offset).unwrap_or_default();
            return Err(at(
                first_line + before.matches('\n').count(),
                Problem::Link(link),
            ));
        }
    }
    entry.body = Bilingual {
        fr: Body(parts.fr.trim().to_owned()),
        en: Body(parts.en.trim().to_owned()),
    };
    Ok(entry)
}

pub(super) struct Parts<'a> {
    pub(super) fields: &'a str,
    pub(super) fr: &'a str,
    pub(super) fr_line: usize,
    pub(super) en: &'a str,
    pub(super) en_line: usize,
}

pub(super) fn split(text: &str) -> Result<Parts<'_>> {
    let rest = text
        .strip_prefix(OPEN)
        .and_then(|rest| rest.strip_prefix('\n'));
    let rest = rest.ok_or_else(|| at(1, Problem::Separator(OPEN)))?;
    let lines = text.matches('\n').count().max(1);
    let (fields, rest) =
        split_at_line(rest, FRENCH).ok_or_else(|| at(lines, Problem::Separator(FRENCH)))?;
    let (fr, en) =
        split_at_line(rest, ENGLISH).ok_or_else(|| at(lines, Problem::Separator(ENGLISH)))?;
    let fr_line = 3 + fields.matches('\n').count();
    let en_line = fr_line + 1 + fr.matches('\n').count();
    Ok(Parts {
        fields,
        fr,
        fr_line,
        en,
        en_line,
    })
}

/// What stands before and after a line.
fn split_at_line<'a>(text: &'a str, line: &str) -> Option<(&'a str, &'a str)> {
    let mut start = 0;
    for piece in text.split_inclusive('\n') {
        if piece.trim_end_matches('\n') == line {
            return Some((text.get(..start)?, text.get(start + piece.len()..)?));
        }
        start += piece.len();
    }
    None
}

fn check_characters(text: &str) -> Result<()> {
    for (number, line) in text.split('\n').enumerate() {
        if let Some(c) = line.chars().find(|&c| is_hidden(c)) {
            let problem = if c == '\r' {
                Problem::NotText
            } else {
                Problem::Hidden(c)
            };
            return Err(at(number + 1, problem));
        }
    }
    Ok(())
}

fn check_private_keys(fields: &str) -> Result<()> {
    for (number, line) in fields.lines().enumerate() {
        let line = line.trim().trim_start_matches('[').trim_start();
        let key: String = line
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
            .collect();
        if PRIVATE_KEYS.contains(&key.as_str()) && !line.starts_with('"') {
            return Err(at(number + 2, Problem::Private(key)));
        }
    }
    Ok(())
}

/// The line where something stands, for what only the whole entry shows to be wrong.
fn line_of(text: &str, needle: &str) -> usize {
    text.lines()
        .position(|line| line.contains(needle))
        .map_or(1, |index| index + 1)
}

type Found = (String, Problem);

fn check(entry: &Entry) -> std::result::Result<(), Found> {
    if entry.version != ENTRY_VERSION {
        return Err(("version".to_owned(), Problem::Version(entry.version)));
    }
    let needed = [
        ("places", entry.places.is_empty()),
        ("technologies", entry.technologies.is_empty()),
        ("claims", entry.claims.is_empty()),
        ("sources", entry.sources.is_empty()),
        ("changes", entry.changes.is_empty()),
    ];
    for (name, empty) in needed {
        if empty {
            return Err((name.to_owned(), Problem::Nothing(name)));
        }
    }
    unique(
        "technologies",
        entry.technologies.iter().map(|technology| technology.key()),
    )?;
    unique(
        "id = ",
        entry.sources.iter().map(|source| source.id.as_str()),
    )?;
    unique(
        "file = ",
        entry
            .documents
            .iter()
            .map(|document| document.file.as_str()),
    )?;
    for place in &entry.places {
        check_position(place).map_err(|problem| (place.label.to_string(), problem))?;
    }
    check_sources(entry)
}

fn unique<'a>(near: &str, items: impl Iterator<Item = &'a str>) -> std::result::Result<(), Found> {
    let mut seen = BTreeSet::new();
    for item in items {
        if !seen.insert(item) {
            return Err((near.to_owned(), Problem::Twice(item.to_owned())));
        }
    }
    Ok(())
}

fn check_position(place: &Place) -> std::result::Result<(), Problem> {
    let (Some(lat), Some(lon)) = (place.lat, place.lon) else {
        return if place.lat.is_some() || place.lon.is_some() {
            Err(Problem::Position)
        } else {
            Ok(())
        };
    };
    if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
        return Err(Problem::Position);
    }
    let is_coarse = |degrees: f64| ((degrees * 1000.0).round() / 1000.0 - degrees).abs() < 1e-9;
    if is_coarse(lat) && is_coarse(lon) {
        Ok(())
    } else {
        Err(Problem::TooPrecise)
    }
}

fn check_sources(entry: &Entry) -> std::result::Result<(), Found> {
    let known: BTreeSet<&EntryId> = entry.sources.iter().map(|source| &source.id).collect();
    let asserted = (entry.claims.iter().map(|claim| &claim.sources))
        .chain(entry.vendors.iter().map(|vendor| &vendor.sources))
        .chain(entry.history.iter().map(|step| &step.sources))
        .chain(entry.controls.iter().map(|control| &control.sources));
    for sources in asserted {
        if sources.is_empty() {
            return Err(("sources = []".to_owned(), Problem::Unsourced));
        }
        if let Some(unknown) = sources.iter().find(|id| !known.contains(id)) {
            return Err((
                format!("\"{unknown}\""),
                Problem::NoSuchSource(unknown.to_string()),
            ));
        }
    }
    Ok(())
}
