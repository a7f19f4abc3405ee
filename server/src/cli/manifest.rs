//! `manifest`: writes down what this release answers to sources, for audits.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use super::error::CliError;
use crate::doors::sources::{manifest, pages::PageError};

pub(super) fn run() -> Result<ExitCode, CliError> {
    let json = manifest::manifest()?.to_json().map_err(PageError::from)?;
    io::stdout().write_all(&json)?;
    Ok(ExitCode::SUCCESS)
}
