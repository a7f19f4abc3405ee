//! The operator's answer: where the server is, and of which desk.

use serde::{Deserialize, Serialize};

use super::{OnionName, Versioned, is_fingerprint};
use crate::wire::Version1;

/// Longest answer, in bytes.
pub const ANSWER_MAX_BYTES: usize = 4_096;

/// Why an answer was refused.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// It is longer than [`ANSWER_MAX_BYTES`].
    #[error("The answer is longer than any that Sourdine writes: have it sent again.")]
    TooLong,
    /// It is not the JSON of an answer.
    #[error(
        "Not an operator’s answer ({0}): have it sent again; “sourdine-server setup” writes it."
    )]
    Malformed(#[source] serde_json::Error),
    /// Its version is not 1.
    #[error(
        "The answer is of version {0}, and this program knows version 1: bring both programs to the same release."
    )]
    Version(u64),
    /// The desk's fingerprint is none.
    #[error("The desk’s fingerprint in the answer does not read: have it sent again.")]
    Desk,
    /// Both addresses are the same.
    #[error("Sources and editors have the same address in the answer: have it sent again.")]
    SameOnion,
}

/// Where a desk's server is. It holds no secret, and is not signed: the host has no key that
/// editors know.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    version: Version1,
    /// The fingerprint of the desk's certificate, in hexadecimal digits, upper case.
    pub desk: String,
    /// The sources' onion.
    pub sources: OnionName,
    /// The editors' onion.
    pub editors: OnionName,
}

impl Answer {
    /// An answer.
    ///
    /// # Errors
    /// The fingerprint is none, or both addresses are the same.
    pub fn new(desk: String, sources: OnionName, editors: OnionName) -> Result<Self, AnswerError> {
        Self {
            version: Version1,
            desk,
            sources,
            editors,
        }
        .checked()
    }

    /// Reads an answer.
    ///
    /// # Errors
    /// It is too long, of another version, no answer, or a value in it cannot be.
    pub fn from_json(json: &[u8]) -> Result<Self, AnswerError> {
        if json.len() > ANSWER_MAX_BYTES {
            return Err(AnswerError::TooLong);
        }
        let Versioned { version } = serde_json::from_slice(json).map_err(AnswerError::Malformed)?;
        if version != 1 {
            return Err(AnswerError::Version(version));
        }
        let answer: Self = serde_json::from_slice(json).map_err(AnswerError::Malformed)?;
        answer.checked()
    }

    /// Writes an answer, a field on each line.
    ///
    /// # Errors
    /// [`serde_json`] fails, which it does not for these fields: each is plain text.
    pub fn to_json(&self) -> Result<Vec<u8>, AnswerError> {
        let mut json = serde_json::to_vec_pretty(self).map_err(AnswerError::Malformed)?;
        json.push(b'\n');
        Ok(json)
    }

    fn checked(self) -> Result<Self, AnswerError> {
        if !is_fingerprint(&self.desk) {
            return Err(AnswerError::Desk);
        }
        if self.sources == self.editors {
            return Err(AnswerError::SameOnion);
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn onion(digit: &str) -> String {
        format!("{}d.onion", digit.repeat(55))
    }

    fn json() -> String {
        let (sources, editors) = (onion("a"), onion("b"));
        let desk = "AB".repeat(20);
        format!(
            "{{\n  \"version\": 1,\n  \"desk\": \"{desk}\",\n  \"sources\": \"{sources}\",\n  \"editors\": \"{editors}\"\n}}\n"
        )
    }

    #[test]
    fn an_answer_is_written_as_it_is_read() {
        let answer = Answer::from_json(json().as_bytes()).unwrap();
        assert_eq!(answer.to_json().unwrap(), json().as_bytes());
        assert_eq!(answer.editors.key(), format!("{}d", "b".repeat(55)));
    }

    #[test]
    fn all_else_is_refused_with_its_reason() {
        let json = json();
        let cases = [
            (
                json.replace("\"version\": 1", "\"version\": 2"),
                "Version(2)",
            ),
            (json.replace("ABAB", "abab"), "Desk"),
            (json.replace("\"ABAB", "\"AB"), "Desk"),
            (json.replace("\"ABAB", "\"GBAB"), "Desk"),
            (json.replace(&onion("b"), &onion("a")), "SameOnion"),
            (json.replace(&onion("b"), &onion("B")), "Malformed"),
            (json.replace(&onion("b"), &onion("1")), "Malformed"),
            (
                json.replace(&onion("b"), &onion("b").replacen('b', "", 1)),
                "Malformed",
            ),
            (json.replace("bd.onion", "ba.onion"), "Malformed"),
            (json.replace("bd.onion", "bd.onion.example"), "Malformed"),
            (json.replace(&onion("b"), "http://a"), "Malformed"),
            (
                json.replace("\"desk\"", "\"token\": \"\", \"desk\""),
                "Malformed",
            ),
            (json.replace("\"desk\"", "\"disk\""), "Malformed"),
            (json.replace("\"version\": 1,", ""), "Malformed"),
            (
                json.replace("\"version\": 1", "\"version\": \"1\""),
                "Malformed",
            ),
            (json.replace('}', ""), "Malformed"),
            (format!("{json}{json}"), "Malformed"),
            (String::new(), "Malformed"),
            (
                json.replace('}', &format!("{}}}", " ".repeat(4_096))),
                "TooLong",
            ),
        ];
        for (text, reason) in cases {
            let refused = Answer::from_json(text.as_bytes()).unwrap_err();
            assert!(
                format!("{refused:?}").starts_with(reason),
                "{refused:?}\n{text}"
            );
        }
    }
}
