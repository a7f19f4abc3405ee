//! The name of an onion service.

use crate::checked_text;

/// Length of a version 3 name, without its ending.
const NAME_CHARS: usize = 56;
/// The base32 digit in which version 3 shows.
const VERSION_DIGIT: char = 'd';
const ENDING: &str = ".onion";

/// The error of parsing an [`OnionName`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("Not an onion’s name: 56 letters and digits before “.onion”, in lower case")]
pub struct OnionNameError;

checked_text!(
    /// The name of a version 3 onion service, in lower case and with its ending.
    OnionName, OnionNameError, |text| {
        let key = text.strip_suffix(ENDING).ok_or(OnionNameError)?;
        let is_base32 = key.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'));
        let is_name = is_base32 && key.len() == NAME_CHARS && key.ends_with(VERSION_DIGIT);
        is_name.then_some(()).ok_or(OnionNameError)
    }
);

impl OnionName {
    /// The name without its ending, as tor writes it in a file of keys.
    #[must_use]
    pub fn key(&self) -> &str {
        self.as_str().trim_end_matches(ENDING)
    }
}
