//! Reads a case: what the folder has of it, and what this machine remembers.

use std::{collections::BTreeSet, fs, path::PathBuf};

use sourdine_protocol::envelope::hybrid::{HybridIdentity, HybridRecipient};

use super::{
    error::CasesError, folder::Cases, keys::CaseKeys, keys::KeysError, memory::Memory, segment,
};
use crate::desk::{
    FileError,
    case::{
        Case, CaseError,
        event::{CaseId, Event, EventId},
        journal::{Journal, RecordKey, Records},
        machine::JournalPublicKey,
    },
    roster::TrustedRoster,
};

/// Who reads the cases.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub identity: &'a HybridIdentity,
    pub roster: &'a TrustedRoster,
    /// The journal key of this machine, if it has one.
    pub key: Option<JournalPublicKey>,
}

/// A case as the folder has it, and what is odd about it.
#[derive(Debug)]
pub struct StoredCase {
    pub case: Case,
    /// Files of the case that do not open, or hold no part of it.
    pub left_aside: Vec<PathBuf>,
    /// How many events this machine remembers and the folder does not have any more.
    pub lost: usize,
    /// Whether the folder has events of this machine that the machine does not remember: its own
    /// files were restored from a copy.
    pub is_behind: bool,
    /// Whether another machine signed something that is new to this one.
    pub has_news: bool,
    /// Where that lies which this machine remembered and could not read any more.
    pub forgotten: Option<PathBuf>,
}

impl StoredCase {
    /// Refuses a case of which events are missing: a signature may have been taken back in them.
    pub fn require_whole(&self) -> Result<(), CaseError> {
        match (self.case.missing(), &self.forgotten) {
            (0, None) => Ok(()),
            (0, Some(path)) => Err(CaseError::Forgotten(path.clone())),
            (count, _) => Err(CaseError::Missing(count)),
        }
    }
}

/// The keys of a case, and where they were found.
#[derive(Default)]
struct LoadedKeys {
    keys: CaseKeys,
    files: Vec<PathBuf>,
    left_aside: Vec<PathBuf>,
    /// Whether the case's own file holds all of them.
    is_whole: bool,
}

/// A case with all that writing needs.
pub(super) struct Loaded {
    pub stored: StoredCase,
    /// The case as the newest roster leaves it, where this machine has still to take that one.
    pub under_newer: Option<Case>,
    pub journal: Journal,
    pub keys: CaseKeys,
    pub memory: Memory,
    /// The events that are in the folder, as their machines signed them.
    pub there: BTreeSet<EventId>,
    /// The files of keys that were read.
    pub key_files: Vec<PathBuf>,
    /// Whether the case's own file of keys holds all of them.
    pub keys_are_whole: bool,
}

impl Loaded {
    /// Remembers what counts, and gives whether any of it is new. A machine that is behind does not
    /// remember its own: it says so until it writes, under another key.
    pub(super) fn learn(&mut self, own: Option<JournalPublicKey>) -> bool {
        let case = self.lasting();
        let mut journal = self.journal.counting(case, self.memory.journal());
        if self.stored.is_behind {
            let known = self.memory.keys_of_records();
            journal.retain(|key| known.contains(key) || case.machine_of(&key.0) != own);
        }
        let keys = self.named_keys();
        let in_time = case.in_time().clone();
        self.memory.learn(journal, &keys, &in_time)
    }

    /// The case as it stays once this machine takes the newest roster.
    fn lasting(&self) -> &Case {
        self.under_newer.as_ref().unwrap_or(&self.stored.case)
    }

    /// These events, with the certificates of the machines that signed in the case.
    pub(super) fn part(&self, ids: &BTreeSet<EventId>) -> Records {
        let case = &self.stored.case;
        let is_wanted = |key: &RecordKey| ids.contains(&key.0) && case.is_true(&key.0, &key.1);
        let mut keys = self.journal.keys();
        keys.retain(is_wanted);
        self.journal.part(&keys, case.certificates())
    }

    /// The keys that events of the case name, the first of each editor and roster before the
    /// others: an editor can make a great many. Keys that none names may be a stranger's, who would
    /// read what is sealed to them.
    pub(super) fn named_keys(&self) -> CaseKeys {
        let events = self.lasting().in_order().iter();
        let mut known = BTreeSet::new();
        let (first, more): (Vec<&Event>, Vec<&Event>) = events
            .filter(|event| event.rekeyed().is_some())
            .partition(|event| {
                let roster = event.rekeyed().map(|made| made.roster.roster.as_str());
                known.insert((event.editor.as_str(), roster))
            });
        let named = first.into_iter().chain(more);
        let named: Vec<&HybridRecipient> = named
            .filter_map(|event| Some(&event.rekeyed()?.recipient))
            .collect();
        self.keys.only(&named)
    }
}

impl Cases {
    /// Reads a case, and remembers what is new in it. A file that does not open or hold a part of
    /// the case is left aside and named: a file dropped there cannot lock a case.
    pub fn read(&self, id: &CaseId, reader: &Reader<'_>) -> Result<StoredCase, CasesError> {
        let _lock = self.lock_memory()?;
        let mut loaded = self.load(id, reader)?;
        if loaded.learn(reader.key) {
            loaded
                .memory
                .write(&self.memory_file(id), reader.identity, &self.verified)?;
        }
        Ok(loaded.stored)
    }

    pub(super) fn load(&self, id: &CaseId, reader: &Reader<'_>) -> Result<Loaded, CasesError> {
        let memory = self.read_memory(id, reader)?;
        let key_files = self.key_files(id)?;
        // The desk's own journal is empty until something is written in it.
        if key_files.is_empty() && memory.is_empty() && !id.is_desk() {
            return Err(CasesError::NoSuchCase(id.to_string()));
        }
        let read = self.load_keys(id, key_files, &memory, reader)?;
        let (keys, mut left_aside) = (read.keys, read.left_aside);
        let mut journal = Journal::default();
        let identities = keys.identities();
        for path in self.random_files(id)? {
            match segment::read(&path, &identities) {
                Ok(Some(records)) => drop(journal.union(records)),
                Ok(None) => {}
                Err(_) => left_aside.push(path),
            }
        }
        let there = journal.keys();
        journal.join(memory.journal());
        let remembered = memory.keys_of_records();
        let newer = self.newer_roster(reader.roster)?;
        let case = journal.read_again(id, reader.roster, newer.as_ref(), &self.verified);
        self.note_newer_roster(newer.as_ref(), &case)?;
        let under_newer = case
            .newer_roster()
            .map(|newer| journal.read_under_newer(id, reader.roster, newer, &self.verified));
        let is_behind = reader.key.is_some_and(|key| {
            let mut tips = case.chains.get(&key).into_iter().flatten();
            tips.any(|tip| !remembered.iter().any(|(id, _)| id == tip))
        });
        let known: BTreeSet<EventId> = remembered.iter().map(|(id, _)| *id).collect();
        // An event is there also where its machine signed it once more, but not by a false copy.
        let is_true = |key: &&RecordKey| {
            remembered.contains(key) || self.verified.has_all(&BTreeSet::from([**key]))
        };
        let there: BTreeSet<EventId> = there.iter().filter(is_true).map(|(id, _)| *id).collect();
        let lost = known.difference(&there).count();
        let lasting = under_newer.as_ref().unwrap_or(&case);
        let has_news = lasting.in_order().iter().any(|event| {
            let is_own = case.machine_of(&event.id) == reader.key;
            !is_behind && !known.contains(&event.id) && !is_own
        });
        left_aside.sort();
        Ok(Loaded {
            stored: StoredCase {
                case,
                left_aside,
                lost,
                is_behind,
                has_news,
                forgotten: Some(self.forgotten_file(id)).filter(|path| path.exists()),
            },
            under_newer,
            journal,
            keys,
            memory,
            there,
            key_files: read.files,
            keys_are_whole: read.is_whole,
        })
    }

    /// What this machine remembers. A file that does not read is put aside, and the machine goes on
    /// as a new one: what it believes then is to be compared again.
    fn read_memory(&self, id: &CaseId, reader: &Reader<'_>) -> Result<Memory, CasesError> {
        let path = self.memory_file(id);
        match Memory::read(&path, reader.identity, &self.verified) {
            Err(error) if error.is_damage() => {
                // What was put aside before stays: it may be the better copy.
                let mut aside = self.forgotten_file(id);
                let mut number = 1_u32;
                while aside.exists() {
                    number = number.saturating_add(1);
                    aside = self
                        .forgotten_file(id)
                        .with_extension(format!("damaged-{number}"));
                }
                fs::rename(&path, &aside).map_err(FileError::at(&path))?;
                self.forget_words()?;
                Ok(Memory::default())
            }
            read => read,
        }
    }

    /// Reads the keys of a case, from its file, the copies beside it, and what is remembered. Fails
    /// if there is none.
    fn load_keys(
        &self,
        id: &CaseId,
        files: Vec<PathBuf>,
        memory: &Memory,
        reader: &Reader<'_>,
    ) -> Result<LoadedKeys, CasesError> {
        let mut read = LoadedKeys::default();
        let mut problem = None;
        let own = self.file(id);
        for path in files {
            match CaseKeys::read(&path, id, reader.identity) {
                Ok(more) => {
                    read.is_whole |= path == own;
                    read.keys.union(more);
                    read.files.push(path);
                }
                Err(error) => {
                    read.left_aside.push(path.clone());
                    // What is sealed to others is told first: it may be the case. Then what is of
                    // an older release, whatever lies beside it.
                    let rank = |path: &PathBuf, error: &KeysError| {
                        (*path == own && error.is_closed(), error.is_older())
                    };
                    let is_first = problem
                        .as_ref()
                        .is_none_or(|(known, first)| rank(&path, &error) > rank(known, first));
                    if is_first {
                        problem = Some((path, error));
                    }
                }
            }
        }
        read.is_whole &= !read.keys.union(memory.keys().clone());
        match problem {
            Some((path, error)) if read.keys.is_empty() => Err(error.at(&path)),
            Some(_) | None => Ok(read),
        }
    }

    /// The identities that open the documents of a case.
    pub fn identities(
        &self,
        id: &CaseId,
        reader: &Reader<'_>,
    ) -> Result<Vec<HybridIdentity>, CasesError> {
        let _lock = self.lock_memory()?;
        Ok(self.load(id, reader)?.keys.identities())
    }
}
