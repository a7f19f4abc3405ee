//! All that a source is shown, rendered and compressed once, at start.
//!
//! Every GET is a constant: the same bytes to everyone, a function of the [release](super::manifest) and of the signed roster. Two pages answer a form and
//! carry something of their own, in a [`Frame`]'s hole: the codename and the receipt, and what arrived.

pub(crate) mod policy;
pub(crate) mod templates;

use askama::Template;
use bytes::Bytes;
use http::HeaderValue;
use sourdine_protocol::{
    release::{
        Desk, FillError, Placeholder, ReleaseManifest, ReleaseManifestError, Text, begin_hole,
        gzip::{Frame, compress},
    },
    roster::{RosterError, SignedRoster},
    text::Language,
    wire::{ROSTER_PATH, SCRIPT_PATH},
};
use zeroize::Zeroizing;

use self::templates::ConfirmationHole;
use super::{
    error::Refusal,
    manifest::{JAVASCRIPT, JSON, Names, manifest},
    response::HTML,
};
use crate::messages;
use sourdine_l10n::{Explain, TextError, Texts};

/// What the script may have to say, under `script-` in the locale files.
pub(crate) const SCRIPT_TEXTS: [&str; 22] = [
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
#[derive(Debug, Explain, thiserror::Error)]
pub enum PageError {
    /// A text is missing.
    #[explain("build-broken", reason)]
    Text(#[from] TextError),
    /// A template failed.
    #[explain("build-broken", reason)]
    Template(#[from] askama::Error),
    /// The roster cannot be read.
    #[explain(transparent)]
    Roster(#[from] RosterError),
    /// A text of the release is missing, or breaks its rules.
    #[explain("build-broken", reason)]
    Release(#[from] ReleaseManifestError),
    /// A place in a page cannot be filled, or the words are longer than any codename.
    #[explain("build-broken", reason)]
    Fill(#[from] FillError),
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
    texts: &'static Texts,
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
    begin_hole: Text,
    confirmation: Frame,
}

impl Pages {
    /// Fills them all.
    ///
    /// # Errors
    /// The roster cannot be read, or this build is broken.
    pub fn render(settings: PageSettings<'_>) -> Result<Self, PageError> {
        let roster = settings.roster.unchecked()?;
        let json = String::from_utf8_lossy(&settings.roster.to_json()?).into_owned();
        let release = manifest()?;
        let desk = Desk {
            name: &roster.desk,
            expires: roster.expires,
            roster_json: &json,
            editors: &roster.editors,
            largest_bytes: settings.submission_max_bytes,
            script: release.script()?,
        };
        let filled = |name| Ok::<_, PageError>(release.text(name)?.fill(desk)?);
        Ok(Self {
            policy: HeaderValue::from_str(&release.default_csp).map_err(|_| askama::Error::Fmt)?,
            script: Page::new(&filled(SCRIPT_PATH)?, JAVASCRIPT),
            roster: Page::new(&filled(ROSTER_PATH)?, JSON),
            french: Spoken::fill(Language::Fr, &release, desk)?,
            english: Spoken::fill(Language::En, &release, desk)?,
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
        let hole = begin_hole(&spoken.begin_hole, words, receipt)?;
        Ok(spoken.begin.fill(hole.as_bytes()))
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
        let hole = arrived.told(spoken.texts)?;
        Ok(spoken.confirmation.fill(hole.as_bytes()))
    }

    const fn spoken(&self, language: Language) -> &Spoken {
        match language {
            Language::Fr => &self.french,
            Language::En => &self.english,
        }
    }
}

impl Spoken {
    fn fill(
        language: Language,
        release: &ReleaseManifest,
        desk: Desk<'_>,
    ) -> Result<Self, PageError> {
        let names = Names(language);
        let page = |name: String| {
            let page = release.text(&name)?.fill(desk)?;
            Ok::<_, PageError>(Page::new(&page, HTML))
        };
        let frame = |name: &str| framed(&release.text(name)?.fill(desk)?);
        let refusal = |refusal| page(names.refusal(refusal));
        Ok(Self {
            texts: messages::pages(language)?,
            landing: page(names.landing())?,
            offline: page(names.offline())?,
            keys: page(names.keys())?,
            arrived: page(names.arrived())?,
            absent: page(names.absent())?,
            malformed: refusal(Refusal::Malformed)?,
            not_found: refusal(Refusal::NotFound)?,
            too_slow: refusal(Refusal::TooSlow)?,
            too_large: refusal(Refusal::TooLarge)?,
            unavailable: refusal(Refusal::Unavailable)?,
            full: refusal(Refusal::Full)?,
            begin: frame(&names.begin())?,
            begin_hole: release.hole(&names.begin())?.clone(),
            confirmation: frame(&names.confirmation())?,
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
}

impl Arrived {
    /// What stands in the confirmation's hole.
    pub(crate) fn told(self, texts: &Texts) -> Result<String, PageError> {
        let facts = self.facts(texts)?;
        let in_the_clear = self.in_the_clear(texts)?;
        let hole = ConfirmationHole {
            facts: &facts,
            in_the_clear: in_the_clear.as_deref(),
        };
        Ok(hole.render()?)
    }

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

/// A page in two halves, around the place where its text leaves a hole.
fn framed(html: &str) -> Result<Frame, PageError> {
    let hole = Placeholder::Hole.written();
    let (before, after) = html.split_once(&hole).ok_or(askama::Error::Fmt)?;
    Ok(Frame::new(before.as_bytes(), after.as_bytes()))
}

#[cfg(test)]
mod tests;
