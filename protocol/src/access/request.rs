//! An editor's request for access: what the server's host has to know of the keys that the editor's
//! machine made.

use serde::{Deserialize, Serialize};

use super::{Versioned, is_fingerprint};
use crate::{
    roster::is_editor_name,
    wire::{TOKEN_HASH_BYTES, Version1},
};

/// Longest signed request, in bytes.
pub const REQUEST_MAX_BYTES: usize = 16_384;
/// How tor begins the public half of a client's key.
const ONION_KEY_KIND: &str = "descriptor:x25519:";
/// Digits of 32 bytes in base32, without padding.
const ONION_KEY_DIGITS: usize = 52;

/// Why a request was refused.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// It is longer than [`REQUEST_MAX_BYTES`].
    #[error("It is longer than any request that Sourdine writes: have it sent again.")]
    TooLong,
    /// It is not the JSON of a request.
    #[error("Not a request ({0}): have it sent again; “sourdine desk request” writes it.")]
    Malformed(#[source] serde_json::Error),
    /// Its version is not 1.
    #[error(
        "It is of version {0}, and this program knows version 1: bring both programs to the same release."
    )]
    Version(u64),
    /// The desk's or the editor's fingerprint is none.
    #[error("A fingerprint in it does not read: have the request made again.")]
    Fingerprint,
    /// The editor's name is none.
    #[error(
        "The editor’s name in it is none (1 to 32 of a-z, 0-9 and hyphens): have the request made again."
    )]
    Editor,
    /// The token's hash is none.
    #[error(
        "The token’s hash in it has not 64 hexadecimal digits in lower case: have the request made again."
    )]
    TokenHash,
    /// The public key for the editors' onion is none.
    #[error(
        "The key for the onion in it is none (descriptor:x25519: and 52 characters): have the request made again."
    )]
    OnionKey,
}

/// A request's text and the editor's signature over exactly its bytes.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SignedRequest {
    version: Version1,
    /// The text of an [`AccessRequest`].
    pub request: String,
    /// The editor's detached OpenPGP signature over the bytes of `request`, ASCII-armoured.
    pub signature: String,
}

/// What an editor's machine asks of the desk's server.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AccessRequest {
    version: Version1,
    /// The fingerprint of the desk's certificate, in hexadecimal digits, upper case.
    pub desk: String,
    /// The editor's name in the roster. Files on the host are named after it.
    pub editor: String,
    /// The fingerprint of the editor's certificate, as the desk's.
    pub fingerprint: String,
    /// The hash of the editor's token, 64 hexadecimal digits in lower case.
    pub token_hash: String,
    /// The public key that tor asks for at the editors' onion, as a line of its
    /// `authorized_clients`.
    pub onion_key: String,
}

impl SignedRequest {
    /// Puts a signature to a text.
    #[must_use]
    pub const fn new(request: String, signature: String) -> Self {
        Self {
            version: Version1,
            request,
            signature,
        }
    }

    /// Reads the JSON around request and signature.
    ///
    /// # Errors
    /// It is too long, of another version, or no request.
    pub fn from_json(json: &[u8]) -> Result<Self, RequestError> {
        if json.len() > REQUEST_MAX_BYTES {
            return Err(RequestError::TooLong);
        }
        has_version_1(json)?;
        serde_json::from_slice(json).map_err(RequestError::Malformed)
    }

    /// Writes the JSON around request and signature.
    ///
    /// # Errors
    /// [`serde_json`] fails, which it does not for these fields: each is plain text.
    pub fn to_json(&self) -> Result<Vec<u8>, RequestError> {
        serde_json::to_vec(self).map_err(RequestError::Malformed)
    }

    /// The request inside; its signature is not checked here.
    ///
    /// # Errors
    /// The text is of another version, no request, or a value in it cannot be.
    pub fn unchecked(&self) -> Result<AccessRequest, RequestError> {
        has_version_1(self.request.as_bytes())?;
        let request: AccessRequest =
            serde_json::from_str(&self.request).map_err(RequestError::Malformed)?;
        request.validate()?;
        Ok(request)
    }
}

impl AccessRequest {
    /// A request to be signed.
    ///
    /// # Errors
    /// A value cannot be.
    pub fn new(
        desk: String,
        editor: String,
        fingerprint: String,
        token_hash: [u8; TOKEN_HASH_BYTES],
        onion_key: String,
    ) -> Result<Self, RequestError> {
        let request = Self {
            version: Version1,
            desk,
            editor,
            fingerprint,
            token_hash: hex::encode(token_hash),
            onion_key,
        };
        request.validate()?;
        Ok(request)
    }

    /// The text that is signed.
    ///
    /// # Errors
    /// [`serde_json`] fails, which it does not for these fields: each is plain text.
    pub fn to_text(&self) -> Result<String, RequestError> {
        serde_json::to_string(self).map_err(RequestError::Malformed)
    }

    fn validate(&self) -> Result<(), RequestError> {
        if !is_editor_name(&self.editor) {
            return Err(RequestError::Editor);
        }
        if ![&self.desk, &self.fingerprint]
            .into_iter()
            .all(|text| is_fingerprint(text))
        {
            return Err(RequestError::Fingerprint);
        }
        let is_lower_hex = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if self.token_hash.len() != 2 * TOKEN_HASH_BYTES
            || !self.token_hash.bytes().all(is_lower_hex)
        {
            return Err(RequestError::TokenHash);
        }
        if is_onion_key(&self.onion_key) {
            Ok(())
        } else {
            Err(RequestError::OnionKey)
        }
    }
}

fn has_version_1(json: &[u8]) -> Result<(), RequestError> {
    let Versioned { version } = serde_json::from_slice(json).map_err(RequestError::Malformed)?;
    if version == 1 {
        Ok(())
    } else {
        Err(RequestError::Version(version))
    }
}

/// Whether a line is a client's public key: 32 bytes, so that the last digit carries one bit.
fn is_onion_key(line: &str) -> bool {
    line.strip_prefix(ONION_KEY_KIND).is_some_and(|digits| {
        digits.len() == ONION_KEY_DIGITS
            && digits
                .bytes()
                .all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7'))
            && digits.ends_with(['A', 'Q'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A public key of RFC 7748, 6.1.
    const KEY: &str = "descriptor:x25519:QUQPACMJGCTVI5ELPXOLIPXXLIG36OQNEY4BV5HLUSUY5KU3JZVA";

    fn text() -> String {
        let (desk, own) = ("AB".repeat(20), "CD".repeat(20));
        let hash = "5f".repeat(32);
        format!(
            "{{\"version\":1,\"desk\":\"{desk}\",\"editor\":\"alice\",\"fingerprint\":\"{own}\",\"token_hash\":\"{hash}\",\"onion_key\":\"{KEY}\"}}"
        )
    }

    fn refusal(text: String) -> String {
        let signed = SignedRequest::new(text, String::new());
        format!("{:?}", signed.unchecked().unwrap_err())
    }

    #[test]
    fn a_request_is_written_as_it_is_read() {
        let signed = SignedRequest::new(text(), "armour".to_owned());
        let json = signed.to_json().unwrap();
        assert_eq!(SignedRequest::from_json(&json).unwrap(), signed);
        let request = signed.unchecked().unwrap();
        assert_eq!(request.to_text().unwrap(), text());
        let made = AccessRequest::new(
            "AB".repeat(20),
            "alice".to_owned(),
            "CD".repeat(20),
            [0x5f; TOKEN_HASH_BYTES],
            KEY.to_owned(),
        );
        assert_eq!(made.unwrap(), request);
    }

    #[test]
    fn a_value_that_cannot_be_is_refused_with_its_reason() {
        let text = text();
        let with = |from: &str, to: &str| text.replace(from, to);
        let cases = [
            (with("\"version\":1", "\"version\":2"), "Version(2)"),
            (with("\"version\":1", "\"version\":0"), "Version(0)"),
            (with("\"version\":1", "\"version\":\"1\""), "Malformed"),
            (with("\"version\":1,", ""), "Malformed"),
            (
                with("\"desk\"", "\"token\":\"secret\",\"desk\""),
                "Malformed",
            ),
            (with("\"desk\"", "\"disk\""), "Malformed"),
            (with("\"editor\":\"alice\",", ""), "Malformed"),
            (
                with("\"alice\"", "\"alice\",\"editor\":\"bob\""),
                "Malformed",
            ),
            (with("\"alice\"", "7"), "Malformed"),
            (with("}", ""), "Malformed"),
            (with("}", "}{}"), "Malformed"),
            (String::new(), "Malformed"),
            (with("alice", "../alice"), "Editor"),
            (with("alice", "al/ice"), "Editor"),
            (with("alice", "Alice"), "Editor"),
            (with("alice", "élise"), "Editor"),
            (with("alice", ""), "Editor"),
            (with("alice", &"a".repeat(33)), "Editor"),
            (with("alice", "a\\nb"), "Editor"),
            (with("ABAB", "abab"), "Fingerprint"),
            (with("CDCD", "CD CD"), "Fingerprint"),
            (with("\"CDCD", "\"CD"), "Fingerprint"),
            (with("\"ABAB", "\"XBAB"), "Fingerprint"),
            (with("5f5f", "5F5F"), "TokenHash"),
            (with("\"5f", "\""), "TokenHash"),
            (with("\"5f", "\"g5"), "TokenHash"),
            (with("\"5f5f", "\"5f5f5f"), "TokenHash"),
            (with("x25519", "x448"), "OnionKey"),
            (with("QUQP", "quqp"), "OnionKey"),
            (with("QUQP", "1UQP"), "OnionKey"),
            (with("QUQP", "QUQ"), "OnionKey"),
            (with("JZVA", "JZVB"), "OnionKey"),
            (with("JZVA", "JZVA===="), "OnionKey"),
            (with("descriptor:x25519:", ""), "OnionKey"),
            (with("JZVA", "JZVA\\ndescriptor"), "OnionKey"),
        ];
        for (text, reason) in cases {
            let refused = refusal(text.clone());
            assert!(refused.starts_with(reason), "{refused}\n{text}");
        }
    }

    #[test]
    fn what_is_no_signed_request_is_refused() {
        let whole = SignedRequest::new(text(), "armour".to_owned());
        let json = String::from_utf8(whole.to_json().unwrap()).unwrap();
        let cases = [
            (
                json.replacen("\"version\":1", "\"version\":3", 1),
                "Version(3)",
            ),
            (json.replacen("\"signature\"", "\"seal\"", 1), "Malformed"),
            (
                json.replacen("\"signature\"", "\"more\":1,\"signature\"", 1),
                "Malformed",
            ),
            (json.replace('}', "} "), ""),
            (text(), "Malformed"),
            ("[]".to_owned(), "Malformed"),
            (
                format!("{json}{}", " ".repeat(REQUEST_MAX_BYTES)),
                "TooLong",
            ),
        ];
        for (text, reason) in cases {
            match SignedRequest::from_json(text.as_bytes()) {
                Err(refused) => {
                    assert!(!reason.is_empty(), "{refused:?}");
                    assert!(format!("{refused:?}").starts_with(reason), "{refused:?}");
                }
                Ok(_) => assert!(reason.is_empty(), "{text}"),
            }
        }
        let bytes = vec![b' '; REQUEST_MAX_BYTES + 1];
        assert!(matches!(
            SignedRequest::from_json(&bytes),
            Err(RequestError::TooLong)
        ));
    }
}
