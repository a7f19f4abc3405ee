//! The members of a tar archive.

use std::io::{Read, Write};

use tar::Archive;

use super::{
    outgoing::Members,
    stream::{MEMBER_MAX_BYTES, State},
};
use crate::error::{DecodeError, Refusal};

pub(super) fn unpack(document: &[u8], to: &mut Members<impl Write>) -> Result<(), DecodeError> {
    let unreadable = |_| DecodeError::Refused(Refusal::Unreadable);
    let mut archive = Archive::new(document);
    for entry in archive.entries().map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let kind = entry.header().entry_type();
        if !kind.is_file() && !kind.is_contiguous() && !kind.is_gnu_sparse() {
            continue;
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let size = entry.size();
        let mut bytes = Vec::new();
        let read = entry
            .take(u64::from(MEMBER_MAX_BYTES) + 1)
            .read_to_end(&mut bytes);
        let is_whole = read.is_ok_and(|read| read as u64 == size);
        let bytes = if size > MEMBER_MAX_BYTES.into() {
            Err(State::TooLarge)
        } else if is_whole {
            Ok(bytes.as_slice())
        } else {
            Err(State::Damaged)
        };
        to.add(&name, bytes)?;
    }
    Ok(())
}
