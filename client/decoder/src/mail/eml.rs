//! An e-mail as it is sent. (RFC 5322, RFC 2045)

use std::collections::HashSet;

use mail_parser::{
    Address, HeaderName, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};

use super::content::{Attachment, Body, Mail, person};
use crate::told::Told;

/// The fields that mail programs show.
const SHOWN: [(&str, HeaderName<'static>); 5] = [
    ("From", HeaderName::From),
    ("To", HeaderName::To),
    ("Cc", HeaderName::Cc),
    ("Date", HeaderName::Date),
    ("Subject", HeaderName::Subject),
];
/// What an attachment without a name is called.
const UNNAMED: &str = "attachment";

pub(super) fn read(document: &[u8]) -> Option<Mail> {
    let message = MessageParser::default().parse(document)?;
    if message.headers().is_empty() {
        return None;
    }
    let shown: HashSet<u32> = message.html_body.iter().copied().collect();
    let bodies = message.html_body.iter().filter_map(|at| {
        let part = message.part(*at)?;
        match &part.body {
            PartType::Text(text) => Some(Body::Plain(text.clone().into_owned())),
            PartType::Html(page) => Some(Body::Html(page.clone().into_owned())),
            PartType::Binary(_)
            | PartType::InlineBinary(_)
            | PartType::Message(_)
            | PartType::Multipart(_) => None,
        }
    });
    let attachments = message.attachments.iter().filter_map(|at| {
        let part = message.part(*at)?;
        attachment(part)
    });
    Some(Mail {
        shown: SHOWN
            .into_iter()
            .filter_map(|(name, header)| Some((name, value(message.header(header)?)?)))
            .collect(),
        bodies: bodies.collect(),
        attachments: attachments.collect(),
        told: told(&message, &shown),
    })
}

fn attachment(part: &MessagePart<'_>) -> Option<Attachment> {
    let name = part.attachment_name().unwrap_or(UNNAMED).to_owned();
    Some(match &part.body {
        PartType::Text(text) | PartType::Html(text) => Attachment {
            name,
            bytes: Some(text.as_bytes().to_vec()),
        },
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => Attachment {
            name,
            bytes: Some(bytes.to_vec()),
        },
        PartType::Message(inner) => {
            let root = inner.root_part();
            let (begin, end) = (root.offset_header as usize, root.offset_end as usize);
            let raw = inner.raw_message.get(begin..end)?.to_vec();
            Attachment {
                name: format!("{name}.eml"),
                bytes: Some(raw),
            }
        }
        PartType::Multipart(_) => return None,
    })
}

/// What a field says, as it is shown.
fn value(header: &HeaderValue<'_>) -> Option<String> {
    Some(match header {
        HeaderValue::Address(Address::List(list)) => {
            let people = list.iter().map(|one| {
                let name = one.name.as_deref().unwrap_or_default();
                person(name, one.address.as_deref().unwrap_or_default())
            });
            people.collect::<Vec<_>>().join(", ")
        }
        HeaderValue::Address(Address::Group(groups)) => {
            let all = groups.iter().flat_map(|group| {
                group.addresses.iter().map(|one| {
                    let name = one.name.as_deref().unwrap_or_default();
                    person(name, one.address.as_deref().unwrap_or_default())
                })
            });
            all.collect::<Vec<_>>().join(", ")
        }
        HeaderValue::Text(text) => text.clone().into_owned(),
        HeaderValue::TextList(texts) => texts.join(", "),
        HeaderValue::DateTime(date) => date.to_rfc822(),
        HeaderValue::ContentType(_) | HeaderValue::Received(_) | HeaderValue::Empty => {
            return None;
        }
    })
}

/// The fields that are not shown, and texts for programs that show no pages.
fn told(message: &Message<'_>, shown: &HashSet<u32>) -> Vec<Told> {
    let is_shown = |name: &str| {
        let mut names = SHOWN.iter();
        names.any(|(shown, _)| shown.eq_ignore_ascii_case(name))
    };
    let fields = message.headers_raw().filter(|(name, _)| !is_shown(name));
    let fields = fields.map(|(name, value)| Told {
        field: "Header",
        value: one_line(&format!("{name}: {value}")),
    });
    let hidden = message.text_body.iter().filter(|at| !shown.contains(at));
    let hidden = hidden.filter_map(|at| message.part(*at)?.text_contents());
    let hidden = hidden.map(|text| Told {
        field: "HiddenText",
        value: one_line(text),
    });
    fields.chain(hidden).collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
