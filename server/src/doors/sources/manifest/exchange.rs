//! A request and its answer as the manifest of a release describes them. `doors/release.rs` holds what is described to what is served.

use http::{StatusCode, header::HeaderName};
use sourdine_protocol::{
    release::{Exchange, Placeholder},
    text::Language,
    wire::{PARTIAL_UPLOAD, UPLOAD_COMPLETE, UPLOAD_LENGTH, UPLOAD_OFFSET, UPLOAD_PATH},
};

use super::{
    super::{
        error::Refusal,
        pages::policy,
        response::{HEADERS, HTML},
        uploads::{COMPLETE, INCOMPLETE},
    },
    Names, STYLE,
};

const URLENCODED: &str = "application/x-www-form-urlencoded";
const CLOSE: (&str, &str) = ("connection", "close");

/// A page that answers a request which carries nothing.
pub(crate) fn page(asked: String, text: String) -> Exchange {
    Exchange {
        asked,
        fields: Vec::new(),
        form: None,
        head: page_head(StatusCode::OK, HTML, &[]),
        text: Some(text),
        instead: instead(&[Refusal::Unavailable]),
    }
}

/// A page that answers a form, after which the connection ends.
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

/// The name of a form's type whose parts the marked boundary keeps apart.
pub(crate) fn multipart() -> String {
    let boundary = Placeholder::Boundary.written();
    request_field(
        "content-type",
        &format!("multipart/form-data; boundary={boundary}"),
    )
}

/// A refusal of a request which carries nothing.
pub(crate) fn refused(asked: String, refusal: Refusal, language: Language) -> Exchange {
    let own: &[_] = if refusal == Refusal::NotFound {
        &[]
    } else {
        &[CLOSE]
    };
    Exchange {
        head: page_head(refusal.status(), HTML, own),
        ..page(asked, Names(language).refusal(refusal))
    }
}

/// A new upload of so many bytes, whatever is answered.
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

/// A piece of an upload, whatever is answered.
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

/// An answer without a page.
pub(crate) fn bare(asked: String, status: StatusCode, own: &[(&str, &str)]) -> Exchange {
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
    }
}

/// How far an upload is.
pub(crate) fn told(asked: String, status: StatusCode, offset: &str, stored: bool) -> Exchange {
    let own = [(UPLOAD_OFFSET, offset), (UPLOAD_COMPLETE, complete(stored))];
    bare(asked, status, &own)
}

/// A request for an upload by its name.
pub(crate) fn at_upload(method: &str) -> String {
    format!("{method} {UPLOAD_PATH}/{}", Placeholder::Token.written())
}

/// What may be answered instead.
pub(crate) fn instead(refusals: &[Refusal]) -> Vec<String> {
    refusals.iter().map(|one| one.name().to_owned()).collect()
}

/// The head of an answer, as hyper writes what `response.rs` made.
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

/// What every head ends in.
fn common() -> impl Iterator<Item = String> {
    let policy = field("content-security-policy", &policy::online(STYLE));
    let headers = HEADERS.map(|(name, value): (HeaderName, &str)| field(name.as_str(), value));
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

/// A field as browsers write its name.
pub(crate) fn request_field(name: &str, value: &str) -> String {
    let words = name.split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + rest
    });
    field(&words.collect::<Vec<_>>().join("-"), value)
}
