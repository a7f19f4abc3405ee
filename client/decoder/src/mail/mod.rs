//! An e-mail: what a mail program shows of it, what it has attached, and what it tells besides.

mod eml;
mod msg;

use crate::{
    error::{DecodeError, Refusal},
    told::Told,
};

/// How an e-mail is kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum MailFormat {
    /// As it is sent. (RFC 5322)
    Eml,
    /// As Outlook keeps it. (MS-OXMSG)
    Msg,
}

/// An e-mail.
#[derive(Debug, Default)]
pub(crate) struct Mail {
    /// What stands above the message: the name of each field, and what it says.
    pub(crate) shown: Vec<(&'static str, String)>,
    pub(crate) bodies: Vec<Body>,
    pub(crate) attachments: Vec<Attachment>,
    /// What is not shown.
    pub(crate) told: Vec<Told>,
}

/// A piece of the message.
#[derive(Debug)]
pub(crate) enum Body {
    Plain(String),
    Html(String),
}

/// A document that came with an e-mail.
#[derive(Debug)]
pub(crate) struct Attachment {
    pub(crate) name: String,
    /// None if it is kept in a way that is not read.
    pub(crate) bytes: Option<Vec<u8>>,
}

/// # Errors
/// [`Refusal::Unreadable`] if it is no e-mail.
pub(crate) fn read(format: MailFormat, document: &[u8]) -> Result<Mail, DecodeError> {
    let read = match format {
        MailFormat::Eml => eml::read(document),
        MailFormat::Msg => msg::read(document),
    };
    read.ok_or(DecodeError::Refused(Refusal::Unreadable))
}

/// A name with an address, as mail programs write it.
fn person(name: &str, address: &str) -> String {
    match (name.trim(), address.trim()) {
        ("", address) => address.to_owned(),
        (name, "") => name.to_owned(),
        (name, address) if name == address => name.to_owned(),
        (name, address) => format!("{name} <{address}>"),
    }
}
