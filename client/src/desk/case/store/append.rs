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
        Case, CaseError,
        apart::Apart,
        event::{CaseId, DocumentFile, EventId, EventKind, Rekeyed},
        journal::{
            Journal,
            record::{Record, Said},
        },
        machine::JournalKey,
    },
    openpgp::KeyError,
    roster::{TrustedRoster, scope::Scope, signature::EditorSignature},
};

/// Who writes in a case.
pub struct Writer<'a> {
    pub identity: &'a HybridIdentity,
    pub roster: &'a TrustedRoster,
    pub today: Day,
    pub key: JournalKey,
    /// Makes the editor's own signature.
    pub sign: &'a dyn Fn(&[u8]) -> Result<EditorSignature, KeyError>,
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
        let lock = self.lock()?;
        let taken = self.list()?;
        let fresh = loop {
            let id = CaseId::generate().map_err(|error| self.at_fault(error.into()))?;
            if !taken.contains(&id) {
                break id;
            }
        };
        self.begin(&fresh, writer, first, &lock)
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
        let lock = self.lock()?;
        let memory_lock = self.lock_memory()?;
        let loaded = self.load(id, &writer.reader())?;
        self.append(
            id,
            loaded,
            writer,
            Some(seen),
            events,
            [&lock, &memory_lock],
        )
    }

    /// Seals the keys of a case to the editors of the writer's roster.
    pub fn reseal(&self, id: &CaseId, writer: Writer<'_>) -> Result<StoredCase, CasesError> {
        let lock = self.lock()?;
        let memory_lock = self.lock_memory()?;
        let mut loaded = self.load(id, &writer.reader())?;
        loaded.keys_are_whole = false;
        self.append(id, loaded, writer, None, Vec::new(), [&lock, &memory_lock])
    }

    pub(super) fn begin(
        &self,
        id: &CaseId,
        writer: Writer<'_>,
        events: Vec<EventKind>,
        lock: &File,
    ) -> Result<StoredCase, CasesError> {
        let memory_lock = self.lock_memory()?;
        let loaded = Loaded {
            stored: StoredCase {
                case: self.read_none(id, writer.roster)?,
                left_aside: Vec::new(),
                lost: 0,
                is_behind: false,
                has_news: false,
            },
            under_newer: None,
            journal: Journal::default(),
            keys: CaseKeys::default(),
            memory: Memory::default(),
            there: BTreeSet::new(),
            key_files: Vec::new(),
            keys_are_whole: false,
        };
        self.append(id, loaded, writer, None, events, [lock, &memory_lock])
    }

    fn append(
        &self,
        id: &CaseId,
        mut loaded: Loaded,
        mut writer: Writer<'_>,
        seen: Option<BTreeSet<EventId>>,
        events: Vec<EventKind>,
        _locks: [&File; 2],
    ) -> Result<StoredCase, CasesError> {
        let number = writer.roster.roster().serial;
        check_writable(&loaded.stored.case, number, &events)
            .map_err(|error| self.at_fault(error))?;
        let own = writer.key.public();
        let tips = loaded.stored.case.chains.get(&own).map_or(0, BTreeSet::len);
        if loaded.stored.is_behind || tips > 1 || loaded.stored.case.revoked.contains(&own) {
            writer.key = (writer.renew)()?;
            loaded.memory.segment = None;
        }
        let recipients = writer.roster.recipients(writer.today)?;
        let (said, recipient) = self.due(id, &mut loaded, &writer, seen, events)?;
        let new = self.sign(id, &mut loaded, &writer, said)?;
        loaded.stored = StoredCase {
            // It was refused already where there is a newer roster.
            case: loaded
                .journal
                .read_again(id, writer.roster, None, &self.verified),
            left_aside: loaded.stored.left_aside,
            lost: 0,
            is_behind: false,
            has_news: loaded.stored.has_news,
        };

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

    /// What is to be signed, each with what was in view: what the editor says, then what the
    /// journal needs. Gives also what the case is sealed to.
    fn due(
        &self,
        id: &CaseId,
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
        let mut rest = case.heads().clone();
        let kept = case.recipient().filter(|key| loaded.keys.opens(key));
        let recipient = match kept {
            Some(key) => key.clone(),
            None => {
                let made = loaded.keys.generate();
                let recipient = made.map_err(|error| self.at_fault(error))?;
                loaded.keys_are_whole = false;
                let rekeyed = rekeyed(id, writer, &recipient)?;
                said.push((rekeyed, std::mem::take(&mut rest)));
                recipient
            }
        };
        // What this machine had not seen while they were editors may have been written since.
        let remembered = loaded.memory.keys_of_records();
        let remembered: BTreeSet<EventId> = remembered.iter().map(|(id, _)| *id).collect();
        let own = &writer.key.certificate().editor;
        let is_in_time = |id: &EventId| loaded.memory.is_in_time(id);
        let let_in = case.to_let_in(own, is_in_time, |id| remembered.contains(id));
        for (editor, heads) in let_in.chains {
            rest.extend(&heads);
            let closed = EventKind::Closed {
                editor,
                heads,
                roster: Sha256Hex::of(writer.roster.signed().roster.as_bytes()),
            };
            said.push((closed, std::mem::take(&mut rest)));
        }
        for event in let_in.alone {
            rest.insert(event);
            said.push((EventKind::Adopted { event }, std::mem::take(&mut rest)));
        }
        Ok((said, recipient))
    }

    /// Signs events, each after this machine's last one and what is given as seen, and gives their
    /// ids.
    fn sign(
        &self,
        id: &CaseId,
        loaded: &mut Loaded,
        writer: &Writer<'_>,
        said: Due,
    ) -> Result<BTreeSet<EventId>, CasesError> {
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
            let record = Record::sign(&said, &writer.key);
            let record = record.map_err(|error| self.at_fault(error.into()))?;
            previous = Some(record.id());
            new.insert(record.id());
            loaded.journal.add(record, writer.key.certificate().clone());
        }
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
        let lost = remembered.difference(&loaded.there);
        let mut wanted: BTreeSet<EventId> = lost.map(|(id, _)| *id).collect();
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

/// A new key of a case, signed by the editor who makes it.
fn rekeyed(
    id: &CaseId,
    writer: &Writer<'_>,
    recipient: &HybridRecipient,
) -> Result<EventKind, CasesError> {
    let roster = writer.roster.signed();
    let scope = Scope::new(writer.roster.desk(), id);
    let text = Rekeyed::statement(&scope, roster, recipient);
    Ok(EventKind::Rekeyed(Box::new(Rekeyed {
        roster: roster.clone(),
        recipient: recipient.clone(),
        signed: (writer.sign)(text.as_bytes())?,
    })))
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
