//! File names that are safe on an editor's machine (docs/protocol.md 1.4).

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

pub use crate::wire::{EXTENSION_MAX_BYTES, MENDED_MAX_BYTES};

/// Longest safe name, in bytes.
pub const NAME_MAX_BYTES: usize = 200;

const FALLBACK: &str = "file";
const LEADING: [char; 3] = ['.', '-', ' '];
const TRAILING: [char; 2] = ['.', ' '];

/// Why a name inside an envelope was refused. Never repeats the name.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "a file name in the envelope is not safe to write to a disk: the envelope was not made by Sourdine, or was made to do harm"
)]
pub struct SafeNameError;

/// A file name without path, control, bidirectional or invisible characters, which no system treats
/// as a device.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SafeName(String);

impl SafeName {
    /// Takes a name that is safe as it is.
    ///
    /// # Errors
    /// The name is empty, longer than [`NAME_MAX_BYTES`], or not safe.
    pub fn parse(name: &str) -> Result<Self, SafeNameError> {
        let safe = !name.is_empty()
            && name.len() <= NAME_MAX_BYTES
            && !name.chars().any(is_forbidden)
            && !name.starts_with(LEADING)
            && !name.ends_with(TRAILING)
            && !is_device(name);
        if safe {
            Ok(Self(name.to_owned()))
        } else {
            Err(SafeNameError)
        }
    }

    /// Makes a safe name of whatever a browser or a disk gave.
    #[must_use]
    pub fn mend(raw: &str) -> Self {
        let base = raw.rsplit(['/', '\\']).next().unwrap_or_default();
        let replaced: String = base
            .chars()
            .map(|c| if is_forbidden(c) { '_' } else { c })
            .collect();
        let mut name = replaced
            .trim_start_matches(LEADING)
            .trim_end_matches(TRAILING)
            .to_owned();
        if name.len() > MENDED_MAX_BYTES {
            let (stem, extension) = split_extension(&name);
            let room = MENDED_MAX_BYTES - extension.len();
            let cut = stem.floor_char_boundary(room);
            let kept = stem.get(..cut).unwrap_or_default();
            name = format!("{}{extension}", kept.trim_end_matches(TRAILING));
        }
        if name.is_empty() {
            name.push_str(FALLBACK);
        }
        if is_device(&name) {
            name.insert(0, '_');
        }
        Self(name)
    }

    /// The name, without any path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a reader sees the same name: both are equal in Unicode's form NFC. A Mac writes each
    /// accent as a character of its own, and no keyboard does.
    #[must_use]
    pub fn looks_like(&self, other: &Self) -> bool {
        self.0.nfc().eq(other.0.nfc())
    }

    /// What two names share that some file system would take for one.
    fn folded(&self) -> String {
        self.0.to_lowercase()
    }

    fn numbered(&self, number: usize) -> Self {
        let (stem, extension) = split_extension(&self.0);
        Self(format!("{stem}-{number}{extension}"))
    }
}

/// The names of one envelope.
#[derive(Debug, Default)]
pub struct NameSet(HashSet<String>);

impl NameSet {
    /// Takes a name if no other is its equal.
    pub fn insert(&mut self, name: &SafeName) -> bool {
        self.0.insert(name.folded())
    }

    /// The name itself, or the first of `name-2`, `name-3`, … that is not taken; it is taken now.
    pub fn unique(&mut self, name: SafeName) -> SafeName {
        if self.insert(&name) {
            return name;
        }
        (2..)
            .map(|number| name.numbered(number))
            .find(|candidate| self.insert(candidate))
            .unwrap_or(name)
    }
}

/// The extension is what follows the last full stop, with it, when that is short and not all there
/// is.
fn split_extension(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(at) if at > 0 && name.len() - at > 1 && name.len() - at <= EXTENSION_MAX_BYTES => {
            name.split_at(at)
        }
        _ => (name, ""),
    }
}

fn is_forbidden(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|'
        | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Device names of Windows, with or without an extension.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    let upper = stem.to_ascii_uppercase();
    match upper.as_bytes() {
        b"CON" | b"PRN" | b"AUX" | b"NUL" => true,
        [b'C', b'O', b'M', digit] | [b'L', b'P', b'T', digit] => digit.is_ascii_digit(),
        _ => false,
    }
}
