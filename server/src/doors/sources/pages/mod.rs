//! All that a source is shown, rendered and compressed once, at start.
//!
//! Every GET has the same bytes for every source: a function of the [texts] of the release, of the
//! signed roster and, on the first page, of the [`DeskState`]. Two pages answer a form and carry an insert of their own, in a [`Frame`]: one
//! the codename and the receipt, one the [`SubmissionSummary`]. That one and the receipt's answers
//! are padded, so that their length does not tell what was sent nor whether it arrived.

pub(crate) mod confirmation;
mod context;
mod page_error;
pub(crate) mod policy;
pub mod table;
pub(crate) mod texts;

use bytes::Bytes;
use http::HeaderValue;
use sourdine_l10n::Texts;
use sourdine_protocol::{
    release::{
        Desk, DeskState, FillError, Placeholder, Text, begin_insert, confirmation_page,
        gzip::{Frame, compress},
        receipt_page,
    },
    roster::SignedRoster,
    text::Language,
};
use zeroize::Zeroizing;

use self::{
    table::{PageId, PerPage},
    texts::{PageTexts, STYLES},
};
use super::headers::{HTML, JAVASCRIPT, JSON, PLAIN};
use crate::messages;

pub use self::page_error::PageError;
pub use crate::intake::summary::SubmissionSummary;

/// What the pages depend on besides the release.
#[derive(Clone, Copy, Debug)]
pub struct PageSettings<'a> {
    pub roster: &'a SignedRoster,
    pub submission_max_bytes: u64,
}

/// One constant body in gzip, to be sent with `Content-Encoding: gzip`.
#[derive(Clone, Debug)]
pub struct Page {
    pub body: Bytes,
    pub content_type: &'static str,
}

/// Everything that sources are served.
pub struct Pages {
    policy: HeaderValue,
    script: Page,
    roster: Page,
    recipients: Page,
    certificates: Page,
    french: LocalizedPages,
    english: LocalizedPages,
}

struct LocalizedPages {
    texts: &'static Texts,
    constant: PerPage<Page>,
    /// The first page of a desk that is full.
    full: Page,
    /// The first page of a desk that has no valid roster.
    expired: Page,
    begin: Frame,
    begin_insert: Text,
    confirmation: Frame,
}

impl Pages {
    /// Fails when the roster cannot be read, or this build is broken.
    pub fn render(settings: PageSettings<'_>) -> Result<Self, PageError> {
        let roster = settings.roster.unchecked()?;
        let json = String::from_utf8_lossy(&settings.roster.to_json()?).into_owned();
        let script = texts::script();
        let desk = Desk {
            name: &roster.desk,
            expires: roster.expires,
            roster_json: &json,
            editors: &roster.editors,
            notices: &roster.notices,
            state: DeskState::Open,
            largest_bytes: settings.submission_max_bytes,
            script: script.as_str(),
        };
        let policy = HeaderValue::from_str(&policy::online(&STYLES));
        Ok(Self {
            policy: policy.map_err(|_| FillError::Placeholder)?,
            script: Page::new(&script.fill(desk)?, JAVASCRIPT),
            roster: Page::new(&texts::roster().fill(desk)?, JSON),
            recipients: Page::new(&texts::recipients().fill(desk)?, PLAIN),
            certificates: Page::new(&texts::certificates().fill(desk)?, PLAIN),
            french: LocalizedPages::fill(Language::Fr, desk)?,
            english: LocalizedPages::fill(Language::En, desk)?,
        })
    }

    /// `Content-Security-Policy`, the same on every response.
    #[must_use]
    pub const fn content_security_policy(&self) -> &HeaderValue {
        &self.policy
    }

    #[must_use]
    pub const fn script(&self) -> &Page {
        &self.script
    }

    #[must_use]
    pub const fn roster(&self) -> &Page {
        &self.roster
    }

    /// The editors' keys for age.
    #[must_use]
    pub const fn recipients(&self) -> &Page {
        &self.recipients
    }

    /// The editors' keys for OpenPGP.
    #[must_use]
    pub const fn certificates(&self) -> &Page {
        &self.certificates
    }

    /// A page; the first one is that of a desk that is open.
    #[must_use]
    pub const fn page(&self, id: PageId, language: Language) -> &Page {
        self.localized(language).constant.get(id)
    }

    /// The first page of a desk in a state.
    #[must_use]
    pub const fn first_page(&self, language: Language, state: DeskState) -> &Page {
        let pages = self.localized(language);
        match state {
            DeskState::Open => pages.constant.get(PageId::Landing),
            DeskState::Full => &pages.full,
            DeskState::Expired => &pages.expired,
        }
    }

    /// `POST /fr/begin`: gzip of constant length, for any words.
    ///
    /// Fails when the words are longer than any codename.
    pub fn begin(
        &self,
        language: Language,
        words: &str,
        receipt: &str,
    ) -> Result<Zeroizing<Vec<u8>>, PageError> {
        let pages = self.localized(language);
        let insert = begin_insert(&pages.begin_insert, words, receipt)?;
        Ok(pages.begin.fill(insert.as_bytes()))
    }

    /// `POST /fr/send`: gzip of constant length. It says what arrived and repeats none of it.
    ///
    /// Fails when a count is longer than any.
    pub fn confirmation(
        &self,
        language: Language,
        summary: SubmissionSummary,
    ) -> Result<Zeroizing<Vec<u8>>, PageError> {
        let pages = self.localized(language);
        let insert = confirmation::to_html(summary, pages.texts)?;
        Ok(confirmation_page(&pages.confirmation, &insert)?)
    }

    const fn localized(&self, language: Language) -> &LocalizedPages {
        match language {
            Language::Fr => &self.french,
            Language::En => &self.english,
        }
    }
}

impl LocalizedPages {
    fn fill(language: Language, desk: Desk<'_>) -> Result<Self, PageError> {
        let texts = PageTexts::render(language)?;
        let page = |id| Page::constant(texts.constant.get(id), desk);
        let first = |state| {
            let desk = Desk { state, ..desk };
            Page::constant(texts.constant.get(PageId::Landing), desk)
        };
        let pages = Self {
            texts: messages::pages(language)?,
            constant: PerPage::try_new(page)?,
            full: first(DeskState::Full)?,
            expired: first(DeskState::Expired)?,
            begin: framed(&texts.begin.fill(desk)?, Placeholder::Insert)?,
            confirmation: framed(&texts.confirmation.fill(desk)?, Placeholder::Insert)?,
            begin_insert: texts.begin_insert,
        };
        // A desk whose confirmations do not fit learns so at the start, not from a source.
        for summary in confirmation::LONGEST {
            let insert = confirmation::to_html(summary, pages.texts)?;
            drop(confirmation_page(&pages.confirmation, &insert)?);
        }
        Ok(pages)
    }
}

impl Page {
    fn constant(text: &Text, desk: Desk<'_>) -> Result<Self, FillError> {
        let html = text.fill(desk)?;
        if !text.has(Placeholder::Padding) {
            return Ok(Self::new(&html, HTML));
        }
        let body = receipt_page(&framed(&html, Placeholder::Padding)?)?;
        Ok(Self {
            body: body.to_vec().into(),
            content_type: HTML,
        })
    }

    fn new(text: &str, content_type: &'static str) -> Self {
        Self {
            body: compress(text.as_bytes()).into(),
            content_type,
        }
    }
}

/// A page compressed in two halves, around the place of its insert or padding.
fn framed(html: &str, mark: Placeholder) -> Result<Frame, FillError> {
    let halves = html.split_once(&mark.written());
    let (before, after) = halves.ok_or(FillError::Placeholder)?;
    Ok(Frame::new(before.as_bytes(), after.as_bytes()))
}

#[cfg(test)]
mod tests;
