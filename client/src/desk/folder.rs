//! The desk's folder on an editor's machine: what is in it, and its settings.
//!
//! | file | what | secret |
//! | --- | --- | --- |
//! | `desk.toml` | settings, edited by hand | no |
//! | `identity.age` | the editor's identity, under a passphrase | sealed |
//! | `signing.age` | the editor's OpenPGP key, sealed to the identity | sealed |
//! | `desk-key.age` | the desk's OpenPGP key, under the passphrase, at the founding editor's until it is taken offline | sealed |
//! | `card.json` | what the founding editor needs to put this editor on the roster | no |
//! | `fingerprint` | the desk's fingerprint, compared once | no |
//! | `roster.json` | the newest roster seen | no |
//! | `token` | what opens the editors' door | yes |
//! | `inbox/` | envelopes as they were pulled, sealed | no |
//! | `cases/` | the cases, sealed; elsewhere if the settings say so | no |
//!
//! A courier's machine has `desk.toml`, `token`, `inbox/` and, if it likes, `fingerprint` and `roster.json`: no key.

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
use sourdine_protocol::{
    roster::{RosterError, SignedRoster},
    wire::{EditorToken, TokenError},
};

use super::{
    PRIVATE_FILE_MAX_BYTES,
    case::file::{Cases, CasesError},
    inbox::{Inbox, InboxError},
    openpgp::{KeyError, parse_fingerprint},
    roster::card::{Card, CardError},
    roster::{TrustError, TrustedRoster},
};

/// The settings of a new desk.
pub const SETTINGS_EXAMPLE: &str = include_str!("../../desk.toml");
const SETTINGS: &str = "desk.toml";

/// Why something in the folder was not used.
#[derive(Debug, Explain, thiserror::Error)]
pub enum FolderError {
    /// Nobody says where it is.
    #[explain("error-desk-nowhere")]
    Nowhere,
    /// A file cannot be used.
    #[explain("error-file")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A setting is wrong.
    #[explain("error-field", said = message, at = format!("{}:{line}", path.display()))]
    Settings {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// No roster was accepted yet.
    #[explain("error-no-roster")]
    NoRoster,
    /// Another desk's folder.
    #[explain("error-desk-occupied", path)]
    Occupied(PathBuf),
    /// The roster is not trusted.
    #[explain(transparent)]
    Trust(#[from] TrustError),
    /// The fingerprint file does not read.
    #[explain(transparent)]
    Key(#[from] KeyError),
    /// The card does not read.
    #[explain(transparent)]
    Card(#[from] CardError),
    /// The token does not read.
    #[explain(transparent)]
    Token(#[from] TokenError),
    /// The inbox cannot be used.
    #[explain(transparent)]
    Inbox(#[from] InboxError),
    /// The cases cannot be used.
    #[explain(transparent)]
    Cases(#[from] CasesError),
}

/// What `desk.toml` says.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the editors' door is.
    pub server: Option<String>,
    /// The SOCKS proxy that leads there.
    pub proxy: Option<String>,
    /// Where the cases are, from the desk's folder.
    pub cases: Option<PathBuf>,
    /// Where the observatory is, from the desk's folder.
    pub observatory: Option<PathBuf>,
}

/// The desk's folder.
#[derive(Clone, Debug)]
pub struct DeskFolder {
    root: PathBuf,
}

impl DeskFolder {
    /// The folder that was named, else the one of this person (XDG).
    ///
    /// # Errors
    /// Nothing says where it is.
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

    /// Makes the folder and its settings, where they are not there.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn make(&self) -> Result<(), FolderError> {
        files::make_dir(&self.root).map_err(|source| self.failed(&self.root, source))?;
        let settings = self.root.join(SETTINGS);
        if !settings.exists() {
            files::write_new(&settings, SETTINGS_EXAMPLE.as_bytes())
                .map_err(|source| self.failed(&settings, source))?;
        }
        Ok(())
    }

    /// Refuses a folder in which an editor is at home.
    ///
    /// # Errors
    /// One is.
    pub fn vacant(&self) -> Result<(), FolderError> {
        let taken = [self.identity(), self.signing_key(), self.card_file()];
        match taken.into_iter().find(|path| path.exists()) {
            Some(path) => Err(FolderError::Occupied(path)),
            None => Ok(()),
        }
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The editor's identity.
    #[must_use]
    pub fn identity(&self) -> PathBuf {
        self.root.join("identity.age")
    }

    /// The editor's OpenPGP key.
    #[must_use]
    pub fn signing_key(&self) -> PathBuf {
        self.root.join("signing.age")
    }

    /// Where a new desk's OpenPGP key is put.
    #[must_use]
    pub fn desk_key(&self) -> PathBuf {
        self.root.join("desk-key.age")
    }

    /// The editor's card.
    #[must_use]
    pub fn card_file(&self) -> PathBuf {
        self.root.join("card.json")
    }

    /// What opens the editors' door.
    #[must_use]
    pub fn token_file(&self) -> PathBuf {
        self.root.join("token")
    }

    /// The key to the editors' onion, for tor.
    #[must_use]
    pub fn onion_key_file(&self) -> PathBuf {
        self.root.join("editors.auth_private")
    }

    /// Where pulled envelopes are.
    #[must_use]
    pub fn inbox_folder(&self) -> PathBuf {
        self.root.join("inbox")
    }

    /// What was pulled.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn inbox(&self) -> Result<Inbox, FolderError> {
        Ok(Inbox::at(&self.inbox_folder())?)
    }

    /// The cases.
    ///
    /// # Errors
    /// The settings do not read, or the folder cannot be made.
    pub fn cases(&self) -> Result<Cases, FolderError> {
        let folder = self.settings()?.cases.unwrap_or_else(|| "cases".into());
        Ok(Cases::at(&self.root.join(folder))?)
    }

    /// What `desk.toml` says; nothing where there is none.
    ///
    /// # Errors
    /// It does not read.
    pub fn settings(&self) -> Result<Settings, FolderError> {
        let path = self.root.join(SETTINGS);
        let Some(bytes) = self.read(&path)? else {
            return Ok(Settings::default());
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        toml::from_str(&text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            FolderError::Settings {
                path,
                line: 1 + before.unwrap_or_default().matches('\n').count(),
                message: error.message().to_owned(),
            }
        })
    }

    /// This editor's card.
    ///
    /// # Errors
    /// There is none, or it does not read.
    pub fn card(&self) -> Result<Card, FolderError> {
        let path = self.card_file();
        let missing = || self.failed(&path, io::ErrorKind::NotFound.into());
        let json = self.read(&path)?.ok_or_else(missing)?;
        Ok(Card::from_json(&json)?)
    }

    /// The token, if this machine has one.
    ///
    /// # Errors
    /// It does not read.
    pub fn token(&self) -> Result<Option<EditorToken>, FolderError> {
        let Some(bytes) = self.read(&self.token_file())? else {
            return Ok(None);
        };
        let text = std::str::from_utf8(&bytes).map_err(|_| TokenError)?;
        Ok(Some(text.trim().parse()?))
    }

    /// The desk's fingerprint, if it was compared.
    ///
    /// # Errors
    /// It does not read.
    pub fn fingerprint(&self) -> Result<Option<Fingerprint>, FolderError> {
        let Some(bytes) = self.read(&self.fingerprint_file())? else {
            return Ok(None);
        };
        let text = std::str::from_utf8(&bytes).map_err(|_| KeyError::Malformed)?;
        Ok(Some(parse_fingerprint(text.trim())?))
    }

    /// The newest roster seen, checked again.
    ///
    /// # Errors
    /// None was accepted yet, or it is not trusted.
    pub fn roster(&self) -> Result<TrustedRoster, FolderError> {
        self.roster_if_any()?.ok_or(FolderError::NoRoster)
    }

    /// The same, where having none is no error.
    ///
    /// # Errors
    /// It is not trusted.
    pub fn roster_if_any(&self) -> Result<Option<TrustedRoster>, FolderError> {
        let (Some(trusted), Some(json)) = (self.fingerprint()?, self.read(&self.roster_file())?)
        else {
            return Ok(None);
        };
        let signed = SignedRoster::from_json(&json).map_err(TrustError::Roster)?;
        Ok(Some(TrustedRoster::check(signed, &trusted)?))
    }

    /// Keeps a roster that may take the place of the newest seen.
    ///
    /// # Errors
    /// It may not, or cannot be written.
    pub fn accept(&self, roster: &TrustedRoster) -> Result<(), FolderError> {
        if let Some(seen) = self.roster_if_any()? {
            roster.succeeds(&seen)?;
        }
        let json = roster.signed().to_json().map_err(TrustError::Roster)?;
        let fingerprint = format!("{}\n", roster.desk().to_hex());
        self.write(&self.fingerprint_file(), fingerprint.as_bytes())?;
        self.write(&self.roster_file(), &json)
    }

    fn fingerprint_file(&self) -> PathBuf {
        self.root.join("fingerprint")
    }

    fn roster_file(&self) -> PathBuf {
        self.root.join("roster.json")
    }

    /// Writes a file of the folder anew.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), FolderError> {
        let write = |file: &mut File| file.write_all(bytes);
        files::replace_atomically(path, Times::Removed, write)
            .map_err(|source| self.failed(path, source))
    }

    /// Takes the time off a file of the folder.
    pub(super) fn forget_time(&self, path: &Path) -> Result<(), FolderError> {
        files::open_regular(path, u64::MAX)
            .and_then(|file| files::remove_times(&file))
            .map_err(|source| self.failed(path, source))
    }

    fn read(&self, path: &Path) -> Result<Option<zeroize::Zeroizing<Vec<u8>>>, FolderError> {
        match files::read_secret(path, PRIVATE_FILE_MAX_BYTES) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(self.failed(path, source)),
        }
    }

    #[expect(
        clippy::unused_self,
        reason = "reads as what it is: something in this folder failed"
    )]
    fn failed(&self, path: &Path, source: io::Error) -> FolderError {
        FolderError::Io {
            path: path.to_owned(),
            source,
        }
    }
}

/// Reads a signed roster that somebody handed over.
///
/// # Errors
/// It cannot be read, or is none.
pub fn read_roster(path: &Path) -> Result<SignedRoster, FolderError> {
    let bytes =
        files::read_secret(path, PRIVATE_FILE_MAX_BYTES).map_err(|source| FolderError::Io {
            path: path.to_owned(),
            source,
        })?;
    let signed: Result<SignedRoster, RosterError> = SignedRoster::from_json(&bytes);
    Ok(signed.map_err(TrustError::Roster)?)
}
