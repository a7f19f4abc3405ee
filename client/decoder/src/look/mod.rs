//! What a document gives away: what is covered and still there, what is hidden, what it tells
//! beside its text.
//!
//! A document that takes over this program can still write only [lines](trace::Line), which the
//! client reads strictly and shows as words.

pub mod trace;

mod behind;
mod lines;
mod office;
mod pdf;
mod pieces;

use std::io::{BufWriter, Write};

use strum::{EnumString, IntoStaticStr};

use self::lines::Lines;
use crate::error::DecodeError;

/// What to look at, and how the program is told.
#[derive(Clone, Copy, Debug, EnumString, Eq, IntoStaticStr, PartialEq)]
#[strum(const_into_str)]
pub enum Look {
    /// A PDF as a reader shows it, and all that stands in it beside its pages.
    #[strum(serialize = "look-pdf")]
    Pdf,
    /// The words of a PDF of which all layers are shown.
    #[strum(serialize = "look-layers")]
    Layers,
    /// An office document, member by member.
    #[strum(serialize = "look-office")]
    Office,
    /// A single file of XML.
    #[strum(serialize = "look-xml")]
    Xml,
    /// What stands behind the end of a picture or a recording.
    #[strum(serialize = "look-behind")]
    Behind,
    /// The pictures that a document has in it, as files.
    #[strum(serialize = "look-pieces")]
    Pieces,
}

/// Looks at a document, and writes a line for each thing that it gives away. The pictures of
/// [`Look::Pieces`] are written as [pieces](trace::read_piece).
///
/// # Errors
/// [`DecodeError::Refused`] if the document cannot be read, [`DecodeError::Io`] if `out` takes no
/// more.
pub fn look(task: Look, document: Vec<u8>, out: impl Write) -> Result<(), DecodeError> {
    let mut out = BufWriter::new(out);
    let mut lines = Lines::new(&mut out);
    match task {
        Look::Pdf => pdf::look(&document, &mut lines)?,
        Look::Layers => pdf::look_at_layers(document, &mut lines)?,
        Look::Office => office::look(document, &mut lines)?,
        Look::Xml => office::look_at_xml(&document, &mut lines)?,
        Look::Behind => behind::look(&document, &mut lines)?,
        Look::Pieces => pieces::write(document, &mut out)?,
    }
    out.flush()?;
    Ok(())
}
