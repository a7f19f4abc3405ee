//! What a desk is set up from: its roster and its editors' requests, each checked.

use std::{fs::File, io::Read, path::Path};

use sourdine_protocol::roster::{ROSTER_MAX_BYTES, Roster, SignedRoster};

use super::{
    error::SetupError,
    requests::{self, Request},
};
use crate::{
    check::signature::{self, Verdict},
    platform::clock,
};

/// A roster that the desk signed, and that is still good.
pub(crate) struct CheckedRoster {
    /// The file's own bytes.
    pub(crate) json: Vec<u8>,
    pub(crate) roster: Roster,
    /// The desk's fingerprint, in hexadecimal digits without spaces.
    pub(crate) desk: String,
    /// The same as people compare it.
    pub(crate) spaced: String,
}

impl CheckedRoster {
    pub(crate) fn read(path: &Path) -> Result<Self, SetupError> {
        let json = bytes(path)?;
        let refused = |source| SetupError::Roster {
            path: path.to_owned(),
            source,
        };
        let signed = SignedRoster::from_json(&json).map_err(refused)?;
        let roster = signed.unchecked().map_err(refused)?;
        let desk = signature::fingerprint(&roster.certificate);
        let spaced = signature::spaced_fingerprint(&roster.certificate);
        let (Some((desk, spaced)), Verdict::Made(_)) =
            (desk.zip(spaced), signature::verify(&signed, &roster))
        else {
            return Err(SetupError::RosterSignature(path.to_owned()));
        };
        roster.recipients(clock::reading()).map_err(refused)?;
        Ok(Self {
            json,
            roster,
            desk,
            spaced,
        })
    }

    /// Refuses a desk that is not the one that a person named.
    pub(crate) fn is(&self, said: &str) -> Result<(), SetupError> {
        let digits: String = said.split_whitespace().collect();
        if digits.eq_ignore_ascii_case(&self.desk) {
            return Ok(());
        }
        Err(SetupError::Fingerprint {
            found: self.spaced.clone(),
            said: said.to_owned(),
        })
    }

    /// The editors' requests to this desk, out of a folder.
    pub(crate) fn requests(&self, folder: &Path) -> Result<Vec<Request>, SetupError> {
        requests::read(folder, &self.desk, &self.roster)
    }

    /// The editors of the roster of whom no request is here.
    pub(crate) fn without_request(&self, requests: &[Request]) -> Vec<&str> {
        let asked = |name: &str| requests.iter().any(|one| one.asked.editor == name);
        let names = self
            .roster
            .editors
            .iter()
            .map(|editor| editor.name.as_str());
        names.filter(|name| !asked(name)).collect()
    }
}

/// The file, and one byte more than a roster has at most where it is longer.
fn bytes(path: &Path) -> Result<Vec<u8>, SetupError> {
    let mut bytes = Vec::new();
    let file = File::open(path);
    let read = file.and_then(|file| {
        file.take(ROSTER_MAX_BYTES as u64 + 1)
            .read_to_end(&mut bytes)
    });
    read.map_err(|source| SetupError::RosterUnreadable {
        path: path.to_owned(),
        source,
    })?;
    Ok(bytes)
}
