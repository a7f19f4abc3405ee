//! Control characters in the heads of a form's parts. A browser sends a file name with whatever
//! stands in it, and the parser refuses a head with such a character. Each becomes `_` before the
//! parser sees it, as in every name (docs/protocol.md 1.4).

use bytes::Bytes;
use memchr::{memmem::Finder, memrchr};

const CR: u8 = b'\r';
const LF: u8 = b'\n';
const MENDED: u8 = b'_';
/// What stands before each part but the first, and is no part of it.
const LINE_END: &[u8] = b"\r\n";
const HEAD_END: &[u8] = b"\r\n\r\n";

/// Follows a form as the parser reads it, wherever the pieces are cut. The bytes of files and
/// message stay as they are.
pub(crate) struct HeadMender {
    /// Finds a line end, two hyphens and the boundary.
    delimiter: Finder<'static>,
    place: Place,
}

/// Where in a form the next byte stands.
#[derive(Clone, Copy)]
enum Place {
    /// In what a part holds, after this many bytes of a delimiter.
    Content(usize),
    /// Between a delimiter and the end of its line.
    Delimited,
    /// In a part's head, after this many bytes of its end.
    Head(usize),
    /// After the last delimiter.
    Over,
}

impl HeadMender {
    pub(crate) fn new(boundary: &str) -> Self {
        Self {
            delimiter: Finder::new(&[LINE_END, b"--", boundary.as_bytes()].concat()).into_owned(),
            // The first delimiter needs no line end before it.
            place: Place::Content(LINE_END.len()),
        }
    }

    pub(crate) fn mend(&mut self, piece: Bytes) -> Bytes {
        let mut mended: Option<Vec<u8>> = None;
        let mut at = 0;
        while let Some(&byte) = piece.get(at) {
            self.place = match self.place {
                Place::Content(0) => {
                    let rest = piece.get(at..).unwrap_or_default();
                    let Some(ahead) = self.delimiter.find(rest) else {
                        self.place = Place::Content(begun(self.delimiter.needle(), rest));
                        break;
                    };
                    at += ahead + self.delimiter.needle().len() - 1;
                    Place::Delimited
                }
                Place::Content(came) => match matched(self.delimiter.needle(), came, byte) {
                    all if all == self.delimiter.needle().len() => Place::Delimited,
                    came => Place::Content(came),
                },
                Place::Delimited => match byte {
                    b' ' | b'\t' | CR => Place::Delimited,
                    LF => Place::Head(0),
                    _ => Place::Over,
                },
                Place::Head(came) => {
                    if is_control(byte) {
                        // The allocator wipes what it gets back.
                        let all = mended.get_or_insert_with(|| piece.to_vec());
                        if let Some(place) = all.get_mut(at) {
                            *place = MENDED;
                        }
                    }
                    match matched(HEAD_END, came, byte) {
                        all if all == HEAD_END.len() => Place::Content(0),
                        came => Place::Head(came),
                    }
                }
                Place::Over => break,
            };
            at += 1;
        }
        mended.map_or(piece, Bytes::from)
    }
}

/// How many bytes of a delimiter, in which only the first is a CR, stand at the end.
fn begun(delimiter: &[u8], content: &[u8]) -> usize {
    let end = memrchr(CR, content).and_then(|at| content.get(at..));
    end.filter(|end| delimiter.starts_with(end))
        .map_or(0, <[u8]>::len)
}

/// How many bytes of a pattern have come with this one. The pattern begins with CR. After a byte
/// that does not fit, only a CR can begin it anew.
fn matched(pattern: &[u8], came: usize, byte: u8) -> usize {
    match pattern.get(came) {
        Some(next) if *next == byte => came + 1,
        _ if byte == CR => 1,
        _ => 0,
    }
}

const fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, b'\t' | CR | LF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(form: &[u8], piece: usize) -> Vec<u8> {
        let mut mender = HeadMender::new("b");
        let pieces = form.chunks(piece);
        pieces
            .flat_map(|piece| mender.mend(Bytes::copy_from_slice(piece)))
            .collect()
    }

    #[test]
    fn names_are_mended_and_nothing_else_wherever_the_pieces_are_cut() {
        let cases: [(&[u8], &[u8]); 9] = [
            (b"--b\r\nx: \x1b[31m\r\n\r\n", b"--b\r\nx: _[31m\r\n\r\n"),
            (b"--b \t\r\nx: \0\x7f\r\n\r\n", b"--b \t\r\nx: __\r\n\r\n"),
            // What a part holds stays.
            (
                b"--b\r\n\r\n\r\n\x1b\r\n--c\x1b",
                b"--b\r\n\r\n\r\n\x1b\r\n--c\x1b",
            ),
            (
                b"--b\r\nx\r\n\r\n\x1b\r\n--\x1b",
                b"--b\r\nx\r\n\r\n\x1b\r\n--\x1b",
            ),
            (
                b"--b\r\nx\r\n\r\n\r\n\r\r\n--\x1b",
                b"--b\r\nx\r\n\r\n\r\n\r\r\n--\x1b",
            ),
            // The next part's head does not.
            (
                b"--b\r\nx\r\n\r\n\x1b\r\n--b\r\n\x1b\r\n\r\n\x1b",
                b"--b\r\nx\r\n\r\n\x1b\r\n--b\r\n_\r\n\r\n\x1b",
            ),
            (
                b"--b\r\nx\r\n\r\n\r\r\r\n--b\r\n\x1b",
                b"--b\r\nx\r\n\r\n\r\r\r\n--b\r\n_",
            ),
            // Nor is anything changed after the form, or before it.
            (
                b"--b--\r\n\x1b\r\n--b\r\n\x1b",
                b"--b--\r\n\x1b\r\n--b\r\n\x1b",
            ),
            (b"\x1b--b\r\n", b"\x1b--b\r\n"),
        ];
        for (sent, expected) in cases {
            for piece in 1..=sent.len() {
                assert_eq!(mended(sent, piece), expected, "{sent:?} by {piece}");
            }
        }
    }
}
