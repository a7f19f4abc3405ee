//! The public half of what a desk knows about one system in one place.

use serde::{Deserialize, Serialize};
use sourdine_protocol::day::Day;

use crate::{
    model::date::Edtf,
    model::names::{DocumentName, EntryId, HttpsUrl, InseeCode, Uuid},
    model::text::{Bilingual, Line},
    model::vocabulary::{Confidence, Origin, PlaceKind, Precision, SourceKind, Status, Technology},
};
use sourdine_protocol::text::Sha256Hex;

/// The version of the entries' format.
pub const ENTRY_VERSION: u32 = 1;

/// What the observatory says about one system in one place. Each field is for everybody to read.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// [`ENTRY_VERSION`].
    pub version: u32,
    /// Its name in addresses, and its folder's.
    pub id: EntryId,
    /// What feeds and open data know it by.
    pub uuid: Uuid,
    /// What it is about.
    pub title: Bilingual<Line>,
    /// The same in a sentence or two.
    pub summary: Bilingual<Line>,
    /// Where.
    pub places: Vec<Place>,
    /// With what.
    pub technologies: Vec<Technology>,
    /// What it is said to be for.
    #[serde(default)]
    pub purposes: Vec<Bilingual<Line>>,
    /// Who sells it.
    #[serde(default)]
    pub vendors: Vec<Vendor>,
    /// Who uses it.
    #[serde(default)]
    pub operators: Vec<Line>,
    /// How far it has come.
    pub status: Status,
    /// How it got there.
    #[serde(default)]
    pub history: Vec<Step>,
    /// What law it rests on.
    #[serde(default)]
    pub legal_basis: Option<Bilingual<Line>>,
    /// What is known of an impact assessment.
    #[serde(default)]
    pub impact_assessment: Option<Bilingual<Line>>,
    /// What it costs.
    #[serde(default)]
    pub cost: Option<Bilingual<Line>>,
    /// What data it takes.
    #[serde(default)]
    pub data_used: Option<Bilingual<Line>>,
    /// Who controlled it.
    #[serde(default)]
    pub controls: Vec<Control>,
    /// What the whole rests on.
    pub confidence: Confidence,
    /// What is asserted, one by one.
    pub claims: Vec<Claim>,
    /// What the claims rest on.
    pub sources: Vec<Source>,
    /// What is published with it.
    #[serde(default)]
    pub documents: Vec<Document>,
    /// What those concerned answered.
    #[serde(default)]
    pub right_of_reply: Option<Bilingual<Line>>,
    /// What changed in the entry, by day.
    pub changes: Vec<Change>,
    /// The rest, in Markdown.
    #[serde(skip_deserializing)]
    pub body: Bilingual<Body>,
}

/// A text in Markdown; its file may leave it empty.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Body(pub(crate) String);

impl Default for Bilingual<Body> {
    fn default() -> Self {
        Self {
            fr: Body::default(),
            en: Body::default(),
        }
    }
}

impl Body {
    /// The Markdown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where. A position is never finer than the middle of a commune or a part of town.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Its name.
    pub label: Line,
    /// What it is.
    pub kind: PlaceKind,
    /// The communes it is in.
    #[serde(default)]
    pub insee: Vec<InseeCode>,
    /// Degrees north.
    #[serde(default)]
    pub lat: Option<f64>,
    /// Degrees east.
    #[serde(default)]
    pub lon: Option<f64>,
    /// How precise the position is.
    #[serde(default = "commune")]
    pub precision: Precision,
}

const fn commune() -> Precision {
    Precision::Commune
}

/// Who sells it, and how that is known.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    /// Its name.
    pub name: Line,
    /// What it does there.
    #[serde(default)]
    pub role: Option<Bilingual<Line>>,
    /// What this rests on.
    pub confidence: Confidence,
    /// The sources that say so.
    pub sources: Vec<EntryId>,
}

/// A status that it had.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Which.
    pub status: Status,
    /// When.
    #[serde(default)]
    pub date: Option<Edtf>,
    /// The sources that say so.
    pub sources: Vec<EntryId>,
}

/// Somebody looked into it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// Who: the CNIL, a court of accounts…
    pub by: Line,
    /// When.
    #[serde(default)]
    pub date: Option<Edtf>,
    /// What came of it.
    #[serde(default)]
    pub outcome: Option<Bilingual<Line>>,
    /// The sources that say so.
    pub sources: Vec<EntryId>,
}

/// One assertion.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// What.
    pub text: Bilingual<Line>,
    /// The sources that say so.
    pub sources: Vec<EntryId>,
    /// What it rests on.
    pub confidence: Confidence,
    /// Whether it is only alleged.
    #[serde(default)]
    pub alleged: bool,
}

/// What claims rest on.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What claims call it.
    pub id: EntryId,
    /// What it is.
    pub kind: SourceKind,
    /// Its title.
    #[serde(default)]
    pub title: Option<Line>,
    /// Who published it.
    #[serde(default)]
    pub publisher: Option<Line>,
    /// When.
    #[serde(default)]
    pub date: Option<Edtf>,
    /// Where.
    #[serde(default)]
    pub url: Option<HttpsUrl>,
    /// Where it is archived.
    #[serde(default)]
    pub archived: Option<HttpsUrl>,
}

/// A file published with the entry. Nothing here tells of the original.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its name beside the entry's file.
    pub file: DocumentName,
    /// What it is.
    pub title: Bilingual<Line>,
    /// The hash of the file as published.
    pub sha256: Sha256Hex,
    /// How many pages.
    #[serde(default)]
    pub pages: Option<u32>,
    /// What cleaned it.
    pub cleaned_with: Line,
    /// What was taken out of sight.
    #[serde(default)]
    pub redactions: Option<Bilingual<Line>>,
    /// How it came.
    pub origin: Origin,
}

/// What changed in the entry.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// On which day.
    pub day: Day,
    /// What.
    pub text: Bilingual<Line>,
}

impl Entry {
    /// The last day on which it changed.
    #[must_use]
    pub fn updated(&self) -> Day {
        self.changes
            .iter()
            .map(|change| change.day)
            .max()
            .unwrap_or(Day(0))
    }

    /// The first day.
    #[must_use]
    pub fn published(&self) -> Day {
        self.changes
            .iter()
            .map(|change| change.day)
            .min()
            .unwrap_or(Day(0))
    }
}
