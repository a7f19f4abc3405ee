//! A seized disk, as numbers: whatever can be measured of a vault's files without its master key.

use std::{
    collections::{BTreeMap, HashSet},
    fs,
    os::unix::fs::MetadataExt,
    path::Path,
    time::SystemTime,
};

use anyhow::{Context, Result};
use sourdine_server::vault::SLOT_BYTES;

use crate::programs::external_tools::tree;

/// Measurements by name.
pub type Features = BTreeMap<String, f64>;

/// A slot's header, as docs/vault.md says.
const HEADER_BYTES: usize = 256;
/// What a file system reads at once, and in what the key table and the index are looked at.
const PAGE_BYTES: usize = 4_096;
/// Bytes that stand twice anywhere would show one key or nonce used twice.
const BLOCK_BYTES: usize = 16;

/// The files of a vault.
pub struct Image {
    files: Vec<(String, Vec<u8>)>,
    times: Features,
}

impl Image {
    /// Reads a vault's folder, seized now.
    pub fn seize(folder: &Path, now: SystemTime) -> Result<Self> {
        let now = now.duration_since(SystemTime::UNIX_EPOCH)?.as_secs_f64();
        let mut times = Features::new();
        for name in [
            "",
            "vault",
            "keys",
            "unlock",
            "index",
            "index/db",
            "index/conf",
        ] {
            let path = folder.join(name);
            let found = fs::metadata(&path).with_context(|| path.display().to_string())?;
            let born = found.created().ok();
            let born = born.and_then(|born| born.duration_since(SystemTime::UNIX_EPOCH).ok());
            let age = |seconds: i64, nanos: i64| now - seconds as f64 - nanos as f64 / 1e9;
            let modified = age(found.mtime(), found.mtime_nsec());
            let name = if name.is_empty() { "folder" } else { name };
            times.insert(format!("{name}: since modified"), modified);
            times.insert(
                format!("{name}: since changed"),
                age(found.ctime(), found.ctime_nsec()),
            );
            if let Some(born) = born {
                let lived = now - born.as_secs_f64() - modified;
                times.insert(format!("{name}: from made to modified"), lived);
            }
            times.insert(format!("{name}: blocks"), found.blocks() as f64);
            times.insert(format!("{name}: links"), found.nlink() as f64);
            times.insert(format!("{name}: mode"), f64::from(found.mode()));
        }
        Ok(Self {
            files: tree(folder)?,
            times,
        })
    }

    /// A file's bytes, to plant a leak in.
    pub fn file(&mut self, name: &str) -> Result<&mut Vec<u8>> {
        let found = self.files.iter_mut().find(|(path, _)| path == name);
        Ok(&mut found.context("a file of a vault")?.1)
    }

    /// One of the times, to plant a leak in.
    pub fn time(&mut self, name: &str) -> Result<&mut f64> {
        self.times.get_mut(name).context("a time of a vault")
    }

    /// Puts files back as they were.
    pub fn restore(&mut self, files: Vec<(String, Vec<u8>)>) {
        self.files = files;
    }

    /// All files, by name.
    #[must_use]
    pub fn files(&self) -> &[(String, Vec<u8>)] {
        &self.files
    }

    /// Everything that can be measured.
    #[must_use]
    pub fn features(&self) -> Features {
        let mut features = self.times.clone();
        features.insert("files".to_owned(), self.files.len() as f64);
        let names: usize = self.files.iter().map(|(name, _)| name.len()).sum();
        features.insert("length of names".to_owned(), names as f64);
        let all: usize = self.files.iter().map(|(_, bytes)| bytes.len()).sum();
        features.insert("bytes".to_owned(), all as f64);
        for (name, bytes) in &self.files {
            let what = match name.as_str() {
                "vault" => {
                    let slots = || bytes.chunks(SLOT_BYTES);
                    let heads = slots().map(|slot| slot.get(..HEADER_BYTES).unwrap_or(slot));
                    statistics(&mut features, "headers", heads);
                    statistics(&mut features, "slots", slots());
                    "vault"
                }
                "keys" => "keys",
                name if name.starts_with("index/snap") => "index/snap",
                name => name,
            };
            features.insert(format!("{what}: bytes"), bytes.len() as f64);
            statistics(&mut features, what, bytes.chunks(PAGE_BYTES));
            let mut seen = HashSet::new();
            let twice = bytes.chunks_exact(BLOCK_BYTES).filter(|b| !seen.insert(*b));
            features.insert(format!("{what}: blocks seen twice"), twice.count() as f64);
        }
        features
    }
}

/// How the parts of a file differ from random bytes: least, most, mean and spread of each measure
/// over them.
fn statistics<'a>(features: &mut Features, what: &str, parts: impl Iterator<Item = &'a [u8]>) {
    let measured: Vec<[(&str, f64); 5]> = parts.map(measures).collect();
    let Some(first) = measured.first() else {
        return;
    };
    for (at, (measure, _)) in first.iter().enumerate() {
        let values = || measured.iter().filter_map(|values| Some(values.get(at)?.1));
        let count = measured.len() as f64;
        let mean = values().sum::<f64>() / count;
        let spread = values().map(|v| (v - mean).powi(2)).sum::<f64>() / count;
        for (kind, value) in [
            ("least", values().fold(f64::INFINITY, f64::min)),
            ("most", values().fold(f64::NEG_INFINITY, f64::max)),
            ("mean", mean),
            ("spread", spread),
        ] {
            features.insert(format!("{what}: {kind} {measure}"), value);
        }
    }
}

fn measures(bytes: &[u8]) -> [(&'static str, f64); 5] {
    let mut counts = [0_u32; 256];
    let (mut ones, mut correlation, mut run, mut longest) = (0_u64, 0_f64, 0_u32, 0_u32);
    let mut before = None;
    for byte in bytes {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
        ones += u64::from(byte.count_ones());
        if let Some(before) = before {
            correlation += (f64::from(*byte) - 127.5) * (f64::from(before) - 127.5);
        }
        run = if before == Some(*byte) { run + 1 } else { 1 };
        longest = longest.max(run);
        before = Some(*byte);
    }
    let length = bytes.len() as f64;
    let expected = length / 256.0;
    let chi = counts
        .iter()
        .map(|count| (f64::from(*count) - expected).powi(2) / expected);
    [
        ("chi-square", chi.sum()),
        (
            "zeros",
            f64::from(counts.first().copied().unwrap_or(0)) / length,
        ),
        ("bits set", ones as f64 / length),
        ("correlation", correlation / length),
        ("longest run", f64::from(longest)),
    ]
}
