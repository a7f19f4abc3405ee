//! One envelope on its way: the part on the disk, what waits in memory to follow it, and what is
//! still to be asked for.

use std::{collections::BTreeMap, io, ops::Range};

use sourdine_protocol::wire::EnvelopeId;

use super::{
    limits::{self, WHOLE_MAX_BYTES},
    outcome::PullError,
    ranges::FreeRanges,
    window::Window,
};
use crate::{
    courier::listed::Listed,
    inbox::{Inbox, PartialDownload},
};

/// What one circuit is asked for.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub(super) listed: Listed,
    pub(super) range: Range<u64>,
    /// Where the next piece stands in the envelope.
    pub(super) at: u64,
    /// Which beginning of the envelope it belongs to: after another one it is worthless.
    pub(super) attempt: u32,
    /// How much came that had not come before, in bytes: what is sent again is no headway.
    pub(super) headway: u64,
}

impl Job {
    pub(super) const fn id(&self) -> EnvelopeId {
        self.listed.id
    }
}

/// How much of an envelope a circuit may be asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    /// How many circuits there are.
    pub(super) circuits: usize,
    /// How much more may wait in memory, in bytes.
    pub(super) memory: u64,
}

/// An envelope on its way.
pub(super) struct IncomingEnvelope {
    listed: Listed,
    part: PartialDownload,
    window: Window,
    free: FreeRanges,
    /// The ranges that circuits are asked for: beginnings and ends.
    coming: BTreeMap<u64, u64>,
    /// Whether one circuit is asked for all that is left.
    is_whole: bool,
    attempt: u32,
    /// The most that was ever here, in bytes.
    furthest: u64,
    /// Whether an earlier run left some of it.
    is_resumed: bool,
}

impl IncomingEnvelope {
    /// Opens what is there of it.
    pub(super) fn open(inbox: &Inbox, listed: Listed) -> io::Result<Self> {
        let mut part = inbox.part(listed.id)?;
        if part.len() > listed.size {
            part.restart()?;
        }
        Ok(Self {
            listed,
            window: Window::default(),
            free: FreeRanges::of(part.len()..listed.size),
            coming: BTreeMap::new(),
            is_whole: listed.size - part.len() <= WHOLE_MAX_BYTES,
            attempt: 0,
            furthest: part.len(),
            is_resumed: part.len() > 0,
            part,
        })
    }

    pub(super) const fn listed(&self) -> &Listed {
        &self.listed
    }

    /// How much of it is here, in bytes.
    pub(super) fn bytes(&self) -> u64 {
        self.part.len() + self.window.bytes()
    }

    /// How much the disk has to take yet, in bytes.
    pub(super) fn needed(&self) -> u64 {
        self.listed.size.saturating_sub(self.part.len())
    }

    pub(super) fn is_complete(&self) -> bool {
        self.needed() == 0
    }

    /// How much waits in memory for the bytes in front of it, or will when it comes, in bytes.
    pub(super) fn memory(&self) -> u64 {
        let prefix = self.part.len();
        let coming = self.coming.iter();
        let coming = coming.filter(|(start, end)| prefix < **start || **end <= prefix);
        let coming: u64 = coming.map(|(start, end)| end - start).sum();
        let kept = self.window.runs();
        let kept = kept.filter(|(start, _)| !self.coming.contains_key(start));
        coming + kept.map(|(_, length)| length).sum::<u64>()
    }

    /// What a circuit may be asked for next: the first bytes that are free, if they follow the part
    /// on the disk or there is memory for them.
    pub(super) fn next(&self, share: Share) -> Option<Range<u64>> {
        let free = self.free.iter().next()?;
        let follows = free.start == self.part.len();
        if follows && (self.is_whole || share.circuits <= 1) {
            return Some(free);
        }
        let range = limits::first(
            &free,
            limits::range_bytes(self.free.bytes(), share.circuits),
        );
        let fits = range.end - range.start <= share.memory;
        (follows || fits).then_some(range)
    }

    /// For how many circuits there is something at least.
    pub(super) fn jobs(&self, share: Share) -> usize {
        match self.next(share) {
            None => 0,
            Some(_) if self.is_whole || share.circuits <= 1 => 1,
            Some(_) => limits::jobs(self.free.bytes()),
        }
    }

    /// Asks a circuit for this range, which [`next`](Self::next) gave.
    pub(super) fn begin(&mut self, range: Range<u64>) -> Job {
        self.free.take(&range);
        self.coming.insert(range.start, range.end);
        Job {
            listed: self.listed,
            at: range.start,
            range,
            attempt: self.attempt,
            headway: 0,
        }
    }

    /// Whether a job is still of use.
    pub(super) const fn wants(&self, job: &Job) -> bool {
        self.attempt == job.attempt
    }

    /// Takes the next piece of a job.
    pub(super) fn write(&mut self, job: &mut Job, piece: &[u8]) -> Result<(), PullError> {
        if job.at == self.part.len() {
            self.append(piece)?;
            while let Some(run) = self.window.take(self.part.len()) {
                self.append(&run)?;
            }
        } else {
            let length = job.range.end - job.range.start;
            self.window.put(job.range.start, length, piece);
        }
        job.at += piece.len() as u64;
        let here = self.bytes();
        job.headway += here.saturating_sub(self.furthest);
        self.furthest = self.furthest.max(here);
        Ok(())
    }

    fn append(&mut self, piece: &[u8]) -> Result<(), PullError> {
        self.part.append(piece).map_err(|error| {
            let full = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded];
            if full.contains(&error.kind()) {
                PullError::Full {
                    needed: self.needed(),
                }
            } else {
                PullError::Disk(error)
            }
        })
    }

    /// Nothing more comes of a job. What is missing of it is free again.
    pub(super) fn end(&mut self, job: &Job) {
        self.coming.remove(&job.range.start);
        self.free.give_back(job.at..job.range.end);
    }

    /// Begins again from nothing: all jobs so far are worthless.
    pub(super) fn restart(&mut self) -> io::Result<()> {
        self.part.restart()?;
        self.window.clear();
        self.coming.clear();
        self.free = FreeRanges::of(0..self.listed.size);
        self.attempt += 1;
        Ok(())
    }

    /// Begins again, with all of it by one circuit: the server sends no ranges.
    pub(super) fn restart_whole(&mut self) -> io::Result<Job> {
        self.restart()?;
        self.is_whole = true;
        Ok(self.begin(0..self.listed.size))
    }

    /// Judges an envelope that is complete, once its last job has ended: tells whether it is kept.
    /// If not, it begins again, since what an earlier run left may be of another envelope, or torn
    /// by a crash. Fails if it began here and is not what was listed.
    pub(super) fn finish(&mut self) -> Result<bool, PullError> {
        if self.part.is(self.listed.hash) {
            return Ok(true);
        }
        if !self.is_resumed {
            return Err(PullError::WrongHash);
        }
        self.is_resumed = false;
        self.furthest = 0;
        self.is_whole = self.listed.size <= WHOLE_MAX_BYTES;
        self.restart().map_err(PullError::Disk)?;
        Ok(false)
    }

    pub(super) fn into_part(self) -> PartialDownload {
        self.part
    }
}
