//! A message of spaces and invisible characters is none: a source who sends one by mistake must not
//! be told that a message arrived.

use bytes::Bytes;
use sourdine_protocol::text::shows_nothing;
use zeroize::Zeroizing;

/// A message that begins with more bytes than this of nothing to be seen is taken for one, so that
/// a form holds no more in memory.
const HELD_MAX_BYTES: usize = 4_096;

/// Holds a message back until something of it can be seen.
#[derive(Default)]
pub(crate) struct VisibleStart {
    held: Zeroizing<Vec<u8>>,
    is_past: bool,
}

impl VisibleStart {
    /// What is certain to belong to a message after one more piece.
    pub(crate) fn pass(&mut self, piece: Bytes) -> Option<Bytes> {
        if self.is_past {
            return Some(piece);
        }
        self.held.extend_from_slice(&piece);
        self.is_past = self.held.len() > HELD_MAX_BYTES || shows_something(&self.held);
        self.is_past.then(|| self.take())
    }

    /// What is held at the end, if it is no text: that is for the sealer to refuse.
    pub(crate) fn rest(mut self) -> Option<Bytes> {
        let is_text = self.is_past || std::str::from_utf8(&self.held).is_ok();
        (!is_text).then(|| self.take())
    }

    fn take(&mut self) -> Bytes {
        // The allocator wipes it when it was sealed.
        std::mem::take(&mut *self.held).into()
    }
}

/// Whether a text has a character that can be seen, or is no text. It may end within a character.
fn shows_something(bytes: &[u8]) -> bool {
    let shows = |text: &str| !text.chars().all(shows_nothing);
    match std::str::from_utf8(bytes) {
        Ok(text) => shows(text),
        Err(error) => {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            error.error_len().is_some() || std::str::from_utf8(valid).is_ok_and(shows)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(message: &[u8], piece: usize) -> Vec<u8> {
        let mut start = VisibleStart::default();
        let mut all = Vec::new();
        for piece in message.chunks(piece) {
            all.extend(
                start
                    .pass(Bytes::copy_from_slice(piece))
                    .into_iter()
                    .flatten(),
            );
        }
        all.extend(start.rest().into_iter().flatten());
        all
    }

    #[test]
    fn a_message_passes_whole_or_not_at_all_wherever_the_pieces_are_cut() {
        let nothing = [
            "",
            " ",
            " \n\t \n",
            "\u{200b}",
            "\u{feff}\u{a0}\u{2800}\u{3164}\u{ad}",
        ];
        let long = " ".repeat(HELD_MAX_BYTES + 1);
        let something = ["a", " \n\u{200b}é", "\u{200b}.\u{200b}", &long];
        for piece in 1..9 {
            for text in nothing {
                assert_eq!(passed(text.as_bytes(), piece), b"", "{text:?}");
            }
            for text in something {
                assert_eq!(passed(text.as_bytes(), piece), text.as_bytes(), "{text:?}");
            }
            for broken in [&b"\xff"[..], b" \xe2\x80", b"\xc3"] {
                assert_eq!(passed(broken, piece), broken);
            }
        }
    }
}
