//! Makes pixels of a picture or a PDF that a stranger made, [settles](office) the text of an office
//! document, and [looks](look) at what a document gives away.
//!
//! It runs as a program of its own, inside the sandbox. A document that takes over this program can
//! still write only [pages](stream) of pixels, whose sizes the client checks, lines of a closed
//! list, or a text of which LibreOffice makes pages in a sandbox of its own.

pub mod error;
pub mod format;
pub mod jpeg;
pub mod look;
pub mod office;
pub mod stream;

mod colour;
mod faithful;
mod pdf;
mod picture;

use std::io;

use self::{error::DecodeError, format::Format};

/// Writes every page of a document as a [stream] of pixels.
///
/// # Errors
/// [`DecodeError::Refused`] if the document has no pixels to show, [`DecodeError::Io`] if the
/// stream takes no more.
pub fn decode(format: Format, document: Vec<u8>, out: impl io::Write) -> Result<(), DecodeError> {
    if format == Format::Pdf {
        pdf::decode(document, out)
    } else {
        picture::decode(format, document, out)
    }
}
