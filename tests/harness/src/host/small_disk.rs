//! A file system of its own, small enough to be filled.

use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, ensure};

/// Mounted in memory over a folder, gone with its owner.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None` for whoever may not mount.
    #[must_use]
    pub fn mount(folder: &Path, bytes: u64) -> Option<Self> {
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={bytes}"), "tmpfs"])
            .arg(folder)
            .output();
        let mounted = mounted.ok()?.status.success();
        mounted.then(|| Self(folder.to_path_buf()))
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// Makes it larger or smaller.
    pub fn resize(&self, bytes: u64) -> Result<()> {
        let remounted = Command::new("mount")
            .args(["-o", &format!("remount,size={bytes}")])
            .arg(&self.0)
            .status()?;
        ensure!(remounted.success(), "it cannot have {bytes} bytes");
        Ok(())
    }

    /// Fills it to its last byte with a file.
    pub fn fill(&self) -> Result<PathBuf> {
        let filler = self.0.join("filler");
        let mut file = File::create_new(&filler)?;
        for step in [65_536, 4_096, 1] {
            while file.write_all(&vec![0; step]).is_ok() {}
        }
        Ok(filler)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // A process that is being killed may still hold it: it goes when that is gone.
        drop(Command::new("umount").arg("--lazy").arg(&self.0).status());
    }
}
