//! Whether what comes in pieces is UTF-8.

use zeroize::Zeroizing;

/// What came so far, as far as it matters.
#[derive(Default)]
pub(super) struct Utf8 {
    /// The beginning of a character that is not complete yet.
    begun: Zeroizing<Vec<u8>>,
}

impl Utf8 {
    /// Whether it can be UTF-8 with one more piece.
    pub(super) fn takes(&mut self, piece: &[u8]) -> bool {
        let mut rest = piece;
        while !self.begun.is_empty() {
            let Some((first, others)) = rest.split_first() else {
                return true;
            };
            self.begun.push(*first);
            rest = others;
            match str::from_utf8(&self.begun) {
                Ok(_) => self.begun.clear(),
                Err(error) if error.error_len().is_some() => return false,
                Err(_) => {}
            }
        }
        let Err(error) = str::from_utf8(rest) else {
            return true;
        };
        let end = rest.get(error.valid_up_to()..).unwrap_or_default();
        self.begun.extend_from_slice(end);
        error.error_len().is_none()
    }

    /// Whether it may end here.
    pub(super) fn may_end(&self) -> bool {
        self.begun.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_told_from_bytes_wherever_the_pieces_are_cut() {
        let texts: [&[u8]; 8] = [
            "".as_bytes(),
            "où ? 🐟 ".as_bytes(),
            b"\xe2t",
            b"caf\xe9",
            b"\xf0\x9f\x90",
            b"\xed\xa0\x80",
            b"\xc0\x80",
            b"\x80",
        ];
        for text in texts {
            for piece in 1..=text.len().max(1) {
                let mut utf8 = Utf8::default();
                let takes = text.chunks(piece).all(|piece| utf8.takes(piece));
                let is_text = str::from_utf8(text).is_ok();
                assert_eq!(takes && utf8.may_end(), is_text, "{text:?} by {piece}");
            }
        }
    }
}
