//! What the operator can type: `init`, `serve`, `verify`, `repair`, `manifest`.

use std::{
    ffi::OsString,
    fs::OpenOptions,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use sourdine_l10n::{self as l10n, Explain, Message, Progress, Unit, command_line};
use sourdine_protocol::{day::Day, text::Language};
use tokio::signal::unix::{SignalKind, signal};

use crate::{
    Listeners, StartError,
    config::{Config, ConfigError, EXAMPLE},
    doors::sources::{manifest, pages::PageError},
    http::listener::{Address, Listener},
    messages::CATALOG,
    platform::{
        clock,
        memory::{self, Swap},
    },
    run,
    vault::{Damage, DamageKind, SLOT_BYTES, SlotVault, VaultError, VerifyReport},
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
#[derive(Debug, Explain, thiserror::Error)]
enum Failure {
    #[explain(transparent)]
    Config(#[from] ConfigError),
    #[explain(transparent)]
    Vault(#[from] VaultError),
    #[explain(transparent)]
    Start(#[from] StartError),
    #[explain(transparent)]
    Pages(#[from] PageError),
    #[explain("no-socket")]
    Listen { address: String, source: io::Error },
    #[explain(transparent)]
    System(#[from] io::Error),
}

/// Reads what was typed and does it.
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

fn run_command(cli: &Cli) -> Result<ExitCode, Failure> {
    // Each command holds keys; the server holds what sources send besides.
    let swap = memory::guard()?;
    match cli.command {
        Command::Init => init(&cli.config),
        Command::Serve => {
            if swap == Swap::Possible {
                l10n::eprint(&l10n::text(&Message::new("memory-swapped")));
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
        l10n::print(&Message::new("init-config").with("path", path.display()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let config = Config::read(path)?;
    let folder = config.vault.folder.clone();
    if SlotVault::exists(&config.vault) {
        l10n::print(&Message::new("init-vault-there").with("path", folder.display()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let bar = progress_bar("filling", config.vault_bytes);
    SlotVault::create(&config.vault, config.vault_bytes, &mut |done| {
        bar.set(done);
    })?;
    drop(bar);
    let slots = config.vault_bytes / SLOT_BYTES as u64;
    l10n::print(
        &Message::new("init-vault")
            .with_count("slots", slots)
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
    let vault = Arc::new(SlotVault::open(&config.vault, config.retention)?);
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
        l10n::print(&message)?;
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
        l10n::eprint(&l10n::text(&message));
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
    let report = SlotVault::verify(&config.vault, &mut |done, all| {
        bar.set_length(all as u64);
        bar.set(done as u64);
    })?;
    drop(bar);
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

fn tell(report: &VerifyReport) -> io::Result<()> {
    if report.is_sound() {
        return l10n::print(&Message::new("verify-sound").with_count("slots", report.slots));
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
        .with_count("slots", report.slots)
        .with_count("count", lines.len());
    l10n::print(&head)?;
    lines.iter().try_for_each(l10n::print)
}

fn damage(damage: Damage) -> Message {
    let key = match damage.kind {
        DamageKind::Body => "verify-body",
        DamageKind::Incomplete => "verify-incomplete",
        DamageKind::Hash => "verify-hash",
        DamageKind::Held => "verify-held",
        DamageKind::Vanished => "verify-vanished",
    };
    Message::new(key).with("slot", damage.slot)
}

/// Neither here nor in words is it told how many envelopes there are: what the operator does not know cannot be asked of them.
fn as_json(report: &VerifyReport) -> serde_json::Value {
    let damaged = report.damaged.iter().map(|damage| {
        let kind = match damage.kind {
            DamageKind::Body => "body",
            DamageKind::Incomplete => "incomplete",
            DamageKind::Hash => "hash",
            DamageKind::Held => "held",
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
    SlotVault::repair(&Config::read(path)?.vault)?;
    l10n::print(&Message::new("repaired"))?;
    Ok(ExitCode::SUCCESS)
}

fn manifest() -> Result<ExitCode, Failure> {
    let json = manifest::manifest()?.to_json().map_err(PageError::from)?;
    io::stdout().write_all(&json)?;
    Ok(ExitCode::SUCCESS)
}

fn progress_bar(key: &'static str, length: u64) -> Progress {
    Progress::new(l10n::text(&Message::new(key)), length, Unit::Percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
