//! What was built last, by which a build notices that an entry was put back or taken away.
//!
//! Anyone who can write in the observatory's folder can put all of it back, and a record inside
//! it too. So the record is kept in the user's state folder (XDG) where there is one, under the
//! hash of the observatory's path; only a machine without one keeps it in the observatory's folder.

use std::{
    collections::BTreeMap,
    env,
    io::{self, Write},
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sourdine_l10n::Explain;
use sourdine_observatory::model::names::EntryId;
use sourdine_platform::files::{self, Times};
use sourdine_protocol::{text::Sha256Hex, wire::Version1};

/// The record's name where it stands in the observatory's folder, which no build reads as content.
const INSIDE: &str = ".built.json";
const RECORD_MAX_BYTES: u64 = 16_777_216;

#[derive(Debug, Explain, thiserror::Error)]
pub enum RecordError {
    #[explain("error-read")]
    Read { path: PathBuf, source: io::Error },
    #[explain("error-write")]
    Write { path: PathBuf, source: io::Error },
    /// The record is not the JSON of version 1.
    #[explain("error-record-malformed", path)]
    Malformed(PathBuf),
}

/// What is remembered of an entry that was built.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BuiltEntry {
    pub statement: Sha256Hex,
    pub entry: Sha256Hex,
    /// How many changes the entry listed. A newer version of it always lists more.
    pub changes: usize,
}

impl BuiltEntry {
    /// Whether this may follow what was built before: the same version, or one with more changes.
    pub fn follows(&self, older: &Self) -> bool {
        self.entry == older.entry || self.changes > older.changes
    }
}

/// What the last build of an observatory was made of.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    pub(super) version: Version1,
    /// The fingerprint of the desk whose statements were built.
    pub desk: Option<String>,
    /// The number of the roster since which the publication key was the desk's.
    pub roster: u64,
    pub entries: BTreeMap<EntryId, BuiltEntry>,
}

/// Where the record of an observatory is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RecordFile(PathBuf);

/// The user's state folder (XDG), if there is one.
pub fn state_folder() -> Option<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty());
    let state = set("XDG_STATE_HOME").map(PathBuf::from);
    let home = || set("HOME").map(|home| PathBuf::from(home).join(".local/state"));
    state
        .filter(|path| path.is_absolute())
        .or_else(home)
        .map(|state| state.join("sourdine/observatory"))
}

impl RecordFile {
    /// The record of the observatory in this folder: in the state folder where one is given.
    pub fn of(folder: &Path, state: Option<&Path>) -> Self {
        let Some(state) = state else {
            return Self(folder.join(INSIDE));
        };
        let path = folder.canonicalize();
        let path = path.unwrap_or_else(|_| folder.to_owned());
        let name = Sha256Hex::of(path.as_os_str().as_bytes());
        Self(state.join(format!("{name}.json")))
    }

    /// The record, which is empty before the first build.
    pub fn read(&self) -> Result<Record, RecordError> {
        let path = self.0.clone();
        let json = match files::read_regular(&path, RECORD_MAX_BYTES) {
            Ok(json) => json,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Record::default());
            }
            Err(source) => return Err(RecordError::Read { path, source }),
        };
        serde_json::from_slice(&json).map_err(|_| RecordError::Malformed(path))
    }

    pub fn write(&self, record: &Record) -> Result<(), RecordError> {
        let path = self.0.clone();
        let made = self.0.parent().map_or(Ok(()), |parent| {
            if parent.is_dir() {
                Ok(())
            } else {
                files::make_dir(parent)
            }
        });
        let json = made.and_then(|()| Ok(serde_json::to_vec_pretty(record)?));
        let written = json.and_then(|json| {
            files::replace_atomically(&path, Times::Kept, |file| file.write_all(&json))
        });
        written.map_err(|source| RecordError::Write { path, source })
    }
}
