//! What a document gives away: what is covered and still there, what is hidden, what it tells
//! beside its text.
//!
//! A document that takes over this program can still write only [lines](trace::Line), which the
//! client reads strictly and shows as words.

pub mod trace;

mod behind;
mod office;
mod pdf;
mod pieces;

use std::io::{BufWriter, Write};

use strum::{EnumString, IntoStaticStr};

use self::trace::{Line, Trace};
use crate::error::{DecodeError, Refusal};

/// What to look at, and how the program is told.
#[derive(Clone, Copy, Debug, EnumString, Eq, IntoStaticStr, PartialEq)]
#[strum(serialize_all = "kebab-case", const_into_str)]
pub enum Look {
    /// A PDF as a reader shows it, and all that stands in it beside its pages.
    LookPdf,
    /// The words of a PDF of which all layers are shown.
    LookLayers,
    /// An office document, member by member.
    LookOffice,
    /// A single file of XML.
    LookXml,
    /// What stands behind the end of a picture or a recording.
    LookBehind,
    /// The pictures that a document has in it, as files.
    LookPieces,
}

/// Looks at a document, and writes a line for each thing that it gives away. The pictures of
/// [`Look::LookPieces`] are written as [pieces](trace::read_piece).
///
/// # Errors
/// [`DecodeError::Refused`] if the document cannot be read, [`DecodeError::Io`] if `out` takes no
/// more.
pub fn look(task: Look, document: Vec<u8>, out: impl Write) -> Result<(), DecodeError> {
    let mut out = BufWriter::new(out);
    let mut lines = Lines { out: &mut out };
    match task {
        Look::LookPdf => pdf::look(document, &mut lines)?,
        Look::LookLayers => pdf::look_at_layers(document, &mut lines)?,
        Look::LookOffice => office::look(document, &mut lines)?,
        Look::LookXml => office::look_at_xml(&document, &mut lines)?,
        Look::LookBehind => behind::look(&document, &mut lines)?,
        Look::LookPieces => pieces::write(document, &mut out)?,
    }
    out.flush()?;
    Ok(())
}

/// Where lines go.
struct Lines<'a> {
    out: &'a mut dyn Write,
}

impl Lines<'_> {
    fn trace(&mut self, trace: Trace) -> Result<(), DecodeError> {
        self.line(&Line::Trace(trace))
    }

    fn line(&mut self, line: &Line) -> Result<(), DecodeError> {
        let written = serde_json::to_string(line);
        let written = written.map_err(|_| DecodeError::Refused(Refusal::Unreadable))?;
        Ok(writeln!(self.out, "{written}")?)
    }
}
