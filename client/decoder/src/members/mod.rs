//! The members of an archive, and what is attached to an e-mail: each leaves as a document by
//! itself.

pub mod stream;

pub(crate) mod outgoing;
mod tar;
mod zip;

use std::io::Write;

use strum::{EnumString, IntoStaticStr};

use self::{outgoing::Members, stream::State};
use crate::{error::DecodeError, mail, mail::MailFormat};

/// What has members. Who runs the decoder says it. It is the name of the task.
#[derive(Clone, Copy, Debug, EnumString, Eq, IntoStaticStr, PartialEq)]
#[strum(const_into_str)]
pub enum Container {
    #[strum(serialize = "members-zip")]
    Zip,
    #[strum(serialize = "members-tar")]
    Tar,
    #[strum(serialize = "members-eml")]
    Eml,
    #[strum(serialize = "members-msg")]
    Msg,
}

/// Writes the members of a document as a [stream].
///
/// # Errors
/// [`DecodeError::Refused`] if it is damaged or has too many members, [`DecodeError::Io`] if `out`
/// takes no more.
pub fn unpack(container: Container, document: &[u8], out: impl Write) -> Result<(), DecodeError> {
    let mut members = Members::new(out);
    match container {
        Container::Zip => zip::unpack(document, &mut members)?,
        Container::Tar => tar::unpack(document, &mut members)?,
        Container::Eml => attachments(MailFormat::Eml, document, &mut members)?,
        Container::Msg => attachments(MailFormat::Msg, document, &mut members)?,
    }
    members.end()
}

fn attachments(
    format: MailFormat,
    document: &[u8],
    members: &mut Members<impl Write>,
) -> Result<(), DecodeError> {
    let mut attached = mail::read(format, document)?.attachments.into_iter();
    attached.try_for_each(|attachment| {
        let bytes = attachment.bytes.as_deref().ok_or(State::Damaged);
        members.add(&attachment.name, bytes)
    })
}
