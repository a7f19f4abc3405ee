//! PDFs under a password. qpdf writes them again without, inside the sandbox, and all that looks
//! into a document reads what it wrote.

use std::path::Path;

use age::secrecy::SecretString;

use super::{
    error::CleanError,
    kind::Kind,
    kind_of,
    pixels::PixelError,
    qpdf::{self, Requires},
};

/// Whether a document is a PDF that nobody can read without a password.
pub fn asks_for_password(document: &Path) -> Result<bool, CleanError> {
    if kind_of(document)? != Kind::Pdf {
        return Ok(false);
    }
    Ok(qpdf::requires(document, None)? == Requires::Password)
}

/// Writes a PDF to `to` without its password. Gives whether this is the password.
pub fn unlock(document: &Path, password: &SecretString, to: &Path) -> Result<bool, CleanError> {
    if qpdf::requires(document, Some(password))? == Requires::Password {
        return Ok(false);
    }
    if qpdf::decrypt(document, password, to)? {
        Ok(true)
    } else {
        Err(PixelError::Unreadable.into())
    }
}
