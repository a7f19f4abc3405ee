//! Short names for people.

use crate::app::Kind;

/// How much of a hash or a letter's name is shown to people, in characters.
const BEGINNING_CHARS: usize = 12;

/// The beginning of a long name, enough to tell it from others.
pub(super) fn beginning(name: &str) -> &str {
    name.get(..BEGINNING_CHARS).unwrap_or(name)
}

/// A kind of document, as people call it.
pub(super) const fn kind_word(kind: Kind) -> &'static str {
    kind.extension()
}
