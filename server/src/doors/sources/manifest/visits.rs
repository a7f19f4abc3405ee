//! Visits of sources, request by request as a browser makes them: with script from each first page,
//! from one language to the other, through the pages that are read, and without script.
//!
//! `tests/stories/audit/visits.rs` compares what an audit makes of them with what Firefox asks.

use sourdine_protocol::{
    release::{Exchange, Initiator, Placeholder, Scenario},
    text::Language,
};

use super::{
    super::{
        error::Refusal,
        pages::{
            table::PageId,
            texts::{CERTIFICATES_PATH, RECIPIENTS_PATH, send_path},
        },
    },
    exchange::{
        asked_page, by, formed, instead, keys, multipart, page, served_roster, served_script,
    },
    scenarios::{ask_receipt, begin, created_whole, deletion},
};

pub(crate) fn visits() -> Vec<Scenario> {
    let mut visits = vec![letter(index())];
    for language in Language::ALL {
        let first = || shown(Initiator::Address, PageId::Landing, language);
        visits.push(letter(first()));
        for other in Language::ALL.into_iter().filter(|one| *one != language) {
            let mut steps = first();
            steps.extend(scripts());
            steps.extend(shown(Initiator::Page, PageId::Landing, other));
            visits.push(letter(steps));
        }
        visits.extend([reading(language), without_script(language)]);
    }
    visits
}

/// The first page at no path, in the language that the settings choose.
fn index() -> Vec<Exchange> {
    let index = |language| {
        let index = page("GET /".to_owned(), PageId::Landing.path(language));
        by(Initiator::Address, index)
    };
    Language::ALL.map(index).into()
}

/// A page that a request can ask for.
fn shown(initiator: Initiator, id: PageId, language: Language) -> Vec<Exchange> {
    let shown = asked_page(id, language).into_iter();
    shown.map(|shown| by(initiator, shown)).collect()
}

/// What each first page asks for by itself.
fn scripts() -> [Exchange; 2] {
    [Initiator::Script, Initiator::Worker].map(|initiator| by(initiator, served_script()))
}

/// After these steps, the first page's script sends a letter of one piece.
fn letter(mut steps: Vec<Exchange>) -> Scenario {
    steps.extend(scripts());
    steps.extend([
        by(Initiator::Fetch, served_roster()),
        by(Initiator::Xhr, created_whole()),
    ]);
    Scenario {
        leaves_letter: true,
        steps,
        cancelled: vec![by(Initiator::Xhr, deletion())],
    }
}

/// The page on keys, the files of them, and back on the first page the offline page.
fn reading(language: Language) -> Scenario {
    let linked = |id| shown(Initiator::Page, id, language);
    let mut steps = shown(Initiator::Address, PageId::Landing, language);
    steps.extend(scripts());
    steps.extend(linked(PageId::Keys));
    steps.extend([RECIPIENTS_PATH, CERTIFICATES_PATH].map(|path| by(Initiator::Page, keys(path))));
    steps.extend(linked(PageId::Landing));
    steps.extend(scripts());
    steps.extend(linked(PageId::Offline));
    Scenario {
        leaves_letter: false,
        steps,
        cancelled: Vec::new(),
    }
}

/// A letter in a form without script, from its codename to its receipt.
fn without_script(language: Language) -> Scenario {
    let path = send_path(language);
    let sent = Exchange {
        fields: vec![multipart()],
        form: Some(multipart_letter().into()),
        instead: instead(&[Refusal::Unavailable, Refusal::Full, Refusal::TooSlow]),
        ..formed(format!("POST {path}"), String::new(), path)
    };
    let forms = [
        begin(language),
        ask_receipt(language, PageId::ReceiptAbsent),
        sent,
        ask_receipt(language, PageId::ReceiptArrived),
    ];
    let mut steps = shown(Initiator::Address, PageId::Landing, language);
    steps.extend(forms.map(|form| by(Initiator::Page, form)));
    Scenario {
        leaves_letter: true,
        steps,
        cancelled: Vec::new(),
    }
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
