//! An e-mail: what a mail program shows of it, what it has attached, and what it tells besides.

mod content;
mod eml;
mod msg;

pub(crate) use self::content::{Body, Mail};
use crate::error::{DecodeError, Refusal};

/// How an e-mail is kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum MailFormat {
    /// As it is sent. (RFC 5322)
    Eml,
    /// As Outlook keeps it. (MS-OXMSG)
    Msg,
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
