//! How much room a text takes on a terminal, and how it is made to fit.

use std::iter;

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm, core::Word};
use unicode_width::UnicodeWidthStr;

/// What stands for what was left out.
const CUT: char = '…';

pub(super) fn width(line: &str) -> usize {
    line.width()
}

/// As much of a line as fits, with a mark where something was left out.
pub(super) fn cut(line: &str, room: usize) -> String {
    if width(line) <= room {
        return line.to_owned();
    }
    let mut kept = String::new();
    for c in line.chars() {
        kept.push(c);
        if width(&kept) >= room {
            kept.pop();
            break;
        }
    }
    let mut kept = kept.trim_end().to_owned();
    kept.push(CUT);
    kept
}

/// A text whose lines are broken between words; lines that go on keep the indent of the line that
/// they belong to. A word longer than the room stays whole, so that it can be copied.
pub(super) fn folded(text: &str, room: usize) -> String {
    let lines: Vec<String> = text.lines().map(|line| fold_line(line, room)).collect();
    lines.join("\n")
}

fn fold_line(line: &str, room: usize) -> String {
    if width(line) <= room {
        return line.to_owned();
    }
    let text = line.trim_start_matches(' ');
    let indent = " ".repeat(line.len() - text.len());
    let options = Options::new(room)
        .initial_indent(&indent)
        .subsequent_indent(&indent)
        .break_words(false)
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::fill(text, options)
}

/// The words of a line, each with the French punctuation that belongs to it across a space.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut rest = line;
    Box::new(iter::from_fn(move || {
        let (word, after) = rest.split_at(end_of_word(rest));
        rest = after;
        (!word.is_empty()).then(|| Word::from(word))
    }))
}

/// Where the first word ends, with the spaces after it.
fn end_of_word(line: &str) -> usize {
    let ends = line.match_indices(' ').map(|(at, space)| at + space.len());
    let mut ends = ends.filter(|end| {
        let (word, after) = line.split_at(*end);
        !after.starts_with([' ', ':', ';', '!', '?', '»']) && !word.trim_end().ends_with('«')
    });
    ends.next().unwrap_or(line.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_where_it_no_longer_fits() {
        assert_eq!(cut("Caméras", 7), "Caméras");
        assert_eq!(cut("Caméras à Nice", 9), "Caméras…");
        assert_eq!(cut("監視カメラ", 5), "監視…");
        for room in 1..6 {
            assert!(width(&cut("監視カメラ", room)) <= room);
        }
    }

    #[test]
    fn a_text_is_folded_between_words() {
        assert_eq!(folded("un deux trois", 8), "un deux\ntrois");
        assert_eq!(folded("  un deux trois", 9), "  un deux\n  trois");
        assert_eq!(folded("a /un/long/chemin b", 6), "a\n/un/long/chemin\nb");
        assert_eq!(
            folded("tout « est » là : oui", 9),
            "tout\n« est »\nlà : oui"
        );
        assert_eq!(folded("a  b  c d", 7), "a  b  c\nd");
        assert_eq!(folded("  court", 80), "  court");
        assert_eq!(folded("un\n\ndeux", 80), "un\n\ndeux");
    }
}
