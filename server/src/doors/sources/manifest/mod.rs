//! What this release answers at the sources' door, for any desk: the texts of all pages, and every
//! request with the head of its response. `sourdine-server manifest` writes it, for audits.

mod exchange;
mod scenarios;
mod visits;

use std::collections::BTreeMap;

use sourdine_protocol::{
    release::{Exchange, Parts, Placeholder, ReleaseManifest, Text},
    text::Language,
    wire::{ROSTER_PATH, SCRIPT_PATH, UPLOAD_PATH},
};

use self::{
    exchange::{
        asked_page, keys, multipart, new_upload, page, refused, request_field, served_roster,
        served_script, with_form,
    },
    scenarios::{ask_receipt, begin, gone, scenarios},
    visits::visits,
};
use super::{
    error::Refusal,
    pages::{
        PageError, SubmissionSummary, confirmation, policy,
        table::PageId,
        texts::{
            CERTIFICATES_PATH, PageTexts, RECIPIENTS_PATH, STYLES, begin_path, certificates,
            recipients, roster, script, send_path,
        },
    },
};
use crate::messages;

/// The name of an insert's text is its page's with this behind it.
const INSERT: &str = "/hole";
/// A path of no page, in any release.
const NOWHERE: &str = "not-found";
/// The submission that the confirmation in the manifest is of.
const MESSAGE_ALONE: SubmissionSummary = SubmissionSummary {
    message: true,
    message_sealed: false,
    files: 0,
    age: 0,
    openpgp: 0,
    spoiled: 0,
};

/// The manifest of this release.
pub fn manifest() -> Result<ReleaseManifest, PageError> {
    let mut texts = BTreeMap::from([
        (SCRIPT_PATH.to_owned(), script()),
        (ROSTER_PATH.to_owned(), roster()),
        (RECIPIENTS_PATH.to_owned(), recipients()),
        (CERTIFICATES_PATH.to_owned(), certificates()),
    ]);
    for language in Language::ALL {
        texts.extend(named_texts(language)?);
    }
    let first = Language::ALL.first().copied().unwrap_or(Language::Fr);
    let refusals = Refusal::ALL
        .iter()
        .map(|refusal| (refusal.page().name().to_owned(), refusals(*refusal)));
    Ok(ReleaseManifest::new(Parts {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        policy: policy::online(&STYLES),
        index: first.code().to_owned(),
        fallback: PageId::NotFound.path(first),
        answers: exchanges(),
        visits: visits().into_iter().chain(scenarios()).collect(),
        refusals: refusals.collect(),
        texts,
    })?)
}

/// The texts of a language's pages. Where a request asks for one, its name is its path.
fn named_texts(language: Language) -> Result<Vec<(String, Text)>, PageError> {
    let texts = PageTexts::render(language)?;
    let confirmation = confirmation::to_html(MESSAGE_ALONE, messages::pages(language)?)?;
    let (begin, send) = (begin_path(language), send_path(language));
    let mut named = vec![
        (format!("{begin}{INSERT}"), texts.begin_insert),
        (begin, texts.begin),
        (format!("{send}{INSERT}"), confirmation.into()),
        (send, texts.confirmation),
    ];
    let constant = PageId::ALL.iter();
    named.extend(constant.map(|id| (id.path(language), texts.constant.get(*id).clone())));
    Ok(named)
}

/// Single requests that store nothing, with their answers.
fn exchanges() -> Vec<Exchange> {
    let mut exchanges = vec![
        served_script(),
        served_roster(),
        keys(RECIPIENTS_PATH),
        keys(CERTIFICATES_PATH),
    ];
    for language in Language::ALL {
        let asked = |asked: String, refusal| refused(asked, refusal, language);
        let send = || format!("POST {}", send_path(language));
        let receipt = format!("POST /{language}/receipt");
        exchanges.push(page("GET /".to_owned(), PageId::Landing.path(language)));
        exchanges.extend(
            PageId::ALL
                .iter()
                .filter_map(|id| asked_page(*id, language)),
        );
        exchanges.extend([
            asked(format!("GET /{NOWHERE}"), Refusal::NotFound),
            asked(format!("GET /{language}/{NOWHERE}"), Refusal::NotFound),
            begin(language),
            ask_receipt(language, PageId::ReceiptAbsent),
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
    exchanges
}

/// A refusal in each language, to any request.
fn refusals(refusal: Refusal) -> Vec<Exchange> {
    let refused = |language| Exchange {
        instead: Vec::new(),
        ..refused(format!("/{language}"), refusal, language)
    };
    Language::ALL.map(refused).into()
}
