//! Names that become addresses and paths: nothing in them can climb out of a folder or need
//! escaping.

use sha2::{Digest, Sha256};
use sourdine_l10n::Explain;
use sourdine_protocol::{checked_text, text::is_hidden};
use uuid::Builder;

/// Longest name of an entry, in bytes.
pub const ENTRY_ID_MAX_BYTES: usize = 80;
/// Longest name of a published document, in bytes.
pub const DOCUMENT_NAME_MAX_BYTES: usize = 100;
/// How a published document may end: what browsers show or save without running anything.
pub const DOCUMENT_EXTENSIONS: [&str; 20] = [
    "pdf", "jpg", "png", "gif", "tiff", "docx", "xlsx", "pptx", "odt", "ods", "odp", "txt", "mp3",
    "flac", "ogg", "wav", "mp4", "avi", "webm", "csv",
];
/// Length of a UUID, in bytes.
pub const UUID_BYTES: usize = 16;

#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub enum NameError {
    #[explain("error-value-entry", most = ENTRY_ID_MAX_BYTES)]
    Entry,
    #[explain("error-value-document")]
    Document,
    #[explain("error-value-uuid")]
    Uuid,
    /// Not an address that can be published.
    #[explain("error-value-url")]
    Url,
    #[explain("error-value-insee")]
    Insee,
}

checked_text!(
    /// What an entry is called in addresses; never used again for another.
    EntryId, NameError, |text| is_entry_id(text).then_some(()).ok_or(NameError::Entry)
);
checked_text!(
    /// What a published document is called: chosen by the editors, never the original's name.
    DocumentName, NameError, |text| is_document_name(text).then_some(()).ok_or(NameError::Document)
);
checked_text!(
    /// What feeds and open data know something by for ever.
    Uuid, NameError, |text| is_uuid(text).then_some(()).ok_or(NameError::Uuid)
);
checked_text!(
    /// An address on the web.
    HttpsUrl, NameError, |text| is_https_url(text).then_some(()).ok_or(NameError::Url)
);
checked_text!(
    /// A commune as INSEE counts them.
    InseeCode, NameError, |text| is_insee_code(text).then_some(()).ok_or(NameError::Insee)
);

impl Uuid {
    /// A UUID (version 8 of RFC 9562) that follows from this one and a word: the same each time.
    pub fn derive(&self, word: &str) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(b"sourdine/v1/uuid/");
        hasher.update(self.as_str().as_bytes());
        hasher.update(b"/");
        hasher.update(word.as_bytes());
        let hash: [u8; 2 * UUID_BYTES] = hasher.finalize().into();
        let bytes = hash.first_chunk().copied().unwrap_or_default();
        Self::of(Builder::from_custom_bytes(bytes))
    }

    /// A new one from random bytes (version 4).
    pub fn from_random(bytes: [u8; UUID_BYTES]) -> Self {
        Self::of(Builder::from_random_bytes(bytes))
    }

    fn of(builder: Builder) -> Self {
        Self(builder.into_uuid().to_string())
    }
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

/// A UUID as we write it: with hyphens, and in lower case.
fn is_uuid(text: &str) -> bool {
    uuid::Uuid::try_parse(text).is_ok_and(|uuid| uuid.to_string() == text)
}

/// An `https:` address: nothing that a browser runs, and nothing invisible.
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
        let uuid = Uuid::from_random([0xff; UUID_BYTES]);
        assert_eq!(uuid.as_str(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(
            uuid.derive("fr").as_str(),
            "157132de-206f-8e81-acb1-6a53f063c94d"
        );
        assert_eq!(
            uuid.derive("en").as_str(),
            "eeca799b-fd67-8135-92c7-546a3fc17148"
        );
    }

    #[test]
    fn a_uuid_is_written_in_one_way() {
        let good = "157132de-206f-8e81-acb1-6a53f063c94d";
        assert!(is_uuid(good));
        for bad in [
            "",
            &good.to_uppercase(),
            &good.replace('-', ""),
            &format!("urn:uuid:{good}"),
            &format!("{{{good}}}"),
            &good.replace('-', "_"),
            &format!("{good}0"),
        ] {
            assert!(!is_uuid(bad), "{bad}");
        }
    }
}
