//! The words of a page, which were read in its pixels: a layer that is not drawn, so that a reader
//! can search and copy.
//!
//! Each word is one line of the page's content, in units of a pixel. [`read`] takes those lines and
//! nothing else.

use encoding_rs::WINDOWS_1252;
use unicode_normalization::UnicodeNormalization;

/// The name of the font of the words.
pub(super) const FONT: &str = "F";
/// The width of each of its letters, in thousandths of its height: a word is stretched to its
/// place.
pub(super) const LETTER_WIDTH: u32 = 500;
/// The most words of a page: small print on a large plan.
const WORDS_MAX: usize = 20_000;
/// The longest word, in letters.
const WORD_MAX_LETTERS: usize = 100;
/// What stands around the words: they are drawn neither filled nor stroked.
const BEGIN: &str = "BT 3 Tr\n";
const END: &str = "ET\n";

/// A word, and where it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Word {
    /// From the page's left side, in pixels.
    left: u32,
    /// From the page's lower side, in pixels.
    bottom: u32,
    /// In pixels.
    height: u32,
    /// Its width, in hundredths of what its letters have.
    stretch: u32,
    /// In Windows-1252, the characters that PDF's own fonts have.
    letters: Vec<u8>,
}

/// Where a word is on a page, in pixels from the left and from the top.
#[derive(Clone, Copy, Debug)]
pub(in crate::desk::cleaning) struct Place {
    pub(in crate::desk::cleaning) left: u32,
    pub(in crate::desk::cleaning) top: u32,
    pub(in crate::desk::cleaning) width: u32,
    pub(in crate::desk::cleaning) height: u32,
}

impl Word {
    /// None if nothing of the text can be written, or its place is not on a page of this height.
    pub(super) fn new(text: &str, place: Place, page_height: u32) -> Option<Self> {
        let bottom = page_height.checked_sub(place.top.checked_add(place.height)?)?;
        let letters: Vec<u8> = text.nfkc().filter_map(letter).collect();
        let count = u32::try_from(letters.len()).ok()?;
        let natural = count * LETTER_WIDTH * place.height / 1_000;
        let stretch = (place.width * 100).checked_div(natural)?;
        let word = Self {
            left: place.left,
            bottom,
            height: place.height,
            stretch,
            letters,
        };
        word.is_ours().then_some(word)
    }

    fn is_ours(&self) -> bool {
        let is_letter = |byte: &u8| {
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(byte));
            text.chars().next().and_then(letter) == Some(*byte)
        };
        (1..=WORD_MAX_LETTERS).contains(&self.letters.len())
            && self.height > 0
            && self.stretch > 0
            && self.letters.iter().all(is_letter)
    }

    fn write(&self, to: &mut Vec<u8>) {
        let Self {
            left,
            bottom,
            height,
            stretch,
            letters,
        } = self;
        let line = format!("/{FONT} {height} Tf {stretch} Tz 1 0 0 1 {left} {bottom} Tm (");
        to.extend_from_slice(line.as_bytes());
        for letter in letters {
            if matches!(letter, b'(' | b')' | b'\\') {
                to.push(b'\\');
            }
            to.push(*letter);
        }
        to.extend_from_slice(b") Tj\n");
    }

    /// Reads a line. What it does not take is another word when it is written, or none.
    fn read(line: &[u8]) -> Option<Self> {
        let open = line.iter().position(|byte| *byte == b'(')?;
        let (numbers, rest) = line.split_at_checked(open)?;
        let numbers = std::str::from_utf8(numbers).ok()?;
        let words: Vec<&str> = numbers.split_ascii_whitespace().collect();
        let [_, height, _, stretch, _, _, _, _, _, left, bottom, _] = words.as_slice() else {
            return None;
        };
        let inside = rest.strip_prefix(b"(")?.strip_suffix(b") Tj")?;
        let mut letters = Vec::new();
        let mut bytes = inside.iter();
        while let Some(byte) = bytes.next() {
            letters.push(if *byte == b'\\' {
                *bytes.next()?
            } else {
                *byte
            });
        }
        let word = Self {
            left: left.parse().ok()?,
            bottom: bottom.parse().ok()?,
            height: height.parse().ok()?,
            stretch: stretch.parse().ok()?,
            letters,
        };
        word.is_ours().then_some(word)
    }
}

/// The byte of a character that may stand in a word: one that is seen.
fn letter(character: char) -> Option<u8> {
    if character.is_whitespace() || character.is_control() || character == '\u{ad}' {
        return None;
    }
    let mut buffer = [0; 4];
    let (bytes, _, is_lost) = WINDOWS_1252.encode(character.encode_utf8(&mut buffer));
    match bytes.as_ref() {
        [byte] if !is_lost => Some(*byte),
        _ => None,
    }
}

/// Writes the words of a page.
pub(super) fn write(words: &[Word], to: &mut Vec<u8>) {
    to.extend_from_slice(BEGIN.as_bytes());
    for word in words.iter().take(WORDS_MAX) {
        word.write(to);
    }
    to.extend_from_slice(END.as_bytes());
}

/// Reads the words of a page's content. None if there is a line that is no word.
pub(super) fn read(content: &[u8]) -> Option<Vec<Word>> {
    let begin = memchr::memmem::find(content, BEGIN.as_bytes())? + BEGIN.len();
    let end = memchr::memmem::rfind(content, END.as_bytes())?;
    let lines = content.get(begin..end)?;
    let lines = lines.split(|byte| *byte == b'\n');
    let words = lines.filter(|line| !line.is_empty()).map(Word::read);
    words.take(WORDS_MAX + 1).collect()
}

/// The words of a page as a text, in the order in which they were read, line by line.
pub(super) fn text(words: &[Word]) -> String {
    let mut text = String::new();
    let mut last: Option<&Word> = None;
    for word in words {
        let is_beside =
            |last: &Word| last.bottom.abs_diff(word.bottom) * 2 <= last.height.max(word.height);
        match last {
            Some(last) if is_beside(last) => text.push(' '),
            Some(_) => text.push('\n'),
            None => {}
        }
        let (letters, _) = WINDOWS_1252.decode_without_bom_handling(&word.letters);
        text.push_str(&letters);
        last = Some(word);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Option<Word> {
        let place = Place {
            left: 10,
            top: 20,
            width: 60,
            height: 12,
        };
        Word::new(text, place, 100)
    }

    #[test]
    fn words_are_read_as_they_are_written() {
        let texts = ["Délibération", "(18-893)", "C:\\x", "l’œuvre", "100€"];
        let words: Vec<Word> = texts.iter().map(|text| word(text).unwrap()).collect();
        let mut written = Vec::new();
        write(&words, &mut written);
        assert_eq!(read(&written).unwrap(), words);
    }

    #[test]
    fn only_what_is_seen_is_written() {
        assert_eq!(word("ﬁn\u{200b}e\u{ad}").unwrap(), word("fine").unwrap());
        for none in ["", "\u{200b}", "Ж", "\u{7}"] {
            assert!(word(none).is_none(), "{none:?}");
        }
        let below = Place {
            left: 0,
            top: 95,
            width: 9,
            height: 9,
        };
        assert!(Word::new("hors", below, 100).is_none());
        for line in [
            "/F 12 Tf 100 Tz 1 0 0 1 10 68 Tm () Tj",
            "/F 12 Tf 100 Tz 1 0 0 1 10 68 Tm (a b) Tj",
            "/F 0 Tf 100 Tz 1 0 0 1 10 68 Tm (a) Tj",
            "/F 12 Tf 100 Tz 1 0 0 1 10 Tm (a) Tj",
            "q",
        ] {
            assert_eq!(Word::read(line.as_bytes()), None, "{line}");
        }
    }
}
