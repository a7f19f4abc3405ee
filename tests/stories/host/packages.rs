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
const PROGRAMS_FOLDER: &str = "programs";

pub(crate) struct Packages(TempDir);

impl Packages {
    pub(crate) fn make() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let programs = folder.path().join(PROGRAMS_FOLDER);
        fs::create_dir(&programs)?;
        // Copies: another test may have a program built anew before the packages are made again.
        for name in PROGRAMS {
            fs::copy(program(name)?, programs.join(name))?;
        }
        Self::make_by(folder, &programs, "umask 022", &[])
    }

    /// Makes them by other habits, and compares every byte.
    pub(crate) fn are_made_again_the_same(&self) -> Result<()> {
        let elsewhere = tempfile::tempdir()?;
        let deep = elsewhere.path().join("and/deeper");
        fs::create_dir_all(&deep)?;
        let deep = deep.to_str().context("a path")?;
        let again = Self::make_by(
            tempfile::tempdir()?,
            &self.0.path().join(PROGRAMS_FOLDER),
            "umask 027",
            &[
                ("TZ", "Pacific/Auckland"),
                ("LC_ALL", "C"),
                ("TMPDIR", deep),
            ],
        )?;
        for (one, other) in self.files()?.iter().zip(again.files()?) {
            ensure!(one.file_name() == other.file_name(), "{one:?} {other:?}");
            ensure!(fs::read(one)? == fs::read(&other)?, "{one:?} differs");
        }
        Ok(())
    }

    fn make_by(
        folder: TempDir,
        programs: &Path,
        habit: &str,
        variables: &[(&str, &str)],
    ) -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let script = root.join("../deploy/packages");
        let mut made = Command::new("sh");
        made.args(["-c", &format!("{habit} && exec \"$@\""), "sh"])
            .arg(script)
            .arg("--programs")
            .arg(programs)
            .arg(folder.path())
            // These are installed once: time counts, and their size does not.
            .env("DPKG_DEB_COMPRESSOR_LEVEL", "1")
            .envs(variables.iter().copied());
        ensure!(made.status()?.success(), "there are no packages");
        Ok(Self(folder))
    }

    pub(crate) fn files(&self) -> Result<Vec<PathBuf>> {
        let entries = fs::read_dir(self.0.path())?;
        let mut files: Vec<PathBuf> = entries
            .map(|entry| Ok(entry?.path()))
            .collect::<Result<_>>()?;
        files.retain(|path| path.extension().is_some_and(|ending| ending == "deb"));
        files.sort();
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
