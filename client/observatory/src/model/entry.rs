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
    pub version: u32,
    /// Its name in addresses, and its folder's.
    pub id: EntryId,
    /// What feeds and open data know it by.
    pub uuid: Uuid,
    pub title: Bilingual<Line>,
    /// The same in a sentence or two.
    pub summary: Bilingual<Line>,
    pub places: Vec<Place>,
    pub technologies: Vec<Technology>,
    #[serde(default)]
    pub purposes: Vec<Bilingual<Line>>,
    #[serde(default)]
    pub vendors: Vec<Vendor>,
    #[serde(default)]
    pub operators: Vec<Line>,
    pub status: Status,
    /// How it got there.
    #[serde(default)]
    pub history: Vec<Step>,
    #[serde(default)]
    pub legal_basis: Option<Bilingual<Line>>,
    /// What is known of an impact assessment.
    #[serde(default)]
    pub impact_assessment: Option<Bilingual<Line>>,
    #[serde(default)]
    pub cost: Option<Bilingual<Line>>,
    #[serde(default)]
    pub data_used: Option<Bilingual<Line>>,
    #[serde(default)]
    pub controls: Vec<Control>,
    /// What the whole rests on.
    pub confidence: Confidence,
    pub claims: Vec<Claim>,
    /// What the claims rest on.
    pub sources: Vec<Source>,
    #[serde(default)]
    pub documents: Vec<Document>,
    /// What those concerned answered.
    #[serde(default)]
    pub right_of_reply: Option<Bilingual<Line>>,
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
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where. A position is never finer than the middle of a commune or a part of town.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub label: Line,
    pub kind: PlaceKind,
    /// The communes it is in.
    #[serde(default)]
    pub insee: Vec<InseeCode>,
    #[serde(default)]
    pub lat: Option<f64>,
    #[serde(default)]
    pub lon: Option<f64>,
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
    pub name: Line,
    #[serde(default)]
    pub role: Option<Bilingual<Line>>,
    /// What this rests on.
    pub confidence: Confidence,
    pub sources: Vec<EntryId>,
}

/// A status that it had.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub status: Status,
    #[serde(default)]
    pub date: Option<Edtf>,
    pub sources: Vec<EntryId>,
}

/// A body that examined the system.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// Who: the CNIL, a court of accounts…
    pub by: Line,
    #[serde(default)]
    pub date: Option<Edtf>,
    #[serde(default)]
    pub outcome: Option<Bilingual<Line>>,
    pub sources: Vec<EntryId>,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    pub text: Bilingual<Line>,
    pub sources: Vec<EntryId>,
    /// What it rests on.
    pub confidence: Confidence,
    #[serde(default)]
    pub alleged: bool,
}

/// What claims rest on.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What claims call it.
    pub id: EntryId,
    pub kind: SourceKind,
    #[serde(default)]
    pub title: Option<Line>,
    #[serde(default)]
    pub publisher: Option<Line>,
    #[serde(default)]
    pub date: Option<Edtf>,
    #[serde(default)]
    pub url: Option<HttpsUrl>,
    #[serde(default)]
    pub archived: Option<HttpsUrl>,
}

/// A file published with the entry. Nothing here tells of the original.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its name beside the entry's file.
    pub file: DocumentName,
    pub title: Bilingual<Line>,
    /// The hash of the file as published.
    pub sha256: Sha256Hex,
    #[serde(default)]
    pub pages: Option<u32>,
    pub cleaned_with: Line,
    /// What was taken out of sight.
    #[serde(default)]
    pub redactions: Option<Bilingual<Line>>,
    pub origin: Origin,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    pub day: Day,
    pub text: Bilingual<Line>,
}

impl Entry {
    /// The last day on which it changed.
    pub fn updated(&self) -> Day {
        self.changes
            .iter()
            .map(|change| change.day)
            .max()
            .unwrap_or(Day(0))
    }

    pub fn published(&self) -> Day {
        self.changes
            .iter()
            .map(|change| change.day)
            .min()
            .unwrap_or(Day(0))
    }
}
