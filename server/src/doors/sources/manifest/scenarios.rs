//! What takes a source several requests, as the manifest of a release describes it: an upload that is given up, one that is stored, and a letter in a form.

use http::StatusCode;
use sourdine_protocol::{
    release::{Answer, Mark, Visit},
    text::Language,
    wire::{UPLOAD_LIMIT, UPLOAD_PATH},
};

use super::{
    super::{error::Refusal, uploads::limit},
    Names,
    exchange::{at_upload, bare, formed, instead, multipart, new_upload, piece, refused, told},
};

const NOTHING: &str = "0";
/// How an honest server may refuse a letter, or an upload that it has not begun.
const BUSY: [Refusal; 2] = [Refusal::Unavailable, Refusal::Full];
/// How it may refuse to go on: it forgets uploads where others are more pressing.
const FORGETFUL: [Refusal; 4] = [
    Refusal::Unavailable,
    Refusal::Full,
    Refusal::TooSlow,
    Refusal::NotFound,
];

/// All of them.
pub(crate) fn visits() -> Vec<Visit> {
    let mut visits = vec![given_up(), stored()];
    visits.extend(Language::ALL.map(letter));
    visits
}

/// Created, asked for, given a piece that does not belong there and one that does, and deleted. Each time the next request sees that nothing else changed.
fn given_up() -> Visit {
    let part = Mark::PartBytes.written();
    let mut steps = begun();
    steps.extend([
        piece(
            goes_on(conflict(NOTHING, false)),
            Mark::FirstPart,
            &part,
            false,
        ),
        goes_on(progress(NOTHING, false)),
        piece(
            goes_on(moved(&part, false)),
            Mark::FirstPart,
            NOTHING,
            false,
        ),
        goes_on(progress(&part, false)),
    ]);
    steps.extend(deleted());
    Visit {
        leaves_letter: false,
        steps,
    }
}

/// Brought in two pieces to its end, and then neither taken again nor deleted.
fn stored() -> Visit {
    let (part, all) = (Mark::PartBytes.written(), Mark::EnvelopeBytes.written());
    let mut steps = begun();
    steps.extend([
        piece(
            goes_on(moved(&part, false)),
            Mark::FirstPart,
            NOTHING,
            false,
        ),
        goes_on(progress(&part, false)),
        piece(goes_on(moved(&all, true)), Mark::LastPart, &part, true),
        goes_on(progress(&all, true)),
        piece(goes_on(conflict(&all, true)), Mark::LastPart, &part, true),
        goes_on(progress(&all, true)),
    ]);
    steps.extend(deleted());
    Visit {
        leaves_letter: true,
        steps,
    }
}

/// A form without script, from its beginning to its receipt.
fn letter(language: Language) -> Visit {
    let names = Names(language);
    let sent = Answer {
        fields: vec![multipart()],
        form: Some(written().into()),
        instead: instead(&[Refusal::Unavailable, Refusal::Full, Refusal::TooSlow]),
        ..formed(
            format!("POST {}", names.confirmation()),
            String::new(),
            names.confirmation(),
        )
    };
    let steps = vec![
        begin(language),
        asked_receipt(language, names.absent()),
        sent,
        asked_receipt(language, names.arrived()),
    ];
    Visit {
        leaves_letter: true,
        steps,
    }
}

/// A codename and a receipt.
pub(crate) fn begin(language: Language) -> Answer {
    let name = Names(language).begin();
    formed(format!("POST {name}"), String::new(), name)
}

/// Whether something came with a receipt.
pub(crate) fn asked_receipt(language: Language, text: String) -> Answer {
    let form = format!("receipt={}", Mark::Receipt.written());
    formed(format!("POST /{language}/receipt"), form, text)
}

/// A letter as a browser writes the begin page's form, its three places for files left empty.
fn written() -> String {
    let boundary = Mark::Boundary.written();
    let field = |name: &str, value: Mark| {
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
        field("receipt", Mark::Receipt),
        field("codename", Mark::Words),
        field("message", Mark::Message),
        no_file.repeat(3),
        format!("--{boundary}--\r\n"),
    ]
    .concat()
}

fn begun() -> Vec<Answer> {
    let place = format!("{UPLOAD_PATH}/{}", Mark::Token.written());
    let own = [
        ("location", &*place),
        (UPLOAD_LIMIT, &limit(Mark::LargestEnvelope.written())),
    ];
    let created = Answer {
        instead: instead(&BUSY),
        ..bare(String::new(), StatusCode::CREATED, &own)
    };
    vec![
        new_upload(created, Mark::EnvelopeBytes),
        // It was made this moment: no crowd has driven it out.
        Answer {
            instead: instead(&[Refusal::Unavailable]),
            ..progress(NOTHING, false)
        },
    ]
}

fn deleted() -> Vec<Answer> {
    let deleted = bare(at_upload("DELETE"), StatusCode::NO_CONTENT, &[]);
    let mut steps = vec![goes_on(deleted)];
    steps.extend(Language::ALL.map(gone));
    steps
}

/// What there is under a name that the server does not know, or not any more.
pub(crate) fn gone(language: Language) -> Answer {
    refused(at_upload("HEAD"), Refusal::NotFound, language)
}

fn progress(offset: &str, stored: bool) -> Answer {
    told(at_upload("HEAD"), StatusCode::NO_CONTENT, offset, stored)
}

fn moved(offset: &str, stored: bool) -> Answer {
    told(String::new(), StatusCode::NO_CONTENT, offset, stored)
}

fn conflict(offset: &str, stored: bool) -> Answer {
    told(String::new(), StatusCode::CONFLICT, offset, stored)
}

fn goes_on(answer: Answer) -> Answer {
    Answer {
        instead: instead(&FORGETFUL),
        ..answer
    }
}
