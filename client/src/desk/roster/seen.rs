//! The newest roster that a machine took, noted beside the roster: where that one is damaged, an
//! older one does not take its place.

use sourdine_protocol::text::Sha256Hex;

use super::{TrustError, TrustedRoster};

/// Names a roster that was taken.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SeenRoster {
    /// The fingerprint of the desk.
    desk: String,
    serial: u64,
    text: Sha256Hex,
}

impl SeenRoster {
    pub fn of(roster: &TrustedRoster) -> Self {
        Self {
            desk: roster.desk().to_hex(),
            serial: roster.roster().serial,
            text: Sha256Hex::of(roster.signed().roster.as_bytes()),
        }
    }

    /// As a line of a file.
    pub fn line(&self) -> String {
        format!("{} {} {}\n", self.desk, self.serial, self.text)
    }

    /// Reads such a line; none if it is another text.
    pub fn parse(line: &[u8]) -> Option<Self> {
        let line = std::str::from_utf8(line).ok()?;
        let mut words = line.split_ascii_whitespace();
        let (desk, serial, text) = (words.next()?, words.next()?, words.next()?);
        Some(Self {
            desk: desk.to_owned(),
            serial: serial.parse().ok()?,
            text: text.parse().ok()?,
        })
    }

    /// Fails if a roster of the same desk is older, or another of the same number.
    pub fn check(&self, offered: &TrustedRoster) -> Result<(), TrustError> {
        let found = Self::of(offered);
        if found.desk != self.desk || found.serial > self.serial {
            Ok(())
        } else if found.serial < self.serial {
            Err(TrustError::Rollback {
                seen: self.serial,
                offered: found.serial,
            })
        } else if found.text == self.text {
            Ok(())
        } else {
            Err(TrustError::Fork(found.serial))
        }
    }
}
