//! Writes where each fuzzing target begins to a folder: `cargo run -p sourdine-harness --example
//! fuzz-seeds -- FOLDER`.

use std::{env, fs, path::Path};

use anyhow::{Context, Result};
use sourdine_harness::{fuzz::TARGETS, programs::external_tools};

fn main() -> Result<()> {
    let folder = env::args_os().nth(1).context("name a folder")?;
    for target in TARGETS {
        let folder = Path::new(&folder).join(target.name);
        fs::create_dir_all(&folder)?;
        for (number, seed) in (target.seeds)().iter().enumerate() {
            external_tools::write(&folder.join(format!("seed-{number}")), seed)?;
        }
    }
    Ok(())
}
