//! The desk's folder on an editor's machine: what is in it, and its settings.
//!
//! | file | what | secret |
//! | --- | --- | --- |
//! | `desk.toml` | settings, edited by hand | no |
//! | `identity.age` | the editor's identity, under a passphrase | sealed |
//! | `signing.age` | the editor's OpenPGP key, sealed to the identity | sealed |
//! | `desk-key.age` | the desk's OpenPGP key, under the passphrase, until taken offline | sealed |
//! | `publication-key.….age` | at the founding editor's: a copy of the one among the cases | sealed |
//! | `card.json` | what the founding editor needs to put this editor on the roster | no |
//! | `fingerprint` | the desk's fingerprint, compared once | no |
//! | `roster.json` | the newest roster seen | no |
//! | `token` | what opens the editors' door | yes |
//! | `inbox/` | envelopes as they were pulled, sealed | no |
//! | `cases/` | the cases, sealed; elsewhere if the settings say so | no |
//!
//! A courier's machine has `desk.toml`, `token`, `inbox/` and, optionally, `fingerprint` and
//! `roster.json`, but no key.

use std::{
    env,
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
};

use sequoia_openpgp::Fingerprint;
use serde::Deserialize;
use sourdine_l10n::Explain;
use sourdine_platform::files::{self, Times};
use sourdine_protocol::roster::SignedRoster;
use zeroize::Zeroizing;

use super::{
    FileError, PRIVATE_FILE_MAX_BYTES,
    case::file::{Cases, CasesError},
    openpgp::{KeyError, parse_fingerprint},
    publication::key as publication_key,
    roster::card::{Card, CardError},
    roster::{TrustError, TrustedRoster},
};
use crate::inbox::{Inbox, InboxError};

/// The text of a new desk's `desk.toml`.
pub const SETTINGS_EXAMPLE: &str = include_str!("../../desk.toml");
const SETTINGS: &str = "desk.toml";

/// Why a file of the folder was not used.
#[derive(Debug, Explain, thiserror::Error)]
pub enum FolderError {
    /// Neither an option nor the environment says where the folder is.
    #[explain("error-desk-nowhere")]
    Nowhere,
    #[explain(transparent)]
    File(#[from] FileError),
    #[explain("error-field", said = message, at = format!("{}:{line}", path.display()))]
    Settings {
        path: PathBuf,
        /// The number of the line, counted from 1.
        line: usize,
        message: String,
    },
    /// No roster was accepted yet.
    #[explain("error-no-roster")]
    NoRoster,
    /// The folder already has this file of an editor.
    #[explain("error-desk-occupied", path)]
    Occupied(PathBuf),
    #[explain(transparent)]
    Trust(#[from] TrustError),
    /// The `fingerprint` file does not read.
    #[explain(transparent)]
    Key(#[from] KeyError),
    #[explain(transparent)]
    Card(#[from] CardError),
    #[explain(transparent)]
    Inbox(#[from] InboxError),
    #[explain(transparent)]
    Cases(#[from] CasesError),
}

#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The address of the editors' door.
    pub server: Option<String>,
    /// The SOCKS proxy that leads to the editors' door.
    pub proxy: Option<String>,
    /// The folder of the cases, relative to the desk's folder.
    pub cases: Option<PathBuf>,
    /// The observatory's folder, relative to the desk's folder.
    pub observatory: Option<PathBuf>,
}

#[derive(Clone, Debug)]
pub struct DeskFolder {
    root: PathBuf,
}

impl DeskFolder {
    /// The folder that was named, else `sourdine` in the user's data folder (XDG).
    pub fn locate(named: Option<&Path>) -> Result<Self, FolderError> {
        let data = || {
            let set = |name| env::var_os(name).filter(|value| !value.is_empty());
            let data = set("XDG_DATA_HOME").map(PathBuf::from);
            let home = || set("HOME").map(|home| PathBuf::from(home).join(".local/share"));
            data.filter(|path| path.is_absolute())
                .or_else(home)
                .map(|data| data.join("sourdine"))
        };
        let root = named.map(Path::to_path_buf).or_else(data);
        Ok(Self {
            root: root.ok_or(FolderError::Nowhere)?,
        })
    }

    /// Makes the folder and its `desk.toml`, if they are missing.
    pub fn make(&self) -> Result<(), FolderError> {
        files::make_dir(&self.root).map_err(FileError::at(&self.root))?;
        let settings = self.root.join(SETTINGS);
        if !settings.exists() {
            let written = files::write_new(&settings, SETTINGS_EXAMPLE.as_bytes());
            written.map_err(FileError::at(&settings))?;
        }
        Ok(())
    }

    /// Refuses a folder that already has an editor's identity, key or card.
    pub fn has_no_editor(&self) -> Result<(), FolderError> {
        has_none([self.identity(), self.signing_key(), self.card_file()])
    }

    /// Refuses a folder that already has a desk's key, fingerprint or roster.
    pub fn has_no_desk(&self) -> Result<(), FolderError> {
        has_none([self.desk_key(), self.fingerprint_file(), self.roster_file()])
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn identity(&self) -> PathBuf {
        self.root.join("identity.age")
    }

    pub fn signing_key(&self) -> PathBuf {
        self.root.join("signing.age")
    }

    /// Where the OpenPGP key of a new desk is written.
    pub fn desk_key(&self) -> PathBuf {
        self.root.join("desk-key.age")
    }

    pub fn card_file(&self) -> PathBuf {
        self.root.join("card.json")
    }

    /// The file of the token that opens the editors' door.
    pub fn token_file(&self) -> PathBuf {
        self.root.join("token")
    }

    /// The file with the key to the editors' onion service, as tor reads it.
    pub fn onion_key_file(&self) -> PathBuf {
        self.root.join("editors.auth_private")
    }

    pub fn inbox_folder(&self) -> PathBuf {
        self.root.join("inbox")
    }

    pub fn inbox(&self) -> Result<Inbox, FolderError> {
        Ok(Inbox::at(&self.inbox_folder())?)
    }

    /// The cases, in the folder that the settings name. The publication key is put there if this
    /// machine has it and the folder lacks it: the settings may have named another folder before.
    pub fn cases(&self) -> Result<Cases, FolderError> {
        let folder = self.settings()?.cases.unwrap_or_else(|| "cases".into());
        let cases = Cases::at(&self.root.join(folder))?;
        publication_key::lend(&self.root, cases.folder())?;
        Ok(cases)
    }

    /// The settings in `desk.toml`, or the defaults if there is no such file.
    pub fn settings(&self) -> Result<Settings, FolderError> {
        let path = self.root.join(SETTINGS);
        let Some(bytes) = read(&path)? else {
            return Ok(Settings::default());
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        toml::from_str(&text).map_err(|error| FolderError::Settings {
            path,
            line: line_of(&text, &error),
            message: error.message().to_owned(),
        })
    }

    pub fn card(&self) -> Result<Card, FolderError> {
        let path = self.card_file();
        let json = files::read_secret(&path, PRIVATE_FILE_MAX_BYTES);
        Ok(Card::from_json(&json.map_err(FileError::at(&path))?)?)
    }

    /// The desk's fingerprint, if this editor has accepted one.
    pub fn fingerprint(&self) -> Result<Option<Fingerprint>, FolderError> {
        let Some(bytes) = read(&self.fingerprint_file())? else {
            return Ok(None);
        };
        let text = std::str::from_utf8(&bytes).map_err(|_| KeyError::Malformed)?;
        Ok(Some(parse_fingerprint(text.trim())?))
    }

    /// The newest roster that was accepted, with its signature checked again.
    pub fn roster(&self) -> Result<TrustedRoster, FolderError> {
        self.roster_if_any()?.ok_or(FolderError::NoRoster)
    }

    /// Like [`roster`](Self::roster), but `None` if no roster was accepted yet.
    pub fn roster_if_any(&self) -> Result<Option<TrustedRoster>, FolderError> {
        let (Some(trusted), Some(json)) = (self.fingerprint()?, read(&self.roster_file())?) else {
            return Ok(None);
        };
        let signed = SignedRoster::from_json(&json).map_err(TrustError::Roster)?;
        Ok(Some(TrustedRoster::check(signed, &trusted)?))
    }

    /// Keeps a roster, unless it is older than the one kept before or contradicts it.
    pub fn accept(&self, roster: &TrustedRoster) -> Result<(), FolderError> {
        if let Some(seen) = self.roster_if_any()? {
            roster.succeeds(&seen)?;
        }
        let json = roster.signed().to_json().map_err(TrustError::Roster)?;
        let fingerprint = format!("{}\n", roster.desk().to_hex());
        write(&self.fingerprint_file(), fingerprint.as_bytes())?;
        write(&self.roster_file(), &json)
    }

    fn fingerprint_file(&self) -> PathBuf {
        self.root.join("fingerprint")
    }

    fn roster_file(&self) -> PathBuf {
        self.root.join("roster.json")
    }
}

/// The line of a text in which something is wrong, counted from 1.
pub fn line_of(text: &str, error: &toml::de::Error) -> usize {
    let before = error.span().and_then(|span| text.get(..span.start));
    1 + before.unwrap_or_default().matches('\n').count()
}

/// Replaces a file of the folder atomically.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), FolderError> {
    let write = |file: &mut File| file.write_all(bytes);
    let written = files::replace_atomically(path, Times::Removed, write);
    Ok(written.map_err(FileError::at(path))?)
}

/// Removes the timestamps of a file of the folder.
pub(super) fn forget_time(path: &Path) -> Result<(), FolderError> {
    let opened = files::open_regular(path, u64::MAX);
    let removed = opened.and_then(|file| files::remove_times(&file));
    Ok(removed.map_err(FileError::at(path))?)
}

/// Reads a file of the folder, if it is there.
fn read(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, FileError> {
    match files::read_secret(path, PRIVATE_FILE_MAX_BYTES) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(FileError::at(path)(error)),
    }
}

fn has_none(files: [PathBuf; 3]) -> Result<(), FolderError> {
    match files.into_iter().find(|path| path.exists()) {
        Some(path) => Err(FolderError::Occupied(path)),
        None => Ok(()),
    }
}

/// Reads a signed roster from any file. Its signature is not checked here.
pub fn read_roster(path: &Path) -> Result<SignedRoster, FolderError> {
    let bytes = files::read_secret(path, PRIVATE_FILE_MAX_BYTES).map_err(FileError::at(path))?;
    Ok(SignedRoster::from_json(&bytes).map_err(TrustError::Roster)?)
}
