//! `repair`: builds the index anew from the slots.

use std::{path::Path, process::ExitCode};

use sourdine_l10n::{self as l10n, Message};

use super::error::CliError;
use crate::{config::Config, vault::SlotVault};

pub(super) fn run(path: &Path) -> Result<ExitCode, CliError> {
    SlotVault::repair(&Config::read(path)?.vault)?;
    l10n::print(&Message::new("repaired"))?;
    Ok(ExitCode::SUCCESS)
}
