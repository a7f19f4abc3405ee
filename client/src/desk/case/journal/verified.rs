//! Signatures that this program, or another of this machine before it, has verified: those of
//! machines, and those of editors over what they decided.
//!
//! A command that writes in a case reads it several times. A machine's memory says what was
//! verified before, and proves that it is the editor's (docs/decisions/0083).

use std::{
    collections::BTreeSet,
    num::NonZero,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
};

use super::record::{Record, RecordKey};
use crate::desk::case::machine::JournalPublicKey;

/// Fewest signatures that a thread is started for: verifying them takes about a millisecond.
const SHARE_MIN: usize = 32;

/// Names of records that verify. A name is of one text and one signature, and the text names the
/// machine: what verified once verifies again.
#[derive(Default)]
pub struct Verified {
    machines: Mutex<BTreeSet<RecordKey>>,
    decisions: Mutex<Decisions>,
}

/// The decisions that were looked at.
#[derive(Default)]
struct Decisions {
    by_editor: BTreeSet<RecordKey>,
    by_machine_alone: BTreeSet<RecordKey>,
}

/// A record that is to be verified.
pub(super) struct Due<'a> {
    pub key: RecordKey,
    pub record: &'a Record,
    /// The machine that the record names.
    pub machine: JournalPublicKey,
}

impl Verified {
    /// Those of the records that their machines signed. All processors work at it.
    pub(super) fn of(&self, due: Vec<Due<'_>>) -> BTreeSet<RecordKey> {
        let mut verified = self.machines();
        let is_known = |one: &Due<'_>| verified.contains(&one.key);
        let (known, new): (Vec<Due<'_>>, Vec<Due<'_>>) = due.into_iter().partition(is_known);
        let workers = thread::available_parallelism().map_or(1, NonZero::get);
        let share = new.len().div_ceil(workers).max(SHARE_MIN);
        let found: Vec<RecordKey> = thread::scope(|scope| {
            let parts = new.chunks(share);
            let parts: Vec<_> = parts.map(|part| scope.spawn(|| signed(part))).collect();
            // What a thread left undone is not verified.
            let found = parts
                .into_iter()
                .map(|part| part.join().unwrap_or_default());
            found.flatten().collect()
        });
        verified.extend(&found);
        known.iter().map(|one| one.key).chain(found).collect()
    }

    /// Whether an editor made this decision: looks once.
    pub(super) fn is_decided(&self, key: &RecordKey, look: impl FnOnce() -> bool) -> bool {
        let mut known = self.decisions();
        if known.by_editor.contains(key) {
            return true;
        }
        if known.by_machine_alone.contains(key) {
            return false;
        }
        let is_decided = look();
        let known = match is_decided {
            true => &mut known.by_editor,
            false => &mut known.by_machine_alone,
        };
        known.insert(*key);
        is_decided
    }

    /// Takes over names of records that were verified before.
    pub(in crate::desk::case) fn extend(&self, records: BTreeSet<RecordKey>) {
        self.decisions().by_editor.extend(&records);
        self.machines().extend(records);
    }

    /// Whether all of these are verified, and none is a decision that a machine made alone.
    pub(in crate::desk::case) fn has_all(&self, records: &BTreeSet<RecordKey>) -> bool {
        let is_decided = records.is_disjoint(&self.decisions().by_machine_alone);
        is_decided && records.is_subset(&self.machines())
    }

    fn machines(&self) -> MutexGuard<'_, BTreeSet<RecordKey>> {
        self.machines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn decisions(&self) -> MutexGuard<'_, Decisions> {
        self.decisions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn signed(due: &[Due<'_>]) -> Vec<RecordKey> {
    let signed = due.iter().filter(|one| one.record.is_by(&one.machine));
    signed.map(|one| one.key).collect()
}
