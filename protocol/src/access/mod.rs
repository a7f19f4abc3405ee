//! How an editor's machine gets its way to the desk's server (docs/protocol.md 8): it makes its
//! keys itself, and a [`SignedRequest`] tells the operator what the server has to know of them. The
//! operator's [`Answer`] tells where the server is. Neither holds a secret.

mod answer;
mod onion;
mod request;

use serde::Deserialize;

pub use answer::{ANSWER_MAX_BYTES, Answer, AnswerError};
pub use onion::{OnionName, OnionNameError};
pub use request::{AccessRequest, REQUEST_MAX_BYTES, RequestError, SignedRequest};

/// Lengths of a fingerprint in hexadecimal digits: of OpenPGP keys of version 4 and of version 6.
const FINGERPRINT_DIGITS: [usize; 2] = [40, 64];

/// Whether a text is an OpenPGP fingerprint in hexadecimal digits, upper case, without spaces.
fn is_fingerprint(text: &str) -> bool {
    FINGERPRINT_DIGITS.contains(&text.len())
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'))
}

/// The version of a file, whatever else stands in it.
#[derive(Deserialize)]
struct Versioned {
    version: u64,
}
