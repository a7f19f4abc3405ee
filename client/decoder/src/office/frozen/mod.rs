//! An office document whose text is final before LibreOffice opens it.
//!
//! LibreOffice loses marks of changes in frames, in rows of tables and where one author deleted
//! what the same author inserted, so Word's changes are accepted here. And it computes anew, as it
//! opens a document, what depends on the clock and on other parts: fields, cells with `TODAY()`.
//! The copy would show another day than the document. So results are kept, and what computes them
//! goes. [outline] reads a part of a document, [part] writes it again.

mod outline;
mod part;

use std::io::{Cursor, Read, Write};

use zip::{CompressionMethod, ZipArchive, ZipWriter, result::ZipError, write::SimpleFileOptions};

use crate::error::{DecodeError, Refusal};
use crate::told::Told;

/// How the program is told to do this.
pub const FREEZE: &str = "freeze";
/// The largest part of a document, in bytes.
const PART_MAX_BYTES: u64 = 256 << 20;
/// The most that all parts have, in bytes: LibreOffice has no room for more.
const PARTS_MAX_BYTES: u64 = 512 << 20;

/// Writes a document of Word, Excel, PowerPoint or OpenDocument again without what changed and what
/// computes, and gives what went.
///
/// # Errors
/// [`DecodeError::Refused`] if it is damaged, [`DecodeError::Io`] if `out` takes no more.
pub fn freeze(document: Vec<u8>, mut out: impl Write) -> Result<Vec<Told>, DecodeError> {
    let frozen = freeze_parts(document);
    let (frozen, told) = frozen.map_err(|_| DecodeError::Refused(Refusal::Unreadable))?;
    out.write_all(&frozen)?;
    out.flush()?;
    Ok(told)
}

fn freeze_parts(document: Vec<u8>) -> Result<(Vec<u8>, Vec<Told>), ZipError> {
    let mut parts = ZipArchive::new(Cursor::new(document))?;
    let mut frozen = ZipWriter::new(Cursor::new(Vec::new()));
    let mut told = Vec::new();
    let mut left = PARTS_MAX_BYTES;
    for index in 0..parts.len() {
        let mut part = parts.by_index(index)?;
        if part.is_dir() {
            continue;
        }
        let name = part.name()?.into_owned();
        let is_stored = part.compression() == CompressionMethod::Stored;
        let method = if is_stored {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let mut bytes = Vec::new();
        let limit = left.min(PART_MAX_BYTES);
        let read = Read::by_ref(&mut part)
            .take(limit + 1)
            .read_to_end(&mut bytes)?;
        if read as u64 > limit {
            return Err(ZipError::InvalidArchive("a part is too large".into()));
        }
        left -= read as u64;
        let options = SimpleFileOptions::default().compression_method(method);
        frozen.start_file(name, options)?;
        // What is no XML, or another part than of text, is left as it is.
        let written = part::freeze(&bytes, &mut told);
        let unreadable = |_| ZipError::InvalidArchive("a part cannot be read".into());
        let written = written.map_err(unreadable)?;
        frozen.write_all(&written.unwrap_or(bytes))?;
    }
    Ok((frozen.finish()?.into_inner(), told))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_archive_is_refused() {
        let refused = freeze(b"PK\x03\x04 cut".to_vec(), std::io::sink());
        assert!(matches!(refused, Err(DecodeError::Refused(_))));
    }
}
