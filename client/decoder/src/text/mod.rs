//! The characters of a document that programs lay out anew each time: a page of the web, a book, an
//! e-mail.
//!
//! What a reader sees of it is written as plain text, in the order in which it stands. What styles
//! or elements hide stays out, and is told.

mod epub;
pub(crate) mod html;
mod letter;

use std::io::Write;

use strum::{EnumString, IntoStaticStr};

use crate::{error::DecodeError, mail, mail::MailFormat, told::Told};

/// What tells of a text that may be in what is read.
const STAYS: [&str; 3] = ["MaybeHidden", "StyleNotRead", "StylesElsewhere"];

/// What a document of characters is. Who runs the decoder says it. It is the name of the task.
#[derive(Clone, Copy, Debug, EnumString, Eq, IntoStaticStr, PartialEq)]
#[strum(const_into_str)]
pub enum TextFormat {
    #[strum(serialize = "text-html")]
    Html,
    #[strum(serialize = "text-epub")]
    Epub,
    #[strum(serialize = "text-eml")]
    Eml,
    #[strum(serialize = "text-msg")]
    Msg,
}

/// Writes the characters of a document, in UTF-8, and gives what else it told.
///
/// # Errors
/// [`DecodeError::Refused`] if it is damaged or asks for a password, [`DecodeError::Io`] if `out`
/// takes no more.
pub fn read(
    format: TextFormat,
    document: &[u8],
    mut out: impl Write,
) -> Result<Vec<Told>, DecodeError> {
    let reading = match format {
        TextFormat::Html => html::read(document)?,
        TextFormat::Epub => epub::read(document)?,
        TextFormat::Eml => letter::read(mail::read(MailFormat::Eml, document)?)?,
        TextFormat::Msg => letter::read(mail::read(MailFormat::Msg, document)?)?,
    };
    out.write_all(reading.text.as_bytes())?;
    out.flush()?;
    // What stays in the text comes first: whoever reads this may not read all of it.
    let mut told = reading.told;
    told.sort_by_key(|told| !STAYS.contains(&told.field));
    Ok(told)
}
