//! A recording is gone through moment by moment; at each, the power goes, in several ways, and what
//! is left is judged.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use anyhow::Result;
use sourdine_harness::{
    power::{Act, CUTS, Cut, Disk, Forgets, Moment, Recording},
    seeded_rng::SeededRng,
    soak,
};
use sourdine_server::vault::VaultPaths;
use tempfile::TempDir;

use crate::judge::{Letters, Said, judge};

/// How often each kind of cut happens at each moment, in soak. Else two kinds do: nothing is left,
/// and the others by turns.
const TIMES_IN_SOAK: usize = 4;
/// After so many wrong disks there is enough to look at.
const ENOUGH: usize = 20;
const WORKERS: usize = 2;

/// A folder in memory where there is one: disks are written by the thousand.
pub(crate) fn scratch() -> TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap())
}

/// What is replayed.
pub(crate) struct Replay<'a> {
    pub(crate) recording: &'a Recording,
    /// What was on the disk before.
    pub(crate) before: Option<PathBuf>,
    /// And what was said of it.
    pub(crate) said_before: Vec<String>,
    pub(crate) letters: Letters,
    /// Where the vault is on a disk.
    pub(crate) paths: &'a (dyn Fn(&Path) -> VaultPaths + Sync),
    pub(crate) forgets: Forgets,
    pub(crate) seed: u64,
}

/// How many moments and disks there were, and which of them were wrong.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) moments: AtomicUsize,
    pub(crate) disks: AtomicUsize,
    wrong: Mutex<Vec<String>>,
}

/// A seed of which nobody knows anything.
pub(crate) fn some_seed() -> u64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).unwrap();
    u64::from_le_bytes(bytes)
}

impl Outcome {
    pub(crate) fn wrong(&self) -> Vec<String> {
        self.wrong.lock().unwrap().clone()
    }
}

impl Replay<'_> {
    pub(crate) fn run(&self) -> Outcome {
        let outcome = Outcome::default();
        thread::scope(|scope| {
            for worker in 0..WORKERS {
                let outcome = &outcome;
                scope.spawn(move || self.go_through(worker, outcome).unwrap());
            }
        });
        outcome
    }

    /// The power goes when all is over, in every way.
    pub(crate) fn run_to_the_end(&self) -> Result<Outcome> {
        let outcome = Outcome::default();
        let (mut disk, mut said) = self.begin()?;
        for moment in &self.recording.moments {
            self.hear(*moment, &mut said)?;
            disk.advance(*moment)?;
        }
        let folder = scratch();
        for kind in 0..CUTS.len() {
            self.cut(&disk, &said, (0, kind, 0), folder.path(), &outcome)?;
        }
        Ok(outcome)
    }

    fn begin(&self) -> Result<(Disk<'_>, Said)> {
        let disk = match &self.before {
            Some(before) => Disk::holding(self.recording, self.forgets, before)?,
            None => Disk::new(self.recording, self.forgets),
        };
        let mut said = Said::default();
        said.made = self.before.is_some();
        for line in &self.said_before {
            said.hear(line.as_bytes())?;
        }
        Ok((disk, said))
    }

    /// What is said was true before it was begun to be said.
    fn hear(&self, moment: Moment, said: &mut Said) -> Result<()> {
        if let Moment::Begun(call) = moment
            && let Act::Told(lines) = &self.recording.calls[call].act
        {
            said.hear(lines)?;
        }
        Ok(())
    }

    /// Every so many moments are one worker's.
    fn go_through(&self, worker: usize, outcome: &Outcome) -> Result<()> {
        let folder = scratch();
        let (mut disk, mut said) = self.begin()?;
        let mut cuts = 0;
        for moment in &self.recording.moments {
            self.hear(*moment, &mut said)?;
            if !disk.advance(*moment)? {
                continue;
            }
            cuts += 1;
            if cuts % WORKERS == worker {
                outcome.moments.fetch_add(1, Ordering::Relaxed);
                for (kind, time) in kinds(cuts) {
                    self.cut(&disk, &said, (cuts, kind, time), folder.path(), outcome)?;
                }
            }
            if outcome.wrong.lock().unwrap().len() >= ENOUGH {
                break;
            }
        }
        Ok(())
    }

    fn cut(
        &self,
        disk: &Disk<'_>,
        said: &Said,
        (at, kind, time): (usize, usize, usize),
        folder: &Path,
        outcome: &Outcome,
    ) -> Result<()> {
        let cut = CUTS[kind];
        let chosen = ((at * CUTS.len() + kind) * TIMES_IN_SOAK + time) as u64;
        let mut rng = SeededRng::new(self.seed ^ chosen);
        let path = folder.join("disk");
        fs::create_dir(&path)?;
        disk.cut(cut, &mut rng, &path)?;
        outcome.disks.fetch_add(1, Ordering::Relaxed);
        if let Err(error) = judge(&(self.paths)(&path), said, &self.letters, &mut rng) {
            let seed = self.seed;
            let line = format!("cut {at}, {cut:?}, time {time}, seed {seed}: {error:#}");
            outcome.wrong.lock().unwrap().push(line);
        }
        fs::remove_dir_all(&path)?;
        Ok(())
    }
}

/// Which kinds of cut happen at a moment, and each for the how manieth time.
fn kinds(at: usize) -> Vec<(usize, usize)> {
    if !soak() {
        return vec![(0, 0), (1 + at % (CUTS.len() - 1), 0)];
    }
    let times = |kind: usize| match CUTS[kind] {
        // No matter of chance.
        Cut::Nothing | Cut::Everything => 1,
        Cut::LastFirst | Cut::AllButOne | Cut::Torn | Cut::SomeWrites | Cut::SomeSectors => {
            TIMES_IN_SOAK
        }
    };
    let all = (0..CUTS.len()).flat_map(|kind| (0..times(kind)).map(move |time| (kind, time)));
    all.collect()
}
