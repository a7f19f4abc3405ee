//! `sourdine roster show | add | remove | sign | export | accept`.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use serde::Serialize;
use sourdine_platform::files;
use sourdine_protocol::{
    day::Day,
    roster::{Editor, Roster},
};

use super::{
    Failure, Outcome,
    desk::{ROSTER_DAYS, ROSTER_DAYS_MAX},
    question::certain,
    workplace::Workplace,
};
use crate::{
    cli::render::{Explain, Message},
    desk::{
        folder::{FolderError, read_roster},
        identity,
        openpgp::{DeskKey, parse_fingerprint},
        roster::card::Card,
        roster::{TrustError, TrustedRoster},
    },
};

/// Longest card, in bytes.
const CARD_MAX_BYTES: u64 = 262_144;

/// What to do with the roster.
#[derive(Debug, Subcommand)]
pub enum RosterCommand {
    /// Show whom sources seal to, and until when
    Show,
    /// Put an editor on the roster, from their card, and sign it
    Add(Add),
    /// Take an editor off the roster, and sign it: nothing sealed afterwards opens for them
    Remove(Remove),
    /// Sign the roster anew, for a longer time
    Sign(Signing),
    /// Write the signed roster, for the operator and the other editors
    Export(Export),
    /// Take over a roster that the desk signed
    Accept(Accept),
}

/// How the roster is signed.
#[derive(Args, Debug)]
pub struct Signing {
    /// The desk's key [default: desk-key.age in the desk's folder]
    #[arg(long, value_name = "FILE")]
    pub desk_key: Option<PathBuf>,
    /// For how many days it is good
    #[arg(long, default_value_t = ROSTER_DAYS, value_parser = clap::value_parser!(u32).range(1..=ROSTER_DAYS_MAX))]
    pub days: u32,
}

/// Whom to add.
#[derive(Args, Debug)]
pub struct Add {
    /// The editor's card
    pub card: PathBuf,
    /// Do not ask whether the fingerprint was compared
    #[arg(long)]
    pub yes: bool,
    /// How the roster is signed.
    #[command(flatten)]
    pub signing: Signing,
}

/// Whom to remove.
#[derive(Args, Debug)]
pub struct Remove {
    /// The editor's name
    pub editor: String,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
    /// How the roster is signed.
    #[command(flatten)]
    pub signing: Signing,
}

/// Where to write it.
#[derive(Args, Debug)]
pub struct Export {
    /// Where to write it [default: standard output]
    pub file: Option<PathBuf>,
}

/// What to take over.
#[derive(Args, Debug)]
pub struct Accept {
    /// The signed roster
    pub file: PathBuf,
    /// The desk's fingerprint, as the founding editor told it; needed once
    #[arg(long)]
    pub fingerprint: Option<String>,
}

/// Why the roster stayed as it was.
#[derive(Debug, thiserror::Error)]
pub enum RosterChangeError {
    /// Nobody of that name.
    #[error("no editor on the roster is called `{0}`: `sourdine roster show` lists them")]
    Unknown(String),
    /// The name is taken.
    #[error(
        "`{0}` is on the roster already: remove the older one first, or have the other editor choose another name"
    )]
    Taken(String),
    /// The last one.
    #[error(
        "`{0}` is the last editor: a roster without editors has nobody to read for; add another first"
    )]
    Last(String),
    /// The desk's key is elsewhere.
    #[error(
        "{0} is not there: it signs rosters; put in the drive that has it, and name it with --desk-key"
    )]
    NoDeskKey(PathBuf),
    /// Nothing to compare with.
    #[error(
        "the desk's fingerprint is needed the first time: have the founding editor tell it by voice, then give it with --fingerprint"
    )]
    Fingerprint,
}

impl Explain for RosterChangeError {
    fn message(&self) -> Message {
        match self {
            Self::Unknown(name) => Message::new("error-roster-unknown").with("editor", name),
            Self::Taken(name) => Message::new("error-roster-taken").with("editor", name),
            Self::Last(name) => Message::new("error-roster-last").with("editor", name),
            Self::NoDeskKey(path) => {
                Message::new("error-desk-key-missing").with("path", path.display())
            }
            Self::Fingerprint => Message::new("error-roster-fingerprint"),
        }
    }
}

#[derive(Serialize)]
struct Shown<'a> {
    desk: &'a str,
    serial: u64,
    expires: Day,
    fingerprint: String,
    editors: Vec<ShownEditor<'a>>,
}

#[derive(Serialize)]
struct Exported<'a> {
    file: &'a Path,
}

#[derive(Serialize)]
struct ShownEditor<'a> {
    name: &'a str,
    fingerprint: String,
}

/// Does it.
///
/// # Errors
/// The roster is not trusted, the key does not open, or something cannot be written.
pub fn run(command: &RosterCommand, workplace: &Workplace<'_>) -> Outcome {
    match command {
        RosterCommand::Show => show(&workplace.folder()?.roster()?, workplace),
        RosterCommand::Add(add) => add_editor(add, workplace),
        RosterCommand::Remove(remove) => remove_editor(remove, workplace),
        RosterCommand::Sign(signing) => sign(signing, workplace, Ok),
        RosterCommand::Export(export) => write(export, workplace),
        RosterCommand::Accept(accept) => take_over(accept, workplace),
    }
}

fn show(trusted: &TrustedRoster, workplace: &Workplace<'_>) -> Outcome {
    let roster = trusted.roster();
    let fingerprint = |name: &str| {
        let certificate = trusted.certificate(name);
        certificate.map(|certificate| certificate.fingerprint().to_spaced_hex())
    };
    let editors = roster.editors.iter().map(|editor| ShownEditor {
        name: &editor.name,
        fingerprint: fingerprint(&editor.name).unwrap_or_default(),
    });
    let shown = Shown {
        desk: &roster.desk,
        serial: roster.serial,
        expires: roster.expires,
        fingerprint: trusted.desk().to_spaced_hex(),
        editors: editors.collect(),
    };
    let expired = workplace.today > roster.expires;
    let head = Message::new(if expired {
        "roster-expired"
    } else {
        "roster-shown"
    })
    .with("desk", shown.desk)
    .with("serial", shown.serial)
    .with("expires", shown.expires)
    .with("fingerprint", &shown.fingerprint);
    workplace.terminal.give(&shown, &head)?;
    for editor in &shown.editors {
        let line = Message::new("roster-editor")
            .with("name", editor.name)
            .with("fingerprint", &editor.fingerprint);
        workplace.terminal.say(&line)?;
    }
    Ok(())
}

fn add_editor(add: &Add, workplace: &Workplace<'_>) -> Outcome {
    let read = files::read_regular(&add.card, CARD_MAX_BYTES);
    let json = read.map_err(|source| FolderError::Io {
        path: add.card.clone(),
        source,
    })?;
    let editor = Card::from_json(&json)?.editor;
    let certificate = crate::desk::openpgp::Certificate::parse(&editor.certificate)?;
    let question = Message::new("roster-compare")
        .with("name", &editor.name)
        .with("fingerprint", certificate.fingerprint().to_spaced_hex());
    certain(workplace.terminal, &question, add.yes)?;
    sign(&add.signing, workplace, |mut editors| {
        if editors.iter().any(|other| other.name == editor.name) {
            return Err(RosterChangeError::Taken(editor.name).into());
        }
        editors.push(editor);
        Ok(editors)
    })
}

fn remove_editor(remove: &Remove, workplace: &Workplace<'_>) -> Outcome {
    let question = Message::new("roster-remove-sure").with("name", &remove.editor);
    certain(workplace.terminal, &question, remove.yes)?;
    sign(&remove.signing, workplace, |mut editors| {
        let before = editors.len();
        editors.retain(|editor| editor.name != remove.editor);
        if editors.len() == before {
            Err(RosterChangeError::Unknown(remove.editor.clone()).into())
        } else if editors.is_empty() {
            Err(RosterChangeError::Last(remove.editor.clone()).into())
        } else {
            Ok(editors)
        }
    })?;
    workplace.terminal.say(&Message::new("roster-removed"))?;
    Ok(())
}

/// Signs the next roster, with the editors that `change` makes of today's.
fn sign(
    signing: &Signing,
    workplace: &Workplace<'_>,
    change: impl FnOnce(Vec<Editor>) -> Result<Vec<Editor>, Failure>,
) -> Outcome {
    let folder = workplace.folder()?;
    let current = folder.roster()?;
    let roster = current.roster();
    let editors = change(roster.editors.clone())?;
    let next = Roster::new(
        roster.serial.saturating_add(1),
        roster.desk.clone(),
        workplace.today.plus(signing.days),
        roster.certificate.clone(),
        editors,
    );
    let next = next.map_err(TrustError::Roster)?;
    let path = signing.desk_key.clone();
    let path = path.unwrap_or_else(|| folder.desk_key());
    if !path.exists() {
        return Err(RosterChangeError::NoDeskKey(path).into());
    }
    let passphrase = workplace.passphrase("ask-desk-passphrase")?;
    let key = DeskKey::from_bytes(&identity::unlock_bytes(&path, &passphrase)?)?;
    let found = key.certificate().fingerprint();
    if found != *current.desk() {
        return Err(TrustError::OtherDesk {
            trusted: current.desk().clone(),
            found,
        }
        .into());
    }
    let signed = TrustedRoster::sign(next, &key, workplace.today)?;
    folder.accept(&signed)?;
    show(&signed, workplace)
}

fn write(export: &Export, workplace: &Workplace<'_>) -> Outcome {
    let folder = workplace.folder()?;
    let json = folder.roster()?.signed().to_json();
    let json = json.map_err(TrustError::Roster)?;
    match &export.file {
        Some(path) => {
            folder.write(path, &json)?;
            let message = Message::new("roster-exported").with("file", path.display());
            workplace
                .terminal
                .give(&Exported { file: path }, &message)?;
        }
        None => io::stdout().write_all(&json)?,
    }
    Ok(())
}

fn take_over(accept: &Accept, workplace: &Workplace<'_>) -> Outcome {
    let folder = workplace.folder()?;
    let trusted = match &accept.fingerprint {
        Some(told) => Some(parse_fingerprint(told)?),
        None => folder.fingerprint()?,
    };
    let trusted = trusted.ok_or(RosterChangeError::Fingerprint)?;
    let roster = TrustedRoster::check(read_roster(&accept.file)?, &trusted)?;
    folder.make()?;
    folder.accept(&roster)?;
    show(&roster, workplace)
}
