//! What editors signed in a case, and what of it counts.
//!
//! A [`Journal`] holds records, each signed by a machine of an editor. It only ever grows: two
//! copies are brought together by their union, in any order and any number of times.
//! [`Journal::read`] finds what counts for today's roster. Sealed is not signed: a person who can
//! write to the folder of the cases can seal anything to the editors, so what does not verify has
//! no effect and is shown apart. No counter and no clock decides an order (docs/decisions/0083).

mod editors;
mod judgement;
pub mod record;
mod signed;
mod verified;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sourdine_protocol::roster::SignedRoster;

use self::{
    editors::Editors,
    judgement::Found,
    judgement::Judgement,
    record::{Record, Said},
    signed::{Machines, signer},
    verified::Due,
};
use super::{
    Case,
    apart::{Apart, ApartEvent},
    event::{CaseId, EventId, EventKind, Rekeyed},
    machine::{JournalCertificate, JournalPublicKey, JournalSignature},
};
use crate::desk::{openpgp::Certificate, roster::TrustedRoster};

pub use self::{record::RecordKey, verified::Verified};

/// Signed records of one case.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Journal {
    /// By id and signature: the id does not cover the signature, and a false one must not displace
    /// a true one.
    records: BTreeMap<RecordKey, Record>,
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
        self.records.insert(key_of(&record), record);
    }

    /// Takes over records, and gives whether one of them is new.
    pub fn union(&mut self, more: Records) -> bool {
        let before = (self.records.len(), self.certificates.len());
        self.certificates.extend(more.certificates);
        let records = more.records.into_iter();
        self.records
            .extend(records.map(|record| (key_of(&record), record)));
        before != (self.records.len(), self.certificates.len())
    }

    /// Takes over another journal.
    pub fn join(&mut self, other: &Self) {
        let more = other.records.iter();
        self.records
            .extend(more.map(|(key, record)| (*key, record.clone())));
        self.certificates.extend(other.certificates.iter().cloned());
    }

    /// The records of this journal that machines of known editors signed and that count, as it was
    /// read; and those that another journal has already.
    pub fn counting(&self, read: &Case, known: &Self) -> Self {
        let counts = read.in_order().iter().map(|event| event.id);
        let counts: BTreeSet<EventId> = counts.collect();
        let kept = self.records.iter().filter(|(key, _)| {
            known.records.contains_key(key)
                || (counts.contains(&key.0) && read.is_true(&key.0, &key.1))
        });
        Self {
            records: kept.map(|(key, record)| (*key, record.clone())).collect(),
            certificates: read.certificates().clone(),
        }
    }

    pub fn retain(&mut self, is_kept: impl Fn(&RecordKey) -> bool) {
        self.records.retain(|key, _| is_kept(key));
    }

    pub fn keys(&self) -> BTreeSet<RecordKey> {
        self.records.keys().copied().collect()
    }

    /// All of it, to be written.
    pub fn records(&self) -> Records {
        Records {
            certificates: self.certificates.clone(),
            records: self.records.values().cloned().collect(),
        }
    }

    /// These records with these certificates, to be written.
    pub fn part(
        &self,
        keys: &BTreeSet<RecordKey>,
        certificates: &BTreeSet<JournalCertificate>,
    ) -> Records {
        let wanted = self.records.iter().filter(|(key, _)| keys.contains(key));
        Records {
            certificates: certificates.clone(),
            records: wanted.map(|(_, record)| record.clone()).collect(),
        }
    }

    /// What counts in this case for the editors of today's roster, and what does not.
    pub fn read(&self, case: &CaseId, today: &TrustedRoster) -> Case {
        self.read_again(case, today, None, &Verified::default())
    }

    /// Like [`read`](Self::read), without verifying again what was verified. Another case may have
    /// shown that an editor took a newer roster.
    pub fn read_again(
        &self,
        case: &CaseId,
        today: &TrustedRoster,
        newer: Option<&SignedRoster>,
        verified: &Verified,
    ) -> Case {
        self.judge(case, today, newer, verified, |_| ())
    }

    /// What of it still counts once this machine takes a newer roster that another took: nothing
    /// new of an editor whom that one does not name, nor what only they let in, since they may have
    /// written it after they left.
    pub fn read_under_newer(
        &self,
        case: &CaseId,
        today: &TrustedRoster,
        newer: &SignedRoster,
        verified: &Verified,
    ) -> Case {
        self.judge(case, today, Some(newer), verified, Editors::drop_leaving)
    }

    fn judge(
        &self,
        case: &CaseId,
        today: &TrustedRoster,
        newer: Option<&SignedRoster>,
        verified: &Verified,
        choose: impl Fn(&mut Editors),
    ) -> Case {
        let Verifying {
            read,
            mut signatures,
            unsigned,
        } = self.verify(&today.desk().to_hex(), case, verified);
        let is_decided = |id: &EventId, editor: &Certificate| {
            let key = signatures.get(id).map(|signature| (*id, *signature));
            let record = key.and_then(|key| Some((key, self.records.get(&key)?)));
            record.is_some_and(|(key, record)| {
                verified.is_decided(&key, || record.is_decided_by(editor))
            })
        };
        let (mut editors, machines) = self.known(&read, today, newer, &is_decided);
        choose(&mut editors);
        let unsigned = unsigned.into_iter();
        let mut apart: Vec<ApartEvent> = unsigned
            .map(|id| ApartEvent::bare(id, Apart::Unsigned))
            .collect();
        let (mut signed, mut newer) = (BTreeMap::new(), BTreeMap::new());
        let keys: BTreeMap<EventId, JournalPublicKey> =
            read.iter().map(|(id, said)| (*id, said.key)).collect();
        for (id, said) in read {
            let machine = (said.key, said.editor.clone());
            // A chain could otherwise go on from any event, and never be seen to go two ways.
            let before = said.previous.and_then(|previous| keys.get(&previous));
            if before.is_some_and(|before| *before != said.key) {
                apart.push(ApartEvent::bare(id, Apart::Misplaced));
                continue;
            }
            match signer(said, &machines, &editors, |editor| is_decided(&id, editor)) {
                Ok(one) => drop(signed.insert(id, one)),
                Err(Apart::Newer) => drop(newer.insert(id, machine)),
                Err(reason) => apart.push(ApartEvent::bare(id, reason)),
            }
        }
        signatures.retain(|id, _| signed.contains_key(id));
        let wrote: BTreeSet<(JournalPublicKey, &str)> = signed
            .values()
            .map(|one| (one.said.key, one.editor.as_str()))
            .collect();
        let found = Found {
            signatures,
            // Not just any that names the machine: it could be of any length.
            certificates: machines
                .into_values()
                .filter(|machine| wrote.contains(&(machine.key, machine.editor.as_str())))
                .collect(),
            newer,
        };
        Judgement::of(&signed, &editors).case(case, today, apart, found)
    }

    /// What the records say whose machines signed them.
    fn verify(&self, desk: &str, case: &CaseId, verified: &Verified) -> Verifying {
        let said: Vec<_> = self
            .records
            .iter()
            .map(|(key, record)| (*key, record, record.says(desk, case)))
            .collect();
        let due = said.iter().filter_map(|(key, record, said)| {
            let machine = said.as_ref()?.key;
            let (key, record) = (*key, *record);
            Some(Due {
                key,
                record,
                machine,
            })
        });
        let verified = verified.of(due.collect());
        let mut found = Verifying::default();
        for (key, _, said) in said {
            if let Some(said) = said.filter(|_| verified.contains(&key)) {
                found.read.insert(key.0, said);
                found.signatures.insert(key.0, key.1);
            } else {
                found.unsigned.insert(key.0);
            }
        }
        found.unsigned.retain(|id| !found.read.contains_key(id));
        found
    }

    /// Who the editors are and were, and which machines are theirs. A roster is learned from
    /// any event, if the desk signed it: an editor who left may be the only one who wrote in a
    /// case. Which one is the newest its own editors say.
    fn known(
        &self,
        read: &BTreeMap<EventId, Said<Option<EventKind>>>,
        today: &TrustedRoster,
        newer: Option<&SignedRoster>,
        is_decided: &dyn Fn(&EventId, &Certificate) -> bool,
    ) -> (Editors, Machines) {
        let mut editors = Editors::of_today(today);
        if let Some(newer) = newer {
            editors.learn_newer(newer, today);
        }
        for (_, _, rekeyed) in rekeyed(read) {
            editors.learn(&rekeyed.roster, today);
        }
        let mut machines = Machines::new();
        for machine in &self.certificates {
            if editors.certified(machine) {
                machines.insert((machine.key, machine.editor.clone()), machine.clone());
            }
        }
        for (id, said, rekeyed) in rekeyed(read) {
            let is_known = machines.contains_key(&(said.key, said.editor.clone()));
            let editor = editors.certificate(&said.editor).filter(|_| is_known);
            if editor.is_some_and(|editor| is_decided(id, editor)) {
                editors.note_taken(&rekeyed.roster, &said.editor);
            }
        }
        (editors, machines)
    }
}

/// What of a journal's records their machines signed.
#[derive(Default)]
struct Verifying {
    read: BTreeMap<EventId, Said<Option<EventKind>>>,
    /// The signature that verifies.
    signatures: BTreeMap<EventId, JournalSignature>,
    unsigned: BTreeSet<EventId>,
}

/// The events by which keys were made for rosters.
fn rekeyed(
    read: &BTreeMap<EventId, Said<Option<EventKind>>>,
) -> impl Iterator<Item = (&EventId, &Said<Option<EventKind>>, &Rekeyed)> {
    read.iter().filter_map(|(id, said)| match &said.what {
        Some(EventKind::Rekeyed(rekeyed)) => Some((id, said, rekeyed.as_ref())),
        Some(_) | None => None,
    })
}

fn key_of(record: &Record) -> RecordKey {
    (record.id(), *record.signature())
}
