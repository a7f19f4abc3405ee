//! What a pull has to bring, and what came of it so far.

use std::{collections::VecDeque, io};

use sourdine_protocol::wire::EnvelopeId;

use super::{
    incoming::{IncomingEnvelope, Job, Share},
    limits::{self, WINDOW_BYTES},
    outcome::{FailedEnvelope, PullError, PullOutcome},
    progress::PullProgress,
};
use crate::{
    courier::{
        answer::{ApiError, ProtocolViolation},
        listed::Listed,
    },
    inbox::{Inbox, PartialDownload},
};

/// An envelope that was not begun in this run.
struct Waiting {
    listed: Listed,
    /// How much of it is still to come, in bytes.
    left: u64,
}

/// The envelopes of a pull.
pub(super) struct Worklist<'a> {
    inbox: &'a Inbox,
    waiting: VecDeque<Waiting>,
    begun: Vec<IncomingEnvelope>,
    outcome: PullOutcome,
    /// Whether something failed that would meet every envelope.
    is_stopped: bool,
    /// The bytes of the envelopes that came.
    came_bytes: u64,
    /// The bytes of all envelopes that are to come.
    all_bytes: u64,
}

impl<'a> Worklist<'a> {
    /// Everything that is listed, except what is there, and what `done` says is done with.
    pub(super) fn new(
        inbox: &'a Inbox,
        listed: &[Listed],
        done: &dyn Fn(EnvelopeId) -> bool,
    ) -> Self {
        let mut list = Self {
            inbox,
            waiting: VecDeque::new(),
            begun: Vec::new(),
            outcome: PullOutcome::default(),
            is_stopped: false,
            came_bytes: 0,
            all_bytes: 0,
        };
        for one in listed {
            // What cannot be looked at is told when its turn comes.
            let there = inbox.size(one.id).ok().flatten();
            if done(one.id) || there == Some(one.size) {
                list.outcome.already += 1;
                continue;
            }
            let part = inbox.part_size(one.id);
            list.all_bytes = list.all_bytes.saturating_add(one.size);
            list.waiting.push_back(Waiting {
                listed: *one,
                left: one.size.checked_sub(part).unwrap_or(one.size),
            });
        }
        list
    }

    /// Whether nothing more is to be brought.
    pub(super) fn is_over(&self) -> bool {
        self.is_stopped || (self.waiting.is_empty() && self.begun.is_empty())
    }

    fn share(&self, circuits: usize) -> Share {
        let memory: u64 = self.begun.iter().map(IncomingEnvelope::memory).sum();
        Share {
            circuits,
            memory: WINDOW_BYTES.saturating_sub(memory),
        }
    }

    /// For how many circuits there is something to do at least: 0 only where nothing is left.
    pub(super) fn jobs(&self, circuits: usize) -> usize {
        let share = self.share(circuits);
        let begun = self.begun.iter().map(|one| one.jobs(share));
        let waiting = self.waiting.iter().map(|one| limits::jobs(one.left));
        begun.chain(waiting).fold(0, usize::saturating_add)
    }

    /// Something for a circuit to do: what was begun goes first.
    pub(super) fn take(&mut self, circuits: usize) -> Option<Job> {
        loop {
            let share = self.share(circuits);
            for one in &mut self.begun {
                if let Some(range) = one.next(share) {
                    return Some(one.begin(range));
                }
            }
            let next = self.waiting.pop_front()?;
            match self.open(next.listed) {
                Ok(one) => {
                    let is_complete = one.is_complete();
                    self.begun.push(one);
                    // A run that was cut between the last byte and the new name.
                    if is_complete {
                        self.finish(next.listed.id);
                    }
                }
                Err(error) => self.fail(next.listed.id, error),
            }
            if self.is_stopped {
                return None;
            }
        }
    }

    fn open(&self, listed: Listed) -> Result<IncomingEnvelope, PullError> {
        if self
            .inbox
            .size(listed.id)
            .map_err(PullError::Disk)?
            .is_some()
        {
            return Err(PullError::Differs);
        }
        let one = IncomingEnvelope::open(self.inbox, listed).map_err(PullError::Disk)?;
        let others: u64 = self.begun.iter().map(IncomingEnvelope::needed).sum();
        let room = self.inbox.room().map_err(PullError::Disk)?;
        let needed = one.needed();
        if needed > room.saturating_sub(others) {
            return Err(PullError::Full { needed });
        }
        Ok(one)
    }

    fn of(&mut self, job: &Job) -> Option<&mut IncomingEnvelope> {
        let mut begun = self.begun.iter_mut();
        begun.find(|one| one.listed().id == job.id() && one.wants(job))
    }

    /// Takes the next piece of a job; tells whether the rest of it is of use.
    pub(super) fn write(&mut self, job: &mut Job, piece: &[u8]) -> Result<bool, PullError> {
        match self.of(job) {
            Some(one) => one.write(job, piece).map(|()| true),
            None => Ok(false),
        }
    }

    /// The server sends the whole envelope, whatever range was asked for.
    pub(super) fn restart_whole(&mut self, job: &mut Job) -> io::Result<()> {
        if let Some(one) = self.of(job) {
            *job = one.restart_whole()?;
        }
        Ok(())
    }

    /// Nothing more comes of a job.
    pub(super) fn end(&mut self, job: &Job) {
        if let Some(one) = self.of(job) {
            one.end(job);
            if one.is_complete() {
                self.finish(job.id());
            }
        }
    }

    /// An error ends a job, and with it the envelope, if the job is still of use.
    pub(super) fn fail_job(&mut self, job: &Job, error: PullError) {
        if self.of(job).is_some() {
            self.fail(job.id(), error);
        } else if !error.is_about_one() {
            self.give_up(None, error);
        }
    }

    /// No circuit is left: it is told of the envelope that the last one was asked for, or of the
    /// first that is not here.
    pub(super) fn give_up(&mut self, asked: Option<EnvelopeId>, error: PullError) {
        let unfinished = self.unfinished();
        let asked = asked.filter(|id| unfinished.contains(id));
        match asked.or_else(|| unfinished.first().copied()) {
            Some(id) => self.stop(id, error),
            None => self.is_stopped = true,
        }
    }

    fn finish(&mut self, id: EnvelopeId) {
        let Some(number) = self.begun.iter().position(|one| one.listed().id == id) else {
            return;
        };
        let judged = self.begun.get_mut(number).map(IncomingEnvelope::finish);
        let kept = match judged {
            Some(Ok(true)) => {
                let one = self.begun.swap_remove(number);
                let listed = *one.listed();
                let kept = self.inbox.keep(one.into_part(), id);
                kept.map(|()| listed).map_err(PullError::Disk)
            }
            Some(Err(error)) => Err(error),
            Some(Ok(false)) | None => return,
        };
        match kept {
            Ok(listed) => {
                self.came_bytes = self.came_bytes.saturating_add(listed.size);
                self.outcome.came.push(listed);
            }
            Err(error) => self.fail(id, error),
        }
    }

    /// An envelope does not come. What shows that it is not the listed one is thrown away.
    fn fail(&mut self, id: EnvelopeId, error: PullError) {
        if !error.is_about_one() {
            return self.stop(id, error);
        }
        let number = self.begun.iter().position(|one| one.listed().id == id);
        let part = number.map(|number| self.begun.swap_remove(number).into_part());
        let is_other = matches!(
            error,
            PullError::WrongHash
                | PullError::Door(ApiError::Unexpected(
                    ProtocolViolation::Long | ProtocolViolation::Length
                ))
        );
        let removed = part.filter(|_| is_other).map(PartialDownload::remove);
        match removed.transpose() {
            Ok(_) => self.note(id, error),
            Err(error) => self.stop(id, PullError::Disk(error)),
        }
    }

    /// Something happened that would meet every envelope. It is told of one, and the others are
    /// left.
    fn stop(&mut self, id: EnvelopeId, error: PullError) {
        let others = self.unfinished().into_iter().filter(|other| *other != id);
        self.outcome.left += others.count();
        self.is_stopped = true;
        self.note(id, error);
    }

    fn unfinished(&self) -> Vec<EnvelopeId> {
        let begun = self.begun.iter().map(|one| one.listed().id);
        begun
            .chain(self.waiting.iter().map(|one| one.listed.id))
            .collect()
    }

    fn note(&mut self, id: EnvelopeId, error: PullError) {
        self.outcome.failed.push(FailedEnvelope { id, error });
    }

    /// How far a job's envelope and all of them have come.
    pub(super) fn progress<'job>(&self, job: &'job Job) -> PullProgress<'job> {
        let begun = self.begun.iter();
        let bytes = begun.clone().find(|one| one.listed().id == job.id());
        PullProgress::Received {
            envelope: &job.listed,
            bytes: bytes.map_or(0, IncomingEnvelope::bytes),
            all: begun.fold(self.came_bytes, |sum, one| sum.saturating_add(one.bytes())),
            of: self.all_bytes,
        }
    }

    pub(super) fn into_outcome(self) -> PullOutcome {
        let mut outcome = self.outcome;
        outcome.came.sort_by_key(|one| one.id);
        outcome.failed.sort_by_key(|one| one.id);
        outcome
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;
    use sourdine_protocol::envelope::EnvelopeHash;

    use super::*;
    use crate::courier::pull::limits::CIRCUITS_MAX;

    const MIB: usize = 1_048_576;

    fn envelope(number: u8, size: usize) -> (Listed, Vec<u8>) {
        let bytes: Vec<u8> = (0..251_u8)
            .cycle()
            .take(size)
            .map(|byte| byte ^ number)
            .collect();
        let listed = Listed {
            id: EnvelopeId([number; 16]),
            size: size as u64,
            hash: EnvelopeHash::of(&bytes),
            confirmations: 0,
        };
        (listed, bytes)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Circuits take, bring and break off in any order.
        #[test]
        fn whatever_comes_when_the_part_is_a_prefix_and_memory_is_bounded(
            sizes in prop::collection::vec(1..14 * MIB, 1..4),
            steps in prop::collection::vec((0..CIRCUITS_MAX, 1..900_000_usize, prop::bool::weighted(0.1)), 0..300),
        ) {
            let home = tempfile::tempdir().unwrap();
            let inbox = Inbox::at(home.path()).unwrap();
            let all: Vec<_> = (1..).zip(&sizes).map(|(number, size)| envelope(number, *size)).collect();
            let listed: Vec<_> = all.iter().map(|(listed, _)| *listed).collect();
            let mut list = Worklist::new(&inbox, &listed, &|_| false);
            let mut jobs: [Option<Job>; CIRCUITS_MAX] = Default::default();
            // Then one circuit does the rest.
            let rest = std::iter::repeat((0, 700_000, false));
            for (step, (circuit, most, breaks)) in steps.iter().copied().chain(rest).enumerate() {
                if step == steps.len() {
                    for job in jobs.iter_mut().filter_map(Option::take) {
                        list.end(&job);
                    }
                }
                if list.is_over() {
                    break;
                }
                let may = list.jobs(CIRCUITS_MAX) > 0;
                let job = jobs[circuit].take().or_else(|| list.take(CIRCUITS_MAX));
                let Some(mut job) = job else {
                    prop_assert!(!may || list.is_over());
                    continue;
                };
                let bytes = &all.iter().find(|(one, _)| one.id == job.id()).unwrap().1;
                let from = usize::try_from(job.at).unwrap();
                let to = usize::try_from(job.range.end).unwrap().min(from + most);
                prop_assert!(list.write(&mut job, &bytes[from..to]).unwrap());
                if breaks || job.at == job.range.end {
                    list.end(&job);
                } else {
                    jobs[circuit] = Some(job);
                }
                let memory: u64 = list.begun.iter().map(IncomingEnvelope::memory).sum();
                prop_assert!(memory <= WINDOW_BYTES, "{}", memory);
                if step % 16 == 0 {
                    for (one, bytes) in &all {
                        let part = home.path().join(format!("{}.age.part", one.id));
                        prop_assert!(bytes.starts_with(&fs::read(part).unwrap_or_default()));
                    }
                }
            }
            for (one, bytes) in &all {
                prop_assert!(&fs::read(inbox.path(&one.id)).unwrap() == bytes);
            }
            let outcome = list.into_outcome();
            prop_assert_eq!(outcome.came, listed);
        }
    }
}
