//! What an entry would change in what is public.

/// The lines between the first and the last that differ: those that go, and those that come.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Difference {
    pub removed: Vec<String>,
    pub added: Vec<String>,
}

impl Difference {
    pub fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty()
    }

    /// Compares two versions of an entry's file.
    pub fn between(old: &[u8], new: &[u8]) -> Self {
        let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
        let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
        let equal = |(old, new): &(&&str, &&str)| old == new;
        let head = old.iter().zip(&new).take_while(equal).count();
        let rest = old.len().min(new.len()) - head;
        let tail = (old.iter().rev().zip(new.iter().rev()))
            .take_while(equal)
            .take(rest)
            .count();
        let middle = |lines: &[&str]| {
            let count = lines.len() - head - tail;
            let lines = lines.iter().skip(head).take(count);
            lines.map(|line| (*line).to_owned()).collect()
        };
        Self {
            removed: middle(&old),
            added: middle(&new),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_that_goes_or_comes_is_told() {
        let between = |old: &str, new: &str| {
            let difference = Difference::between(old.as_bytes(), new.as_bytes());
            (difference.removed.join("|"), difference.added.join("|"))
        };
        let told = |removed: &str, added: &str| (removed.to_owned(), added.to_owned());
        assert_eq!(between("a\nb\nc", "a\nx\nc"), told("b", "x"));
        assert_eq!(between("a\nc", "a\nb\nc"), told("", "b"));
        assert_eq!(between("a\na\na", "a\na"), told("a", ""));
        assert_eq!(
            between("a\nb\nc\nd", "x\nb\nc\ny"),
            told("a|b|c|d", "x|b|c|y")
        );
        assert_eq!(between("", "a"), told("", "a"));
        assert!(Difference::between(b"a\nb", b"a\nb").is_empty());
    }
}
