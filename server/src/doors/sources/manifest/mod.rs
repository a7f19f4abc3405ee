//! What this release answers, whatever desk it serves: the texts of all pages, with marks where a desk's own words go, and the head of each answer.
//!
//! The server serves these texts, filled; `sourdine-server manifest` writes them down, for whoever wants to know what a server of this release may say.

mod exchange;
mod scenarios;

use std::collections::BTreeMap;

use askama::Template;
use http::StatusCode;
use sourdine_protocol::{
    release::{Exchange, Parts, Placeholder, ReleaseManifest, Text},
    text::Language,
    wire::{ROSTER_PATH, SCRIPT_PATH, UPLOAD_PATH},
};

use self::{
    exchange::{multipart, new_upload, page, page_head, refused, request_field, with_form},
    scenarios::{asked_receipt, begin, gone, visits},
};
use super::{
    error::Refusal,
    pages::{
        Arrived, PageError, SCRIPT_TEXTS, policy,
        templates::{
            Begin, BeginHole, Confirmation, Keys, Landing, Offline, Receipt, Refused, Repeated,
            Scene,
        },
    },
    response::{HTML, attachment},
};
use crate::messages;

pub(crate) const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
pub(crate) const JSON: &str = "application/json";

pub(crate) const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/sourdine.js"));
pub(crate) const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));

/// Where nothing is, in any release.
const NOWHERE: &str = "not-found";
/// What a letter's confirmation says that holds a message and nothing else.
const MESSAGE_ALONE: Arrived = Arrived {
    message: true,
    files: 0,
    age: 0,
    openpgp: 0,
};

/// The names of a language's texts: the paths under which they are asked for, where there is one.
pub(crate) struct Names(pub(crate) Language);

impl Names {
    pub(crate) fn landing(&self) -> String {
        format!("/{}", self.0)
    }

    pub(crate) fn keys(&self) -> String {
        self.below("keys")
    }

    pub(crate) fn offline(&self) -> String {
        self.below("offline")
    }

    pub(crate) fn begin(&self) -> String {
        self.below("begin")
    }

    pub(crate) fn confirmation(&self) -> String {
        self.below("send")
    }

    fn confirmation_hole(&self) -> String {
        self.below("send/hole")
    }

    pub(crate) fn arrived(&self) -> String {
        self.below("receipt/arrived")
    }

    pub(crate) fn absent(&self) -> String {
        self.below("receipt/absent")
    }

    pub(crate) fn refusal(&self, refusal: Refusal) -> String {
        self.below(&format!("refusal/{}", refusal.name()))
    }

    fn below(&self, name: &str) -> String {
        format!("/{}/{name}", self.0)
    }
}

/// The manifest of this release.
///
/// # Errors
/// This build is broken.
pub fn manifest() -> Result<ReleaseManifest, PageError> {
    let mut texts = BTreeMap::from([
        (SCRIPT_PATH.to_owned(), SCRIPT.to_owned()),
        (ROSTER_PATH.to_owned(), Placeholder::RosterJson.written()),
    ]);
    for language in Language::ALL {
        texts.extend(spoken(language)?);
    }
    let first = Language::ALL.first().copied().unwrap_or(Language::Fr);
    let manifest = ReleaseManifest::new(Parts {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        policy: policy::online(STYLE),
        index: first.code().to_owned(),
        fallback: Names(first).refusal(Refusal::NotFound),
        answers: answers(),
        visits: visits(),
        refusals: Refusal::ALL
            .map(|refusal| (refusal.name().to_owned(), refusals(refusal)))
            .into(),
        texts: texts
            .into_iter()
            .map(|(name, text)| (name, Text::from(text)))
            .collect(),
    });
    Ok(manifest?)
}

/// Every text of a language.
fn spoken(language: Language) -> Result<Vec<(String, String)>, PageError> {
    let texts = messages::pages(language)?;
    let desk = Placeholder::Desk.written();
    let largest = Placeholder::Largest.given(&texts.say("script-units")?);
    let largest_bytes = Placeholder::LargestBytes.written();
    let page = Scene {
        texts,
        desk: &desk,
        style: STYLE,
        largest: &largest,
        largest_bytes: &largest_bytes,
    };
    let (marks, names) = (Repeated::new(), Names(language));
    let hole = Placeholder::Hole.written();
    let answer = |answer| Receipt { page, answer }.render();
    let landing = Landing {
        page,
        languages: messages::all_pages()?,
        script_texts: &SCRIPT_TEXTS,
        offline: false,
    };
    let offline = Offline {
        page,
        policy: &policy::offline(SCRIPT, STYLE),
        script_texts: &SCRIPT_TEXTS,
        offline: true,
        expires: &Placeholder::Expires.written(),
        roster: &Placeholder::Roster.written(),
        script: &Placeholder::Script.written(),
    };
    let begin_hole = BeginHole {
        label: &texts.say("codename-label")?,
        marks: &marks,
    };
    let marks = &marks;
    let keys = Keys { page, marks };
    let mut all = vec![
        (names.landing(), landing.render()?),
        (names.offline(), offline.render()?),
        (names.keys(), keys.render()?),
        (names.begin(), Begin { page, hole: &hole }.render()?),
        (format!("{}/hole", names.begin()), begin_hole.render()?),
        (
            names.confirmation(),
            Confirmation { page, hole: &hole }.render()?,
        ),
        (names.confirmation_hole(), MESSAGE_ALONE.told(texts)?),
        (names.arrived(), answer("arrived")?),
        (names.absent(), answer("absent")?),
    ];
    for refusal in Refusal::ALL {
        let refused = Refused {
            page,
            refusal: refusal.name(),
        };
        all.push((names.refusal(refusal), refused.render()?));
    }
    Ok(all)
}

/// What one request asks that leaves nothing behind, and what is answered.
fn answers() -> Vec<Exchange> {
    let mut answers = vec![
        Exchange {
            head: page_head(StatusCode::OK, JAVASCRIPT, &[]),
            ..page(format!("GET {SCRIPT_PATH}"), SCRIPT_PATH.to_owned())
        },
        Exchange {
            head: page_head(StatusCode::OK, JSON, &[]),
            ..page(format!("GET {ROSTER_PATH}"), ROSTER_PATH.to_owned())
        },
    ];
    for language in Language::ALL {
        let names = Names(language);
        let saved = ("content-disposition", &*attachment(language.code()));
        let asked = |asked: String, refusal| refused(asked, refusal, language);
        let send = || format!("POST {}", names.confirmation());
        let receipt = format!("POST /{language}/receipt");
        answers.extend([
            page("GET /".to_owned(), names.landing()),
            page(format!("GET {}", names.landing()), names.landing()),
            page(format!("GET {}", names.keys()), names.keys()),
            Exchange {
                head: page_head(StatusCode::OK, HTML, &[saved]),
                ..page(format!("GET {}", names.offline()), names.offline())
            },
            asked(format!("GET /{NOWHERE}"), Refusal::NotFound),
            asked(format!("GET /{language}/{NOWHERE}"), Refusal::NotFound),
            begin(language),
            asked_receipt(language, names.absent()),
            with_form(asked(send(), Refusal::Malformed), String::new()),
            with_form(asked(receipt, Refusal::Malformed), String::new()),
            Exchange {
                fields: vec![
                    multipart(),
                    request_field("content-length", &Placeholder::LongerForm.written()),
                ],
                ..asked(send(), Refusal::TooLarge)
            },
            Exchange {
                form: Some(String::new().into()),
                ..asked(format!("POST {UPLOAD_PATH}"), Refusal::Malformed)
            },
            new_upload(
                asked(String::new(), Refusal::TooLarge),
                Placeholder::LongerEnvelope,
            ),
            gone(language),
        ]);
    }
    answers
}

/// A refusal in each language, whatever was asked.
fn refusals(refusal: Refusal) -> Vec<Exchange> {
    let refused = |language| Exchange {
        instead: Vec::new(),
        ..refused(format!("/{language}"), refusal, language)
    };
    Language::ALL.map(refused).into()
}
