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
    let in_rtf = || message.html_from_rtf().unwrap_or_default();
    let page = Some(message.html.clone()).filter(|page| !page.trim().is_empty());
    let page = page.unwrap_or_else(in_rtf);
    if !page.trim().is_empty() {
        return (Body::Html(page), message.body.clone(), Vec::new());
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
