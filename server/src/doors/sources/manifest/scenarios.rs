//! Scenarios of several requests, as the manifest lists them: an upload that is cancelled, one that
//! is stored, and a letter in a form.

use http::StatusCode;
use sourdine_protocol::{
    release::{Exchange, Placeholder, Scenario},
    text::Language,
    wire::{UPLOAD_LIMIT, UPLOAD_PATH},
};

use super::{
    super::{
        error::Refusal,
        headers::upload_limit,
        pages::{
            table::PageId,
            texts::{begin_path, send_path},
        },
    },
    exchange::{
        at_upload, bodiless, formed, instead, multipart, new_upload, piece, refused, upload_state,
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
    let mut scenarios = vec![cancelled(), stored()];
    scenarios.extend(Language::ALL.map(letter));
    scenarios
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
    }
}

/// A letter in a form without script, from its codename to its receipt.
fn letter(language: Language) -> Scenario {
    let path = send_path(language);
    let sent = Exchange {
        fields: vec![multipart()],
        form: Some(multipart_letter().into()),
        instead: instead(&[Refusal::Unavailable, Refusal::Full, Refusal::TooSlow]),
        ..formed(format!("POST {path}"), String::new(), path)
    };
    let steps = vec![
        begin(language),
        ask_receipt(language, PageId::ReceiptAbsent),
        sent,
        ask_receipt(language, PageId::ReceiptArrived),
    ];
    Scenario {
        leaves_letter: true,
        steps,
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

/// A letter as a browser writes the begin page's form, with no file in any of its three inputs.
fn multipart_letter() -> String {
    let boundary = Placeholder::Boundary.written();
    let field = |name: &str, value: Placeholder| {
        let value = value.written();
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        )
    };
    let no_file = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n\r\n"
    );
    [
        field("receipt", Placeholder::Receipt),
        field("codename", Placeholder::Words),
        field("message", Placeholder::Message),
        no_file.repeat(3),
        format!("--{boundary}--\r\n"),
    ]
    .concat()
}

fn begun() -> Vec<Exchange> {
    let place = format!("{UPLOAD_PATH}/{}", Placeholder::Token.written());
    let own = [
        ("location", &*place),
        (
            UPLOAD_LIMIT,
            &upload_limit(Placeholder::LargestEnvelope.written()),
        ),
    ];
    let created = Exchange {
        instead: instead(&BUSY),
        ..bodiless(String::new(), StatusCode::CREATED, &own)
    };
    vec![
        new_upload(created, Placeholder::EnvelopeBytes),
        // It is too new to be evicted.
        Exchange {
            instead: instead(&[Refusal::Unavailable]),
            ..progress(NOTHING, false)
        },
    ]
}

fn deleted() -> Vec<Exchange> {
    let deleted = bodiless(at_upload("DELETE"), StatusCode::NO_CONTENT, &[]);
    let mut steps = vec![goes_on(deleted)];
    steps.extend(Language::ALL.map(gone));
    steps
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
