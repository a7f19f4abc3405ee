//! Three editors, of whom one leaves with all that she had.

use std::{collections::BTreeSet, path::Path};

use sourdine::desk::case::{
    event::{CaseId, CaseState, EventId, EventKind},
    journal::{
        Records,
        record::{Record, Said, SignAsEditor},
    },
    machine::JournalKey,
    store::StoredCase,
};

use super::{Desk, Machine, TODAY, random_files, seal_segment};

/// Alice and bruno, who stay, and carla, who leaves and keeps her keys and her files.
pub(crate) struct World {
    pub(crate) desk: Desk,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            desk: Desk::new(&["alice", "bruno", "carla", "mallory"]),
        }
    }

    pub(crate) fn machines(&self) -> [Machine<'_>; 3] {
        let before = self.desk.roster(1, &["alice", "bruno", "carla"]);
        ["alice", "bruno", "carla"].map(|name| self.desk.machine(name, &before))
    }

    pub(crate) fn without_carla<'a>(&self, machine: Machine<'a>) -> Machine<'a> {
        machine.under(self.desk.roster(2, &["alice", "bruno"]))
    }

    /// Puts records beside the case, as a person who knows its newest key.
    pub(crate) fn drop_in(
        &self,
        machine: &Machine<'_>,
        id: &CaseId,
        name: char,
        records: &Records,
    ) {
        let name = format!("{id}.{}.age", name.to_string().repeat(64));
        seal_segment(
            &self.desk.folder().join(name),
            &machine.recipient(id),
            records,
        );
    }

    /// Brings the segments of a case that were written in another folder.
    pub(crate) fn bring(&self, from: &Path, id: &CaseId) {
        copy_segments(from, self.desk.folder(), id);
    }

    /// What a machine's editor signs too.
    pub(crate) fn records(&self, key: &JournalKey, said: &Said<&EventKind>) -> Records {
        records_as(key, said, &self.desk.as_editor(key))
    }

    pub(crate) fn said<'a>(
        &self,
        id: &CaseId,
        key: &JournalKey,
        previous: Option<EventId>,
        seen: BTreeSet<EventId>,
        what: &'a EventKind,
    ) -> Said<&'a EventKind> {
        Said {
            desk: self.desk.desk(),
            case: id.clone(),
            editor: key.certificate().editor.clone(),
            key: key.public(),
            roster: 1,
            day: TODAY,
            previous,
            seen,
            what,
        }
    }
}

/// What a machine signs alone, whose editor's own key signs something else.
pub(crate) fn records(key: &JournalKey, said: &Said<&EventKind>) -> Records {
    records_as(key, said, &|_| {
        Ok("-----BEGIN PGP SIGNATURE-----".to_owned())
    })
}

fn records_as(key: &JournalKey, said: &Said<&EventKind>, as_editor: &SignAsEditor<'_>) -> Records {
    Records {
        certificates: BTreeSet::from([key.certificate().clone()]),
        records: vec![Record::sign(said, key, as_editor).unwrap()],
    }
}

pub(crate) fn set_aside() -> EventKind {
    EventKind::State {
        state: CaseState::SetAside,
    }
}

pub(crate) fn same_for_a_new_machine(
    world: &World,
    machine: &Machine<'_>,
    id: &CaseId,
) -> StoredCase {
    let name = machine.person.name;
    let fresh = world.desk.machine(name, &machine.roster).read(id);
    assert_eq!(fresh.case.in_order(), machine.read(id).case.in_order());
    fresh
}

/// Copies the segments of a case from one folder into another.
pub(crate) fn copy_segments(from: &Path, to: &Path, id: &CaseId) {
    for path in random_files(from, id) {
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}
