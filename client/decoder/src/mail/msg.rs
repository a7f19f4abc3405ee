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
    let (body, hidden) = if message.html.trim().is_empty() {
        (Body::Plain(message.body.clone()), String::new())
    } else {
        (Body::Html(message.html.clone()), message.body.clone())
    };
    let headers = message.headers.raw.lines().map(|line| ("Header", line));
    let dates = [
        ("Received", message.message_delivery_time.as_str()),
        ("Created", message.creation_time.as_str()),
        ("Changed", message.last_modification_time.as_str()),
        ("HiddenText", hidden.as_str()),
    ];
    let told = headers.chain(dates).map(|(field, value)| Told {
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
