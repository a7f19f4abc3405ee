//! Line ends as they were typed. A browser's form sends each line end as CR LF (HTML, "multipart
//! form data"); in the text box, and in what the page seals itself, it is LF.

use bytes::Bytes;

const CR: u8 = b'\r';
const LF: u8 = b'\n';

/// Turns CR LF back into LF, wherever the pieces are cut.
#[derive(Default)]
pub(crate) struct LineEnds {
    /// Whether the last byte so far was a CR: the next byte tells whether it was half of a CR LF.
    carried: bool,
}

impl LineEnds {
    /// The bytes that are certain after one more piece.
    pub(crate) fn restore(&mut self, piece: Bytes) -> Bytes {
        if !self.carried && !piece.contains(&CR) {
            return piece;
        }
        // The allocator wipes what it gets back.
        let mut restored = Vec::with_capacity(piece.len() + 1);
        for byte in &piece {
            if self.carried && *byte != LF {
                restored.push(CR);
            }
            self.carried = *byte == CR;
            if !self.carried {
                restored.push(*byte);
            }
        }
        restored.into()
    }

    /// A CR at the very end, once the last piece has come.
    pub(crate) fn rest(self) -> Option<Bytes> {
        self.carried.then(|| Bytes::from_static(&[CR]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn restored(pieces: &[&[u8]]) -> Vec<u8> {
        let mut line_ends = LineEnds::default();
        let mut all = Vec::new();
        for piece in pieces {
            all.extend_from_slice(&line_ends.restore(Bytes::copy_from_slice(piece)));
        }
        all.extend(line_ends.rest().into_iter().flatten());
        all
    }

    #[test]
    fn line_ends_come_back_wherever_the_pieces_are_cut() {
        let cases: [(&[u8], &[u8]); 6] = [
            (b"a\r\nb\r\n", b"a\nb\n"),
            (b"\r\n\r\n", b"\n\n"),
            (b"a\rb\n", b"a\rb\n"),
            (b"\r\r\n\r", b"\r\n\r"),
            (b"none", b"none"),
            (b"", b""),
        ];
        for (sent, typed) in cases {
            assert_eq!(restored(&[sent]), typed, "{sent:?}");
            let bytes: Vec<&[u8]> = sent.chunks(1).collect();
            assert_eq!(restored(&bytes), typed, "{sent:?} byte by byte");
        }
    }
}
