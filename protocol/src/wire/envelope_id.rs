//! The name of a stored envelope.

use crate::hex_text;

/// Length of an [`EnvelopeId`], in bytes.
pub const ENVELOPE_ID_BYTES: usize = 16;

/// The name of an envelope in the vault: 16 random bytes, drawn when it is deposited.
///
/// Its text is 32 hexadecimal digits in lower case, and so safe as a file name.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct EnvelopeId(pub [u8; ENVELOPE_ID_BYTES]);

/// The error of parsing an [`EnvelopeId`]: the text is not 32 hexadecimal digits in lower case.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("An envelope’s id has 32 hexadecimal digits: copy it whole")]
pub struct EnvelopeIdError;

hex_text!(
    EnvelopeId,
    ENVELOPE_ID_BYTES,
    EnvelopeIdError,
    EnvelopeIdError
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_32_lower_case_digits_are_an_id() {
        let text = "0a".repeat(ENVELOPE_ID_BYTES);
        let id = EnvelopeId([0x0a; ENVELOPE_ID_BYTES]);
        assert_eq!(text.parse(), Ok(id));
        assert_eq!(id.to_string(), text);
        let parent = format!("../{}", "a".repeat(29));
        for wrong in ["", "0a", &text.to_uppercase(), &"0a".repeat(17), &parent] {
            assert_eq!(wrong.parse::<EnvelopeId>(), Err(EnvelopeIdError), "{wrong}");
        }
    }
}
