//! Scenarios of several requests that no browser makes: an upload that is deleted, and one that is
//! stored, with requests that see what else changed.

use http::StatusCode;
use sourdine_protocol::{
    release::{Exchange, Placeholder, Scenario},
    text::Language,
    wire::{UPLOAD_COMPLETE, UPLOAD_LIMIT, UPLOAD_OFFSET, UPLOAD_PATH},
};

use super::{
    super::{
        error::Refusal,
        headers::{COMPLETE, upload_limit},
        pages::{table::PageId, texts::begin_path},
    },
    exchange::{
        at_upload, bodiless, formed, instead, new_upload, piece, refused, upload_state,
        whole_upload,
    },
};

const NOTHING: &str = "0";
/// How an honest server may refuse a letter, or a new upload.
const BUSY: [Refusal; 2] = [Refusal::Unavailable, Refusal::Full];
/// How an honest server may refuse to go on with an upload, which it may have evicted.
const EVICTED: [Refusal; 4] = [
    Refusal::Unavailable,
    Refusal::Full,
    Refusal::TooSlow,
    Refusal::NotFound,
];

pub(crate) fn scenarios() -> Vec<Scenario> {
    vec![cancelled(), stored()]
}

/// An upload is created, asked for, given a piece at a wrong offset and one at the right offset,
/// and deleted. After each step a request sees that nothing else changed.
fn cancelled() -> Scenario {
    let part = Placeholder::PartBytes.written();
    let mut steps = begun();
    steps.extend([
        piece(
            goes_on(conflict(NOTHING, false)),
            Placeholder::FirstPart,
            &part,
            false,
        ),
        goes_on(progress(NOTHING, false)),
        piece(
            goes_on(moved(&part, false)),
            Placeholder::FirstPart,
            NOTHING,
            false,
        ),
        goes_on(progress(&part, false)),
    ]);
    steps.extend(deleted());
    Scenario {
        leaves_letter: false,
        steps,
        cancelled: Vec::new(),
    }
}

/// An upload comes whole in two pieces. It then takes no piece again and is not deleted.
fn stored() -> Scenario {
    let (part, all) = (
        Placeholder::PartBytes.written(),
        Placeholder::EnvelopeBytes.written(),
    );
    let mut steps = begun();
    steps.extend([
        piece(
            goes_on(moved(&part, false)),
            Placeholder::FirstPart,
            NOTHING,
            false,
        ),
        goes_on(progress(&part, false)),
        piece(
            goes_on(moved(&all, true)),
            Placeholder::LastPart,
            &part,
            true,
        ),
        goes_on(progress(&all, true)),
        piece(
            goes_on(conflict(&all, true)),
            Placeholder::LastPart,
            &part,
            true,
        ),
        goes_on(progress(&all, true)),
    ]);
    steps.extend(deleted());
    Scenario {
        leaves_letter: true,
        steps,
        cancelled: Vec::new(),
    }
}

/// The request for a codename and a receipt.
pub(crate) fn begin(language: Language) -> Exchange {
    let path = begin_path(language);
    formed(format!("POST {path}"), String::new(), path)
}

/// The question whether a submission with a receipt has arrived.
pub(crate) fn ask_receipt(language: Language, answer: PageId) -> Exchange {
    let form = format!("receipt={}", Placeholder::Receipt.written());
    let text = answer.path(language);
    formed(format!("POST /{language}/receipt"), form, text)
}

/// The request for a new upload that brings nothing yet, and its answer.
fn created() -> Exchange {
    let answer = creation(&[]);
    new_upload(answer, Placeholder::EnvelopeBytes)
}

/// The same by the browser, under a name of its own: it brings the whole envelope.
pub(super) fn created_whole() -> Exchange {
    let all = Placeholder::EnvelopeBytes.written();
    let answer = creation(&[(UPLOAD_OFFSET, &all), (UPLOAD_COMPLETE, COMPLETE)]);
    whole_upload(goes_on(answer))
}

/// An answer that says where a new upload is, and this besides.
fn creation(progress: &[(&str, &str)]) -> Exchange {
    let place = format!("{UPLOAD_PATH}/{}", Placeholder::Token.written());
    let limit = upload_limit(Placeholder::LargestEnvelope.written());
    let mut own = progress.to_vec();
    own.extend([("location", &*place), (UPLOAD_LIMIT, &*limit)]);
    Exchange {
        instead: instead(&BUSY),
        ..bodiless(String::new(), StatusCode::CREATED, &own)
    }
}

fn begun() -> Vec<Exchange> {
    vec![
        created(),
        // It is too new to be evicted.
        Exchange {
            instead: instead(&[Refusal::Unavailable]),
            ..progress(NOTHING, false)
        },
    ]
}

fn deleted() -> Vec<Exchange> {
    let mut steps = vec![deletion()];
    steps.extend(Language::ALL.map(gone));
    steps
}

/// The deletion of an upload.
pub(super) fn deletion() -> Exchange {
    goes_on(bodiless(at_upload("DELETE"), StatusCode::NO_CONTENT, &[]))
}

/// The answer for an upload that the server does not know, or not any more.
pub(crate) fn gone(language: Language) -> Exchange {
    refused(at_upload("HEAD"), Refusal::NotFound, language)
}

fn progress(offset: &str, stored: bool) -> Exchange {
    upload_state(at_upload("HEAD"), StatusCode::NO_CONTENT, offset, stored)
}

fn moved(offset: &str, stored: bool) -> Exchange {
    upload_state(String::new(), StatusCode::NO_CONTENT, offset, stored)
}

fn conflict(offset: &str, stored: bool) -> Exchange {
    upload_state(String::new(), StatusCode::CONFLICT, offset, stored)
}

fn goes_on(answer: Exchange) -> Exchange {
    Exchange {
        instead: instead(&EVICTED),
        ..answer
    }
}
