//! What setting up a desk writes and starts, and how it is undone. Each step finds what an earlier
//! run has done, and leaves it as it is.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use sourdine_protocol::{
    access::{Answer, OnionName},
    text::Language,
};

use super::{
    checked::CheckedRoster,
    configuration,
    desk::DeskName,
    error::SetupError,
    folder::{Access, Folder, Owner},
    program,
    requests::Request,
};

/// Users, folders and tor's configuration of a desk are this script's, to make and to remove.
const INSTANCE: &str = "/usr/libexec/sourdine-server/instance";
const SYSTEMD: &str = "/run/systemd/system";
pub(super) const SERVER_TOML: &str = "server.toml";
pub(super) const ROSTER: &str = "roster.json";
const ANSWER: &str = "answer.json";
/// Tor's names for the folders of an onion service (man tor, HiddenServiceDir).
const SOURCES: &str = "sources";
pub(super) const EDITORS: &str = "editors";
pub(super) const AUTHORIZED: &str = "authorized_clients";
const HOSTNAME: &str = "hostname";
/// A name and a line's end.
const HOSTNAME_MAX_BYTES: u64 = 128;
/// Tor makes its keys at its start, before it needs any network.
const ONION_PATIENCE: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(200);
const ROOT: u32 = 0;

/// What a person chose.
pub(crate) struct Choices {
    /// The language of messages.
    pub(crate) spoken: Language,
    /// The language of the page at `/`.
    pub(crate) language: Language,
    pub(crate) vault_mib: u64,
}

/// Fails unless this is root, on a host that the package was installed on.
pub(crate) fn is_possible() -> Result<(), SetupError> {
    if !rustix::process::geteuid().is_root() {
        return Err(SetupError::NotRoot);
    }
    if !Path::new(INSTANCE).exists() {
        return Err(SetupError::NoPackage(INSTANCE.into()));
    }
    if !Path::new(SYSTEMD).is_dir() {
        return Err(SetupError::NoSystemd);
    }
    Ok(())
}

/// Makes what is missing of a desk, starts it, and gives the file with the answer to its editors.
pub(crate) fn install(
    desk: &DeskName,
    roster: &CheckedRoster,
    requests: &[Request],
    choices: &Choices,
) -> Result<PathBuf, SetupError> {
    program::run(INSTANCE, &["add".as_ref(), desk.as_str().as_ref()])?;
    let settings = there(&desk.settings())?;
    let readable = Access {
        owner: Owner {
            user: ROOT,
            group: there(&desk.vault())?.owner()?.group,
        },
        mode: 0o640,
    };
    if !desk.config().exists() {
        let text = configuration::text(desk, choices.language, choices.vault_mib, requests)?;
        settings.put(SERVER_TOML, text.as_bytes(), readable)?;
    }
    settings.put(ROSTER, &roster.json, readable)?;
    make_vault(desk, choices.spoken)?;
    let is_new = authorise(desk, requests)?;
    let (server, tor) = (desk.server_unit(), desk.tor_unit());
    let tor_ran = systemctl(&["is-active", "--quiet", &tor]).is_ok();
    systemctl(&["enable", "--now", &server, &tor])?;
    if is_new && tor_ran {
        // Debian's unit reloads by /bin/kill, which a small host does not have.
        systemctl(&["kill", "--kill-whom=main", "--signal=HUP", &tor])?;
    }
    let answer = Answer::new(
        roster.desk.clone(),
        onion(desk, SOURCES)?,
        onion(desk, EDITORS)?,
    )?;
    let json = answer.to_json()?;
    let path = desk.settings().join(ANSWER);
    let there = settings.read(ANSWER, json.len() as u64 + 1)?;
    if there.is_some_and(|there| there != json) {
        return Err(SetupError::AnswerStands(path));
    }
    settings.put(ANSWER, &json, readable)?;
    Ok(path)
}

/// Deletes a desk, its vault and its onions.
pub(crate) fn remove(desk: &DeskName) -> Result<(), SetupError> {
    if !desk.record().exists() {
        return Err(SetupError::NoDesk(desk.as_str().to_owned()));
    }
    program::run(INSTANCE, &["remove".as_ref(), desk.as_str().as_ref()])
}

/// The name and the content of tor's file for an editor.
pub(super) fn auth_file(request: &Request) -> (String, String) {
    let asked = &request.asked;
    (
        format!("{}.auth", asked.editor),
        format!("{}\n", asked.onion_key),
    )
}

fn there(path: &Path) -> Result<Folder, SetupError> {
    let folder = Folder::open(path)?;
    folder.ok_or_else(|| SetupError::File {
        path: path.to_owned(),
        source: std::io::ErrorKind::NotFound.into(),
    })
}

/// As the desk's user: the vault belongs to the server, and so does the master key.
fn make_vault(desk: &DeskName, spoken: Language) -> Result<(), SetupError> {
    let own = std::env::current_exe()?;
    let (user, config) = (desk.user(), desk.config());
    let language = spoken.to_string();
    let arguments: [&OsStr; 9] = [
        "-u".as_ref(),
        user.as_ref(),
        "--".as_ref(),
        own.as_ref(),
        "--lang".as_ref(),
        language.as_ref(),
        "--config".as_ref(),
        config.as_ref(),
        "init".as_ref(),
    ];
    program::run_in_view("runuser", &arguments)
}

/// Puts each editor's key where tor looks for it, before tor is started: an onion without any key
/// lets in everybody. Gives whether one was missing.
fn authorise(desk: &DeskName, requests: &[Request]) -> Result<bool, SetupError> {
    let onions = there(&desk.onions())?;
    let owner = onions.owner()?;
    let private = Access { owner, mode: 0o700 };
    let authorized = onions
        .make_within(EDITORS, private)?
        .make_within(AUTHORIZED, private)?;
    let mut is_new = false;
    for request in requests {
        let (name, line) = auth_file(request);
        let access = Access { owner, mode: 0o600 };
        is_new |= authorized.put(&name, line.as_bytes(), access)?;
    }
    Ok(is_new)
}

fn systemctl(arguments: &[&str]) -> Result<(), SetupError> {
    let arguments: Vec<&OsStr> = arguments.iter().map(OsStr::new).collect();
    program::run("systemctl", &arguments)
}

/// The name of an onion, which tor writes when it first starts.
fn onion(desk: &DeskName, service: &str) -> Result<OnionName, SetupError> {
    let until = Instant::now() + ONION_PATIENCE;
    loop {
        if let Some(name) = hostname(desk, service)? {
            return Ok(name);
        }
        if Instant::now() > until {
            return Err(SetupError::NoOnion {
                path: desk.onions().join(service).join(HOSTNAME),
                unit: desk.tor_unit(),
            });
        }
        thread::sleep(LOOK_AGAIN);
    }
}

/// None as long as tor has not written all of it.
fn hostname(desk: &DeskName, service: &str) -> Result<Option<OnionName>, SetupError> {
    let Some(folder) = there(&desk.onions())?.within(service)? else {
        return Ok(None);
    };
    let bytes = folder.read(HOSTNAME, HOSTNAME_MAX_BYTES)?;
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    Ok(text.and_then(|text| text.trim_end().parse().ok()))
}
