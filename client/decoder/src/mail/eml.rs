//! An e-mail as it is sent. (RFC 5322, RFC 2045)

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
/// The fields that say what a part is.
const STRUCTURE: [HeaderName<'static>; 3] = [
    HeaderName::ContentType,
    HeaderName::ContentTransferEncoding,
    HeaderName::ContentDisposition,
];
/// What an attachment without a name is called.
const UNNAMED: &str = "attachment";

pub(super) fn read(document: &[u8]) -> Option<Mail> {
    let message = MessageParser::default().parse(document)?;
    if message.headers().is_empty() || message.parts.iter().any(is_twofold) {
        return None;
    }
    let mut parts = Parts::default();
    parts.add(&message, 0);
    let bodies = parts.shown.iter().filter_map(|part| match &part.body {
        PartType::Text(text) => Some(Body::Plain(text.clone().into_owned())),
        PartType::Html(page) => Some(Body::Html(page.clone().into_owned())),
        PartType::Binary(_)
        | PartType::InlineBinary(_)
        | PartType::Message(_)
        | PartType::Multipart(_) => None,
    });
    Some(Mail {
        shown: SHOWN
            .into_iter()
            .filter_map(|(name, header)| Some((name, value(message.header(header)?)?)))
            .collect(),
        bodies: bodies.collect(),
        attachments: parts.attached.into_iter().filter_map(attachment).collect(),
        told: told(&message, &parts.hidden),
    })
}

/// Whether a part says twice what it is: programs take one or the other.
fn is_twofold(part: &MessagePart<'_>) -> bool {
    STRUCTURE.iter().any(|name| {
        let said = part.headers.iter().filter(|header| header.name == *name);
        said.count() > 1
    })
}

/// The parts of a message, by what a mail program does with them.
#[derive(Default)]
struct Parts<'a> {
    shown: Vec<&'a MessagePart<'a>>,
    /// Other ways to say what is shown, for programs that cannot show that.
    hidden: Vec<&'a str>,
    attached: Vec<&'a MessagePart<'a>>,
}

impl<'a> Parts<'a> {
    fn add(&mut self, message: &'a Message<'a>, at: u32) {
        let Some(part) = message.part(at) else {
            return;
        };
        let PartType::Multipart(inside) = &part.body else {
            let list = if is_shown(part) {
                &mut self.shown
            } else {
                &mut self.attached
            };
            list.push(part);
            return;
        };
        match subtype(part).as_str() {
            // The last that can be shown is. (RFC 2046, 5.1.4)
            "alternative" => {
                let mut ways = inside.iter().rev();
                let chosen = ways.find(|at| has_shown(message, **at));
                for way in inside {
                    if Some(way) == chosen {
                        self.add(message, *way);
                    } else {
                        self.hide(message, *way);
                    }
                }
            }
            // The first is the whole, and the rest belongs to it. (RFC 2387, 3.2)
            "related" => {
                for (place, part) in inside.iter().enumerate() {
                    if place == 0 {
                        self.add(message, *part);
                    } else {
                        self.attach(message, *part);
                    }
                }
            }
            _ => inside.iter().for_each(|part| self.add(message, *part)),
        }
    }

    fn hide(&mut self, message: &'a Message<'a>, at: u32) {
        for part in leaves(message, at) {
            match part.text_contents().filter(|_| is_shown(part)) {
                Some(text) => self.hidden.push(text),
                None => self.attached.push(part),
            }
        }
    }

    fn attach(&mut self, message: &'a Message<'a>, at: u32) {
        self.attached.extend(leaves(message, at));
    }
}

/// The parts that are in a part, but for those that only have others.
fn leaves<'a>(message: &'a Message<'a>, at: u32) -> Vec<&'a MessagePart<'a>> {
    match message.part(at) {
        None => Vec::new(),
        Some(part) => match &part.body {
            PartType::Multipart(inside) => {
                let all = inside.iter();
                all.flat_map(|at| leaves(message, *at)).collect()
            }
            PartType::Text(_)
            | PartType::Html(_)
            | PartType::Binary(_)
            | PartType::InlineBinary(_)
            | PartType::Message(_) => vec![part],
        },
    }
}

fn has_shown(message: &Message<'_>, at: u32) -> bool {
    leaves(message, at).into_iter().any(is_shown)
}

/// Whether a part is text that a mail program shows in the message.
fn is_shown(part: &MessagePart<'_>) -> bool {
    let is_text = match &part.body {
        PartType::Text(_) => matches!(subtype(part).as_str(), "plain" | ""),
        PartType::Html(_) => true,
        PartType::Binary(_)
        | PartType::InlineBinary(_)
        | PartType::Message(_)
        | PartType::Multipart(_) => false,
    };
    let way = part.content_disposition();
    is_text && !way.is_some_and(|way| way.is_attachment())
}

fn subtype(part: &MessagePart<'_>) -> String {
    let kind = part.content_type().and_then(|kind| kind.subtype());
    kind.unwrap_or_default().to_ascii_lowercase()
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

/// The fields that are not shown, and texts for programs that show no pages. Of a field that there
/// is twice, each program shows another.
fn told(message: &Message<'_>, hidden: &[&str]) -> Vec<Told> {
    let is_shown = |name: &str| {
        let mut names = SHOWN.iter();
        names.any(|(shown, _)| shown.eq_ignore_ascii_case(name))
    };
    let is_alone = |name: &str| {
        let all = message.headers_raw();
        all.filter(|(other, _)| other.eq_ignore_ascii_case(name))
            .count()
            == 1
    };
    let fields = message.headers_raw();
    let fields = fields.filter(|(name, _)| !is_shown(name) || !is_alone(name));
    let fields = fields.map(|(name, value)| Told {
        field: "Header",
        value: one_line(&format!("{name}: {value}")),
    });
    let hidden = hidden.iter().map(|text| Told {
        field: "HiddenText",
        value: one_line(text),
    });
    fields.chain(hidden).collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
