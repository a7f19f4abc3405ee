//! A request and its answer, as the manifest describes them.

use serde::{Deserialize, Serialize};

use super::page::{FillError, RequestContext, Text, line_sent_by};

const HEAD: &str = "HEAD ";

/// What in a browser makes a request: each has headers of its own.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Initiator {
    /// A person who types an address.
    Address,
    /// A person who follows a link of a page, or sends its form.
    Page,
    /// A page that wants its script.
    Script,
    /// A page that starts its worker.
    Worker,
    /// A script that calls `fetch`.
    Fetch,
    /// A script that uses `XMLHttpRequest`.
    Xhr,
}

/// A request and the one answer to it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// Method and path.
    pub asked: String,
    /// Lines of a request's head that say what it is, besides those that every browser writes of
    /// itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// What is sent with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Text>,
    /// The lines of its head, of which one says the [length](Placeholder::Length) of the body where
    /// there is one.
    pub head: Vec<String>,
    /// The name of the text that its body is; none where it has no body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// By which refusals an honest server may answer instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instead: Vec<String>,
    /// What in a browser asks for it; none where no browser asks so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initiator: Option<Initiator>,
}

/// Several requests of one source, in their order.
///
/// Where a browser asks for each of them, it is a visit: all of them go over one circuit, and over
/// one connection as long as that stays open. Otherwise each request has a connection of its own,
/// but a `HEAD`, which follows on that of the request before it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Whether it leaves a letter in the vault.
    pub leaves_letter: bool,
    /// What is asked and answered.
    pub steps: Vec<Exchange>,
    /// What is asked and answered when the source cancels while the last step's body is sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cancelled: Vec<Exchange>,
}

impl Scenario {
    /// Whether there are steps, and a browser asks for each.
    #[must_use]
    pub fn is_visit(&self) -> bool {
        !self.steps.is_empty() && self.exchanges().all(|one| one.initiator.is_some())
    }

    /// Every step, and what follows when the last one is cancelled.
    pub fn exchanges(&self) -> impl Iterator<Item = &Exchange> {
        self.steps.iter().chain(&self.cancelled)
    }
}

/// A request, but for what each browser adds of itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Request {
    /// Method and path.
    pub asked: String,
    /// Lines of its head.
    pub fields: Vec<String>,
    /// What is sent with it, if anything can be.
    pub body: Option<Vec<u8>>,
}

impl Exchange {
    /// The request that is answered so.
    ///
    /// # Errors
    /// It has placeholders that this version does not know.
    pub fn request(&self, asker: RequestContext<'_>) -> Result<Request, FillError> {
        let lines = self.fields.iter().map(|line| line_sent_by(line, asker));
        let body = self.form.as_ref().map(|form| form.sent_by(asker));
        Ok(Request {
            asked: line_sent_by(&self.asked, asker)?,
            fields: lines.collect::<Result<_, _>>()?,
            body: body.transpose()?,
        })
    }

    /// Whether the head alone is asked for.
    #[must_use]
    pub fn is_bodiless(&self) -> bool {
        self.asked.starts_with(HEAD)
    }
}
