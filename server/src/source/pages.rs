//! All that a source is shown, rendered and compressed once, at start.
//!
//! Every GET is a constant: the same bytes to everyone, a function of the release and of the signed roster. Two pages answer a form and
//! carry something of their own, in a [`Frame`]'s hole: the codename and the receipt, and what arrived.

use askama::Template;
use bytes::Bytes;
use http::HeaderValue;
use sourdine_protocol::{
    envelope::Language,
    roster::{Roster, RosterError, SignedRoster},
};
use zeroize::Zeroizing;

use super::{
    gzip::{Frame, compress},
    policy,
    refusal::Refusal,
    templates::{
        Begin, BeginHole, Confirmation, ConfirmationHole, Keys, Landing, Offline, Receipt, Refused,
        Scene,
    },
};
use crate::language::{TextError, Texts};

const HTML: &str = "text/html; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const JSON: &str = "application/json";

const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/sourdine.js"));
const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));

/// Length of what carries codename and receipt in the begin page, whatever they are, in bytes.
const BEGIN_HOLE_BYTES: usize = 1_280;
/// Where a template leaves a hole. No text holds this character.
const HOLE: &str = "\u{1}";
const COMMENT: [&str; 2] = ["<!--", "-->"];

/// What the script may have to say, under `script-` in the locale files.
const SCRIPT_TEXTS: [&str; 22] = [
    "preparing",
    "keep",
    "units",
    "file-remove",
    "files-total",
    "empty",
    "message-long",
    "too-many",
    "too-large",
    "percent",
    "percent-sealed",
    "waiting",
    "resuming",
    "restarting",
    "finishing",
    "failed-file",
    "failed-roster",
    "failed-large",
    "failed-full",
    "failed-refused",
    "failed-sealing",
    "failed-cancelled",
];

/// Why the pages could not be rendered.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// A text is missing.
    #[error(transparent)]
    Text(#[from] TextError),
    /// A template failed.
    #[error("a page could not be rendered; this build is broken, install another")]
    Template(#[from] askama::Error),
    /// The roster cannot be read.
    #[error(transparent)]
    Roster(#[from] RosterError),
    /// The words are longer than any codename.
    #[error("a codename does not fit its page; this build is broken, install another")]
    Codename,
}

/// What the pages depend on besides the release.
#[derive(Clone, Copy, Debug)]
pub struct PageSettings<'a> {
    /// The desk's name and its editors' keys.
    pub roster: &'a SignedRoster,
    /// The largest submission, in bytes.
    pub submission_max_bytes: u64,
}

/// One constant answer. Its bytes are gzip: send it with `Content-Encoding: gzip`.
#[derive(Clone, Debug)]
pub struct Page {
    /// The body, compressed.
    pub body: Bytes,
    /// Its `Content-Type`.
    pub content_type: &'static str,
}

/// What arrived by the plain form, as far as its sender may be told.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Arrived {
    /// Whether there was a message.
    pub message: bool,
    /// How many files.
    pub files: usize,
    /// How many of them were age files already.
    pub age: usize,
    /// How many of them were OpenPGP messages already.
    pub openpgp: usize,
}

/// Everything that sources are served.
pub struct Pages {
    policy: HeaderValue,
    script: Page,
    roster: Page,
    french: Spoken,
    english: Spoken,
}

/// The pages of one language.
struct Spoken {
    texts: Texts,
    landing: Page,
    keys: Page,
    offline: Page,
    arrived: Page,
    absent: Page,
    malformed: Page,
    not_found: Page,
    too_slow: Page,
    too_large: Page,
    unavailable: Page,
    full: Page,
    begin: Frame,
    confirmation: Frame,
}

impl Pages {
    /// Renders them all.
    ///
    /// # Errors
    /// The roster cannot be read, or this build is broken.
    pub fn render(settings: PageSettings<'_>) -> Result<Self, PageError> {
        let roster = settings.roster.unchecked()?;
        let json = String::from_utf8_lossy(&settings.roster.to_json()?).into_owned();
        let spoken = |language| {
            let largest = settings.submission_max_bytes;
            Spoken::render(Texts::new(language)?, &roster, &json, largest)
        };
        Ok(Self {
            policy: HeaderValue::from_str(&policy::online(STYLE))
                .map_err(|_| askama::Error::Fmt)?,
            script: Page::new(SCRIPT, JAVASCRIPT),
            roster: Page::new(&json, JSON),
            french: spoken(Language::Fr)?,
            english: spoken(Language::En)?,
        })
    }

    /// `Content-Security-Policy`, the same on every answer.
    #[must_use]
    pub const fn content_security_policy(&self) -> &HeaderValue {
        &self.policy
    }

    /// `GET /`, `GET /fr`, `GET /en`.
    #[must_use]
    pub const fn landing(&self, language: Language) -> &Page {
        &self.spoken(language).landing
    }

    /// `GET /sourdine.js`.
    #[must_use]
    pub const fn script(&self) -> &Page {
        &self.script
    }

    /// `GET /roster`.
    #[must_use]
    pub const fn roster(&self) -> &Page {
        &self.roster
    }

    /// `GET /fr/keys`: the editors' keys, for who seals with age or GnuPG.
    #[must_use]
    pub const fn keys(&self, language: Language) -> &Page {
        &self.spoken(language).keys
    }

    /// `GET /fr/offline`: the single-file page that seals without a network.
    #[must_use]
    pub const fn offline(&self, language: Language) -> &Page {
        &self.spoken(language).offline
    }

    /// What a refused request is answered.
    #[must_use]
    pub const fn refusal(&self, refusal: Refusal, language: Language) -> &Page {
        let spoken = self.spoken(language);
        match refusal {
            Refusal::Malformed => &spoken.malformed,
            Refusal::NotFound => &spoken.not_found,
            Refusal::TooSlow => &spoken.too_slow,
            Refusal::TooLarge => &spoken.too_large,
            Refusal::Unavailable => &spoken.unavailable,
            Refusal::Full => &spoken.full,
        }
    }

    /// `POST /fr/receipt`, for a submission that is here.
    #[must_use]
    pub const fn receipt_arrived(&self, language: Language) -> &Page {
        &self.spoken(language).arrived
    }

    /// `POST /fr/receipt`, for one that is not.
    #[must_use]
    pub const fn receipt_absent(&self, language: Language) -> &Page {
        &self.spoken(language).absent
    }

    /// `POST /fr/begin`: gzip of constant length, whatever the words.
    ///
    /// # Errors
    /// The words are longer than any codename.
    pub fn begin(
        &self,
        language: Language,
        words: &str,
        receipt: &str,
    ) -> Result<Zeroizing<Vec<u8>>, PageError> {
        let spoken = self.spoken(language);
        let label = spoken.texts.say("codename-label")?;
        let hole = BeginHole {
            label: &label,
            words,
            receipt,
        };
        let mut html = Zeroizing::new(String::with_capacity(BEGIN_HOLE_BYTES * 2));
        hole.render_into(&mut *html)?;
        let [open, close] = COMMENT;
        let left = BEGIN_HOLE_BYTES.checked_sub(html.len() + open.len() + close.len());
        let left = left.ok_or(PageError::Codename)?;
        html.push_str(open);
        html.extend(std::iter::repeat_n(' ', left));
        html.push_str(close);
        Ok(spoken.begin.fill(html.as_bytes()))
    }

    /// `POST /fr/send`: gzip. Says what came, and repeats none of it.
    ///
    /// # Errors
    /// This build is broken.
    pub fn confirmation(
        &self,
        language: Language,
        arrived: Arrived,
    ) -> Result<Zeroizing<Vec<u8>>, PageError> {
        let spoken = self.spoken(language);
        let facts = arrived.facts(&spoken.texts)?;
        let in_the_clear = arrived.in_the_clear(&spoken.texts)?;
        let hole = ConfirmationHole {
            facts: &facts,
            in_the_clear: in_the_clear.as_deref(),
        };
        let html = hole.render()?;
        Ok(spoken.confirmation.fill(html.as_bytes()))
    }

    const fn spoken(&self, language: Language) -> &Spoken {
        match language {
            Language::Fr => &self.french,
            Language::En => &self.english,
        }
    }
}

impl Spoken {
    fn render(
        texts: Texts,
        roster: &Roster,
        roster_json: &str,
        largest_bytes: u64,
    ) -> Result<Self, PageError> {
        let largest = size_text(&texts, largest_bytes)?;
        let page = Scene {
            texts: &texts,
            desk: &roster.desk,
            style: STYLE,
            largest: &largest,
            largest_bytes,
        };
        let answer = |answer| Page::html(&Receipt { page, answer });
        let refusal = |refusal: Refusal| {
            let refusal = refusal.name();
            Page::html(&Refused { page, refusal })
        };
        let editors = &roster.editors;
        Ok(Self {
            landing: Page::html(&Landing {
                page,
                languages: &[Texts::new(Language::Fr)?, Texts::new(Language::En)?],
                script_texts: &SCRIPT_TEXTS,
                offline: false,
            })?,
            offline: Page::html(&Offline {
                page,
                policy: &policy::offline(SCRIPT, STYLE),
                script_texts: &SCRIPT_TEXTS,
                offline: true,
                // A day is not broken at the end of a line.
                expires: &roster.expires.to_string().replace('-', "\u{2011}"),
                roster: roster_json,
                script: SCRIPT,
            })?,
            keys: Page::html(&Keys { page, editors })?,
            arrived: answer("arrived")?,
            absent: answer("absent")?,
            malformed: refusal(Refusal::Malformed)?,
            not_found: refusal(Refusal::NotFound)?,
            too_slow: refusal(Refusal::TooSlow)?,
            too_large: refusal(Refusal::TooLarge)?,
            unavailable: refusal(Refusal::Unavailable)?,
            full: refusal(Refusal::Full)?,
            begin: framed(&Begin { page, hole: HOLE })?,
            confirmation: framed(&Confirmation { page, hole: HOLE })?,
            texts,
        })
    }
}

impl Page {
    fn new(text: &str, content_type: &'static str) -> Self {
        Self {
            body: compress(text.as_bytes()).into(),
            content_type,
        }
    }

    fn html(template: &impl Template) -> Result<Self, PageError> {
        Ok(Self::new(&template.render()?, HTML))
    }
}

impl Arrived {
    fn facts(self, texts: &Texts) -> Result<Vec<String>, TextError> {
        let message = if self.message { "yes" } else { "no" };
        let mut facts = vec![
            texts.say_of("confirmation-message", "message", message)?,
            texts.say_count("confirmation-files", "files", self.files)?,
        ];
        if self.age > 0 {
            facts.push(texts.say_count("confirmation-age", "age", self.age)?);
        }
        if self.openpgp > 0 {
            facts.push(texts.say_count("confirmation-openpgp", "openpgp", self.openpgp)?);
        }
        Ok(facts)
    }

    /// What passed in the clear: all of it, or what was not sealed already.
    fn in_the_clear(self, texts: &Texts) -> Result<Option<String>, TextError> {
        let sealed = self.age + self.openpgp;
        match (sealed, self.message || self.files > sealed) {
            (0, _) => texts.say("confirmation-plain-all").map(Some),
            (_, true) => texts.say("confirmation-plain-rest").map(Some),
            (_, false) => Ok(None),
        }
    }
}

/// A page in two halves, around the place where its template left a hole.
fn framed(template: &impl Template) -> Result<Frame, PageError> {
    let html = template.render()?;
    let (before, after) = html.split_once(HOLE).ok_or(askama::Error::Fmt)?;
    Ok(Frame::new(before.as_bytes(), after.as_bytes()))
}

/// A size for people, rounded down to a whole number of its unit.
fn size_text(texts: &Texts, bytes: u64) -> Result<String, TextError> {
    let units = texts.say("script-units")?;
    let (mut size, mut name) = (bytes, "");
    for (power, unit) in units.split(' ').enumerate() {
        if power > 0 {
            if size < 1_024 || (size % 1_024 != 0 && size < 10 * 1_024) {
                break;
            }
            size /= 1_024;
        }
        name = unit;
    }
    Ok(format!("{size}\u{a0}{name}"))
}

#[cfg(test)]
#[path = "pages_tests.rs"]
mod tests;
