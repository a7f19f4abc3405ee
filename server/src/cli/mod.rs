//! The operator's commands: `setup`, `remove`, `init`, `check`, `serve`, `verify`, `repair`,
//! `manifest`.

mod check;
mod error;
mod init;
mod manifest;
mod progress_bar;
mod repair;
mod serve;
mod setup;
mod verify;

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use sourdine_l10n::{self as l10n, Explain, command_line};
use sourdine_protocol::text::Language;

use self::error::CliError;
use crate::{messages::CATALOG, platform::memory, setup::desk::default_config};

/// The submission server: sources hand in what the editors alone can open
#[derive(Debug, Parser)]
#[command(name = "sourdine-server", version, propagate_version = true)]
struct Cli {
    /// The language of messages: fr or en
    #[arg(long, global = true, value_name = "LANGUAGE")]
    lang: Option<Language>,
    /// The configuration file [default: /etc/sourdine/server.toml, else that of the only desk]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Answer in JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
    /// Set up a desk on this host, from its roster and its editors' requests
    Setup(setup::SetupArgs),
    /// Delete a desk of this host
    Remove(setup::RemoveArgs),
    /// Write the configuration, or make the vault that it describes
    Init,
    /// Say what is wrong with this host: exit code 3, or 4 for warnings only; changes nothing
    Check,
    /// Serve sources and editors until stopped
    Serve,
    /// Prove every slot that holds anything; changes nothing
    Verify,
    /// Build the index anew from the slots
    Repair,
    /// Write what this release answers to sources, for audits of a server
    Manifest,
}

/// Runs the command that was typed.
pub fn main(typed: impl IntoIterator<Item = OsString>) -> ExitCode {
    let typed: Vec<OsString> = typed.into_iter().collect();
    let asked = command_line::typed_language(&typed);
    let Ok(texts) = l10n::init("sourdine-server", &CATALOG, asked) else {
        return ExitCode::FAILURE;
    };
    l10n::report_panics();
    let matches = command_line::ready(Cli::command(), texts).try_get_matches_from(typed);
    let cli = match matches.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => return command_line::report(&error, texts),
    };
    run_command(&cli).unwrap_or_else(|failure| {
        l10n::warn(&failure);
        ExitCode::from(failure.exit_code())
    })
}

fn run_command(cli: &Cli) -> Result<ExitCode, CliError> {
    // Every command holds keys; the server also holds what sources send.
    let guarded = memory::guard()?;
    let config = cli.config.clone().unwrap_or_else(default_config);
    match &cli.command {
        Command::Setup(args) => setup::run(args, l10n::preferred(cli.lang), guarded),
        Command::Remove(args) => setup::remove(args),
        Command::Init => init::run(&config),
        Command::Check => check::run(&config, cli.json, guarded),
        Command::Serve => serve::run(&config, guarded),
        Command::Verify => verify::run(&config, cli.json),
        Command::Repair => repair::run(&config),
        Command::Manifest => manifest::run(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_french_operator_meets_no_english_of_clap_s() {
        let texts = CATALOG.texts(Language::Fr).unwrap();
        let help = command_line::ready(Cli::command(), texts).render_help();
        let help = help.to_string();
        assert!(
            help.contains("Utilisation\u{a0}: sourdine-server"),
            "{help}"
        );
        for english in ["Usage", "Commands:", "Print ", "[default:"] {
            assert!(!help.contains(english), "{english}\n{help}");
        }
    }
}
