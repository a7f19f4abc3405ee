//! `init`: writes the configuration, or makes the vault that it describes.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::Write,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::Path,
    process::ExitCode,
};

use sourdine_l10n::{self as l10n, Message};
use sourdine_protocol::envelope::hybrid::HybridRecipient;

use super::{error::CliError, progress_bar::progress_bar};
use crate::{
    check::{
        observed::{Place, free_bytes, place_of},
        signature::{self, Verdict},
    },
    config::{Config, EXAMPLE, MIB},
    vault::{SLOT_BYTES, SlotVault, VaultPaths},
};

pub(super) fn run(path: &Path) -> Result<ExitCode, CliError> {
    if !path.exists() {
        write_example(path)?;
        l10n::print(&Message::new("init-config").with("path", path.display()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let config = Config::read(path)?;
    if SlotVault::exists(&config.vault) {
        let folder = config.vault.folder.display();
        l10n::print(&Message::new("init-vault-there").with("path", folder))?;
        return Ok(ExitCode::SUCCESS);
    }
    refuse_root(&config.vault.folder)?;
    announce(&config)?;
    let had_key = config.vault.master.exists();
    let editors = editors(&config);
    make_vault(&config, &editors)?;
    l10n::print(&about_key(&config.vault, had_key))?;
    let sealed = if editors.is_empty() {
        "init-key-unsealed"
    } else {
        "init-key-sealed"
    };
    l10n::print(&Message::new(sealed).with("roster", config.roster.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// What root makes in a folder of another user's, that user's server cannot open.
fn refuse_root(folder: &Path) -> Result<(), CliError> {
    let there = folder
        .ancestors()
        .find_map(|above| fs::metadata(above).ok());
    let owner = there.map_or(0, |there| there.uid());
    if owner != 0 && rustix::process::geteuid().is_root() {
        let path = folder.to_owned();
        return Err(CliError::InitAsRoot { path, owner });
    }
    Ok(())
}

/// Says what will be taken, before it is, and refuses what does not fit.
fn announce(config: &Config) -> Result<(), CliError> {
    let (path, size) = (config.vault.folder.clone(), config.vault_bytes);
    let Some(free) = free_bytes(&path) else {
        return Ok(());
    };
    if free < size {
        return Err(CliError::NoRoom { path, size, free });
    }
    l10n::print(
        &Message::new("init-plan")
            .with("path", path.display())
            .with("size", size / MIB)
            .with("free", free / MIB),
    )?;
    Ok(())
}

/// To whom the master key is sealed: the editors of the roster, if it is there and the desk signed
/// it. If not, the first start does it.
fn editors(config: &Config) -> Vec<HybridRecipient> {
    let Ok((signed, roster)) = config.signed_roster() else {
        return Vec::new();
    };
    match signature::verify(&signed, &roster) {
        Verdict::Made(_) => {
            let editors = roster.editors.into_iter();
            editors.map(|editor| editor.recipient).collect()
        }
        Verdict::Invalid => Vec::new(),
    }
}

fn make_vault(config: &Config, editors: &[HybridRecipient]) -> Result<(), CliError> {
    let bar = progress_bar("filling", config.vault_bytes);
    SlotVault::create_for(&config.vault, config.vault_bytes, editors, &mut |done| {
        bar.set(done);
    })?;
    drop(bar);
    let slots = config.vault_bytes / SLOT_BYTES as u64;
    l10n::print(
        &Message::new("init-vault")
            .with_count("slots", slots)
            .with("path", config.vault.folder.display()),
    )?;
    Ok(())
}

/// What an operator has to know of the master key before the first reboot.
fn about_key(paths: &VaultPaths, had_key: bool) -> Message {
    let key = match (had_key, place_of(&paths.master)) {
        (true, _) => "init-key-was-there",
        (false, Place::Memory) => "init-key-in-memory",
        (false, Place::Disk) => "init-key-on-disk",
    };
    Message::new(key).with("path", paths.master.display())
}

fn write_example(path: &Path) -> Result<(), CliError> {
    let unwritten = |source| CliError::ConfigUnwritten {
        path: path.to_owned(),
        source,
    };
    if let Some(folder) = path.parent() {
        let made = DirBuilder::new().recursive(true).mode(0o750).create(folder);
        made.map_err(unwritten)?;
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o640)
        .open(path)
        .map_err(unwritten)?;
    file.write_all(EXAMPLE.as_bytes())?;
    file.sync_all()?;
    Ok(())
}
