//! What a source brings: a message and files, some of them awkward; and whether it arrived.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::{
    browser::{Browser, Story, make_file},
    people::desk::{Desk, Opened},
    programs::external_tools,
};

/// What is typed: accents, quotes, other scripts, mark-up, and line ends.
pub const MESSAGE: &str =
    "Où ? À l'hôtel de ville.\nWho: “the mayor’s office” <b>&amp;</b> 監視\n\nend ";
const MEGABYTE: usize = 1_000_000;

/// What is sent, as it lies on the source's disk.
pub struct Submission {
    /// Where the files are.
    pub paths: Vec<PathBuf>,
    files: Vec<(String, Vec<u8>)>,
    _folder: tempfile::TempDir,
}

impl Submission {
    /// Files of these sizes, in bytes.
    pub fn pack(files: &[(&str, usize)]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut submission = Self {
            paths: Vec::new(),
            files: Vec::new(),
            _folder: folder,
        };
        for (seed, (name, bytes)) in (1..).zip(files) {
            let path = submission._folder.path().join(name);
            let bytes = make_file(&path, *bytes, seed)?;
            submission.paths.push(path);
            submission.files.push(((*name).to_owned(), bytes));
        }
        Ok(submission)
    }

    /// So many megabytes, in several files, some of them awkward.
    pub fn of_megabytes(megabytes: usize) -> Result<Self> {
        let large = (megabytes * MEGABYTE - 300_001) / 3;
        Self::pack(&[
            ("Délibération n° 12.pdf", large),
            ("empty.bin", 0),
            ("-début de l'enquête.jpg", 300_000),
            ("scan", large),
            ("one byte.txt", 1),
            ("video (copie).mp4", large),
        ])
    }

    /// A message alone.
    pub fn none() -> Result<Self> {
        Self::pack(&[])
    }

    /// A story in which this is sent, with [`MESSAGE`].
    #[must_use]
    pub fn story<'a>(&self, story: &'a str, browser: Browser, origin: String) -> Story<'a> {
        Story {
            message: MESSAGE,
            files: self.paths.clone(),
            ..Story::new(story, browser, origin)
        }
    }

    /// What was opened is what was sent.
    pub fn check(&self, opened: &Opened) -> Result<()> {
        let message = opened.message.as_deref();
        ensure!(message == Some(MESSAGE), "{message:?}");
        let names = opened.files.iter().map(|(name, _)| name.as_str());
        let names: Vec<&str> = names.collect();
        let expected: Vec<&str> = self.files.iter().map(|(name, _)| mended(name)).collect();
        ensure!(names == expected, "{names:?}");
        for ((name, sent), (_, found)) in self.files.iter().zip(&opened.files) {
            ensure!(sent == found, "{name} differs");
        }
        Ok(())
    }

    /// What the command line opened into a folder is what was sent, byte for byte.
    pub fn check_folder(&self, folder: &Path) -> Result<()> {
        let mut expected = vec![("message.txt".to_owned(), MESSAGE.as_bytes().to_vec())];
        for (name, bytes) in &self.files {
            expected.push((format!("files/{}", mended(name)), bytes.clone()));
        }
        expected.sort();
        let found = external_tools::tree(folder)?;
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        ensure!(found == expected, "something differs: {names:?}");
        Ok(())
    }

    /// Programs that are not ours open it, and find what was sent.
    pub fn check_with_others(&self, age_file: &[u8], desk: &Desk) -> Result<()> {
        let plain = external_tools::age_open(age_file, &desk.secret()?)?;
        let folder = tempfile::tempdir()?;
        let zip = folder.path().join("envelope.zip");
        external_tools::write(&zip, &plain)?;
        let (by_unzip, by_python) = (folder.path().join("unzip"), folder.path().join("python"));
        external_tools::unzip(&zip, &by_unzip)?;
        external_tools::python_unzip(&zip, &by_python)?;
        let mut expected: Vec<(String, &[u8])> = self
            .files
            .iter()
            .map(|(name, bytes)| (format!("files/{}", mended(name)), bytes.as_slice()))
            .collect();
        expected.push(("message.txt".to_owned(), MESSAGE.as_bytes()));
        expected.sort();
        for unpacked in [by_unzip, by_python] {
            let tree = external_tools::tree(&unpacked)?;
            let found = tree
                .iter()
                .filter(|(name, _)| name != "envelope.json" && name != "padding")
                .map(|(name, bytes)| (name.clone(), bytes.as_slice()));
            ensure!(found.eq(expected.iter().cloned()), "{unpacked:?} differs");
        }
        Ok(())
    }
}

/// No name begins with a dash (docs/protocol.md 1.4).
fn mended(name: &str) -> &str {
    name.trim_start_matches('-')
}
