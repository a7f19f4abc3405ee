//! Writes in a case: signs what is said, remembers it, and puts it into the folder.

use std::{collections::BTreeSet, fs, fs::File, io};

use sourdine_protocol::{
    day::Day,
    envelope::hybrid::{HybridIdentity, HybridRecipient},
    text::Sha256Hex,
};

use super::{
    error::CasesError,
    folder::Cases,
    keys::CaseKeys,
    load::{Loaded, Reader, StoredCase},
    memory::{Memory, OwnSegment},
    segment,
};
use crate::desk::{
    FileError,
    case::{
        Case, CaseError, LetIn,
        apart::Apart,
        event::{CaseId, DocumentFile, EventId, EventKind, Rekeyed},
        journal::{
            Journal,
            record::{Record, Said, SignAsEditor},
        },
        machine::JournalKey,
    },
    openpgp::KeyError,
    roster::TrustedRoster,
};

/// Who writes in a case.
pub struct Writer<'a> {
    pub identity: &'a HybridIdentity,
    pub roster: &'a TrustedRoster,
    pub today: Day,
    pub key: JournalKey,
    /// Signs with the editor's own key.
    pub as_editor: &'a SignAsEditor<'a>,
    /// Makes another key for this machine, and keeps it: the chain of the one before cannot go on.
    pub renew: &'a dyn Fn() -> Result<JournalKey, KeyError>,
}

impl Writer<'_> {
    fn reader(&self) -> Reader<'_> {
        Reader {
            identity: self.identity,
            roster: self.roster,
            key: Some(self.key.public()),
        }
    }
}

/// Events to be signed, each with the newest events that were in view.
type Due = Vec<(EventKind, BTreeSet<EventId>)>;

impl Cases {
    /// Makes a new case with these first events.
    pub fn create(
        &self,
        writer: Writer<'_>,
        first: Vec<EventKind>,
    ) -> Result<StoredCase, CasesError> {
        let _lock = self.lock();
        let taken = self.list()?;
        let fresh = loop {
            let id = CaseId::generate().map_err(|error| self.at_fault(error.into()))?;
            if !taken.contains(&id) {
                break id;
            }
        };
        self.begin(&fresh, writer, first)
    }

    /// Adds events to a case, for the editors of the writer's roster. They were decided on with
    /// these newest events in view. If it cannot be read or written, it stays as it was.
    pub fn change(
        &self,
        id: &CaseId,
        writer: Writer<'_>,
        seen: BTreeSet<EventId>,
        events: Vec<EventKind>,
    ) -> Result<StoredCase, CasesError> {
        let _lock = self.lock();
        let memory_lock = self.lock_memory()?;
        let loaded = self.load(id, &writer.reader())?;
        self.append(id, loaded, writer, Some(seen), events, &memory_lock)
    }

    /// Seals the keys of a case to the editors of the writer's roster.
    pub fn reseal(&self, id: &CaseId, writer: Writer<'_>) -> Result<StoredCase, CasesError> {
        let _lock = self.lock();
        let memory_lock = self.lock_memory()?;
        let mut loaded = self.load(id, &writer.reader())?;
        loaded.keys_are_whole = false;
        self.append(id, loaded, writer, None, Vec::new(), &memory_lock)
    }

    pub(super) fn begin(
        &self,
        id: &CaseId,
        writer: Writer<'_>,
        events: Vec<EventKind>,
    ) -> Result<StoredCase, CasesError> {
        let memory_lock = self.lock_memory()?;
        let loaded = Loaded {
            stored: StoredCase {
                case: self.read_none(id, writer.roster)?,
                left_aside: Vec::new(),
                lost: 0,
                is_behind: false,
                has_news: false,
                forgotten: None,
            },
            under_newer: None,
            journal: Journal::default(),
            keys: CaseKeys::default(),
            memory: Memory::default(),
            there: BTreeSet::new(),
            key_files: Vec::new(),
            keys_are_whole: false,
        };
        self.append(id, loaded, writer, None, events, &memory_lock)
    }

    fn append(
        &self,
        id: &CaseId,
        mut loaded: Loaded,
        mut writer: Writer<'_>,
        seen: Option<BTreeSet<EventId>>,
        events: Vec<EventKind>,
        _lock: &File,
    ) -> Result<StoredCase, CasesError> {
        let number = writer.roster.roster().serial;
        check_writable(&loaded.stored.case, number, &events)
            .map_err(|error| self.at_fault(error))?;
        let own = writer.key.public();
        let tips = loaded.stored.case.chains.get(&own).map_or(0, BTreeSet::len);
        let is_revoked = loaded.stored.case.is_revoked(writer.key.certificate());
        if loaded.stored.is_behind || tips > 1 || is_revoked {
            writer.key = (writer.renew)()?;
            loaded.memory.segment = None;
        }
        let recipients = writer.roster.recipients(writer.today)?;
        let (said, recipient) = self.due(&mut loaded, &writer, seen, events)?;
        let mut new = self.sign(id, &mut loaded, &writer, said)?;
        // What editors who left had let in stands or not once their own chains are closed: they may
        // have taken it back.
        for choose in [Case::seen_in_time, Case::let_in_before] {
            let seen = loaded.memory.seen(&writer.key.certificate().editor);
            let case = &loaded.stored.case;
            let due = letting_in(case, choose(case, &seen), writer.roster);
            new.extend(self.sign(id, &mut loaded, &writer, due)?);
        }
        loaded.stored.lost = 0;
        loaded.stored.is_behind = false;

        // Remembered first: after a power cut the machine knows what it signed.
        loaded.learn(Some(writer.key.public()));
        loaded
            .memory
            .write(&self.memory_file(id), writer.identity, &self.verified)?;
        if !loaded.keys_are_whole || loaded.key_files.len() > 1 {
            let own = self.file(id);
            let named = loaded.named_keys();
            named
                .and_others(&loaded.keys)
                .write(&own, id, &recipients)?;
            for copy in loaded.key_files.iter().filter(|copy| **copy != own) {
                fs::remove_file(copy).map_err(FileError::at(copy))?;
            }
        }
        self.write_segment(id, &mut loaded, &new, &recipient, number)?;
        loaded
            .memory
            .write(&self.memory_file(id), writer.identity, &self.verified)?;
        Ok(loaded.stored)
    }

    /// What is to be signed, each with what was in view: what the editor says, then a key for
    /// today's roster. Gives also what the case is sealed to.
    fn due(
        &self,
        loaded: &mut Loaded,
        writer: &Writer<'_>,
        seen: Option<BTreeSet<EventId>>,
        events: Vec<EventKind>,
    ) -> Result<(Due, HybridRecipient), CasesError> {
        let case = &loaded.stored.case;
        // What an editor decides is signed over what they knew then, not over what has come since.
        let mut said = Due::new();
        let mut knew = seen.unwrap_or_else(|| case.heads().clone());
        said.extend(
            events
                .into_iter()
                .map(|event| (event, std::mem::take(&mut knew))),
        );
        let rest = case.heads().clone();
        let mut made = case.recipients().iter();
        let kept = made.find(|key| loaded.keys.opens(key));
        let recipient = match kept {
            Some(key) => key.clone(),
            None => {
                let made = loaded.keys.generate();
                let recipient = made.map_err(|error| self.at_fault(error))?;
                loaded.keys_are_whole = false;
                let rekeyed = EventKind::Rekeyed(Box::new(Rekeyed {
                    roster: writer.roster.signed().clone(),
                    recipient: recipient.clone(),
                }));
                said.push((rekeyed, rest));
                recipient
            }
        };
        Ok((said, recipient))
    }

    /// Signs events, each after this machine's last one and what is given as seen, and reads the
    /// case again. Gives their ids.
    fn sign(
        &self,
        id: &CaseId,
        loaded: &mut Loaded,
        writer: &Writer<'_>,
        said: Due,
    ) -> Result<BTreeSet<EventId>, CasesError> {
        if said.is_empty() {
            return Ok(BTreeSet::new());
        }
        let own = writer.key.public();
        let tips = loaded.stored.case.chains.get(&own).into_iter().flatten();
        let mut previous: Option<EventId> = tips.copied().next();
        let mut new = BTreeSet::new();
        for (what, mut seen) in said {
            if let Some(previous) = &previous {
                seen.remove(previous);
            }
            let said = Said {
                desk: writer.roster.desk().to_hex(),
                case: id.clone(),
                editor: writer.key.certificate().editor.clone(),
                key: own,
                roster: writer.roster.roster().serial,
                day: writer.today,
                previous,
                seen,
                what: &what,
            };
            let record = Record::sign(&said, &writer.key, writer.as_editor)?;
            previous = Some(record.id());
            new.insert(record.id());
            loaded.journal.add(record, writer.key.certificate().clone());
        }
        // It was refused already where there is a newer roster.
        let journal = &loaded.journal;
        loaded.stored.case = journal.read_again(id, writer.roster, None, &self.verified);
        Ok(new)
    }

    /// Writes this machine's open segment: what it signed since the last one was full, and what it
    /// remembers and the folder has lost.
    fn write_segment(
        &self,
        id: &CaseId,
        loaded: &mut Loaded,
        new: &BTreeSet<EventId>,
        recipient: &HybridRecipient,
        number: u64,
    ) -> Result<(), CasesError> {
        let remembered = loaded.memory.keys_of_records();
        let remembered: BTreeSet<EventId> = remembered.iter().map(|(id, _)| *id).collect();
        let mut wanted: BTreeSet<EventId> = remembered.difference(&loaded.there).copied().collect();
        wanted.extend(new);
        if wanted.is_empty() {
            return Ok(());
        }
        let open = loaded.memory.segment.take();
        let open = open.filter(|open| {
            let both = open.events.union(&wanted).copied().collect();
            open.roster == number && segment::fits(&loaded.part(&both))
        });
        let events: BTreeSet<EventId> = match &open {
            Some(open) => open.events.union(&wanted).copied().collect(),
            None => wanted,
        };
        // Under a new name each time: a tool that looks at sizes and times would miss a change.
        let file = DocumentFile::generate().map_err(|error| self.at_fault(error.into()))?;
        let path = self.random_file(id, &file);
        segment::write(&path, &loaded.part(&events), recipient)?;
        if let Some(open) = open {
            let old = self.random_file(id, &open.file);
            match fs::remove_file(&old) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(FileError::at(&old)(error).into());
                }
                Ok(()) | Err(_) => {}
            }
        }
        loaded.memory.segment = Some(OwnSegment {
            file,
            roster: number,
            events,
        });
        Ok(())
    }
}

/// Events that let in what editors had signed who left, as today's roster has it.
fn letting_in(case: &Case, let_in: LetIn, roster: &TrustedRoster) -> Due {
    let roster = Sha256Hex::of(roster.signed().roster.as_bytes());
    let mut known = case.heads().clone();
    let mut said = Due::new();
    for (editor, heads) in let_in.chains {
        known.extend(&heads);
        let closed = EventKind::Closed {
            editor,
            heads,
            roster: roster.clone(),
        };
        said.push((closed, std::mem::take(&mut known)));
    }
    for event in let_in.alone {
        known.insert(event);
        said.push((EventKind::Adopted { event }, std::mem::take(&mut known)));
    }
    said
}

/// Refuses to write under an older roster than the case has seen, and in a case that a newer
/// program wrote in.
fn check_writable(case: &Case, known: u64, events: &[EventKind]) -> Result<(), CaseError> {
    let seen = case.newest_roster;
    // A thief's machine could otherwise keep itself from being revoked by an event of a later kind,
    // and chains from being closed.
    let is_revocation = |event: &EventKind| matches!(event, EventKind::Revoked { .. });
    let decides = !events.iter().all(is_revocation);
    if seen > known {
        Err(CaseError::OlderRoster { seen, known })
    } else if case.apart.iter().any(|one| one.reason == Apart::Newer) && decides {
        Err(CaseError::NewerEvent)
    } else {
        Ok(())
    }
}
