//! How much room a text takes on a terminal, and how it is made to fit.

use unicode_width::UnicodeWidthStr;

/// EventKind stands for what was left out.
const CUT: char = '…';

/// The columns that a line takes.
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
    let indent = " ".repeat(line.len() - line.trim_start_matches(' ').len());
    let mut done = String::new();
    let mut current = indent.clone();
    for (gap, word) in words(line) {
        let begun = current.len() > indent.len();
        if begun && width(&current) + gap + width(&word) > room {
            done.push_str(&current);
            done.push('\n');
            current.clone_from(&indent);
        } else if begun {
            current.push_str(&" ".repeat(gap));
        }
        current.push_str(&word);
    }
    done + &current
}

/// The words of a line and the spaces before each, with the French punctuation that stands apart
/// from them and does not leave them.
fn words(line: &str) -> Vec<(usize, String)> {
    let mut words: Vec<(usize, String)> = Vec::new();
    let mut gap = 0;
    for word in line.split(' ') {
        gap += 1;
        if word.is_empty() {
            continue;
        }
        match words.last_mut() {
            Some((_, last))
                if word.starts_with([':', ';', '!', '?', '»']) || last.ends_with('«') =>
            {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push((gap, word.to_owned())),
        }
        gap = 0;
    }
    words
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
