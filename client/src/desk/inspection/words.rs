//! Words with the white space behind them.

use sourdine_decoder::look::trace::PlacedWord;

/// The words of a text, each with what stands behind it.
pub(super) fn words(text: &str) -> Vec<PlacedWord> {
    let mut words: Vec<PlacedWord> = Vec::new();
    let mut is_word = false;
    for c in text.chars() {
        let is_space = c.is_whitespace();
        match words.last_mut() {
            Some(word) if is_space || is_word => word.text.push(c),
            Some(_) | None => words.push(PlacedWord {
                text: c.to_string(),
                at: [0; 2],
            }),
        }
        is_word = !is_space;
    }
    words
}
