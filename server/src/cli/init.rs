//! `init`: writes the configuration, or makes the vault that it describes.

use std::{
    fs::OpenOptions, io::Write, os::unix::fs::OpenOptionsExt, path::Path, process::ExitCode,
};

use sourdine_l10n::{self as l10n, Message};

use super::{error::CliError, progress_bar::progress_bar};
use crate::{
    config::{Config, EXAMPLE},
    vault::{SLOT_BYTES, SlotVault},
};

pub(super) fn run(path: &Path) -> Result<ExitCode, CliError> {
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

fn write_example(path: &Path) -> Result<(), CliError> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o640)
        .open(path)?;
    file.write_all(EXAMPLE.as_bytes())?;
    file.sync_all()?;
    Ok(())
}
