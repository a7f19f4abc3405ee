//! What a cut leaves of what was not synced.

use crate::seeded_rng::SeededRng;

/// One way in which a disk loses power.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Cut {
    /// Nothing that was not synced is there.
    Nothing,
    /// All of it is there.
    Everything,
    /// Of each file, the last write came first: it is there, and nothing before it.
    LastFirst,
    /// Of each file, all is there but one write.
    AllButOne,
    /// Of each file, all is there, of the last write some sectors only.
    Torn,
    /// Each write, length and name is there or not.
    SomeWrites,
    /// Each sector, length and name is there or not, or as it was at some moment between.
    SomeSectors,
}

/// All of them.
pub const CUTS: [Cut; 7] = [
    Cut::Nothing,
    Cut::Everything,
    Cut::LastFirst,
    Cut::AllButOne,
    Cut::Torn,
    Cut::SomeWrites,
    Cut::SomeSectors,
];

/// What disks write whole or not at all, in bytes.
const SECTORS: [u64; 2] = [512, 4_096];

/// A cut as it happens to one disk.
pub(super) struct Happening<'a> {
    pub(super) cut: Cut,
    pub(super) sector: u64,
    pub(super) rng: &'a mut SeededRng,
}

impl<'a> Happening<'a> {
    pub(super) fn new(cut: Cut, rng: &'a mut SeededRng) -> Self {
        let sector = *SECTORS.get(rng.below(SECTORS.len())).unwrap_or(&SECTORS[0]);
        Self { cut, sector, rng }
    }

    /// Of `count` changes of names, one after another, which are there.
    pub(super) fn names(&mut self, count: usize) -> Vec<bool> {
        (0..count).map(|_| self.name()).collect()
    }

    fn name(&mut self) -> bool {
        match self.cut {
            Cut::Nothing => false,
            Cut::Everything | Cut::LastFirst | Cut::AllButOne | Cut::Torn => true,
            Cut::SomeWrites | Cut::SomeSectors => self.coin(),
        }
    }

    /// Of `count` changes of a length, how many are there.
    pub(super) fn lengths(&mut self, count: usize) -> usize {
        match self.cut {
            Cut::Nothing => 0,
            Cut::Everything | Cut::LastFirst | Cut::AllButOne | Cut::Torn => count,
            Cut::SomeWrites | Cut::SomeSectors => self.rng.below(count + 1),
        }
    }

    /// For each of a file's writes, whether a sector of it is there. A sector is never newer than
    /// one that was left out before.
    pub(super) fn writes(&mut self, count: usize) -> Vec<Fate> {
        let last = count.saturating_sub(1);
        let one = self.rng.below(count);
        (0..count)
            .map(|number| match self.cut {
                Cut::Nothing => Fate::Absent,
                Cut::Everything => Fate::There,
                Cut::LastFirst if number == last => Fate::Forced,
                Cut::LastFirst => Fate::Absent,
                Cut::AllButOne if number == one => Fate::Absent,
                Cut::AllButOne => Fate::There,
                Cut::Torn if number == last => Fate::Torn,
                Cut::Torn => Fate::There,
                Cut::SomeWrites => {
                    if self.coin() {
                        Fate::There
                    } else {
                        Fate::Absent
                    }
                }
                Cut::SomeSectors => Fate::Torn,
            })
            .collect()
    }

    pub(super) fn coin(&mut self) -> bool {
        self.rng.below(2) == 0
    }
}

/// What becomes of one write.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Fate {
    /// None of it is there.
    Absent,
    /// It is there, where nothing older of the same sector is missing.
    There,
    /// It is there, and what was written to its sectors before.
    Forced,
    /// Each of its sectors is there or not.
    Torn,
}
