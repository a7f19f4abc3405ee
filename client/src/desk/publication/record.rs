//! What was built last, by which a build notices that an entry was put back or taken away.
//!
//! Anyone who can write in the observatory's folder can put all of it back, and a record inside
//! it too. So the record is kept in the user's state folder (XDG) where there is one, under the
//! hash of the observatory's path, and what is remembered of its entries also under the desk's
//! fingerprint, should the folder be moved or copied. Only a machine without a state folder keeps
//! the record in the observatory's folder.

use std::{
    collections::BTreeMap,
    env,
    io::{self, Write},
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sourdine_l10n::Explain;
use sourdine_observatory::model::{names::EntryId, observatory::About};
use sourdine_platform::files::{self, Times};
use sourdine_protocol::{text::Sha256Hex, wire::Version1};

use crate::desk::openpgp::parse_fingerprint;

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
    /// Entries that the desk took back, as they were built last.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub taken_back: BTreeMap<EntryId, BuiltEntry>,
    /// What was built of the same desk in other folders.
    #[serde(skip)]
    pub(super) elsewhere: BTreeMap<EntryId, BuiltEntry>,
}

impl Record {
    /// Takes over what is remembered of the same desk from another folder.
    fn join(&mut self, other: Self) {
        self.roster = self.roster.max(other.roster);
        for (known, more) in [
            (&mut self.elsewhere, other.entries),
            (&mut self.taken_back, other.taken_back),
        ] {
            for (id, entry) in more {
                let newest = known.entry(id).or_insert_with(|| entry.clone());
                if entry.changes > newest.changes {
                    *newest = entry;
                }
            }
        }
    }

    /// What is remembered of the desk, whatever the folder.
    fn of_desk(&self) -> Self {
        let mut all = self.clone();
        for (id, entry) in &self.elsewhere {
            let newest = all
                .entries
                .entry(id.clone())
                .or_insert_with(|| entry.clone());
            if entry.changes > newest.changes {
                *newest = entry.clone();
            }
        }
        all
    }
}

/// Where the record of an observatory is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RecordFile {
    path: PathBuf,
    /// Where what is remembered of the desk is, if the observatory says whose it is.
    of_desk: Option<PathBuf>,
}

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
            return Self {
                path: folder.join(INSIDE),
                of_desk: None,
            };
        };
        let path = folder.canonicalize();
        let path = path.unwrap_or_else(|_| folder.to_owned());
        let name = Sha256Hex::of(path.as_os_str().as_bytes());
        let pinned = About::read(folder).ok().and_then(|about| about.desk);
        let desk = pinned.and_then(|desk| parse_fingerprint(desk.as_str()).ok());
        Self {
            path: state.join(format!("{name}.json")),
            of_desk: desk.map(|desk| state.join(format!("desk-{}.json", desk.to_hex()))),
        }
    }

    /// The record, which is empty before the first build.
    pub fn read(&self) -> Result<Record, RecordError> {
        let mut record = read(&self.path)?;
        if let Some(of_desk) = &self.of_desk {
            record.join(read(of_desk)?);
        }
        Ok(record)
    }

    pub fn write(&self, record: &Record) -> Result<(), RecordError> {
        if let Some(of_desk) = &self.of_desk {
            write(of_desk, &record.of_desk())?;
        }
        write(&self.path, record)
    }
}

fn read(path: &Path) -> Result<Record, RecordError> {
    let json = match files::read_regular(path, RECORD_MAX_BYTES) {
        Ok(json) => json,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Record::default());
        }
        Err(source) => {
            let path = path.to_owned();
            return Err(RecordError::Read { path, source });
        }
    };
    serde_json::from_slice(&json).map_err(|_| RecordError::Malformed(path.to_owned()))
}

fn write(path: &Path, record: &Record) -> Result<(), RecordError> {
    let made = path.parent().map_or(Ok(()), |parent| {
        if parent.is_dir() {
            Ok(())
        } else {
            files::make_dir(parent)
        }
    });
    let json = made.and_then(|()| Ok(serde_json::to_vec_pretty(record)?));
    let written = json.and_then(|json| {
        files::replace_atomically(path, Times::Kept, |file| file.write_all(&json))
    });
    written.map_err(|source| RecordError::Write {
        path: path.to_owned(),
        source,
    })
}
