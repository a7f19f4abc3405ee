//! Puts the manifest of the release that this command line belongs to into it, where
//! `SOURDINE_MANIFEST` names one (as `deploy/release` does): what `sourdine audit` compares with
//! when it is given nothing else.

#![expect(
    clippy::disallowed_methods,
    reason = "Cargo gives a build script its folders and settings in the environment"
)]

use std::{env, fs, path::PathBuf};

use anyhow::{Context, Result};

const SETTING: &str = "SOURDINE_MANIFEST";
const MANIFEST: &str = "manifest.json";

fn main() -> Result<()> {
    println!("cargo::rerun-if-env-changed={SETTING}");
    println!("cargo::rerun-if-changed=build.rs");
    let manifest = match env::var_os(SETTING).map(PathBuf::from) {
        Some(path) => {
            println!("cargo::rerun-if-changed={}", path.display());
            fs::read(&path).with_context(|| format!("{SETTING} names {}", path.display()))?
        }
        None => Vec::new(),
    };
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join(MANIFEST), manifest)?;
    Ok(())
}
