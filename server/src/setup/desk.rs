//! A desk on a host: its name, and where its parts are.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::error::SetupError;

/// The configuration of a host that was set up without the package.
const CONFIG: &str = "/etc/sourdine/server.toml";
/// Each desk of the package has its folder here.
const ETC: &str = "/etc/sourdine";
const SERVER_TOML: &str = "server.toml";
/// The name of a host's one desk, where none is chosen.
const DEFAULT_NAME: &str = "desk";
/// Longest name: users are named after it, with a prefix.
const NAME_MAX_CHARS: usize = 16;
/// The package's unit files have this name.
const RESERVED: &str = "server";

/// A desk's name: 1 to 16 of a-z and 0-9, a letter first.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct DeskName(String);

impl DeskName {
    pub(crate) fn parse(name: &str) -> Result<Self, SetupError> {
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let is_name = name.len() <= NAME_MAX_CHARS
            && name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.bytes().all(is_plain)
            && name != RESERVED;
        if is_name {
            Ok(Self(name.to_owned()))
        } else {
            Err(SetupError::DeskName(name.to_owned()))
        }
    }

    /// The desk that is meant: the one that was named, else the host's one desk, else a new one.
    pub(crate) fn meant(named: Option<&str>) -> Result<Self, SetupError> {
        if let Some(name) = named {
            return Self::parse(name);
        }
        let desks = desks(Path::new(ETC));
        match desks.as_slice() {
            [] => Self::parse(DEFAULT_NAME),
            [one] => Ok(one.clone()),
            several => {
                let names: Vec<&str> = several.iter().map(Self::as_str).collect();
                Err(SetupError::SeveralDesks(names.join(", ")))
            }
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Where the desk's settings are. The folder is root's.
    pub(crate) fn settings(&self) -> PathBuf {
        Path::new(ETC).join(&self.0)
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.settings().join(SERVER_TOML)
    }

    /// What the package's script knows a desk by: it is made first and removed last.
    pub(crate) fn record(&self) -> PathBuf {
        Path::new("/etc/sysusers.d").join(format!("{}.conf", self.user()))
    }

    /// The vault and what belongs to it. The folder is the server's.
    pub(crate) fn vault(&self) -> PathBuf {
        Path::new("/var/lib/sourdine").join(&self.0)
    }

    /// The keys and addresses of the onions. The folder is tor's.
    pub(crate) fn onions(&self) -> PathBuf {
        Path::new("/var/lib/tor-instances").join(self.tor_instance())
    }

    pub(crate) fn user(&self) -> String {
        format!("sourdine-{}", self.0)
    }

    pub(crate) fn server_unit(&self) -> String {
        format!("sourdine-server@{}.service", self.0)
    }

    pub(crate) fn tor_unit(&self) -> String {
        format!("tor@{}.service", self.tor_instance())
    }

    fn tor_instance(&self) -> String {
        format!("sourdine-{}", self.0)
    }
}

/// The configuration that is meant where none is named: the host's own, else its one desk's.
pub(crate) fn default_config() -> PathBuf {
    let own = PathBuf::from(CONFIG);
    if own.exists() {
        return own;
    }
    match desks(Path::new(ETC)).as_slice() {
        [one] => one.config(),
        _ => own,
    }
}

/// The desks that have settings in this folder, by their names.
fn desks(etc: &Path) -> Vec<DeskName> {
    let Ok(entries) = fs::read_dir(etc) else {
        return Vec::new();
    };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut desks: Vec<DeskName> = names
        .filter_map(|name| DeskName::parse(&name).ok())
        .filter(|desk| etc.join(&desk.0).is_dir())
        .collect();
    desks.sort_by(|one, other| one.0.cmp(&other.0));
    desks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_that_of_users_units_and_folders() {
        for name in ["a", "lyon", "lyon2", "abcdefghijklmnop"] {
            assert_eq!(DeskName::parse(name).unwrap().as_str(), name);
        }
        for name in [
            "",
            "server",
            "Lyon",
            "2lyon",
            "ly-on",
            "ly_on",
            "ly/on",
            "..",
            "ly on",
            "lyon\n",
            "é",
            "lyon@2",
            "abcdefghijklmnopq",
        ] {
            assert!(
                matches!(DeskName::parse(name), Err(SetupError::DeskName(_))),
                "{name}"
            );
        }
    }

    #[test]
    fn the_desks_of_a_host_are_the_folders_of_their_settings() {
        let etc = tempfile::tempdir().unwrap();
        assert!(desks(etc.path()).is_empty());
        assert!(desks(&etc.path().join("absent")).is_empty());
        for name in ["paris", "lyon", "Other", "server"] {
            fs::create_dir(etc.path().join(name)).unwrap();
        }
        fs::File::create_new(etc.path().join("nice")).unwrap();
        let names: Vec<String> = desks(etc.path()).into_iter().map(|desk| desk.0).collect();
        assert_eq!(names, ["lyon", "paris"]);
    }
}
