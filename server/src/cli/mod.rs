//! What the operator can type: `init`, `serve`, `verify`, `repair`, `manifest`.

use std::{
    ffi::OsString,
    fs::OpenOptions,
    io::{self, IsTerminal, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sourdine_protocol::{day::Day, text::Language};
use tokio::signal::unix::{SignalKind, signal};

use crate::{
    Listeners, StartError,
    config::{Config, ConfigError, EXAMPLE},
    doors::sources::{manifest, pages::PageError},
    http::listener::{Address, Listener},
    operator::{self, Explain, Message},
    platform::{
        clock,
        memory::{self, Kept},
    },
    run,
    vault::{Damage, DamageKind, FileVault, Report, SLOT_BYTES, VaultError},
};

const CONFIG: &str = "/etc/sourdine/server.toml";
/// The exit code when `verify` found damage, so that a script can tell it from a failure to look.
const DAMAGED: u8 = 3;
/// Threads that may wait for the disk at once.
const BLOCKING_THREADS: usize = 16;
const WORKER_THREADS: usize = 2;

/// The submission server: sources hand in what the editors alone can open
#[derive(Debug, Parser)]
#[command(name = "sourdine-server", version, propagate_version = true)]
struct Cli {
    /// The language of messages: fr or en
    #[arg(long, global = true, value_name = "LANGUAGE")]
    lang: Option<Language>,
    /// The configuration file
    #[arg(long, global = true, value_name = "FILE", default_value = CONFIG)]
    config: PathBuf,
    /// Answer in JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum Command {
    /// Write the configuration, or make the vault that it describes
    Init,
    /// Serve sources and editors until stopped
    Serve,
    /// Prove every slot that holds anything; changes nothing
    Verify,
    /// Build the index anew from the slots
    Repair,
    /// Write what this release answers to sources, for whoever audits a server of it
    Manifest,
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Pages(#[from] PageError),
    #[error("cannot listen at {address} ({source})")]
    Listen { address: String, source: io::Error },
    #[error(transparent)]
    System(#[from] io::Error),
}

impl Explain for Failure {
    fn message(&self) -> Message {
        match self {
            Self::Config(error) => error.message(),
            Self::Vault(error) => error.message(),
            Self::Start(error) => error.message(),
            Self::Pages(_) => Message::new("build-broken"),
            Self::Listen { address, source } => Message::new("no-socket")
                .with("address", address)
                .with("reason", source),
            Self::System(error) => Message::new("system").with("reason", error),
        }
    }
}

/// Reads what was typed and does it.
pub fn main(typed: impl IntoIterator<Item = OsString>) -> ExitCode {
    let typed: Vec<OsString> = typed.into_iter().collect();
    let asked = language_typed(&typed);
    if operator::speak(asked).is_err() {
        return ExitCode::FAILURE;
    }
    operator::quiet_panics();
    let matches = localised(Cli::command(), "help").try_get_matches_from(typed);
    let cli = match matches.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => {
            // With both outputs gone, the exit code is all that is left to say.
            drop(error.print());
            return u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from);
        }
    };
    run_command(&cli).unwrap_or_else(|failure| {
        operator::complain(&operator::text(&failure.message()));
        ExitCode::FAILURE
    })
}

fn run_command(cli: &Cli) -> Result<ExitCode, Failure> {
    // Each command holds keys; the server holds what sources send besides.
    let kept = memory::guard()?;
    match cli.command {
        Command::Init => init(&cli.config),
        Command::Serve => {
            if kept == Kept::MaybeSwapped {
                operator::complain(&operator::text(&Message::new("memory-swapped")));
            }
            serve(&cli.config)
        }
        Command::Verify => verify(&cli.config, cli.json),
        Command::Repair => repair(&cli.config),
        Command::Manifest => manifest(),
    }
}

fn init(path: &Path) -> Result<ExitCode, Failure> {
    if !path.exists() {
        write_example(path)?;
        operator::say(&Message::new("init-config").with("path", path.display()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let config = Config::read(path)?;
    let folder = config.vault.folder.clone();
    if FileVault::exists(&config.vault) {
        operator::say(&Message::new("init-vault-there").with("path", folder.display()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let bar = progress_bar("filling", config.vault_bytes);
    FileVault::create(&config.vault, config.vault_bytes, &mut |done| {
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    let slots = config.vault_bytes / SLOT_BYTES as u64;
    operator::say(
        &Message::new("init-vault")
            .with("slots", slots)
            .with("path", folder.display()),
    )?;
    Ok(ExitCode::SUCCESS)
}

fn write_example(path: &Path) -> Result<(), Failure> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o640)
        .open(path)?;
    file.write_all(EXAMPLE.as_bytes())?;
    file.sync_all()?;
    Ok(())
}

fn serve(path: &Path) -> Result<ExitCode, Failure> {
    let config = Config::read(path)?;
    let settings = config.settings()?;
    let vault = Arc::new(FileVault::open(&config.vault, config.retention)?);
    if let Some(day) = vault.newest_day() {
        date_no_earlier_than(day);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKER_THREADS)
        .max_blocking_threads(BLOCKING_THREADS)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let listeners = Listeners {
            sources: listen(&config.sources).await?,
            editors: listen(&config.editors).await?,
        };
        let message = Message::new("serving")
            .with("sources", shown(&config.sources, &listeners.sources))
            .with("editors", shown(&config.editors, &listeners.editors));
        operator::say(&message)?;
        let shutdown = async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        };
        run(settings, vault, listeners, shutdown).await?;
        Ok(ExitCode::SUCCESS)
    })
}

/// What comes while the clock is behind would be past its retention as soon as that is set right.
fn date_no_earlier_than(day: Day) {
    clock::believe(day);
    let now = clock::reading();
    if now < day {
        let message = Message::new("clock-behind")
            .with("before", day)
            .with("now", now);
        operator::complain(&operator::text(&message));
    }
}

async fn listen(address: &Address) -> Result<Listener, Failure> {
    Listener::bind(address)
        .await
        .map_err(|source| Failure::Listen {
            address: address.to_string(),
            source,
        })
}

/// The address, with the port that 0 became.
fn shown(address: &Address, listener: &Listener) -> String {
    listener
        .local_address()
        .map_or_else(|| address.to_string(), |bound| format!("http://{bound}/"))
}

fn verify(path: &Path, json: bool) -> Result<ExitCode, Failure> {
    let config = Config::read(path)?;
    let bar = progress_bar("proving", 0);
    let report = FileVault::verify(&config.vault, &mut |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    if json {
        writeln!(io::stdout(), "{}", as_json(&report))?;
    } else {
        tell(&report)?;
    }
    Ok(if report.is_sound() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(DAMAGED)
    })
}

fn tell(report: &Report) -> io::Result<()> {
    if report.is_sound() {
        return operator::say(&Message::new("verify-sound").with("slots", report.slots));
    }
    let mut lines = Vec::new();
    if report.key_table != [true, true] {
        lines.push(Message::new("verify-key-table"));
    }
    if !report.index {
        lines.push(Message::new("verify-index"));
    }
    lines.extend(report.damaged.iter().copied().map(damage));
    let head = Message::new("verify-damaged")
        .with("slots", report.slots)
        .with("count", lines.len());
    operator::say(&head)?;
    lines.iter().try_for_each(operator::say)
}

fn damage(damage: Damage) -> Message {
    let key = match damage.kind {
        DamageKind::Body => "verify-body",
        DamageKind::Incomplete => "verify-incomplete",
        DamageKind::Hash => "verify-hash",
        DamageKind::Vanished => "verify-vanished",
    };
    Message::new(key).with("slot", damage.slot)
}

/// Neither here nor in words is it told how many envelopes there are: what the operator does not know cannot be asked of them.
fn as_json(report: &Report) -> serde_json::Value {
    let damaged = report.damaged.iter().map(|damage| {
        let kind = match damage.kind {
            DamageKind::Body => "body",
            DamageKind::Incomplete => "incomplete",
            DamageKind::Hash => "hash",
            DamageKind::Vanished => "vanished",
        };
        serde_json::json!({ "slot": damage.slot, "kind": kind })
    });
    serde_json::json!({
        "version": 1,
        "sound": report.is_sound(),
        "slots": report.slots,
        "key_table": report.key_table,
        "index": report.index,
        "damaged": damaged.collect::<Vec<_>>(),
    })
}

fn repair(path: &Path) -> Result<ExitCode, Failure> {
    FileVault::repair(&Config::read(path)?.vault)?;
    operator::say(&Message::new("repaired"))?;
    Ok(ExitCode::SUCCESS)
}

fn manifest() -> Result<ExitCode, Failure> {
    let json = manifest::manifest()?.to_json().map_err(PageError::from)?;
    io::stdout().write_all(&json)?;
    Ok(ExitCode::SUCCESS)
}

/// A bar on standard error, where that is a terminal.
fn progress_bar(key: &'static str, length: u64) -> ProgressBar {
    let target = if io::stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let style = ProgressStyle::with_template("{msg} {wide_bar} {percent} %")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(length), target)
        .with_style(style)
        .with_message(operator::text(&Message::new(key)))
}

/// The language that `--help` is asked in, known before all else is read.
fn language_typed(typed: &[OsString]) -> Option<Language> {
    let typed: Vec<&str> = typed.iter().filter_map(|word| word.to_str()).collect();
    let after = typed.iter().position(|word| *word == "--lang");
    let after = after.and_then(|at| typed.get(at + 1)).copied();
    after
        .or_else(|| typed.iter().find_map(|word| word.strip_prefix("--lang=")))
        .and_then(|code| code.parse().ok())
}

/// Puts the help of every command and argument in the operator's language.
fn localised(command: clap::Command, key: &'static str) -> clap::Command {
    const COMMANDS: [(&str, &str); 5] = [
        ("init", "help-init"),
        ("serve", "help-serve"),
        ("verify", "help-verify"),
        ("repair", "help-repair"),
        ("manifest", "help-manifest"),
    ];
    const ARGUMENTS: [(&str, &str); 3] = [
        ("lang", "help--lang"),
        ("config", "help--config"),
        ("json", "help--json"),
    ];
    let mut command = command.about(operator::text(&Message::new(key)));
    for (name, key) in ARGUMENTS {
        command = command.mut_arg(name, |arg| arg.help(operator::text(&Message::new(key))));
    }
    for (name, key) in COMMANDS {
        command = command.mut_subcommand(name, |sub| sub.about(operator::text(&Message::new(key))));
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
