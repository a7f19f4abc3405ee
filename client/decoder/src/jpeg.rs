//! Where a JPEG ends. (ITU-T T.81, annex B)

const MARKER: u8 = 0xFF;
const END: u8 = 0xD9;
/// What stands behind a byte of pixels that looks like a marker.
const STUFFED: u8 = 0;
/// Markers between pixels, which have no length.
const RESTARTS: std::ops::RangeInclusive<u8> = 0xD0..=0xD7;
/// The length of a marker, and of the number behind it, in bytes.
const MARKER_BYTES: usize = 2;

/// How many bytes a picture has, to its end. `None` if it has no end: a decoder fills what is
/// missing with grey, and says nothing.
#[must_use]
pub fn length(document: &[u8]) -> Option<usize> {
    let mut at = MARKER_BYTES;
    loop {
        let rest = document.get(at..)?;
        at += rest.windows(MARKER_BYTES).position(is_marker)?;
        let marker = *document.get(at + 1)?;
        at += MARKER_BYTES;
        if marker == END {
            return Some(at);
        }
        if !RESTARTS.contains(&marker) {
            let length = document.get(at..at + MARKER_BYTES)?.try_into().ok()?;
            at += usize::from(u16::from_be_bytes(length));
        }
    }
}

/// Whether a marker begins here: no byte of pixels that is stuffed, and no filling.
fn is_marker(bytes: &[u8]) -> bool {
    matches!(bytes, [MARKER, marker] if *marker != STUFFED && *marker != MARKER)
}
