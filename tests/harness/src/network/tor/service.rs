//! The server's tor, as `deploy/torrc` has it: only its folders are others.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};

use anyhow::{Context, Result, bail, ensure};

use super::{
    control::Control,
    network::Network,
    process::{Tor, ask_tor},
    torrc::Torrc,
};
use crate::{network::http::Door, programs::external_tools};

/// The file that operators are given.
const TORRC: &str = include_str!("../../../../../deploy/torrc");
/// Where the file keeps onions, and where it finds the server's sockets.
const ONIONS: &str = "/var/lib/tor/";
const SOURCES: &str = "/run/sourdine/sources.sock";
const EDITORS: &str = "/run/sourdine/editors.sock";
/// What is only for a machine of its own.
const SYSLOG: &str = " syslog\n";
/// Where the test has that instead, and what is not the operator's but the test's, or everybody's.
const SYSLOG_FILE: &str = "syslog";
const LOG: &str = "log";
const PUBLIC: &str = "data/cached-";
/// Both onions are announced within this time, after a start.
const ANNOUNCED: Duration = Duration::from_secs(150);
/// Nothing more is announced after such a pause.
const QUIET: Duration = Duration::from_secs(2);
/// How often tor is started again where directories refuse what it announces.
const RESTARTS: usize = 5;

/// The sockets of a server.
#[derive(Clone, Debug)]
pub struct Doors {
    /// Where sources come in.
    pub sources: PathBuf,
    /// Where editors come in.
    pub editors: PathBuf,
}

/// The server's tor with its two onions. Dropped, it is killed.
pub struct Service {
    tor: Tor,
    folder: PathBuf,
    /// The name of the onion for sources.
    pub sources: String,
    /// The name of the onion for editors.
    pub editors: String,
}

impl Doors {
    /// Those of a server that listens on Unix sockets.
    pub fn of(sources: &Door, editors: &Door) -> Result<Self> {
        let socket = |door: &Door| match door {
            Door::Unix(path) | Door::Onion { socket: path, .. } => Ok(path.clone()),
            Door::Tcp(_) | Door::Tor { .. } => anyhow::bail!("{door:?} is no Unix socket"),
        };
        Ok(Self {
            sources: socket(sources)?,
            editors: socket(editors)?,
        })
    }
}

impl Service {
    /// Starts it before these doors, which need not be there yet, and waits until both onions are
    /// announced. Everybody who knows the editors' may knock there until somebody is
    /// [authorised](Self::authorise).
    pub fn start(network: &Network, doors: &Doors) -> Result<Self> {
        let folder = network.folder_of("service");
        let torrc = elsewhere(network.anybody("service"), &folder, doors)?;
        let mut service = Self {
            tor: Tor::start(&folder, &torrc)?,
            folder,
            sources: String::new(),
            editors: String::new(),
        };
        if !service.announced()? {
            service.restart()?;
        }
        Ok(service)
    }

    /// Lets an editor in: a file of theirs, and a word to tor.
    pub fn authorise(&mut self, name: &str, public: &str) -> Result<()> {
        external_tools::write(&self.auth_file(name), public.as_bytes())?;
        self.reload()
    }

    /// Takes an editor's file away, with a word to tor. Whoever looked the onion up before comes in
    /// all the same.
    pub fn forget(&mut self, name: &str) -> Result<()> {
        fs::remove_file(self.auth_file(name))?;
        self.reload()
    }

    /// Has tor read its files again (SIGHUP), and waits until the editors' onion is announced to
    /// those who may come now.
    fn reload(&mut self) -> Result<()> {
        let mut control = self.tor.control()?;
        control.ask("SETEVENTS HS_DESC")?;
        control.ask("SIGNAL RELOAD")?;
        let taken = wait_for(&mut control, &[&self.editors]).with_context(|| self.last_lines())?;
        if taken { Ok(()) } else { self.restart() }
    }

    /// Ends it, starts it again, and waits until both onions are announced anew.
    pub fn restart(&mut self) -> Result<()> {
        for _ in 0..RESTARTS {
            self.tor.restart()?;
            if self.announced()? {
                return Ok(());
            }
        }
        bail!("directories refuse the onions\n{}", self.last_lines());
    }

    /// What it said that an operator reads in the journal.
    pub fn syslog(&self) -> Result<String> {
        Ok(fs::read_to_string(self.folder.join(SYSLOG_FILE))?)
    }

    /// Files that it keeps, but for what everybody knows of the network: their names and bytes, and
    /// when they changed.
    pub fn keeps(&self) -> Result<Vec<(String, Vec<u8>, SystemTime)>> {
        let mut kept = Vec::new();
        for (name, bytes) in external_tools::tree(&self.folder)? {
            // The log is the test's own.
            if !name.starts_with(PUBLIC) && name != LOG {
                let changed = fs::metadata(self.folder.join(&name))?.modified()?;
                kept.push((name, bytes, changed));
            }
        }
        Ok(kept)
    }

    /// The end of its log.
    #[must_use]
    pub fn last_lines(&self) -> String {
        self.tor.last_lines()
    }

    fn auth_file(&self, name: &str) -> PathBuf {
        let authorised = self.folder.join("editors/authorized_clients");
        authorised.join(format!("{name}.auth"))
    }

    /// Waits until the directories of both onions have their descriptors: whoever looks before
    /// finds nothing, and does not look again for a while. False where they refused one.
    fn announced(&mut self) -> Result<bool> {
        let mut control = self
            .tor
            .until("the server's tor is there", ANNOUNCED, |tor| {
                let mut control = tor.control()?;
                control.ask("SETEVENTS HS_DESC")?;
                Ok(control)
            })?;
        for onion in ["sources", "editors"] {
            let path = self.folder.join(onion).join("hostname");
            let what = "an onion has a name";
            let name = self
                .tor
                .until(what, ANNOUNCED, |_| Ok(fs::read_to_string(&path)?))?;
            let name = name.trim().to_owned();
            match onion {
                "sources" => self.sources = name,
                _ => self.editors = name,
            }
        }
        let log = || self.tor.last_lines();
        wait_for(&mut control, &[&self.sources, &self.editors]).with_context(log)
    }
}

/// Reads events until these onions were announced, and nothing more was for a moment. False where
/// the directories refused one: in the seconds after the network drew a new shared random value, a
/// tor that reads its files again numbers what it announces lower than before.
fn wait_for(control: &mut Control, onions: &[&str]) -> Result<bool> {
    let deadline = Instant::now() + ANNOUNCED;
    let mut missing: Vec<&str> = onions
        .iter()
        .map(|name| name.trim_end_matches(".onion"))
        .collect();
    let mut refused = false;
    loop {
        let until = if missing.is_empty() || refused {
            Instant::now() + QUIET
        } else {
            deadline
        };
        match control.event(until) {
            Ok(event) if event.starts_with("HS_DESC UPLOADED ") => {
                missing.retain(|name| !event.contains(name));
            }
            Ok(event) if event.starts_with("HS_DESC FAILED ") => {
                refused |= missing.iter().any(|name| event.contains(name));
            }
            Ok(_) => {}
            Err(_) if missing.is_empty() || refused => return Ok(missing.is_empty()),
            Err(error) => return Err(error.context("an onion is not announced")),
        }
        ensure!(Instant::now() < deadline, "onions are announced for ever");
    }
}

/// The operators' file with a test's folders, after what the private network needs.
fn elsewhere(mut torrc: Torrc, folder: &Path, doors: &Doors) -> Result<Torrc> {
    for name in [ONIONS, SOURCES, EDITORS, SYSLOG] {
        ensure!(TORRC.contains(name), "deploy/torrc says {name}");
    }
    let syslog = format!(" file {}/{SYSLOG_FILE}\n", folder.display());
    let text = TORRC
        .replace(SYSLOG, &syslog)
        .replace(ONIONS, &format!("{}/", folder.display()))
        .replace(SOURCES, &doors.sources.display().to_string())
        .replace(EDITORS, &doors.editors.display().to_string());
    for line in text.lines() {
        torrc = torrc.line(line);
    }
    Ok(torrc)
}

/// Has tor itself read the operators' file, with a folder of onions of the test's.
pub fn verify_torrc(folder: &Path) -> Result<String> {
    let path = folder.join("torrc");
    let data = format!("DataDirectory {}\n", folder.join("data").display());
    let text = TORRC.replace(ONIONS, &format!("{}/", folder.display()));
    external_tools::write(&path, (data + &text).as_bytes())?;
    let path = path.to_str().context("a path in UTF-8")?;
    ask_tor(&["--verify-config", "-f", path])
}
