//! What an e-mail has.

use crate::told::Told;

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
    /// A page as bytes, which say themselves in which encoding they are.
    HtmlBytes(Vec<u8>),
}

/// A document that came with an e-mail.
#[derive(Debug)]
pub(crate) struct Attachment {
    pub(crate) name: String,
    /// None if it is kept in a way that is not read.
    pub(crate) bytes: Option<Vec<u8>>,
}

/// A name with an address, as mail programs write it.
pub(super) fn person(name: &str, address: &str) -> String {
    match (name.trim(), address.trim()) {
        ("", address) => address.to_owned(),
        (name, "") => name.to_owned(),
        (name, address) if name == address => name.to_owned(),
        (name, address) => format!("{name} <{address}>"),
    }
}
