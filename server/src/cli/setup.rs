//! `setup` and `remove`: a desk on this host, from its roster and its editors' requests.

use std::{
    io::{self, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::Args;
use sourdine_l10n::{self as l10n, Message};
use sourdine_protocol::text::Language;

use super::{check, error::CliError};
use crate::{
    platform::memory::Guarded,
    setup::{
        checked::CheckedRoster,
        desk::DeskName,
        error::SetupError,
        install::{self, Choices},
        standing,
    },
};

#[derive(Args, Clone, Debug)]
pub(super) struct SetupArgs {
    /// The desk's signed roster
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
    /// The folder with the editors' requests, and with nothing else
    #[arg(long, value_name = "FOLDER")]
    editors: Option<PathBuf>,
    /// The desk's fingerprint, as the founding editor told it by voice
    #[arg(long)]
    fingerprint: Option<String>,
    /// The desk's name on this host, where it serves several [default: the one that is there, else
    /// "desk"]
    #[arg(long)]
    name: Option<String>,
    /// The size of the vault, which never changes [default: 8192]
    #[arg(long, value_name = "MIB")]
    vault_mib: Option<u64>,
    /// The language of the page at /: fr or en
    #[arg(long, value_name = "LANGUAGE", default_value = "fr")]
    page_language: Language,
}

#[derive(Args, Clone, Debug)]
pub(super) struct RemoveArgs {
    /// The desk's name on this host
    #[arg(long)]
    name: String,
    /// Say that the vault, the master key and the onions are to be deleted with it
    #[arg(long, required = true)]
    with_vault: bool,
}

pub(super) fn run(
    args: &SetupArgs,
    spoken: Language,
    guarded: Guarded,
) -> Result<ExitCode, CliError> {
    install::is_possible()?;
    let desk = DeskName::meant(args.name.as_deref())?;
    let path = named_or_asked(args.roster.clone(), "setup-ask-roster", "--roster")?;
    let roster = CheckedRoster::read(&path)?;
    compare_fingerprint(&roster, args.fingerprint.as_deref())?;
    let folder = named_or_asked(args.editors.clone(), "setup-ask-editors", "--editors")?;
    let requests = roster.requests(&folder)?;
    let vault_mib = standing::compare(&desk, &roster, &requests, args.vault_mib)?;
    let names = |names: Vec<&str>| names.join(", ");
    let asked = requests.iter().map(|one| one.asked.editor.as_str());
    l10n::print(
        &Message::new("setup-plan")
            .with("name", desk.as_str())
            .with("desk", &roster.roster.desk)
            .with("editors", names(asked.collect())),
    )?;
    let without = roster.without_request(&requests);
    if !without.is_empty() {
        l10n::print(&Message::new("setup-without").with("editors", names(without)))?;
    }
    let choices = Choices {
        spoken,
        language: args.page_language,
        vault_mib,
    };
    let answer = install::install(&desk, &roster, &requests, &choices)?;
    l10n::print(&Message::new("setup-done").with("answer", answer.display()))?;
    check::run(&desk.config(), false, guarded)
}

pub(super) fn remove(args: &RemoveArgs) -> Result<ExitCode, CliError> {
    install::is_possible()?;
    let desk = DeskName::parse(&args.name)?;
    install::remove(&desk)?;
    l10n::print(&Message::new("removed").with("name", desk.as_str()))?;
    Ok(ExitCode::SUCCESS)
}

/// A roster's own signature does not tell whose it is: a person compares the desk's fingerprint.
fn compare_fingerprint(roster: &CheckedRoster, said: Option<&str>) -> Result<(), CliError> {
    if let Some(said) = said {
        return Ok(roster.is(said)?);
    }
    let found = roster.spaced.clone();
    let question = Message::new("setup-ask-fingerprint")
        .with("desk", &roster.roster.desk)
        .with("found", &found);
    let answer = asked(&question)?.ok_or(SetupError::FingerprintUnsaid(found))?;
    let yes = l10n::text(&Message::new("setup-yes"));
    if answer == yes {
        Ok(())
    } else {
        Err(SetupError::Declined.into())
    }
}

fn named_or_asked(
    named: Option<PathBuf>,
    question: &'static str,
    option: &'static str,
) -> Result<PathBuf, CliError> {
    if let Some(named) = named {
        return Ok(named);
    }
    let answer = asked(&Message::new(question))?.filter(|answer| !answer.is_empty());
    Ok(answer.ok_or(SetupError::Missing(option))?.into())
}

/// What a person types after a question; None where there is no terminal to ask at.
fn asked(question: &Message) -> Result<Option<String>, CliError> {
    if !io::stdin().is_terminal() {
        return Ok(None);
    }
    write!(io::stdout(), "{} ", l10n::text(question))?;
    io::stdout().flush()?;
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(Some(line.trim().to_owned()))
}
