//! The search over everything that the host keeps.

use std::{cell::Cell, fs};

use anyhow::Result;
use sourdine_harness::{
    traces::canary::{Canaries, Hit, Search},
    traces::timestamps::{Matter, TimestampSearch, Timestamps},
};

use crate::host::{Host, everything};

pub(crate) const INDEX: &str = "sourdine/vault/index/";
/// All of these are ciphertext, or as good as.
const NOISE: [&str; 4] = [
    "sourdine/vault/vault",
    "sourdine/vault/keys",
    INDEX,
    "sourdine/master",
];
const JOURNAL_FORMATS: [&str; 4] = ["export", "short-full", "short-unix", "verbose"];

/// What is searched for.
pub(crate) struct Sweep {
    marks: Search,
    times: TimestampSearch,
    pub(crate) looked_at: Cell<usize>,
}

impl Sweep {
    pub(crate) fn new(marks: Canaries, times: Timestamps) -> Result<Self> {
        Ok(Self {
            marks: marks.search()?,
            times: times.search()?,
            looked_at: Cell::default(),
        })
    }

    /// No mark is in its memory.
    pub(crate) fn memory(&self, host: &Host) -> Vec<Hit> {
        self.marks.memory(host.server().pid()).unwrap()
    }

    /// Files, names, and the journal as it is shown.
    pub(crate) fn host(&self, host: &Host) -> Vec<Hit> {
        let mut hits: Vec<Hit> = host
            .dated_files()
            .into_iter()
            .map(|(path, what)| Hit {
                what,
                place: path.display().to_string(),
            })
            .collect();
        for path in everything(host.folder()) {
            let name = path.strip_prefix(host.folder()).unwrap().display();
            let name = name.to_string();
            let of_name = format!("the name {name}");
            hits.extend(self.bytes(name.as_bytes(), Matter::Clear, &of_name));
            if path.is_file() {
                let noise = NOISE.iter().any(|noise| name.starts_with(noise));
                let matter = if noise { Matter::Noise } else { Matter::Clear };
                hits.extend(self.bytes(&fs::read(&path).unwrap(), matter, &name));
            }
        }
        for format in JOURNAL_FORMATS {
            let shown = host.journal.read(format).unwrap();
            assert!(!shown.is_empty(), "{format}");
            let place = format!("journalctl -o {format}");
            hits.extend(self.bytes(&shown, Matter::Clear, &place));
        }
        hits
    }

    fn bytes(&self, bytes: &[u8], matter: Matter, place: &str) -> Vec<Hit> {
        self.looked_at.set(self.looked_at.get() + bytes.len());
        let mut hits = self.marks.said(bytes, place);
        hits.extend(self.times.told(bytes, matter, place));
        hits
    }
}
