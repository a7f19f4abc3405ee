//! The roster: the keys that sources seal to (docs/protocol.md 4). Its OpenPGP signature is checked
//! by the client, which has OpenPGP.

mod notices;

use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    envelope::hybrid::HybridRecipient,
    wire::{RECIPIENTS_MAX, Version1},
};

pub use notices::{
    NOTICE_MAX_BYTES, Notice, NoticeError, NoticeProblem, Notices, Topic, WrittenNotices,
    code_point,
};

/// Longest signed roster, in bytes: 32 editors with their keys and certificates.
pub const ROSTER_MAX_BYTES: usize = 1_048_576;
/// Longest name of an editor, in bytes.
pub const EDITOR_NAME_MAX_BYTES: usize = 32;
/// Longest name of a desk, in bytes.
pub const DESK_NAME_MAX_BYTES: usize = 200;

/// Why a roster was refused.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// Not the JSON that version 1 has.
    #[error("Not a roster of version 1: export it again with “sourdine roster export”.")]
    Malformed(#[source] serde_json::Error),
    /// The JSON is longer than [`ROSTER_MAX_BYTES`].
    #[error("The roster is longer than any that Sourdine signs.")]
    TooLong,
    /// No editor, too many, two of one name, or a name that is none.
    #[error(
        "The list of editors is not valid: 1 to {RECIPIENTS_MAX}, each under another name of a-z, 0-9 and hyphens."
    )]
    Editors,
    /// The desk has no name, or one that cannot be shown.
    #[error("The desk’s name is empty, too long, or holds control characters: choose another.")]
    Desk,
    /// Today is after the roster's last day, which is given.
    #[error("The roster expired on {0}: the desk signs a new one with “sourdine roster sign”.")]
    Expired(Day),
}

/// A roster's text and the desk's signature over exactly its bytes.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SignedRoster {
    version: Version1,
    /// The text of a [`Roster`].
    pub roster: String,
    /// The desk's detached OpenPGP signature over the bytes of `roster`, ASCII-armoured.
    pub signature: String,
}

/// Who reads what sources send, and until when sources may seal to them.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    version: Version1,
    /// Grows by one with each signing.
    pub serial: u64,
    /// The desk's name, shown to sources.
    pub desk: String,
    /// The last day on which it may be used.
    pub expires: Day,
    /// The desk's OpenPGP certificate, ASCII-armoured.
    pub certificate: String,
    /// The editors that sources seal to: 1 to [`RECIPIENTS_MAX`].
    pub editors: Vec<Editor>,
    /// What the desk tells its sources. A roster without any, as release 0.1 signed it, keeps its
    /// bytes.
    #[serde(default, skip_serializing_if = "Notices::is_empty")]
    pub notices: Notices,
    /// The key that signs what the desk publishes. Rosters that were signed before there was one
    /// keep their bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<PublicationCertificate>,
}

/// The desk's publication key, as the roster names it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PublicationCertificate {
    /// The certificate's fingerprint, in hexadecimal.
    pub fingerprint: String,
    /// The OpenPGP certificate, ASCII-armoured, with the desk's certification.
    pub certificate: String,
}

/// An editor, as the roster names one.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Editor {
    /// Unique in the roster: `a-z`, `0-9`, `-`.
    pub name: String,
    /// What is sealed to this editor.
    pub recipient: HybridRecipient,
    /// What this editor's signatures are checked with, ASCII-armoured.
    pub certificate: String,
}

impl SignedRoster {
    /// Puts a signature to a text.
    #[must_use]
    pub const fn new(roster: String, signature: String) -> Self {
        Self {
            version: Version1,
            roster,
            signature,
        }
    }

    /// Reads the JSON around roster and signature.
    ///
    /// # Errors
    /// The JSON is not of version 1, or longer than [`ROSTER_MAX_BYTES`].
    pub fn from_json(json: &[u8]) -> Result<Self, RosterError> {
        if json.len() > ROSTER_MAX_BYTES {
            return Err(RosterError::TooLong);
        }
        serde_json::from_slice(json).map_err(RosterError::Malformed)
    }

    /// Writes the JSON around roster and signature.
    ///
    /// # Errors
    /// [`serde_json`] fails, which it does not for these fields: each is plain text or a number.
    pub fn to_json(&self) -> Result<Vec<u8>, RosterError> {
        serde_json::to_vec(self).map_err(RosterError::Malformed)
    }

    /// The roster inside; its signature is not checked here.
    ///
    /// # Errors
    /// The text is not the JSON of a roster, or its editors or its desk's name are not valid.
    pub fn unchecked(&self) -> Result<Roster, RosterError> {
        let roster: Roster = serde_json::from_str(&self.roster).map_err(RosterError::Malformed)?;
        roster.validate()?;
        Ok(roster)
    }
}

impl Roster {
    /// A roster to be signed, without notices and without a publication key.
    ///
    /// # Errors
    /// Its editors or its desk's name are not valid.
    pub fn new(
        serial: u64,
        desk: String,
        expires: Day,
        certificate: String,
        editors: Vec<Editor>,
    ) -> Result<Self, RosterError> {
        let roster = Self {
            version: Version1,
            serial,
            desk,
            expires,
            certificate,
            editors,
            notices: Notices::default(),
            publication: None,
        };
        roster.validate()?;
        Ok(roster)
    }

    /// The same roster with these notices.
    #[must_use]
    pub fn with_notices(self, notices: Notices) -> Self {
        Self { notices, ..self }
    }

    /// The same roster with this publication key.
    #[must_use]
    pub fn with_publication(self, publication: Option<PublicationCertificate>) -> Self {
        Self {
            publication,
            ..self
        }
    }

    /// The text that is signed.
    ///
    /// # Errors
    /// [`serde_json`] fails, which it does not for these fields: each is plain text or a number.
    pub fn to_text(&self) -> Result<String, RosterError> {
        serde_json::to_string(self).map_err(RosterError::Malformed)
    }

    /// The keys to seal to.
    ///
    /// # Errors
    /// `today` is after the roster's last day.
    pub fn recipients(&self, today: Day) -> Result<Vec<HybridRecipient>, RosterError> {
        if today > self.expires {
            return Err(RosterError::Expired(self.expires));
        }
        Ok(self
            .editors
            .iter()
            .map(|editor| editor.recipient.clone())
            .collect())
    }

    fn validate(&self) -> Result<(), RosterError> {
        if !is_desk_name(&self.desk) {
            return Err(RosterError::Desk);
        }
        let mut names: Vec<&str> = self
            .editors
            .iter()
            .map(|editor| editor.name.as_str())
            .collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        let valid = (1..=RECIPIENTS_MAX).contains(&count)
            && names.len() == count
            && names.into_iter().all(is_editor_name);
        if valid {
            Ok(())
        } else {
            Err(RosterError::Editors)
        }
    }
}

/// Whether a text may be a desk's name: not blank, without control characters, and at most
/// [`DESK_NAME_MAX_BYTES`] long.
#[must_use]
pub fn is_desk_name(name: &str) -> bool {
    !name.trim().is_empty()
        && name.len() <= DESK_NAME_MAX_BYTES
        && !name.chars().any(char::is_control)
}

/// Whether a text may be an editor's name: 1 to 32 of `a-z`, `0-9`, `-`.
#[must_use]
pub fn is_editor_name(name: &str) -> bool {
    (1..=EDITOR_NAME_MAX_BYTES).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A roster as release 0.1 signed it, without notices.
    const OLDER: &[u8] = include_bytes!("../../../tests/fuzz/signed-roster.json");

    #[test]
    fn an_older_roster_has_no_publication_key_and_a_newer_one_names_its_own() {
        let older = SignedRoster::from_json(OLDER).unwrap();
        let roster = older.unchecked().unwrap();
        assert_eq!(roster.publication, None);
        let named = roster.with_publication(Some(PublicationCertificate {
            fingerprint: "AB".repeat(20),
            certificate: "armour".to_owned(),
        }));
        let text = named.to_text().unwrap();
        let said = format!(
            ",\"publication\":{{\"fingerprint\":\"{}\",\"certificate\":\"armour\"}}}}",
            "AB".repeat(20)
        );
        assert!(text.ends_with(&said), "{text}");
        let signed = SignedRoster::new(text.clone(), String::new());
        assert_eq!(signed.unchecked().unwrap(), named);
        for broken in [
            text.replace("\"fingerprint\"", "\"print\""),
            text.replace(",\"certificate\":\"armour\"}}", "}}"),
            text.replace("\"armour\"}}", "\"armour\",\"secret\":\"\"}}"),
        ] {
            let refused = SignedRoster::new(broken.clone(), String::new()).unchecked();
            assert!(
                matches!(refused, Err(RosterError::Malformed(_))),
                "{broken}"
            );
        }
        assert_eq!(
            named.with_publication(None).to_text().unwrap(),
            older.roster
        );
    }

    #[test]
    fn an_older_roster_keeps_its_bytes_and_a_newer_one_its_notices() {
        let older = SignedRoster::from_json(OLDER).unwrap();
        let roster = older.unchecked().unwrap();
        assert!(roster.notices.is_empty());
        assert_eq!(roster.to_text().unwrap(), older.roster);

        let notice = |text: &str| Notice {
            fr: text.to_owned(),
            en: text.to_owned(),
        };
        let written = WrittenNotices {
            kept: Some(notice("Un an.")),
            ..WrittenNotices::default()
        };
        let newer = roster.with_notices(written.try_into().unwrap());
        let text = newer.to_text().unwrap();
        let said = ",\"notices\":{\"kept\":{\"fr\":\"Un an.\",\"en\":\"Un an.\"}}}";
        assert!(text.ends_with(said), "{text}");
        let signed = SignedRoster::new(text.clone(), String::new());
        assert_eq!(signed.unchecked().unwrap(), newer);
        for broken in [
            text.replace("Un an.", "<b>"),
            text.replace("Un an.", ""),
            text.replace("\"kept\"", "\"lost\""),
            text.replace(",\"en\":\"Un an.\"", ""),
        ] {
            let refused = SignedRoster::new(broken.clone(), String::new()).unchecked();
            assert!(
                matches!(refused, Err(RosterError::Malformed(_))),
                "{broken}"
            );
        }
    }
}
