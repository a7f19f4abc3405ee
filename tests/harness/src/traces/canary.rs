//! Planted secrets, and the search for them in a process's memory, its open files, and what it left
//! on the disk.

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::{ErrorKind, Read},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    time::SystemTime,
};

use aho_corasick::{AhoCorasick, MatchKind};
use anyhow::{Context, Result};
use sourdine_protocol::codename::Codename;

/// How much is read at once.
const CHUNK_BYTES: usize = 4 * 1024 * 1024;
/// What was written to a shared temporary folder is looked at so far, so that other tests' vaults
/// do not take for ever.
const SHARED_MAX_BYTES: u64 = 64 * 1024 * 1024;
/// Where a program may leave a file without being told to.
const SHARED: [&str; 3] = ["/tmp", "/var/tmp", "/dev/shm"];

/// What must not be found, in all forms in which it could be.
#[derive(Default)]
pub struct Canaries {
    names: Vec<String>,
    patterns: Vec<Vec<u8>>,
}

/// Canaries ready to be searched for.
pub struct Search {
    names: Vec<String>,
    automaton: AhoCorasick,
    longest: usize,
}

/// Where something was found.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Hit {
    /// Which canary, in which form.
    pub what: String,
    /// In which file or part of memory.
    pub place: String,
}

impl Canaries {
    /// A text: as UTF-8, as UTF-16, as a form and as an address would carry it, in JSON, in base64.
    #[must_use]
    pub fn text(mut self, name: &str, text: &str) -> Self {
        self.add(name, "utf-8", text.as_bytes().to_vec());
        let wide: Vec<u16> = text.encode_utf16().collect();
        let little = wide.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        self.add(name, "utf-16le", little);
        let big = wide.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        self.add(name, "utf-16be", big);
        for (form, space) in [("percent", "%20"), ("plus", "+")] {
            self.add(name, form, percent(text, space).into_bytes());
            let lower = percent(text, space).to_lowercase();
            self.add(name, &format!("{form}, lower case"), lower.into_bytes());
        }
        self.add(name, "plus, else raw", text.replace(' ', "+").into_bytes());
        let mut json = String::new();
        for unit in &wide {
            match u8::try_from(*unit).ok().filter(u8::is_ascii) {
                Some(byte) => json.push(char::from(byte)),
                None => drop(write!(json, "\\u{unit:04x}")),
            }
        }
        self.add(name, "json", json.into_bytes());
        self.base64(name, text.as_bytes());
        self
    }

    /// Bytes: as they are, in hexadecimal, in base64.
    #[must_use]
    pub fn bytes(mut self, name: &str, bytes: &[u8]) -> Self {
        self.add(name, "raw", bytes.to_vec());
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        self.add(name, "HEX", hex.to_uppercase().into_bytes());
        self.base64(name, hex.as_bytes());
        self.add(name, "hex", hex.into_bytes());
        self.base64(name, bytes);
        self
    }

    /// A codename: its words with any space between them, its entropy, and what only its owner
    /// derives from it.
    pub fn codename(self, words: &str) -> Result<Self> {
        let codename = Codename::parse(words)?;
        let mnemonic = bip39::Mnemonic::parse_in(bip39::Language::French, words);
        let mnemonic = mnemonic.ok().context("a French codename")?;
        let tag = codename.reply_tag(0);
        Ok(self
            .text("codename", words)
            .bytes("entropy", &mnemonic.to_entropy())
            .bytes("follow-up key", &codename.follow_up_key().to_bytes())
            .bytes("reply tag", tag.expose()))
    }

    /// A receipt: what its text stands for.
    pub fn receipt(self, text: &str) -> Result<Self> {
        let number = u128::from_str_radix(text, 16)?;
        Ok(self.bytes("receipt", &number.to_be_bytes()))
    }

    /// Base64 of what stands in the middle of something else: whole groups only, for each of three
    /// beginnings.
    fn base64(&mut self, name: &str, bytes: &[u8]) {
        use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD, Engine};
        for skip in 0..3 {
            let rest = bytes.get(skip..).unwrap_or_default();
            let whole = rest.get(..rest.len() / 3 * 3).unwrap_or_default();
            let form = format!("base64 from {skip}");
            self.add(name, &form, BASE64_STANDARD_NO_PAD.encode(whole).into());
            self.add(name, &form, BASE64_URL_SAFE_NO_PAD.encode(whole).into());
        }
    }

    fn add(&mut self, name: &str, form: &str, pattern: Vec<u8>) {
        if !self.patterns.contains(&pattern) {
            self.names.push(format!("{name} ({form})"));
            self.patterns.push(pattern);
        }
    }

    /// Makes them ready.
    pub fn search(self) -> Result<Search> {
        let longest = self.patterns.iter().map(Vec::len).max().unwrap_or(0);
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&self.patterns)?;
        Ok(Search {
            names: self.names,
            automaton,
            longest,
        })
    }
}

impl Search {
    /// Everything that a process can read of its own memory.
    pub fn memory(&self, pid: u32) -> Result<Vec<Hit>> {
        let maps = fs::read_to_string(format!("/proc/{pid}/maps"))?;
        let memory = File::open(format!("/proc/{pid}/mem"))
            .with_context(|| format!("the memory of {pid} is root's to read: run as root"))?;
        let mut hits = Vec::new();
        let mut read_bytes = 0;
        for line in maps.lines() {
            let (range, rest) = line.split_once(' ').context("a map")?;
            let (from, to) = range.split_once('-').context("a range")?;
            let (from, to) = (u64::from_str_radix(from, 16)?, u64::from_str_radix(to, 16)?);
            let unreadable = ["[vvar", "[vsyscall]"];
            if !rest.starts_with('r') || unreadable.iter().any(|name| line.contains(name)) {
                continue;
            }
            let place = format!("memory {line}");
            read_bytes += self.stretch(&memory, from, to, &place, &mut hits)?;
        }
        anyhow::ensure!(read_bytes > 0, "no memory could be read");
        hits.sort();
        hits.dedup();
        Ok(hits)
    }

    /// Every file that a process holds open, also where its name is gone.
    pub fn open_files(&self, pid: u32) -> Result<Vec<Hit>> {
        let mut hits = Vec::new();
        for entry in fs::read_dir(format!("/proc/{pid}/fd"))? {
            let entry = entry?.path();
            let Ok(target) = fs::read_link(&entry) else {
                continue; // closed since the folder was read
            };
            let Ok(true) = fs::metadata(&entry).map(|found| found.is_file()) else {
                continue;
            };
            self.file(
                &entry,
                u64::MAX,
                &format!("open {}", target.display()),
                &mut hits,
            )?;
        }
        Ok(hits)
    }

    /// Every file below a folder.
    pub fn folder(&self, folder: &Path) -> Result<Vec<Hit>> {
        let mut hits = Vec::new();
        self.walk(folder, SystemTime::UNIX_EPOCH, u64::MAX, &mut hits)?;
        Ok(hits)
    }

    /// What was written since then where programs leave their temporary files.
    pub fn shared(&self, since: SystemTime) -> Result<Vec<Hit>> {
        let mut hits = Vec::new();
        for folder in SHARED {
            self.walk(Path::new(folder), since, SHARED_MAX_BYTES, &mut hits)?;
        }
        Ok(hits)
    }

    fn walk(&self, root: &Path, since: SystemTime, max: u64, hits: &mut Vec<Hit>) -> Result<()> {
        let mut folders = vec![PathBuf::from(root)];
        while let Some(folder) = folders.pop() {
            // Others' files come and go while this looks.
            let Ok(entries) = fs::read_dir(&folder) else {
                continue;
            };
            for entry in entries.flatten() {
                let Ok(found) = entry.metadata() else {
                    continue;
                };
                let path = entry.path();
                if found.is_dir() {
                    folders.push(path);
                } else if found.is_file() && found.modified()? >= since {
                    self.file(&path, max, &path.display().to_string(), hits)?;
                    self.bytes(path.as_os_str().as_encoded_bytes(), "a file's name", hits);
                }
            }
        }
        Ok(())
    }

    fn file(&self, path: &Path, max: u64, place: &str, hits: &mut Vec<Hit>) -> Result<()> {
        match File::open(path) {
            Ok(file) => {
                let length = file.metadata()?.len().min(max);
                self.stretch(&file, 0, length, place, hits)?;
                Ok(())
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads from one place to another, and tells how much could be read.
    fn stretch(
        &self,
        file: &File,
        mut from: u64,
        to: u64,
        place: &str,
        hits: &mut Vec<Hit>,
    ) -> Result<u64> {
        let mut chunk = vec![0; CHUNK_BYTES];
        let mut all = 0;
        while from < to {
            let wanted = usize::try_from(to - from)?.min(CHUNK_BYTES);
            let part = chunk.get_mut(..wanted).unwrap_or_default();
            // A map may be gone since it was listed, a file shorter.
            let Ok(read @ 1..) = file.read_at(part, from) else {
                break;
            };
            self.bytes(part.get(..read).unwrap_or_default(), place, hits);
            all += read as u64;
            // What stands across two chunks is seen with the second.
            let overlap = if read == CHUNK_BYTES { self.longest } else { 0 };
            from += (read - overlap) as u64;
        }
        Ok(all)
    }

    fn bytes(&self, bytes: &[u8], place: &str, hits: &mut Vec<Hit>) {
        for found in self.automaton.find_overlapping_iter(bytes) {
            let what = self.names.get(found.pattern().as_usize());
            let hit = Hit {
                what: what.cloned().unwrap_or_default(),
                place: place.to_owned(),
            };
            if !hits.contains(&hit) {
                hits.push(hit);
            }
        }
    }

    /// In bytes that a program said.
    #[must_use]
    pub fn said(&self, said: &[u8], place: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.bytes(said, place, &mut hits);
        hits
    }
}

/// As addresses and forms carry a text.
fn percent(text: &str, space: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => encoded.push_str(space),
            byte if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) => {
                encoded.push(char::from(byte));
            }
            byte => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    encoded
}

/// Reads all that there is.
pub fn all(mut from: impl Read) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.read_to_end(&mut bytes)?;
    Ok(bytes)
}
