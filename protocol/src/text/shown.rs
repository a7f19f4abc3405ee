//! Text from a stranger, made fit to be shown.

/// Whether a character is invisible, or changes the order in which others are shown. Such
/// characters carry watermarks and disguises: control and format characters, variation selectors,
/// tags.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether nothing is to be seen of a character: white space, [hidden](is_hidden) characters, and
/// others that are drawn as nothing.
#[must_use]
pub fn shows_nothing(c: char) -> bool {
    c.is_whitespace()
        || is_hidden(c)
        || matches!(c,
            '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{2800}' | '\u{3164}'
            | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}')
}

/// One line of text with U+FFFD in place of each [hidden](is_hidden) character, line ends included,
/// so that no name clears a screen or reverses a sentence.
#[must_use]
pub fn harmless(text: &str) -> String {
    let shown = |c| if is_hidden(c) { '\u{FFFD}' } else { c };
    text.chars().map(shown).collect()
}

/// A text of several lines, each made [`harmless`]; the lines are joined by LF.
#[must_use]
pub fn harmless_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(harmless).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_anywhere_does_no_harm() {
        assert_eq!(
            harmless("a\u{1b}[2Jb\u{202E}\r\nc é"),
            "a\u{FFFD}[2Jb\u{FFFD}\u{FFFD}\u{FFFD}c é"
        );
        assert_eq!(
            harmless_lines("a\r\nb\u{7}\n\u{9b}31m"),
            "a\nb\u{FFFD}\n\u{FFFD}31m"
        );
    }
}
