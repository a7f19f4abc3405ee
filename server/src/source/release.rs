//! What this release answers, whatever desk it serves: the texts of all pages, with marks where a desk's own words go, and the head of each answer.
//!
//! The server serves these texts, filled; `sourdine-server manifest` writes them down, for whoever wants to know what a server of this release may say.

use std::collections::BTreeMap;

use askama::Template;
use http::{StatusCode, header::HeaderName};
use sourdine_protocol::{
    envelope::Language,
    release::{Answer, Mark, Parts, ReleaseManifest, Text},
    wire::{ROSTER_PATH, SCRIPT_PATH},
};

use super::{
    answer::{HEADERS, HTML, attachment},
    pages::{PageError, SCRIPT_TEXTS},
    policy,
    refusal::Refusal,
    templates::{
        Begin, BeginHole, Confirmation, Keys, Landing, Offline, Receipt, Refused, Repeated, Scene,
    },
};
use crate::language::Texts;

pub(super) const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
pub(super) const JSON: &str = "application/json";

pub(super) const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/sourdine.js"));
pub(super) const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));

/// Where nothing is, in any release.
const NOWHERE: &str = "not-found";
/// A form that carries a receipt, and one that says nothing.
const RECEIPT_FORM: &str = "receipt=";
const EMPTY_FORM: &str = "";

/// The names of a language's texts: the paths under which they are asked for, where there is one.
pub(super) struct Names(pub(super) Language);

impl Names {
    pub(super) fn landing(&self) -> String {
        format!("/{}", self.0)
    }

    pub(super) fn keys(&self) -> String {
        self.below("keys")
    }

    pub(super) fn offline(&self) -> String {
        self.below("offline")
    }

    pub(super) fn begin(&self) -> String {
        self.below("begin")
    }

    pub(super) fn confirmation(&self) -> String {
        self.below("send")
    }

    pub(super) fn arrived(&self) -> String {
        self.below("receipt/arrived")
    }

    pub(super) fn absent(&self) -> String {
        self.below("receipt/absent")
    }

    pub(super) fn refusal(&self, refusal: Refusal) -> String {
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
        (ROSTER_PATH.to_owned(), Mark::RosterJson.written()),
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
        busy: Language::ALL.map(busy).into(),
        texts: texts
            .into_iter()
            .map(|(name, text)| (name, Text::from(text)))
            .collect(),
    });
    Ok(manifest?)
}

/// Every text of a language.
fn spoken(language: Language) -> Result<Vec<(String, String)>, PageError> {
    let texts = Texts::new(language)?;
    let desk = Mark::Desk.written();
    let largest = Mark::Largest.given(&texts.say("script-units")?);
    let largest_bytes = Mark::LargestBytes.written();
    let page = Scene {
        texts: &texts,
        desk: &desk,
        style: STYLE,
        largest: &largest,
        largest_bytes: &largest_bytes,
    };
    let (hole, marks, names) = (Mark::Hole.written(), Repeated::new(), Names(language));
    let answer = |answer| Receipt { page, answer }.render();
    let landing = Landing {
        page,
        languages: &[Texts::new(Language::Fr)?, Texts::new(Language::En)?],
        script_texts: &SCRIPT_TEXTS,
        offline: false,
    };
    let offline = Offline {
        page,
        policy: &policy::offline(SCRIPT, STYLE),
        script_texts: &SCRIPT_TEXTS,
        offline: true,
        expires: &Mark::Expires.written(),
        roster: &Mark::Roster.written(),
        script: &Mark::Script.written(),
    };
    let begin_hole = BeginHole {
        label: &texts.say("codename-label")?,
        marks: &marks,
    };
    let keys = Keys {
        page,
        marks: &marks,
    };
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

/// What can be asked without leaving anything behind, and what is answered.
fn answers() -> Vec<Answer> {
    let page = |asked: String, text: String| Answer {
        asked,
        form: None,
        head: head(StatusCode::OK, HTML, &[]),
        text,
    };
    let mut answers = vec![
        Answer {
            head: head(StatusCode::OK, JAVASCRIPT, &[]),
            ..page(format!("GET {SCRIPT_PATH}"), SCRIPT_PATH.to_owned())
        },
        Answer {
            head: head(StatusCode::OK, JSON, &[]),
            ..page(format!("GET {ROSTER_PATH}"), ROSTER_PATH.to_owned())
        },
    ];
    for language in Language::ALL {
        let names = Names(language);
        let not_found = names.refusal(Refusal::NotFound);
        let saved = ("content-disposition", &*attachment(language.code()));
        answers.extend([
            page("GET /".to_owned(), names.landing()),
            page(format!("GET {}", names.landing()), names.landing()),
            page(format!("GET {}", names.keys()), names.keys()),
            Answer {
                head: head(StatusCode::OK, HTML, &[saved]),
                ..page(format!("GET {}", names.offline()), names.offline())
            },
            Answer {
                head: refusal_head(Refusal::NotFound),
                ..page(format!("GET /{NOWHERE}"), not_found.clone())
            },
            Answer {
                head: refusal_head(Refusal::NotFound),
                ..page(format!("GET /{language}/{NOWHERE}"), not_found)
            },
            Answer {
                form: Some(EMPTY_FORM.to_owned().into()),
                head: head(StatusCode::OK, HTML, &[CLOSE]),
                ..page(format!("POST {}", names.begin()), names.begin())
            },
            Answer {
                form: Some(format!("{RECEIPT_FORM}{}", Mark::Receipt.written()).into()),
                head: head(StatusCode::OK, HTML, &[CLOSE]),
                ..page(format!("POST /{language}/receipt"), names.absent())
            },
            Answer {
                form: Some(EMPTY_FORM.to_owned().into()),
                head: refusal_head(Refusal::Malformed),
                ..page(
                    format!("POST /{language}/send"),
                    names.refusal(Refusal::Malformed),
                )
            },
        ]);
    }
    answers
}

/// What a server that is too busy says in a language, whatever was asked.
fn busy(language: Language) -> Answer {
    Answer {
        asked: format!("/{language}"),
        form: None,
        head: refusal_head(Refusal::Unavailable),
        text: Names(language).refusal(Refusal::Unavailable),
    }
}

const CLOSE: (&str, &str) = ("connection", "close");

/// The head of an answer, as hyper writes what `answer.rs` made; `doors/release.rs` holds it to that.
fn head(status: StatusCode, kind: &str, own: &[(&str, &str)]) -> Vec<String> {
    let reason = status.canonical_reason().unwrap_or_default();
    let mut lines = vec![
        format!("HTTP/1.1 {} {reason}", status.as_u16()),
        field("content-type", kind),
        field("content-encoding", "gzip"),
        field("content-length", &Mark::Length.written()),
    ];
    lines.extend(own.iter().map(|(name, value)| field(name, value)));
    lines.push(field("content-security-policy", &policy::online(STYLE)));
    let headers = HEADERS;
    let headers = headers.iter();
    lines.extend(headers.map(|(name, value): &(HeaderName, &str)| field(name.as_str(), value)));
    lines
}

fn refusal_head(refusal: Refusal) -> Vec<String> {
    let own: &[_] = if refusal == Refusal::NotFound {
        &[]
    } else {
        &[CLOSE]
    };
    head(refusal.status(), HTML, own)
}

fn field(name: &str, value: &str) -> String {
    format!("{name}: {value}")
}
