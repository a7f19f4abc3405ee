//! A disk that keeps what was synced, and of the rest what a cut leaves.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    io::Write,
    path::Path,
    sync::Arc,
};

use anyhow::{Context, Result};

use super::{
    content::{Change, Content, What},
    cut::{Cut, Happening},
    names::{Names, Naming},
    recording::{Act, Moment, Recording},
};
use crate::seeded_rng::SeededRng;

const ROOT: usize = 0;
/// The length of a slot's header, which is written by itself where it is a head's (docs/vault.md).
const HEADER_BYTES: usize = 256;

/// Which syncs a disk does not keep: faults that are planted to see that they are found.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Forgets {
    /// None: a disk that does as it is told.
    Nothing,
    /// Those of folders.
    Folders,
    /// Those of a file before a slot's header: one that does not wait for its bodies.
    BeforeHeaders,
    /// Those of a file after a slot's header: an answer that does not wait for the header.
    AfterHeaders,
}

/// The disk at a moment of a recording.
pub struct Disk<'a> {
    recording: &'a Recording,
    forgets: Forgets,
    nodes: Vec<Node>,
    /// What programs see.
    live: BTreeMap<String, usize>,
    /// What a sync under way will have made durable when it ends.
    syncing: HashMap<usize, (usize, Vec<usize>)>,
}

#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}

enum Node {
    File(Content),
    Folder(Names),
}

impl<'a> Disk<'a> {
    /// The empty disk that a recording begins with.
    #[must_use]
    pub fn new(recording: &'a Recording, forgets: Forgets) -> Self {
        Self {
            recording,
            forgets,
            nodes: vec![Node::Folder(Names::default())],
            live: BTreeMap::from([(String::new(), ROOT)]),
            syncing: HashMap::new(),
        }
    }

    /// A disk that holds, durably, what is in a folder.
    pub fn holding(recording: &'a Recording, forgets: Forgets, folder: &Path) -> Result<Self> {
        let mut disk = Self::new(recording, forgets);
        disk.load("", ROOT, folder)?;
        Ok(disk)
    }

    fn load(&mut self, path: &str, folder: usize, from: &Path) -> Result<()> {
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            let name = entry
                .file_name()
                .into_string()
                .ok()
                .context("a plain name")?;
            let path = if path.is_empty() {
                name.clone()
            } else {
                format!("{path}/{name}")
            };
            let number = self.nodes.len();
            let is_folder = entry.file_type()?.is_dir();
            self.nodes.push(if is_folder {
                Node::Folder(Names::default())
            } else {
                Node::File(Content {
                    durable: fs::read(entry.path())?,
                    pending: Vec::new(),
                })
            });
            self.live.insert(path.clone(), number);
            if let Some(Node::Folder(names)) = self.nodes.get_mut(folder) {
                names.durable.insert(name, number);
            }
            if is_folder {
                self.load(&path, number, &entry.path())?;
            }
        }
        Ok(())
    }

    /// Goes on by one moment. Tells whether another cut is possible now than before.
    pub fn advance(&mut self, moment: Moment) -> Result<bool> {
        match moment {
            Moment::Begun(number) => self.begin(number),
            Moment::Ended(number) => self.end(number),
        }
    }

    fn begin(&mut self, number: usize) -> Result<bool> {
        let call = self.recording.calls.get(number).context("a call")?;
        if !call.done {
            return Ok(false);
        }
        match &call.act {
            Act::Write {
                path,
                offset,
                bytes,
            } => {
                let what = What::Bytes(*offset, Arc::clone(bytes));
                self.change(number, path, what)?;
                Ok(true)
            }
            Act::Sync(path) => {
                let node = *self.live.get(path).with_context(|| path.clone())?;
                let covered = match self.nodes.get(node).context("a node")? {
                    Node::File(content) => {
                        let ended = content.pending.iter().filter(|change| change.ended);
                        ended.map(|change| change.call).collect()
                    }
                    Node::Folder(names) => names.pending.iter().map(|(call, _)| *call).collect(),
                };
                self.syncing.insert(number, (node, covered));
                Ok(false)
            }
            Act::Make { .. }
            | Act::MakeFolder(_)
            | Act::SetLength(..)
            | Act::Reserve(..)
            | Act::Rename(..)
            | Act::Remove(_)
            | Act::Told(_) => Ok(false),
        }
    }

    fn end(&mut self, number: usize) -> Result<bool> {
        let call = self.recording.calls.get(number).context("a call")?;
        if !call.done {
            return Ok(false);
        }
        match &call.act {
            Act::Make { path, empties } => {
                if self.live.contains_key(path) {
                    if *empties {
                        self.change(number, path, What::Length(0))?;
                    }
                    return Ok(*empties);
                }
                self.make(number, path, Node::File(Content::default()))?;
            }
            Act::MakeFolder(path) => {
                self.make(number, path, Node::Folder(Names::default()))?;
            }
            Act::Write { path, .. } => {
                // Only now can a sync cover it.
                let node = self.live.get(path).copied();
                if let Some(Node::File(content)) = node.and_then(|node| self.nodes.get_mut(node)) {
                    let mut pending = content.pending.iter_mut();
                    if let Some(change) = pending.find(|change| change.call == number) {
                        change.ended = true;
                    }
                }
                return Ok(false);
            }
            Act::SetLength(path, length) => self.change(number, path, What::Length(*length))?,
            Act::Reserve(path, length) => self.change(number, path, What::AtLeast(*length))?,
            Act::Sync(_) => return self.synced(number),
            Act::Rename(from, to) => {
                let node = self.live.remove(from).with_context(|| from.clone())?;
                self.live.insert(to.clone(), node);
                let (folder, from) = split(from);
                let (same, to) = split(to);
                anyhow::ensure!(folder == same, "only within a folder");
                let naming = Naming::Move(from.to_owned(), to.to_owned(), node);
                self.name(number, folder, naming)?;
            }
            Act::Remove(path) => {
                self.live.remove(path).with_context(|| path.clone())?;
                let (folder, name) = split(path);
                self.name(number, folder, Naming::Unset(name.to_owned()))?;
            }
            Act::Told(_) => return Ok(false),
        }
        Ok(true)
    }

    fn make(&mut self, call: usize, path: &str, node: Node) -> Result<()> {
        let number = self.nodes.len();
        self.nodes.push(node);
        self.live.insert(path.to_owned(), number);
        let (folder, name) = split(path);
        self.name(call, folder, Naming::Set(name.to_owned(), number))
    }

    fn name(&mut self, call: usize, folder: &str, naming: Naming) -> Result<()> {
        let folder = *self.live.get(folder).with_context(|| folder.to_owned())?;
        match self.nodes.get_mut(folder) {
            Some(Node::Folder(names)) => names.pending.push((call, naming)),
            _ => anyhow::bail!("no folder"),
        }
        Ok(())
    }

    fn change(&mut self, call: usize, path: &str, what: What) -> Result<()> {
        let node = *self.live.get(path).with_context(|| path.to_owned())?;
        let ended = !matches!(what, What::Bytes(..));
        match self.nodes.get_mut(node) {
            Some(Node::File(content)) => content.pending.push(Change { call, ended, what }),
            _ => anyhow::bail!("{path} is no file"),
        }
        Ok(())
    }

    fn synced(&mut self, number: usize) -> Result<bool> {
        let (node, covered) = self.syncing.remove(&number).context("a sync's beginning")?;
        let folder = matches!(self.nodes.get(node), Some(Node::Folder(_)));
        let forgotten = match self.forgets {
            Forgets::Nothing => false,
            Forgets::Folders => folder,
            Forgets::BeforeHeaders => !folder && self.is_header(number, Side::After),
            Forgets::AfterHeaders => !folder && self.is_header(number, Side::Before),
        };
        if forgotten {
            return Ok(false);
        }
        match self.nodes.get_mut(node).context("a node")? {
            Node::File(content) => content.keep(&covered),
            Node::Folder(names) => names.keep(&covered),
        }
        Ok(true)
    }

    /// Whether the write to the same file that stands next to a sync is a header.
    fn is_header(&self, sync: usize, side: Side) -> bool {
        let calls = &self.recording.calls;
        let Some(Act::Sync(file)) = calls.get(sync).map(|call| &call.act) else {
            return false;
        };
        let length = |act: &Act| {
            if let Act::Write { path, bytes, .. } = act {
                (path == file).then_some(bytes.len())
            } else {
                None
            }
        };
        let (before, after) = calls.split_at(sync);
        let found = match side {
            Side::Before => before.iter().rev().find_map(|call| length(&call.act)),
            Side::After => after.iter().find_map(|call| length(&call.act)),
        };
        found.is_some_and(|length| length == HEADER_BYTES)
    }

    /// Puts into an empty folder what a cut at this moment leaves.
    pub fn cut(&self, cut: Cut, rng: &mut SeededRng, into: &Path) -> Result<()> {
        self.leave(ROOT, &mut Happening::new(cut, rng), into)
    }

    fn leave(&self, node: usize, cut: &mut Happening<'_>, path: &Path) -> Result<()> {
        match self.nodes.get(node).context("a node")? {
            Node::File(content) => {
                let mut file = fs::OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .open(path)?;
                file.write_all(&content.left(cut))?;
            }
            Node::Folder(names) => {
                if node != ROOT {
                    fs::create_dir(path)?;
                }
                for (name, node) in names.left(cut) {
                    self.leave(node, cut, &path.join(name))?;
                }
            }
        }
        Ok(())
    }
}

/// Folder and name.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

#[cfg(test)]
#[path = "disk_tests.rs"]
mod tests;
