//! Makes pixels of a picture or a PDF that a stranger made, [settles](office) the text of an office
//! document, [reads](text) pages of the web, books and e-mails, takes [members] out of archives,
//! and [looks](look) at what a document gives away.
//!
//! It runs as a program of its own, inside the sandbox. A document that takes over this program can
//! still write only [pages](stream) of pixels, whose sizes the client checks, a text that is
//! written anew outside, or of which LibreOffice makes pages in a sandbox of its own, or
//! [members](members::stream), each of which is cleaned as any other document, or lines of a closed
//! list.

pub mod error;
pub mod format;
pub mod jpeg;
pub mod look;
pub mod members;
pub mod office;
pub mod stream;
pub mod text;
pub mod told;

mod colour;
mod faithful;
mod mail;
mod pdf;
mod picture;
mod reading;
mod xml;

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
