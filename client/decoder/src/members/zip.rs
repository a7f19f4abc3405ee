//! The members of a ZIP.

use std::io::{Cursor, Read, Write};

use zip::{ZipArchive, result::ZipError};

use super::{
    outgoing::Members,
    stream::{MEMBER_MAX_BYTES, State},
};
use crate::error::{DecodeError, Refusal};

pub(super) fn unpack(document: &[u8], to: &mut Members<impl Write>) -> Result<(), DecodeError> {
    let unreadable = |_| DecodeError::Refused(Refusal::Unreadable);
    let mut archive = ZipArchive::new(Cursor::new(document)).map_err(unreadable)?;
    // Of two members of one name, programs take out one or the other.
    if archive.has_duplicate_names() {
        return Err(DecodeError::Refused(Refusal::Unreadable));
    }
    for at in 0..archive.len() {
        let name = archive.name_for_index(at).and_then(Result::ok);
        let name = name.unwrap_or_default().into_owned();
        match member(&mut archive, at) {
            Ok(None) => {}
            Ok(Some(bytes)) => to.add(&name, Ok(&bytes))?,
            Err(state) => to.add(&name, Err(state))?,
        }
    }
    Ok(())
}

/// None of what is no file.
fn member(archive: &mut ZipArchive<Cursor<&[u8]>>, at: usize) -> Result<Option<Vec<u8>>, State> {
    let found = archive.by_index(at).map_err(|error| {
        let is_locked = matches!(
            error,
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword
        );
        if is_locked {
            State::Locked
        } else {
            State::Damaged
        }
    })?;
    if !found.is_file() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    let read = found
        .take(u64::from(MEMBER_MAX_BYTES) + 1)
        .read_to_end(&mut bytes);
    read.map_err(|_| State::Damaged)?;
    Ok(Some(bytes))
}
