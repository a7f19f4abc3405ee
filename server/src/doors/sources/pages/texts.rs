//! The texts of the release: all that sources are served, before a desk's values are in it.

use askama::Template;
use sourdine_protocol::{
    release::{Placeholder, Text},
    text::Language,
};

use super::{
    context::{LoopMarkers, PageContext, SCRIPT_TEXTS},
    page_error::PageError,
    policy,
    table::PerPage,
};
use crate::messages;

const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/sourdine.js"));
/// What every page looks like.
const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));
/// And what is read at length.
const READING: &str = include_str!(concat!(env!("OUT_DIR"), "/reading.css"));
/// And what is written into.
const WRITING: &str = include_str!(concat!(env!("OUT_DIR"), "/writing.css"));
/// All style sheets of all pages.
pub(crate) const STYLES: [&str; 3] = [STYLE, READING, WRITING];

/// The script, for the page and for its worker.
pub(crate) fn script() -> Text {
    SCRIPT.to_owned().into()
}

pub(crate) fn roster() -> Text {
    Placeholder::RosterJson.written().into()
}

/// Path of the editors' recipients, as age reads them.
pub(crate) const RECIPIENTS_PATH: &str = "/editors.txt";
/// Path of the editors' certificates, as `GnuPG` imports them.
pub(crate) const CERTIFICATES_PATH: &str = "/editors.asc";

pub(crate) fn recipients() -> Text {
    for_each_editor(Placeholder::Recipient)
}

pub(crate) fn certificates() -> Text {
    for_each_editor(Placeholder::CertificatePlain)
}

/// A line, or several, for each editor.
fn for_each_editor(value: Placeholder) -> Text {
    let [each, value, end] =
        [Placeholder::EachEditor, value, Placeholder::End].map(Placeholder::written);
    format!("{each}{value}\n{end}").into()
}

/// The path of the page with a codename and a receipt.
pub(crate) fn begin_path(language: Language) -> String {
    format!("/{language}/begin")
}

/// The path of the confirmation.
pub(crate) fn send_path(language: Language) -> String {
    format!("/{language}/send")
}

/// The pages of one language.
pub(crate) struct PageTexts {
    pub(crate) constant: PerPage<Text>,
    pub(crate) begin: Text,
    pub(crate) begin_insert: Text,
    pub(crate) confirmation: Text,
}

#[derive(Template)]
#[template(path = "begin.html")]
struct Begin<'a> {
    page: PageContext<'a>,
    insert: &'a str,
}

#[derive(Template)]
#[template(path = "begin_insert.html")]
struct BeginInsert<'a> {
    label: &'a str,
    markers: &'a LoopMarkers,
}

#[derive(Template)]
#[template(path = "confirmation.html")]
struct Confirmation<'a> {
    page: PageContext<'a>,
    insert: &'a str,
}

impl PageTexts {
    pub(crate) fn render(language: Language) -> Result<Self, PageError> {
        let texts = messages::pages(language)?;
        let markers = &LoopMarkers::new();
        let page = PageContext {
            texts,
            languages: messages::all_pages()?,
            name: "",
            padding: &Placeholder::Padding.written(),
            desk: &Placeholder::Desk.written(),
            style: STYLE,
            reading: READING,
            writing: WRITING,
            largest: &Placeholder::Largest.given(&texts.say("script-units")?),
            largest_bytes: &Placeholder::LargestBytes.written(),
            expires: &Placeholder::Expires.written(),
            state: &Placeholder::State.written(),
            editor_count: &Placeholder::EditorCount.written(),
            fingerprint: &Placeholder::Fingerprint.written(),
            roster: &Placeholder::Roster.written(),
            script: &Placeholder::Script.written(),
            script_texts: &SCRIPT_TEXTS,
            policy: &policy::offline(SCRIPT, &STYLES),
            markers,
        };
        let insert = &Placeholder::Insert.written();
        let begin_insert = BeginInsert {
            label: &texts.say("codename-label")?,
            markers,
        };
        Ok(Self {
            constant: PerPage::try_new(|id| {
                let name = id.name();
                id.to_html(PageContext { name, ..page }).map(Text::from)
            })?,
            begin: Begin { page, insert }.render()?.into(),
            begin_insert: begin_insert.render()?.into(),
            confirmation: Confirmation { page, insert }.render()?.into(),
        })
    }
}
