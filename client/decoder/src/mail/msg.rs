//! An e-mail as Outlook keeps it. (MS-OXMSG)

use msg_parser::{Attachment as Attached, Outlook, Person};

use super::content::{Attachment, Body, Mail, person};
use crate::told::Told;

pub(super) fn read(document: &[u8]) -> Option<Mail> {
    let message = Outlook::from_slice(document).ok()?;
    Some(mail(&message))
}

fn mail(message: &Outlook) -> Mail {
    let from = people(std::slice::from_ref(&message.sender));
    let shown = [
        ("From", from),
        ("To", people(&message.to)),
        ("Cc", people(&message.cc)),
        ("Date", message.client_submit_time.clone()),
        ("Subject", message.subject.clone()),
    ];
    let (body, hidden, unsure) = body(message);
    let headers = message.headers.raw.lines().map(|line| ("Header", line));
    let dates = [
        ("Received", message.message_delivery_time.as_str()),
        ("Created", message.creation_time.as_str()),
        ("Changed", message.last_modification_time.as_str()),
        ("HiddenText", hidden.as_str()),
    ];
    let copies = people(&message.bcc);
    let copies = [("Header", copies.as_str())];
    let unsure = unsure.iter().map(|line| ("MaybeHidden", line.as_str()));
    let told = headers
        .chain(dates)
        .chain(copies)
        .chain(unsure)
        .map(|(field, value)| Told {
            field,
            value: value.split_whitespace().collect::<Vec<_>>().join(" "),
        });
    Mail {
        shown: shown
            .into_iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .collect(),
        bodies: vec![body],
        attachments: message.attachments.iter().map(attachment).collect(),
        told: told.filter(|told| !told.value.is_empty()).collect(),
    }
}

/// The message as Outlook shows it, the text that it does not show then, and the lines of the
/// message that it may not show. A page may stand in what is written as RTF.
fn body(message: &Outlook) -> (Body, String, Vec<String>) {
    let in_rtf = || {
        let page = message.html_from_rtf();
        page.filter(|page| !page.trim().is_empty()).map(Body::Html)
    };
    if let Some(page) = page(&message.html).or_else(in_rtf) {
        return (page, message.body.clone(), Vec::new());
    }
    let unsure = match message.rtf_decompressed() {
        Some(rtf) => {
            let rtf = letters_of(&rtf);
            let lines = message.body.lines().map(str::trim);
            let lines = lines.filter(|line| !rtf.contains(&letters(line)));
            lines.map(str::to_owned).collect()
        }
        None => Vec::new(),
    };
    (Body::Plain(message.body.clone()), String::new(), unsure)
}

/// A page, if there is more than blanks. Outlook keeps it as bytes, of which the parser gives the
/// hexadecimal digits. A page of characters has others, since its elements begin with `<`.
fn page(html: &str) -> Option<Body> {
    let html = html.trim();
    let digits = html.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> = digits
        .map(|two| match two {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect();
    let Some(mut bytes) = bytes else {
        return Some(Body::Html(html.to_owned()));
    };
    let end = bytes.iter().rposition(|byte| *byte != 0);
    bytes.truncate(end.map_or(0, |end| end + 1));
    let is_blank = bytes.trim_ascii().is_empty();
    (!is_blank).then_some(Body::HtmlBytes(bytes))
}

fn digit(letter: u8) -> Option<u8> {
    let digit = char::from(letter).to_digit(16)?;
    u8::try_from(digit).ok()
}

/// The letters and digits of a text that are written alike everywhere.
fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The same of what is written as RTF, without the words that control it.
fn letters_of(rtf: &[u8]) -> String {
    let rtf = String::from_utf8_lossy(rtf);
    let mut pieces = rtf.split('\\');
    let mut text = letters(pieces.next().unwrap_or_default());
    for piece in pieces {
        let word = piece.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let rest = match piece.strip_prefix('\'') {
            Some(code) => code.get(2..).unwrap_or_default(),
            None => word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-'),
        };
        // What stands for a letter that a program does not know.
        let is_letter = piece.starts_with('u') && word.len() + 1 == piece.len();
        let rest = if is_letter {
            rest.strip_prefix('?').unwrap_or(rest)
        } else {
            rest
        };
        text.push_str(&letters(rest));
    }
    text
}

fn people(people: &[Person]) -> String {
    let written = people.iter().map(|one| person(&one.name, &one.email));
    written.collect::<Vec<_>>().join(", ")
}

fn attachment(attached: &Attached) -> Attachment {
    let names = [
        &attached.long_file_name,
        &attached.file_name,
        &attached.display_name,
    ];
    let name = names.into_iter().find(|name| !name.is_empty());
    let name = name.cloned().unwrap_or_default();
    Attachment {
        name,
        bytes: Some(attached.payload_bytes.clone()).filter(|bytes| !bytes.is_empty()),
    }
}
