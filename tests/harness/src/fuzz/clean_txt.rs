//! A text, and the clean copy that may be one.

use sourdine::desk::cleaning::{kind::CopyFormat, text::rewrite};

use super::clean_copy::{is_taken, with_faults};

/// What is written anew is taken, hides nothing, and is the same when it is written anew again.
/// What is taken is what our writer makes of it.
pub fn run(input: &[u8]) {
    if is_taken(input, CopyFormat::Txt) {
        let again = rewrite(input).unwrap().unwrap();
        assert_eq!(again.text.as_bytes(), input);
    }
    if let Some(Ok(rewritten)) = rewrite(input) {
        let text = rewritten.text;
        assert!(is_taken(text.as_bytes(), CopyFormat::Txt), "{text:?}");
        assert!(!text.chars().any(is_hidden), "{text:?}");
        let again = rewrite(text.as_bytes()).unwrap().unwrap();
        assert_eq!(again.text, text);
        assert_eq!(again.removed, []);
    }
}

/// By Unicode's blocks, where our writer asks for a character's category.
fn is_hidden(c: char) -> bool {
    let is_control = c.is_control() && c != '\n' && c != '\t';
    let is_blank = c.is_whitespace() && !matches!(c, ' ' | '\n' | '\t');
    is_control
        || is_blank
        || matches!(
            c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{200B}'..='\u{200F}'
        )
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
        || matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E000}'..='\u{F8FF}' | '\u{FFF9}'..='\u{FFFB}')
        || matches!(c, '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}' | '\u{F0000}'..)
}

/// Texts in each encoding that is read, and of each language for programs that is refused.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    const TEXT: &str = "Délibération du 3 mai\n\n\tArticle 1er : « l’œuvre » — 12 €, n° 4\n";
    let wide = |to: fn(u16) -> [u8; 2]| TEXT.encode_utf16().flat_map(to).collect::<Vec<u8>>();
    let mut seeds = with_faults(TEXT.as_bytes().to_vec());
    seeds.push([b"\xFF\xFE", wide(u16::to_le_bytes).as_slice()].concat());
    seeds.push([b"\xFE\xFF", wide(u16::to_be_bytes).as_slice()].concat());
    seeds.push(b"D\xE9lib\xE9ration \x80 \x9C\r\n".to_vec());
    for text in [
        "a\u{200B}b\u{202E}c\u{E0041}d\u{FE01}e\u{3164}f",
        "e\u{301}\u{316}\u{317}\u{318}\u{319} \u{301}a",
        "Việt Nam, Ελλάδα, Київ, مراقبة, 日本 😀\u{2028}b\u{85}c",
        "{\\rtf1 a}",
        "From: a@example.invalid\nSubject: b\n\nc",
        "%!PS-Adobe-3.0\n/a { } def",
        "<html><body>a</body></html>",
        "BEGIN:VCARD\nEND:VCARD",
        "TWFya2VkIHdvcmRzIGluIGJhc2U2NCBibG9ja3MgdGhhdCBub2JvZHkgcmVhZHMgYXMgYSB0ZXh0\n",
    ] {
        seeds.push(text.as_bytes().to_vec());
    }
    seeds
}
