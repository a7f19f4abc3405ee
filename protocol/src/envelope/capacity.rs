//! How large what a desk takes may grow on its way to it.

use crate::{envelope::padding::padded, wire::MESSAGE_MAX_BYTES};

/// What the framing of a form adds to the files at most: names and part headers of as many files as
/// an envelope holds.
const FORM_FRAMING_BYTES: u64 = 8 * 1024 * 1024;
/// What the ZIP adds: headers, directory, envelope.json.
const ARCHIVE_FRAMING_BYTES: u64 = 4 * 1024 * 1024;
/// What age adds: its header for 32 editors, and 16 bytes in 65,536.
const AGE_HEADER_BYTES: u64 = 65_536;
const AGE_CHUNK_BYTES: u64 = 65_536;
const AGE_TAG_BYTES: u64 = 16;

/// Largest body of a form that carries a submission of `submission` bytes.
#[must_use]
pub const fn form_bytes(submission: u64) -> u64 {
    submission
        .saturating_add(MESSAGE_MAX_BYTES as u64)
        .saturating_add(FORM_FRAMING_BYTES)
}

/// Largest age file of a submission of `submission` bytes.
#[must_use]
pub fn envelope_bytes(submission: u64) -> u64 {
    let archive = submission
        .saturating_add(MESSAGE_MAX_BYTES as u64)
        .saturating_add(ARCHIVE_FRAMING_BYTES);
    let plain = padded(archive);
    let tags = (plain / AGE_CHUNK_BYTES + 1) * AGE_TAG_BYTES;
    plain.saturating_add(tags).saturating_add(AGE_HEADER_BYTES)
}
