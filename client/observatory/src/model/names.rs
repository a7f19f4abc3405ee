//! Names that become addresses and paths: nothing in them can climb out of a folder or need
//! escaping.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sourdine_l10n::Explain;
pub use sourdine_protocol::text::Sha256Hex;
use sourdine_protocol::text::is_hidden;

/// Longest name of an entry, in bytes.
pub const ENTRY_ID_MAX_BYTES: usize = 80;
/// Longest name of a published document, in bytes.
pub const DOCUMENT_NAME_MAX_BYTES: usize = 100;
/// How a published document may end: what browsers show or save without running anything.
pub const DOCUMENT_EXTENSIONS: [&str; 18] = [
    "pdf", "jpg", "png", "gif", "tiff", "docx", "xlsx", "pptx", "odt", "ods", "odp", "txt", "mp3",
    "flac", "ogg", "wav", "mp4", "avi",
];
/// Bytes of a SHA-256.
const HASH_BYTES: usize = 32;

/// Why a name was refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub enum NameError {
    /// Not an entry's name.
    #[explain("error-value-entry", most = ENTRY_ID_MAX_BYTES)]
    Entry,
    /// Not a document's name.
    #[explain("error-value-document")]
    Document,
    #[explain("error-value-uuid")]
    Uuid,
    /// Not an address that can be published.
    #[explain("error-value-url")]
    Url,
    /// Not an INSEE code.
    #[explain("error-value-insee")]
    Insee,
}

macro_rules! checked_text {
    ($(#[$meta:meta])* $name:ident, $check:ident, $error:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;

            fn try_from(text: String) -> Result<Self, NameError> {
                if $check(&text) { Ok(Self(text)) } else { Err(NameError::$error) }
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

checked_text!(
    /// What an entry is called in addresses; never used again for another.
    EntryId, is_entry_id, Entry
);
checked_text!(
    /// What a published document is called: chosen by the editors, never the original's name.
    DocumentName, is_document_name, Document
);
checked_text!(
    /// What feeds and open data know something by for ever.
    Uuid, is_uuid, Uuid
);
checked_text!(
    /// An address on the web.
    HttpsUrl, is_https_url, Url
);
checked_text!(
    /// A commune as INSEE counts them.
    InseeCode, is_insee_code, Insee
);

impl Uuid {
    /// A UUID (version 8 of RFC 9562) that follows from this one and a word: the same each time.
    #[must_use]
    pub fn derive(&self, word: &str) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(b"sourdine/v1/uuid/");
        hasher.update(self.0.as_bytes());
        hasher.update(b"/");
        hasher.update(word.as_bytes());
        Self(uuid_text(hasher.finalize().into(), '8'))
    }

    /// A new one from 32 random bytes (version 4).
    #[must_use]
    pub fn from_random(bytes: [u8; HASH_BYTES]) -> Self {
        Self(uuid_text(bytes, '4'))
    }
}

fn uuid_text(bytes: [u8; HASH_BYTES], version: char) -> String {
    const VARIANTS: [char; 4] = ['8', '9', 'a', 'b'];
    let digits = hex::encode(bytes);
    let mut text = String::new();
    for (position, digit) in digits.chars().take(32).enumerate() {
        if matches!(position, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(match position {
            12 => version,
            16 => VARIANTS
                .get(digit.to_digit(16).unwrap_or(0) as usize % 4)
                .copied()
                .unwrap_or('8'),
            _ => digit,
        });
    }
    text
}

fn is_lower_alphanumeric(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

fn is_entry_id(text: &str) -> bool {
    text.len() <= ENTRY_ID_MAX_BYTES
        && text
            .split('-')
            .all(|word| !word.is_empty() && word.chars().all(is_lower_alphanumeric))
}

fn is_document_name(text: &str) -> bool {
    let Some((stem, extension)) = text.split_once('.') else {
        return false;
    };
    text.len() <= DOCUMENT_NAME_MAX_BYTES
        && DOCUMENT_EXTENSIONS.contains(&extension)
        && is_entry_id(stem)
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text
            .chars()
            .enumerate()
            .all(|(position, c)| match position {
                8 | 13 | 18 | 23 => c == '-',
                _ => matches!(c, '0'..='9' | 'a'..='f'),
            })
}

/// An `https:` address: nothing that a browser runs, and nothing invisible.
#[must_use]
pub fn is_https_url(text: &str) -> bool {
    text.strip_prefix("https://").is_some_and(|rest| {
        rest.chars().next().is_some_and(char::is_alphanumeric)
            && !rest.chars().any(|c| {
                c.is_whitespace() || is_hidden(c) || matches!(c, '"' | '<' | '>' | '\\' | '`')
            })
    })
}

fn is_insee_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 5
        && bytes.iter().enumerate().all(|(position, byte)| {
            byte.is_ascii_digit() || (position == 1 && matches!(byte, b'A' | b'B'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leaves_its_folder() {
        for bad in [
            "",
            ".",
            "..",
            "../etc",
            "a/b",
            "/etc/passwd",
            "a..b",
            "-a",
            "a-",
            "a--b",
            "É",
            "A",
            "a b",
            "a%2e",
            "nul\0",
            "con.txt",
            "a\u{202e}b",
        ] {
            assert_eq!(
                EntryId::try_from(bad.to_owned()),
                Err(NameError::Entry),
                "{bad:?}"
            );
        }
        assert!(EntryId::try_from("la-defense-2019".to_owned()).is_ok());
        for bad in [
            "",
            ".pdf",
            "../a.pdf",
            "a/b.pdf",
            "a.html",
            "a.svg",
            "a.pdf.html",
            "a.PDF",
            "a",
            "a.",
            "a b.pdf",
            "a.js",
            "a.tar.pdf",
        ] {
            assert_eq!(
                DocumentName::try_from(bad.to_owned()),
                Err(NameError::Document),
                "{bad:?}"
            );
        }
        assert!(DocumentName::try_from("deliberation-2018.pdf".to_owned()).is_ok());
    }

    #[test]
    fn addresses_are_https() {
        assert!(is_https_url("https://exemple.fr/a?b=c#d"));
        for bad in [
            "http://exemple.fr",
            "javascript:alert(1)",
            "https://",
            "https:// x",
            "https://a\"onload=",
            "//exemple.fr",
            "data:text/html,x",
            "HTTPS://x",
        ] {
            assert!(!is_https_url(bad), "{bad}");
        }
    }

    #[test]
    fn uuids_are_derived_the_same_each_time() {
        let uuid = Uuid::from_random([0xff; 32]);
        assert_eq!(uuid.as_str(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert!(is_uuid(uuid.derive("fr").as_str()));
        assert_eq!(uuid.derive("fr"), uuid.derive("fr"));
        assert_ne!(uuid.derive("fr"), uuid.derive("en"));
    }
}
