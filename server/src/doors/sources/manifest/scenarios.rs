//! What takes a source several requests, as the manifest of a release describes it: an upload that is given up, one that is stored, and a letter in a form.

use http::StatusCode;
use sourdine_protocol::{
    release::{Exchange, Placeholder, Scenario},
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
pub(crate) fn visits() -> Vec<Scenario> {
    let mut visits = vec![given_up(), stored()];
    visits.extend(Language::ALL.map(letter));
    visits
}

/// Created, asked for, given a piece that does not belong there and one that does, and deleted. Each time the next request sees that nothing else changed.
fn given_up() -> Scenario {
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

/// Brought in two pieces to its end, and then neither taken again nor deleted.
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

/// A form without script, from its beginning to its receipt.
fn letter(language: Language) -> Scenario {
    let names = Names(language);
    let sent = Exchange {
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
    Scenario {
        leaves_letter: true,
        steps,
    }
}

/// A codename and a receipt.
pub(crate) fn begin(language: Language) -> Exchange {
    let name = Names(language).begin();
    formed(format!("POST {name}"), String::new(), name)
}

/// Whether something came with a receipt.
pub(crate) fn asked_receipt(language: Language, text: String) -> Exchange {
    let form = format!("receipt={}", Placeholder::Receipt.written());
    formed(format!("POST /{language}/receipt"), form, text)
}

/// A letter as a browser writes the begin page's form, its three places for files left empty.
fn written() -> String {
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
        (UPLOAD_LIMIT, &limit(Placeholder::LargestEnvelope.written())),
    ];
    let created = Exchange {
        instead: instead(&BUSY),
        ..bare(String::new(), StatusCode::CREATED, &own)
    };
    vec![
        new_upload(created, Placeholder::EnvelopeBytes),
        // It was made this moment: no crowd has driven it out.
        Exchange {
            instead: instead(&[Refusal::Unavailable]),
            ..progress(NOTHING, false)
        },
    ]
}

fn deleted() -> Vec<Exchange> {
    let deleted = bare(at_upload("DELETE"), StatusCode::NO_CONTENT, &[]);
    let mut steps = vec![goes_on(deleted)];
    steps.extend(Language::ALL.map(gone));
    steps
}

/// What there is under a name that the server does not know, or not any more.
pub(crate) fn gone(language: Language) -> Exchange {
    refused(at_upload("HEAD"), Refusal::NotFound, language)
}

fn progress(offset: &str, stored: bool) -> Exchange {
    told(at_upload("HEAD"), StatusCode::NO_CONTENT, offset, stored)
}

fn moved(offset: &str, stored: bool) -> Exchange {
    told(String::new(), StatusCode::NO_CONTENT, offset, stored)
}

fn conflict(offset: &str, stored: bool) -> Exchange {
    told(String::new(), StatusCode::CONFLICT, offset, stored)
}

fn goes_on(answer: Exchange) -> Exchange {
    Exchange {
        instead: instead(&FORGETFUL),
        ..answer
    }
}
