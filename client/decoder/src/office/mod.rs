//! The final text of an office document: what a reader sees when all changes are accepted.
//!
//! LibreOffice prints deleted text, moved text and the names of authors into the pages that it
//! makes, and computes dates anew. So the document is [frozen] before LibreOffice opens it. It
//! writes a flat OpenDocument file, [survey] reads what is hidden and deleted in that, and
//! [settle] writes it again without: by the [rules] of what may stay. LibreOffice makes pages of
//! the result.

pub mod cells;
pub mod frozen;
pub mod hidden;
mod instructions;
mod paragraph;
mod rules;
mod settled;
mod survey;

use std::io::Write;

use self::{hidden::HiddenParts, settled::Settled, survey::Survey};
use crate::{
    error::{DecodeError, Refusal},
    told::Told,
};

/// Writes a flat OpenDocument file without what is no part of its final text, and gives what that
/// was. What the document hides is no part of it, unless it is asked for.
///
/// # Errors
/// [`DecodeError::Refused`] if the file is no well-formed XML, or computes results of a moment,
/// [`DecodeError::Io`] if `out` takes no more.
pub fn settle(
    hidden: HiddenParts,
    document: &[u8],
    mut out: impl Write,
) -> Result<Vec<Told>, DecodeError> {
    let unreadable = |_| DecodeError::Refused(Refusal::Unreadable);
    let survey = Survey::of(document).map_err(unreadable)?;
    let settled = Settled::write(document, survey, hidden).map_err(unreadable)?;
    if settled.computes {
        return Err(DecodeError::Refused(Refusal::Computes));
    }
    out.write_all(&settled.bytes)?;
    out.flush()?;
    Ok(settled.told)
}
