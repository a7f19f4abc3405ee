//! The members of an archive, and what is attached to an e-mail: each leaves as a document by
//! itself.

pub mod stream;

mod tar;
mod zip;

use std::io::Write;

use strum::{EnumString, IntoStaticStr};

use self::stream::{MEMBER_MAX_BYTES, MEMBERS_MAX, State, TOTAL_MAX_BYTES};
use crate::{
    error::{DecodeError, Refusal},
    mail,
    mail::MailFormat,
};

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
    let mut members = Members {
        out,
        count: 0,
        bytes: 0,
    };
    match container {
        Container::Zip => zip::unpack(document, &mut members)?,
        Container::Tar => tar::unpack(document, &mut members)?,
        Container::Eml => attachments(MailFormat::Eml, document, &mut members)?,
        Container::Msg => attachments(MailFormat::Msg, document, &mut members)?,
    }
    Ok(stream::write_end(&mut members.out)?)
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

/// Members on their way out.
struct Members<W> {
    out: W,
    count: usize,
    bytes: u64,
}

impl<W: Write> Members<W> {
    fn add(&mut self, name: &str, bytes: Result<&[u8], State>) -> Result<(), DecodeError> {
        self.count += 1;
        if self.count > MEMBERS_MAX {
            return Err(DecodeError::Refused(Refusal::Many));
        }
        let bytes = bytes.and_then(|bytes| {
            let length = bytes.len() as u64;
            let fits = length <= MEMBER_MAX_BYTES.into() && self.bytes + length <= TOTAL_MAX_BYTES;
            fits.then_some(bytes).ok_or(State::TooLarge)
        });
        match bytes {
            Ok(bytes) => {
                self.bytes += bytes.len() as u64;
                stream::write(name, bytes, &mut self.out)?;
            }
            Err(state) => stream::write_without(state, name, &mut self.out)?,
        }
        Ok(())
    }
}
