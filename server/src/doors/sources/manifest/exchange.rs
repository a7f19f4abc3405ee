//! Requests and their answers as the manifest lists them. `doors/release.rs` compares them with
//! what the server sends.

use http::{StatusCode, header::HeaderName};
use sourdine_protocol::{
    release::{Exchange, Initiator, Placeholder},
    text::Language,
    wire::{
        PARTIAL_UPLOAD, ROSTER_PATH, SCRIPT_PATH, UPLOAD_COMPLETE, UPLOAD_LENGTH, UPLOAD_NAME,
        UPLOAD_OFFSET, UPLOAD_PATH,
    },
};

use super::super::{
    error::Refusal,
    headers::{
        COMPLETE, HTML, INCOMPLETE, JAVASCRIPT, JSON, PLAIN, SECURITY_HEADERS, attachment,
        keys_attachment,
    },
    pages::{
        policy,
        table::{Delivery, PageId},
        texts::STYLES,
    },
};

const URLENCODED: &str = "application/x-www-form-urlencoded";
const CLOSE: (&str, &str) = ("connection", "close");

/// A page in answer to a request without a body.
pub(crate) fn page(asked: String, text: String) -> Exchange {
    Exchange {
        asked,
        fields: Vec::new(),
        form: None,
        head: page_head(StatusCode::OK, HTML, &[]),
        text: Some(text),
        instead: instead(&[Refusal::Unavailable]),
        initiator: None,
    }
}

/// The same, asked for by a browser.
pub(crate) fn by(initiator: Initiator, exchange: Exchange) -> Exchange {
    Exchange {
        initiator: Some(initiator),
        ..exchange
    }
}

/// The answer to a `GET` of a page, if a request can ask for it.
pub(crate) fn asked_page(id: PageId, language: Language) -> Option<Exchange> {
    let path = id.path(language);
    let shown = page(format!("GET {path}"), path);
    match id.delivery() {
        Delivery::Shown => Some(shown),
        Delivery::Saved => {
            let disposition = attachment(id.name(), language);
            let own = [("content-disposition", disposition.as_str())];
            let head = page_head(StatusCode::OK, HTML, &own);
            Some(Exchange { head, ..shown })
        }
        Delivery::Answer => None,
    }
}

/// The page's script, which is its worker's too.
pub(crate) fn served_script() -> Exchange {
    Exchange {
        head: page_head(StatusCode::OK, JAVASCRIPT, &[]),
        ..page(format!("GET {SCRIPT_PATH}"), SCRIPT_PATH.to_owned())
    }
}

pub(crate) fn served_roster() -> Exchange {
    Exchange {
        head: page_head(StatusCode::OK, JSON, &[]),
        ..page(format!("GET {ROSTER_PATH}"), ROSTER_PATH.to_owned())
    }
}

/// A file of the editors' keys.
pub(crate) fn keys(path: &str) -> Exchange {
    let disposition = keys_attachment(path);
    let own = [("content-disposition", disposition.as_str())];
    Exchange {
        head: page_head(StatusCode::OK, PLAIN, &own),
        ..page(format!("GET {path}"), path.to_owned())
    }
}

/// A page in answer to a form. The connection ends after it.
pub(crate) fn formed(asked: String, form: String, text: String) -> Exchange {
    Exchange {
        head: page_head(StatusCode::OK, HTML, &[CLOSE]),
        ..with_form(page(asked, text), form)
    }
}

/// The same answer to a form.
pub(crate) fn with_form(answer: Exchange, form: String) -> Exchange {
    Exchange {
        fields: vec![request_field("content-type", URLENCODED)],
        form: Some(form.into()),
        ..answer
    }
}

/// The type of a form in parts; a placeholder stands for the boundary.
pub(crate) fn multipart() -> String {
    let boundary = Placeholder::Boundary.written();
    request_field(
        "content-type",
        &format!("multipart/form-data; boundary={boundary}"),
    )
}

/// A refusal of a request without a body.
pub(crate) fn refused(asked: String, refusal: Refusal, language: Language) -> Exchange {
    let own: &[_] = if refusal == Refusal::NotFound {
        &[]
    } else {
        &[CLOSE]
    };
    Exchange {
        head: page_head(refusal.status(), HTML, own),
        ..page(asked, refusal.page().path(language))
    }
}

/// The request for a new upload of this length, with the answer given.
pub(crate) fn new_upload(answer: Exchange, length: Placeholder) -> Exchange {
    Exchange {
        asked: format!("POST {UPLOAD_PATH}"),
        fields: vec![
            request_field(UPLOAD_COMPLETE, INCOMPLETE),
            request_field(UPLOAD_LENGTH, &length.written()),
        ],
        form: Some(String::new().into()),
        ..answer
    }
}

/// The request for a new upload that brings the whole envelope, with the answer given.
pub(crate) fn whole_upload(answer: Exchange) -> Exchange {
    Exchange {
        asked: format!("POST {UPLOAD_PATH}"),
        fields: vec![
            request_field(UPLOAD_NAME, &Placeholder::Token.written()),
            request_field(UPLOAD_LENGTH, &Placeholder::EnvelopeBytes.written()),
            request_field(UPLOAD_COMPLETE, COMPLETE),
        ],
        form: Some(Placeholder::Envelope.written().into()),
        ..answer
    }
}

/// A piece of an upload, with the answer given.
pub(crate) fn piece(answer: Exchange, piece: Placeholder, offset: &str, last: bool) -> Exchange {
    Exchange {
        asked: at_upload("PATCH"),
        fields: vec![
            request_field("content-type", PARTIAL_UPLOAD),
            request_field(UPLOAD_OFFSET, offset),
            request_field(UPLOAD_COMPLETE, complete(last)),
        ],
        form: Some(piece.written().into()),
        ..answer
    }
}

/// An answer without a body.
pub(crate) fn bodiless(asked: String, status: StatusCode, own: &[(&str, &str)]) -> Exchange {
    let mut head = vec![status_line(status)];
    head.extend(own.iter().map(|(name, value)| field(name, value)));
    head.extend(common());
    if status != StatusCode::NO_CONTENT {
        head.push(field("content-length", "0"));
    }
    Exchange {
        asked,
        fields: Vec::new(),
        form: None,
        head,
        text: None,
        instead: Vec::new(),
        initiator: None,
    }
}

/// An answer that says how much of an upload the server has.
pub(crate) fn upload_state(
    asked: String,
    status: StatusCode,
    offset: &str,
    stored: bool,
) -> Exchange {
    let own = [(UPLOAD_OFFSET, offset), (UPLOAD_COMPLETE, complete(stored))];
    bodiless(asked, status, &own)
}

/// A request for an upload by its name.
pub(crate) fn at_upload(method: &str) -> String {
    format!("{method} {UPLOAD_PATH}/{}", Placeholder::Token.written())
}

/// The refusals that may be answered instead.
pub(crate) fn instead(refusals: &[Refusal]) -> Vec<String> {
    refusals
        .iter()
        .map(|one| one.page().name().to_owned())
        .collect()
}

/// The head of an answer, as hyper writes what `response.rs` makes.
pub(crate) fn page_head(status: StatusCode, kind: &str, own: &[(&str, &str)]) -> Vec<String> {
    let mut lines = vec![
        status_line(status),
        field("content-type", kind),
        field("content-encoding", "gzip"),
        field("content-length", &Placeholder::Length.written()),
    ];
    lines.extend(own.iter().map(|(name, value)| field(name, value)));
    lines.extend(common());
    lines
}

/// The last lines of every head.
fn common() -> impl Iterator<Item = String> {
    let policy = field("content-security-policy", &policy::online(&STYLES));
    let headers =
        SECURITY_HEADERS.map(|(name, value): (HeaderName, &str)| field(name.as_str(), value));
    std::iter::once(policy).chain(headers)
}

fn status_line(status: StatusCode) -> String {
    let reason = status.canonical_reason().unwrap_or_default();
    format!("HTTP/1.1 {} {reason}", status.as_u16())
}

const fn complete(is_complete: bool) -> &'static str {
    if is_complete { COMPLETE } else { INCOMPLETE }
}

fn field(name: &str, value: &str) -> String {
    format!("{name}: {value}")
}

/// A field of a request, its name as browsers write it.
pub(crate) fn request_field(name: &str, value: &str) -> String {
    let words = name.split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + rest
    });
    field(&words.collect::<Vec<_>>().join("-"), value)
}
