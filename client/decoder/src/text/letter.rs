//! An e-mail as a mail program shows it: who wrote to whom, when, about what, and the message.

use crate::{
    error::DecodeError,
    mail::{Body, Mail},
    reading::Reading,
    told::Told,
};

use super::html;

/// What is written of an e-mail. Its attachments are documents of their own.
pub(super) fn read(mail: Mail) -> Result<Reading, DecodeError> {
    let mut text = String::new();
    for (name, value) in &mail.shown {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        // In brackets, since a line with a colon would be the header of another e-mail.
        text.push_str(&format!("[{name}] {value}\n"));
    }
    text.push('\n');
    let mut told = mail.told;
    for body in mail.bodies {
        let mut add = |reading: Reading| {
            text.push_str(&reading.text);
            told.extend(reading.told);
        };
        match body {
            Body::Plain(plain) => text.push_str(&plain),
            Body::Html(page) => add(html::read_text(&page)?),
            Body::HtmlBytes(page) => add(html::read_text(&html::characters(&page))?),
        }
        text.push('\n');
    }
    let attached = mail.attachments.iter().map(|attachment| Told {
        field: "Attachment",
        value: attachment.name.clone(),
    });
    told.extend(attached);
    Ok(Reading { text, told })
}
