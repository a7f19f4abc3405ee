//! Drafts: the beginning of an entry, with what the case knows already and empty texts for what
//! only editors can say. An empty text is an error, and so is an empty confidence. So no
//! half-written draft is vetted, and no leak passes for an official document because an editor
//! overlooked the field.

use sourdine_observatory::{
    model::entry::ENTRY_VERSION,
    model::names::{DocumentName, EntryId, NameError, Uuid},
    model::text::Line,
    model::vocabulary::Technology,
};
use sourdine_protocol::day::Day;

use crate::desk::cleaning::Cleaned;

pub struct Draft<'a> {
    pub id: EntryId,
    /// The id by which feeds will know the entry.
    pub uuid: Uuid,
    /// The day of the entry's first change.
    pub day: Day,
    /// The place, if the case names one.
    pub place: Option<Line>,
    /// The technologies, if the case names any.
    pub technologies: Vec<Technology>,
    /// The clean copies that are published with the entry.
    pub documents: Vec<&'a Cleaned>,
}

impl Draft<'_> {
    /// The text of an entry's file, to be completed.
    pub fn text(&self) -> String {
        let place = self.place.as_ref().map(Line::as_str).unwrap_or_default();
        let technologies: Vec<String> = self
            .technologies
            .iter()
            .map(|technology| quoted(technology.into()))
            .collect();
        let documents: String = self
            .documents
            .iter()
            .zip(1..)
            .map(|(copy, number)| document(copy, number))
            .collect();
        format!(
            "+++\nversion = {ENTRY_VERSION}\nid = {id}\nuuid = {uuid}\nstatus = \"unknown\" # rumour, planned, voted, authorised, trial, deployed, suspended, abandoned, annulled, unknown\nconfidence = \"\" # A official documents, B two independent sources, C one source, D alleged\ntechnologies = [{technologies}]\n\n\
             [title]\nfr = \"\"\nen = \"\"\n\n[summary]\nfr = \"\"\nen = \"\"\n\n[[places]]\nlabel = {place}\nkind = \"commune\"\n\n\
             [[claims]]\ntext.fr = \"\"\ntext.en = \"\"\nsources = [\"document\"]\nconfidence = \"\"\n\n[[sources]]\nid = \"document\"\nkind = \"document\"\n\n\
             {documents}[[changes]]\nday = {day}\ntext.fr = \"Première version de la fiche.\"\ntext.en = \"First version of the entry.\"\n+++ fr\n\n+++ en\n\n",
            id = quoted(self.id.as_str()),
            uuid = quoted(self.uuid.as_str()),
            technologies = technologies.join(", "),
            place = quoted(place),
            day = quoted(&self.day.to_string()),
        )
    }
}

fn document(copy: &Cleaned, number: usize) -> String {
    let file = name(copy, number).map(String::from).unwrap_or_default();
    let fields = [
        ("file", file),
        ("title.fr", String::new()),
        ("title.en", String::new()),
        ("sha256", copy.sha256().to_string()),
        ("cleaned_with", copy.cleaned_with().to_string()),
        ("origin", "source".to_owned()),
    ];
    let lines = fields.map(|(key, value)| format!("{key} = {}\n", quoted(&value)));
    format!("[[documents]]\n{}\n", lines.concat())
}

/// A document's name in public: its number, never the original's name.
fn name(copy: &Cleaned, number: usize) -> Result<DocumentName, NameError> {
    DocumentName::try_from(format!("document-{number}.{}", copy.kind().extension()))
}

/// Quotes a text as a TOML string.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
