//! The two packages, of the programs that these tests run.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use sourdine_harness::programs::program;
use tempfile::TempDir;

const PROGRAMS: [&str; 3] = ["sourdine", "sourdine-decoder", "sourdine-server"];

pub(crate) struct Packages(TempDir);

impl Packages {
    pub(crate) fn make() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let programs = folder.path().join("programs");
        fs::create_dir(&programs)?;
        for name in PROGRAMS {
            std::os::unix::fs::symlink(program(name)?, programs.join(name))?;
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let script = root.join("../deploy/packages");
        let mut made = Command::new(script);
        // These are installed once: time counts, and their size does not.
        made.env("DPKG_DEB_COMPRESSOR_LEVEL", "1");
        made.arg("--programs").arg(programs).arg(folder.path());
        ensure!(made.status()?.success(), "there are no packages");
        Ok(Self(folder))
    }

    pub(crate) fn files(&self) -> Result<Vec<PathBuf>> {
        let entries = fs::read_dir(self.0.path())?;
        let mut files: Vec<PathBuf> = entries
            .map(|entry| Ok(entry?.path()))
            .collect::<Result<_>>()?;
        files.retain(|path| path.extension().is_some_and(|ending| ending == "deb"));
        ensure!(files.len() == 2, "two packages: {files:?}");
        Ok(files)
    }

    /// Debian's own look at packages. A warning fails as an error does.
    pub(crate) fn lintian(&self) -> Result<()> {
        let looked = Command::new("lintian")
            .args(["--fail-on", "error,warning", "--allow-root"])
            .args(self.files()?)
            .output()
            .context("lintian is missing: deploy/prerequisites tests")?;
        let said = String::from_utf8_lossy(&looked.stdout);
        let errors = String::from_utf8_lossy(&looked.stderr);
        ensure!(looked.status.success(), "{said}{errors}");
        Ok(())
    }
}
