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
//! | `roster-seen` | the number of the newest roster taken, should `roster.json` be lost | no |
//! | `token` | what opens the editors' door | yes |
//! | `onion-key` | the key to the editors' onion, until its name is known | yes |
//! | `editors.auth_private` | the same with the onion's name, as tor reads it | yes |
//! | `inbox/` | envelopes as they were pulled, sealed | no |
//! | `journal.age` | this machine's journal key, sealed to the identity | sealed |
//! | `memory/` | what this machine remembers of the cases, sealed to the identity | sealed |
//! | `server-open` | the last day on which this machine saw the server open | no |
//! | `cases/` | the cases, sealed; elsewhere if the settings say so | no |
//! | `last-cases` | where the cases were last time, as the settings said it | no |
//!
//! A file that is lost or damaged has a way back: the card is made of the keys, `fingerprint` and
//! `roster.json` are replaced by [`keep`](DeskFolder::keep) with a roster that is accepted, and
//! `last-cases` tells that `desk.toml` no longer says what it said.
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
use sourdine_protocol::{day::Day, roster::SignedRoster};
use zeroize::Zeroizing;

use super::{
    FileError, PRIVATE_FILE_MAX_BYTES,
    case::store::{Cases, CasesError},
    openpgp::{Certificate, parse_fingerprint},
    publication::key as publication_key,
    roster::card::{Card, CardError},
    roster::{TrustError, TrustedRoster, seen::SeenRoster},
};
use crate::inbox::{Inbox, InboxError};

/// The text of a new desk's `desk.toml`.
pub const SETTINGS_EXAMPLE: &str = include_str!("../../desk.toml");
const SETTINGS: &str = "desk.toml";
/// The folder of what this machine remembers of the cases.
const MEMORY: &str = "memory";
/// The folder of the cases where the settings name none.
const CASES: &str = "cases";

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
    /// `roster.json` does not read, or is not signed by the desk whose fingerprint is here.
    #[explain("error-desk-roster", path)]
    Roster(PathBuf),
    /// The `fingerprint` file does not read.
    #[explain("error-desk-fingerprint")]
    Fingerprint { path: PathBuf, roster: PathBuf },
    /// The settings name another folder of cases than last time, and the cases are there.
    #[explain("error-desk-cases")]
    OtherCases {
        before: PathBuf,
        now: PathBuf,
        /// The file that says where they were.
        noted: PathBuf,
    },
    /// The folder already has this file of an editor.
    #[explain("error-desk-occupied", path)]
    Occupied(PathBuf),
    #[explain(transparent)]
    Trust(#[from] TrustError),
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
    /// The address of the sources' door, which audits visit.
    pub sources: Option<String>,
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
    today: Day,
}

/// What the folder says of the desk, as far as its files read.
pub struct KeptDesk {
    /// The desk that is trusted here. Where the `fingerprint` file is damaged, it is the one that
    /// signed the roster beside it.
    pub trusted: Option<Fingerprint>,
    /// The newest roster that was accepted. Without a `fingerprint` file it makes no desk trusted.
    pub roster: Option<TrustedRoster>,
    /// Files that do not read, or that the desk did not sign.
    pub damaged: Vec<PathBuf>,
}

impl DeskFolder {
    /// The folder that was named, else `sourdine` in the user's data folder (XDG). What is signed
    /// in it is checked as of today.
    pub fn locate(named: Option<&Path>, today: Day) -> Result<Self, FolderError> {
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
            today,
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

    /// The key with which this machine signs what its editor does in cases.
    pub fn journal_key(&self) -> PathBuf {
        self.root.join("journal.age")
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

    /// The file with the key to the editors' onion service, as long as its name is not known.
    pub fn nameless_onion_key_file(&self) -> PathBuf {
        self.root.join("onion-key")
    }

    /// Where the request of this editor is written.
    pub fn request_file(&self, editor: &str) -> PathBuf {
        self.root.join(format!("request-{editor}.json"))
    }

    pub fn inbox_folder(&self) -> PathBuf {
        self.root.join("inbox")
    }

    pub fn inbox(&self) -> Result<Inbox, FolderError> {
        Ok(Inbox::at(&self.inbox_folder())?)
    }

    /// The cases, in the folder that the settings name.
    ///
    /// Fails if they were in another folder last time and are still there, or if both that folder
    /// and the cases are gone: the settings were lost then. The publication key is put there if
    /// this machine has it and the folder lacks it.
    pub fn cases(&self) -> Result<Cases, FolderError> {
        let named = self.settings()?.cases.unwrap_or_else(|| CASES.into());
        let folder = self.root.join(&named);
        let noted = self.last_cases_file();
        let last = read(&noted)?;
        let last =
            last.map(|line| PathBuf::from(String::from_utf8_lossy(&line).trim_end_matches('\n')));
        let last = last.filter(|last| *last != named && !last.as_os_str().is_empty());
        if let Some(before) = last.map(|last| self.root.join(last))
            && (Cases::are_in(&before) || (!before.exists() && !Cases::are_in(&folder)))
        {
            return Err(FolderError::OtherCases {
                before,
                now: folder,
                noted,
            });
        }
        let cases = Cases::at(&folder, &self.root.join(MEMORY))?;
        note_cases(&noted, &named)?;
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

    /// Writes settings into `desk.toml`, each in the place of the one of that name or of its
    /// example. All other lines stay.
    pub fn set(&self, settings: &[(&str, &str)]) -> Result<(), FolderError> {
        self.make()?;
        let path = self.root.join(SETTINGS);
        let bytes = read(&path)?.unwrap_or_default();
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        for (name, value) in settings {
            text = with_setting(&text, name, value);
        }
        if text.as_bytes() == bytes.as_slice() {
            return Ok(());
        }
        write(&path, text.as_bytes())
    }

    /// The editor's card; none if it is lost or damaged.
    pub fn card(&self) -> Result<Option<Card>, FolderError> {
        let json = read(&self.card_file())?;
        Ok(json.and_then(|json| Card::from_json(&json).ok()))
    }

    /// The desk's fingerprint, if this editor has accepted one.
    pub fn fingerprint(&self) -> Result<Option<Fingerprint>, FolderError> {
        let path = self.fingerprint_file();
        let Some(bytes) = read(&path)? else {
            return Ok(None);
        };
        let text = std::str::from_utf8(&bytes).ok();
        let read = text.and_then(|text| parse_fingerprint(text.trim()).ok());
        Ok(Some(read.ok_or_else(|| FolderError::Fingerprint {
            path,
            roster: self.roster_file(),
        })?))
    }

    /// The newest roster that was accepted, with its signature checked again.
    pub fn roster(&self) -> Result<TrustedRoster, FolderError> {
        self.roster_if_any()?.ok_or(FolderError::NoRoster)
    }

    /// Like [`roster`](Self::roster), but `None` if no roster was accepted yet.
    pub fn roster_if_any(&self) -> Result<Option<TrustedRoster>, FolderError> {
        match self.fingerprint()? {
            Some(trusted) => self.check_roster(Some(&trusted), self.today),
            None => Ok(None),
        }
    }

    /// What the folder says of the desk. A damaged file does not fail, and is named.
    pub fn kept(&self) -> Result<KeptDesk, FolderError> {
        let mut damaged = Vec::new();
        let fingerprint = self.fingerprint();
        let is_damaged = matches!(fingerprint, Err(FolderError::Fingerprint { .. }));
        let mut trusted = if is_damaged {
            damaged.push(self.fingerprint_file());
            None
        } else {
            fingerprint?
        };
        let roster = match self.roster_of_any_day(trusted.as_ref()) {
            Err(FolderError::Roster(path)) => {
                damaged.push(path);
                None
            }
            checked => checked?,
        };
        if is_damaged {
            trusted = roster.as_ref().map(|roster| roster.desk().clone());
        }
        Ok(KeptDesk {
            trusted,
            roster,
            damaged,
        })
    }

    /// The roster that the next one replaces: its signature may be dated a day that is still to
    /// come.
    pub fn roster_to_replace(&self) -> Result<TrustedRoster, FolderError> {
        let trusted = self.fingerprint()?.ok_or(FolderError::NoRoster)?;
        let roster = self.roster_of_any_day(Some(&trusted))?;
        roster.ok_or(FolderError::NoRoster)
    }

    /// The roster that is here, also if it was signed while the clock was ahead.
    fn roster_of_any_day(
        &self,
        desk: Option<&Fingerprint>,
    ) -> Result<Option<TrustedRoster>, FolderError> {
        match self.check_roster(desk, self.today) {
            Err(FolderError::Trust(TrustError::Clock { signed, .. })) => {
                self.check_roster(desk, signed)
            }
            checked => checked,
        }
    }

    /// Checks the roster that is here, if there is one, against a desk's fingerprint, or only
    /// against the certificate that it names.
    fn check_roster(
        &self,
        desk: Option<&Fingerprint>,
        today: Day,
    ) -> Result<Option<TrustedRoster>, FolderError> {
        let path = self.roster_file();
        let Some(json) = read(&path)? else {
            return Ok(None);
        };
        let checked = SignedRoster::from_json(&json)
            .map_err(TrustError::Roster)
            .and_then(|signed| match desk {
                Some(desk) => TrustedRoster::check(signed, desk, today),
                None => {
                    let own = Certificate::parse(&signed.unchecked()?.certificate)?;
                    TrustedRoster::check(signed, &own.fingerprint(), today)
                }
            });
        match checked {
            Ok(roster) => Ok(Some(roster)),
            Err(error @ TrustError::Clock { .. }) => Err(error.into()),
            Err(_) => Err(FolderError::Roster(path)),
        }
    }

    /// Keeps a roster, unless it is older than the one kept before or contradicts it.
    pub fn accept(&self, roster: &TrustedRoster) -> Result<(), FolderError> {
        if let Some(seen) = self.roster_if_any()? {
            roster.succeeds(&seen)?;
        }
        self.keep(roster)
    }

    /// Keeps a roster and its desk's fingerprint, whatever was kept before.
    pub fn keep(&self, roster: &TrustedRoster) -> Result<(), FolderError> {
        let json = roster.signed().to_json().map_err(TrustError::Roster)?;
        let fingerprint = format!("{}\n", roster.desk().to_hex());
        write(&self.fingerprint_file(), fingerprint.as_bytes())?;
        write(&self.roster_file(), &json)?;
        write(&self.seen_file(), SeenRoster::of(roster).line().as_bytes())
    }

    /// Fails if a roster is older than one that this machine took, or another of the same number.
    pub fn check_not_older(&self, offered: &TrustedRoster) -> Result<(), FolderError> {
        let line = read(&self.seen_file())?;
        let seen = line.and_then(|line| SeenRoster::parse(&line));
        seen.map_or(Ok(()), |seen| Ok(seen.check(offered)?))
    }

    fn seen_file(&self) -> PathBuf {
        self.root.join("roster-seen")
    }

    fn fingerprint_file(&self) -> PathBuf {
        self.root.join("fingerprint")
    }

    fn roster_file(&self) -> PathBuf {
        self.root.join("roster.json")
    }

    /// The last day on which this machine saw the server open; none if that is not known.
    pub fn last_open(&self) -> Result<Option<Day>, FolderError> {
        let bytes = read(&self.last_open_file())?;
        let text = bytes.and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
        Ok(text.and_then(|text| text.trim().parse().ok()))
    }

    /// Notes that the server is open today.
    pub fn note_open(&self) -> Result<(), FolderError> {
        if self.last_open()? == Some(self.today) {
            return Ok(());
        }
        write(
            &self.last_open_file(),
            format!("{}\n", self.today).as_bytes(),
        )
    }

    /// The same, on a machine that has an editor's identity: a courier's unlocks nothing.
    pub fn note_open_of_editor(&self) -> Result<(), FolderError> {
        if self.identity().exists() {
            self.note_open()
        } else {
            Ok(())
        }
    }

    fn last_open_file(&self) -> PathBuf {
        self.root.join("server-open")
    }

    fn last_cases_file(&self) -> PathBuf {
        self.root.join("last-cases")
    }
}

/// The line of a text in which something is wrong, counted from 1.
pub fn line_of(text: &str, error: &toml::de::Error) -> usize {
    let before = error.span().and_then(|span| text.get(..span.start));
    1 + before.unwrap_or_default().matches('\n').count()
}

/// A text of settings with this one in it.
fn with_setting(text: &str, name: &str, value: &str) -> String {
    let named = |line: &str| {
        line.split_once('=')
            .is_some_and(|(key, _)| key.trim() == name)
    };
    let example = |line: &str| line.strip_prefix('#').is_some_and(named);
    let lines: Vec<&str> = text.lines().collect();
    let place = lines.iter().position(|line| named(line));
    let place = place.or_else(|| lines.iter().position(|line| example(line)));
    let setting = format!("{name} = \"{value}\"");
    let mut written: Vec<&str> = lines;
    match place.and_then(|place| written.get_mut(place)) {
        Some(line) => *line = &setting,
        None => written.push(&setting),
    }
    written.join("\n") + "\n"
}

/// Notes the folder of the cases, as the settings name it.
fn note_cases(noted: &Path, named: &Path) -> Result<(), FolderError> {
    let line = format!("{}\n", named.display());
    if read(noted)?.is_some_and(|known| known.as_slice() == line.as_bytes()) {
        return Ok(());
    }
    write(noted, line.as_bytes())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_takes_the_place_of_its_own_or_of_its_example() {
        let cases = [
            ("", "server = \"new\"\n"),
            ("# server = \"….onion\"\n", "server = \"new\"\n"),
            (
                "# kept\nserver=\"old\" # why\n# server = \"x\"\n",
                "# kept\nserver = \"new\"\n# server = \"x\"\n",
            ),
            (
                "servers = 1\n# the server is there",
                "servers = 1\n# the server is there\nserver = \"new\"\n",
            ),
        ];
        for (before, after) in cases {
            assert_eq!(with_setting(before, "server", "new"), after);
            assert_eq!(with_setting(after, "server", "new"), after);
        }
        let text = with_setting(SETTINGS_EXAMPLE, "server", "http://a");
        let text = with_setting(&text, "sources", "http://b");
        let settings: Settings = toml::from_str(&text).unwrap();
        assert_eq!(settings.server.as_deref(), Some("http://a"));
        assert_eq!(settings.sources.as_deref(), Some("http://b"));
    }
}
