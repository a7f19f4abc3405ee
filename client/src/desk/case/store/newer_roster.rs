//! The newest roster that a case showed this machine, until the machine takes it.
//!
//! An editor whom it does not name may write on in any case, and make new ones: each case is read
//! as one that has shown this roster itself.

use std::{
    io::{ErrorKind, Write},
    path::PathBuf,
};

use sourdine_platform::files::{self, Times};
use sourdine_protocol::roster::{ROSTER_MAX_BYTES, SignedRoster};

use super::{error::CasesError, folder::Cases};
use crate::desk::{
    FileError,
    case::{Case, CaseError, event::CaseId, journal::Journal},
    roster::{TrustError, TrustedRoster},
};

/// Among what a machine remembers.
const NEWER_ROSTER: &str = "newer-roster.json";

impl Cases {
    fn newer_roster_file(&self) -> PathBuf {
        self.memory.join(NEWER_ROSTER)
    }

    /// The roster that was noted, if it is newer than this one and the same desk's.
    pub fn newer_roster(&self, today: &TrustedRoster) -> Result<Option<SignedRoster>, CasesError> {
        let path = self.newer_roster_file();
        let json = match files::read_regular(&path, ROSTER_MAX_BYTES as u64) {
            Ok(json) => json,
            // A file that was damaged says nothing: the cases still say it.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::FileTooLarge) => {
                return Ok(None);
            }
            Err(error) => return Err(FileError::at(&path)(error).into()),
        };
        let signed = SignedRoster::from_json(&json).ok();
        Ok(signed.filter(|signed| {
            let roster = today.check_another(signed.clone());
            roster.is_ok_and(|roster| roster.roster().serial > today.roster().serial)
        }))
    }

    /// Fails if a newer roster than this one was noted.
    pub fn require_newest(&self, today: &TrustedRoster) -> Result<(), CasesError> {
        let newer = self.newer_roster(today)?;
        let seen = newer.and_then(|newer| Some(newer.unchecked().ok()?.serial));
        let known = today.roster().serial;
        seen.map_or(Ok(()), |seen| {
            Err(self.at_fault(CaseError::OlderRoster { seen, known }))
        })
    }

    /// A case in which there is nothing yet.
    pub(super) fn read_none(&self, id: &CaseId, today: &TrustedRoster) -> Result<Case, CasesError> {
        let newer = self.newer_roster(today)?;
        let nothing = Journal::default();
        Ok(nothing.read_again(id, today, newer.as_ref(), &self.verified))
    }

    /// Notes what a case showed.
    pub(super) fn note_newer_roster(
        &self,
        known: Option<&SignedRoster>,
        case: &Case,
    ) -> Result<(), CasesError> {
        let Some(newer) = case.newer_roster().filter(|newer| Some(*newer) != known) else {
            return Ok(());
        };
        let path = self.newer_roster_file();
        let json = newer.to_json().map_err(TrustError::Roster)?;
        // What could not be read again is not written.
        if json.len() > ROSTER_MAX_BYTES {
            return Ok(());
        }
        let written =
            files::replace_atomically(&path, Times::Removed, |file| file.write_all(&json));
        Ok(written.map_err(FileError::at(&path))?)
    }
}
