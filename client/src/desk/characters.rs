//! What a character is to a reader: letters of several alphabets that look alike, spaces of an odd
//! width, digits and dashes of every kind.

use sourdine_protocol::text::shows_nothing;
use unicode_properties::{GeneralCategory as Category, UnicodeGeneralCategory};

/// The longest run of decimal digits that follow each other in Unicode, in characters: five styles
/// of mathematical digits.
const DIGITS_MAX: u32 = 50;
const TEN: u32 = 10;

/// An alphabet that has letters which look like those of another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Alphabet {
    Armenian,
    Cherokee,
    Cyrillic,
    Greek,
    Latin,
}

/// The alphabet of a letter, if it is one of those that are confused.
pub const fn alphabet(c: char) -> Option<Alphabet> {
    Some(match c {
        'A'..='Z' | 'a'..='z' | '\u{AA}' | '\u{BA}' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' => {
            Alphabet::Latin
        }
        '\u{F8}'..='\u{24F}' | '\u{250}'..='\u{2AF}' | '\u{1E00}'..='\u{1EFF}' => Alphabet::Latin,
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Alphabet::Greek,
        '\u{400}'..='\u{52F}' | '\u{1C80}'..='\u{1C8F}' | '\u{A640}'..='\u{A69F}' => {
            Alphabet::Cyrillic
        }
        '\u{530}'..='\u{58F}' => Alphabet::Armenian,
        '\u{13A0}'..='\u{13FF}' | '\u{AB70}'..='\u{ABBF}' => Alphabet::Cherokee,
        _ => return None,
    })
}

/// The Latin letter that a letter of another alphabet, or of another style, is drawn like.
pub const fn latin_lookalike(c: char) -> Option<char> {
    Some(match c {
        'А' | 'Α' | 'Ꭺ' => 'A',
        'В' | 'Β' | 'Ᏼ' => 'B',
        'С' | 'Ϲ' | 'Ꮯ' => 'C',
        'Ꭰ' => 'D',
        'Е' | 'Ε' | 'Ꭼ' => 'E',
        'Ԍ' | 'Ꮐ' => 'G',
        'Н' | 'Η' | 'Ꮋ' => 'H',
        'І' | 'Ι' | 'Ӏ' => 'I',
        'Ј' | 'Ꭻ' => 'J',
        'К' | 'Κ' | 'Ꮶ' => 'K',
        'Ꮮ' => 'L',
        'М' | 'Μ' | 'Ꮇ' => 'M',
        'Ν' => 'N',
        'О' | 'Ο' | 'Օ' => 'O',
        'Р' | 'Ρ' | 'Ꮲ' => 'P',
        'Ԛ' => 'Q',
        'Ꭱ' => 'R',
        'Ѕ' | 'Տ' | 'Ꮪ' => 'S',
        'Т' | 'Τ' | 'Ꭲ' => 'T',
        'Ս' => 'U',
        'Ѵ' | 'Ꮩ' => 'V',
        'Ԝ' | 'Ꮃ' => 'W',
        'Х' | 'Χ' => 'X',
        'У' | 'Υ' | 'Ү' => 'Y',
        'Ζ' | 'Ꮓ' => 'Z',
        'а' | 'α' => 'a',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' => 'e',
        'ց' => 'g',
        'һ' | 'հ' => 'h',
        'і' | 'ι' => 'i',
        'ј' | 'ϳ' => 'j',
        'ӏ' => 'l',
        'ո' => 'n',
        'о' | 'ο' | 'օ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' | 'զ' => 'q',
        'ѕ' => 's',
        'ս' => 'u',
        'ν' | 'ѵ' => 'v',
        'ԝ' => 'w',
        'х' => 'x',
        'у' | 'ү' => 'y',
        _ => return None,
    })
}

/// Whether a letter or digit is an ordinary one in another dress: mathematical, full width, in a
/// circle.
pub const fn is_dressed(c: char) -> bool {
    matches!(c,
        '\u{1D400}'..='\u{1D7FF}' | '\u{FF10}'..='\u{FF19}' | '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}'
        | '\u{2460}'..='\u{24FF}' | '\u{1F100}'..='\u{1F189}')
}

/// Whether a character is drawn as nothing and takes no room as a space does.
pub fn is_unseen(c: char) -> bool {
    shows_nothing(c) && !c.is_whitespace()
}

/// Whether what is drawn depends on who looks: characters for private use, or without a meaning.
pub fn is_meaningless(c: char) -> bool {
    matches!(
        c.general_category(),
        Category::PrivateUse | Category::Unassigned
    )
}

/// Whether a space is neither that of the keyboard nor one of French typography.
pub fn is_odd_space(c: char) -> bool {
    c.is_whitespace()
        && !matches!(
            c,
            ' ' | '\n' | '\t' | '\u{A0}' | '\u{202F}' | '\u{2028}' | '\u{2029}'
        )
        && !c.is_control()
}

/// Whether French typography has a space that does not break between these two characters.
pub const fn takes_fixed_space(before: Option<char>, behind: Option<char>) -> bool {
    let digit = matches!(before, Some('0'..='9'));
    let opened = matches!(before, Some('«' | '—' | '–' | '°' | '.' | '§' | '“'));
    let closes = matches!(
        behind,
        Some(';' | ':' | '!' | '?' | '»' | '%' | '€' | '$' | '£' | '°' | '—' | '–' | '‰' | '”')
    );
    digit || opened || closes
}

/// A decimal digit of any script, as its ASCII digit.
pub fn ascii_digit(c: char) -> Option<char> {
    if c.is_ascii_digit() {
        return Some(c);
    }
    let is_digit = |code: u32| {
        let found = char::from_u32(code);
        found.is_some_and(|c| c.general_category() == Category::DecimalNumber)
    };
    let code = u32::from(c);
    if c.is_ascii() || !is_digit(code) {
        return None;
    }
    let before = (1..=DIGITS_MAX).take_while(|back| is_digit(code.saturating_sub(*back)));
    let value = u32::try_from(before.count()).unwrap_or(0) % TEN;
    char::from_digit(value, TEN)
}

pub fn is_dash(c: char) -> bool {
    c.general_category() == Category::DashPunctuation || c == '\u{2212}'
}

pub fn is_mark(c: char) -> bool {
    matches!(
        c.general_category(),
        Category::NonspacingMark | Category::SpacingMark | Category::EnclosingMark
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_script_are_read() {
        for (text, digits) in [
            ("٠١٢٣٤٥٦٧٨٩", "0123456789"),
            ("０６１２３４", "061234"),
            ("०९", "09"),
            ("𝟎𝟗𝟘𝟡𝟶𝟿", "090909"),
        ] {
            let read: Option<String> = text.chars().map(ascii_digit).collect();
            assert_eq!(read.as_deref(), Some(digits), "{text}");
        }
        for none in ['a', '²', '½', 'Ⅳ', '一'] {
            assert_eq!(ascii_digit(none), None, "{none}");
        }
    }

    #[test]
    fn spaces_of_french_typography_are_honest() {
        for (before, behind) in [
            ('e', ':'),
            ('s', '?'),
            ('«', 'L'),
            ('1', '0'),
            ('.', '2'),
            ('°', '1'),
        ] {
            assert!(
                takes_fixed_space(Some(before), Some(behind)),
                "{before}{behind}"
            );
        }
        assert!(!takes_fixed_space(Some('a'), Some('b')));
        assert!(is_odd_space('\u{2003}') && is_odd_space('\u{3000}'));
        assert!(!is_odd_space(' ') && !is_odd_space('\n') && !is_odd_space('\u{A0}'));
    }

    #[test]
    fn letters_that_look_like_latin_ones_are_of_other_alphabets() {
        for c in ('\u{80}'..='\u{FFFF}').filter(|c| latin_lookalike(*c).is_some()) {
            assert!(
                alphabet(c).is_some_and(|found| found != Alphabet::Latin),
                "{c}"
            );
        }
    }
}
