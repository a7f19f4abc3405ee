//! The desk's list of names: people who may not be named in public. It lies beside the cases, in
//! one file that is sealed as they are. Several copies, which a tool that copies files may leave,
//! are merged as those of a case are.

use std::{collections::BTreeSet, fs, path::PathBuf};

use age::Identity;
use serde::{Deserialize, Serialize};
use sourdine_l10n::Explain;
use sourdine_protocol::{checked_text, envelope::hybrid::HybridRecipient, text::is_hidden};
use zeroize::Zeroizing;

use super::{
    CaseError,
    store::{Cases, CasesError},
};
use crate::desk::{
    FileError,
    sealed::{self, AGE},
};

pub const NAMES_VERSION: u64 = 1;
/// Longest name, in characters.
pub const NAME_MAX_CHARS: usize = 100;
/// Fewest letters of a name: one would be found in every sentence.
const NAME_MIN_LETTERS: usize = 2;
/// Largest list, in bytes.
const NAMES_MAX_BYTES: u64 = 4_194_304;
/// How the list's file is called, without its ending; what a tool adds to a copy follows.
const NAMES: &str = "names";

/// The text is no name that can be looked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
#[explain("error-name-listed", most = NAME_MAX_CHARS)]
pub struct ListedNameError;

checked_text!(
    /// A name of a person, on one line.
    ListedName, ListedNameError, |text| {
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        let is_line = !text.chars().any(is_hidden) && text.trim() == text;
        let fits = letters >= NAME_MIN_LETTERS && text.chars().count() <= NAME_MAX_CHARS;
        (is_line && fits).then_some(()).ok_or(ListedNameError)
    }
);

/// The JSON of the list in version 1.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct NamesJson {
    version: u64,
    names: BTreeSet<ListedName>,
}

impl Cases {
    /// The names on the desk's list: none if there is no list.
    pub fn listed_names(
        &self,
        identities: &[&dyn Identity],
    ) -> Result<BTreeSet<ListedName>, CasesError> {
        Ok(self.merged_names(identities)?.0)
    }

    /// Changes the desk's list of names, and seals it to these recipients.
    pub fn change_names(
        &self,
        identities: &[&dyn Identity],
        recipients: &[HybridRecipient],
        change: impl FnOnce(&mut BTreeSet<ListedName>),
    ) -> Result<BTreeSet<ListedName>, CasesError> {
        let _lock = self.lock()?;
        let (mut names, read) = self.merged_names(identities)?;
        let before = names.clone();
        change(&mut names);
        let own = self.names_file();
        if read.is_empty() && names == before {
            return Ok(names);
        }
        let at_fault = |error: CaseError| CasesError::Case {
            path: own.clone(),
            error,
        };
        let json = serde_json::to_vec(&NamesJson {
            version: NAMES_VERSION,
            names: names.clone(),
        });
        let json = Zeroizing::new(json.map_err(|error| at_fault(error.into()))?);
        sealed::seal(&own, recipients, &mut json.as_slice())?;
        for copy in read.iter().filter(|copy| **copy != own) {
            fs::remove_file(copy).map_err(FileError::at(copy))?;
        }
        Ok(names)
    }

    fn names_file(&self) -> PathBuf {
        self.folder().join(format!("{NAMES}.{AGE}"))
    }

    /// The names of the list and of the copies beside it, and which files were read.
    fn merged_names(
        &self,
        identities: &[&dyn Identity],
    ) -> Result<(BTreeSet<ListedName>, Vec<PathBuf>), CasesError> {
        let own = self.names_file();
        let mut files = self.names()?;
        files.retain(|name| is_list(name));
        files.sort();
        let files: Vec<PathBuf> = files.iter().map(|name| self.folder().join(name)).collect();
        let has_own = files.contains(&own);
        let (mut names, mut read) = (BTreeSet::new(), Vec::new());
        for path in files {
            let json = match sealed::open_bytes(&path, identities, NAMES_MAX_BYTES) {
                Err(_) if path != own && has_own => continue,
                json => json?,
            };
            let at_fault = |error| CasesError::Case {
                path: path.clone(),
                error,
            };
            let list: NamesJson =
                serde_json::from_slice(&json).map_err(|error| at_fault(error.into()))?;
            if list.version != NAMES_VERSION {
                return Err(at_fault(CaseError::NewerVersion(list.version)));
            }
            names.extend(list.names);
            read.push(path);
        }
        Ok((names, read))
    }
}

/// Whether a file of this name is the list, or a copy of it that a tool left.
fn is_list(name: &str) -> bool {
    let rest = name
        .strip_prefix(NAMES)
        .and_then(|rest| rest.strip_suffix(AGE));
    rest.is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_line_with_letters() {
        for good in ["Jeanne Dupont", "O’Brien", "Li", "Œdème-Çelik", "李 明"] {
            assert!(ListedName::try_from(good.to_owned()).is_ok(), "{good}");
        }
        let long = "é".repeat(NAME_MAX_CHARS + 1);
        for bad in [
            "",
            " ",
            "-",
            "J",
            " Jeanne",
            "Jeanne\nDupont",
            "Je\u{200B}anne",
            "a\u{1b}[2J",
            &long,
        ] {
            assert!(ListedName::try_from(bad.to_owned()).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_list_is_told_from_cases_by_its_name() {
        for list in [
            "names.age",
            "names (conflict).age",
            "names.sync-conflict-1.age",
        ] {
            assert!(is_list(list), "{list}");
        }
        for other in [
            "1a2b3c4d.age",
            "names.txt",
            "names",
            ".lock",
            "namesage",
            "1a2b3c4d.names.age",
        ] {
            assert!(!is_list(other), "{other}");
        }
    }
}
