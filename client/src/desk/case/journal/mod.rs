//! What editors signed in a case, and what of it counts.
//!
//! A [`Journal`] holds records, each signed by a machine of an editor. It only ever grows: two
//! copies are brought together by their union, in any order and any number of times.
//! [`Journal::read`] finds what counts for today's roster. Sealed is not signed: a person who can
//! write to the folder of the cases can seal anything to the editors, so what does not verify has no
//! effect and is shown apart. No counter and no clock decides an order (docs/decisions/0083).

mod editors;
mod judgement;
pub mod record;
mod signed;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use self::{
    editors::Editors,
    judgement::Judgement,
    record::{Record, RecordProblem, Said},
    signed::{Signed, signer},
};
use super::{
    Case,
    apart::{Apart, ApartEvent},
    event::{CaseId, EventId, EventKind},
    machine::JournalCertificate,
};
use crate::desk::roster::TrustedRoster;

pub use self::signed::revocation;

/// Signed records of one case.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Journal {
    records: BTreeMap<EventId, Record>,
    certificates: BTreeSet<JournalCertificate>,
}

/// Records as they are written to a file.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Records {
    pub certificates: BTreeSet<JournalCertificate>,
    pub records: Vec<Record>,
}

impl Journal {
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub fn add(&mut self, record: Record, certificate: JournalCertificate) {
        self.certificates.insert(certificate);
        self.records.insert(record.id(), record);
    }

    /// Takes over records, and gives whether one of them is new.
    pub fn union(&mut self, more: Records) -> bool {
        let before = (self.records.len(), self.certificates.len());
        self.certificates.extend(more.certificates);
        let records = more.records.into_iter();
        self.records
            .extend(records.map(|record| (record.id(), record)));
        before != (self.records.len(), self.certificates.len())
    }

    /// Drops events that were read apart for such a reason.
    pub fn forget(&mut self, is_dropped: impl Fn(&ApartEvent) -> bool, read: &Case) {
        for one in read.apart().iter().filter(|one| is_dropped(one)) {
            self.records.remove(&one.id);
        }
    }

    pub fn ids(&self) -> BTreeSet<EventId> {
        self.records.keys().copied().collect()
    }

    /// All of it, to be written.
    pub fn records(&self) -> Records {
        Records {
            certificates: self.certificates.clone(),
            records: self.records.values().cloned().collect(),
        }
    }

    /// These records with the certificates of all machines, to be written.
    pub fn part(&self, ids: &BTreeSet<EventId>) -> Records {
        let wanted = self.records.iter().filter(|(id, _)| ids.contains(id));
        Records {
            certificates: self.certificates.clone(),
            records: wanted.map(|(_, record)| record.clone()).collect(),
        }
    }

    /// What counts in this case for the editors of today's roster, and what does not.
    pub fn read(&self, case: &CaseId, today: &TrustedRoster) -> Case {
        let desk = today.desk().to_hex();
        let mut apart = Vec::new();
        let mut read: BTreeMap<EventId, Said<EventKind>> = BTreeMap::new();
        for (id, record) in &self.records {
            match record.read(&desk, case) {
                Ok(said) => drop(read.insert(*id, said)),
                Err(problem) => apart.push(ApartEvent {
                    id: *id,
                    reason: match problem {
                        RecordProblem::Unsigned => Apart::Unsigned,
                        RecordProblem::Newer => Apart::Newer,
                    },
                    editor: None,
                    kind: None,
                }),
            }
        }
        let kept = read.values().filter_map(|said| {
            let EventKind::Rekeyed(rekeyed) = &said.what else {
                return None;
            };
            Some(&rekeyed.roster)
        });
        let editors = Editors::new(today, kept);
        let machines = editors.machines(self.certificates.iter());
        let mut signed = BTreeMap::new();
        for (id, said) in read {
            match signer(&said, &machines, &editors) {
                Ok(editor) => drop(signed.insert(id, Signed { editor, said })),
                Err(reason) => apart.push(ApartEvent {
                    id,
                    reason,
                    editor: None,
                    kind: None,
                }),
            }
        }
        Judgement::of(&signed, &editors).case(case, apart)
    }
}
