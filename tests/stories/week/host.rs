//! The host: a server, a journal, a clock.

use std::{
    fs,
    ops::RangeInclusive,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant, SystemTime},
};

use sourdine_harness::{
    host::clock::Clock,
    host::journald::Journald,
    people::desk::Desk,
    server::{Installation, Plan, Server},
    soak,
};

/// What the server is for systemd.
pub(crate) const UNIT: &str = "sourdine-server";
const DAMAGED: &str = " is damaged: ";
const VAULT_MIB_IN_A_SOAK: u64 = 128;
/// Housekeeping that is due is done sooner, on a busy machine too.
const KEPT: Duration = Duration::from_secs(60);
/// In so many seconds it is due, and so often until it sweeps (server/src/maintenance.rs).
const TICK: u64 = 60;
const SWEEP_TICKS: u32 = 120;
/// The kernel's clock for files is behind by so much at most.
const GRAIN: Duration = Duration::from_millis(10);
/// journald touches its file a quarter of a second after it wrote to it.
const TOUCHED: Duration = Duration::from_secs(1);
const LOOK_AGAIN: Duration = Duration::from_millis(2);

/// Everything that a visit could leave a trace in.
pub(crate) struct Host {
    pub(crate) clock: Clock,
    pub(crate) desk: Desk,
    pub(crate) journal: Journald,
    pub(crate) installation: Installation,
    /// When visits were, by the file system's clock.
    pub(crate) visits: Vec<RangeInclusive<SystemTime>>,
    server: Option<Server>,
    starts: usize,
    folder: tempfile::TempDir,
}

impl Host {
    /// One whose server begins to serve at so many seconds after 1970.
    pub(crate) fn new(begin: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::new().unwrap();
        let sourdine = folder.path().join("sourdine");
        fs::create_dir(&sourdine).unwrap();
        let small = Plan::small();
        let plan = Plan {
            // Half of it stays free: past that, visits would wait for slots.
            vault_mib: if soak() {
                VAULT_MIB_IN_A_SOAK
            } else {
                small.vault_mib
            },
            hold_days: 1,
            keep_days: (2, 1),
            ..small
        };
        let installation = Installation::make(&sourdine, &desk, plan).unwrap();
        let file = installation.beside_key("clock");
        let clock = Clock::at(&file, Duration::from_secs(begin)).unwrap();
        let journal = Journald::start(&folder.path().join("journal"), &clock).unwrap();
        let mut host = Self {
            installation,
            clock,
            desk,
            journal,
            visits: Vec::new(),
            server: None,
            starts: 0,
            folder,
        };
        host.start();
        host
    }

    /// Its folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn server(&self) -> &Server {
        self.server.as_ref().unwrap()
    }

    fn start(&mut self) {
        let mut serve = self.installation.command("serve");
        self.clock.lead(&mut serve).unwrap();
        let said = self.journal.stream(UNIT).unwrap();
        self.server = Some(self.installation.serve_into(serve, said).unwrap());
        self.starts += 1;
        self.journal.messages(UNIT, self.starts).unwrap();
        while self
            .journal
            .written()
            .unwrap()
            .elapsed()
            .unwrap_or_default()
            < TOUCHED
        {
            thread::sleep(LOOK_AGAIN);
        }
    }

    pub(crate) fn stop(&mut self) {
        let (status, _) = self.server.take().unwrap().stop().unwrap();
        assert!(status.success(), "{status}");
    }

    pub(crate) fn restart(&mut self) {
        self.stop();
        self.start();
    }

    /// Time passes until then, at once. What is due meanwhile is done once, as after a sleep of the
    /// machine; and once more, since the first may have been under way while somebody was there.
    pub(crate) fn go_to(&mut self, second: u64) {
        for second in [second - TICK, second] {
            self.housekeeping_at(Duration::from_secs(second));
        }
        assert_eq!(self.dated_files(), [], "as old as a visit");
    }

    /// Some hours pass, with all that the server does in them: it sweeps, and tells what it met.
    pub(crate) fn night(&mut self) {
        for _ in 0..=SWEEP_TICKS {
            self.housekeeping_at(self.clock.now() + Duration::from_secs(TICK));
        }
    }

    /// The clock is moved on, the server wakes, and does the last thing that it does then. Before,
    /// it has nothing more to do: what begins to wait while the clock is moved waits by the new
    /// one.
    fn housekeeping_at(&mut self, time: Duration) {
        self.server().is_idle().unwrap();
        let before = self.last_kept();
        self.clock.set(time).unwrap();
        self.server().doze().unwrap();
        let until = Instant::now() + KEPT;
        while self.last_kept() == before {
            assert!(Instant::now() < until, "no housekeeping in time");
            thread::sleep(LOOK_AGAIN);
        }
    }

    fn last_kept(&self) -> SystemTime {
        let socket = self.folder().join("sourdine/editors.sock");
        fs::symlink_metadata(socket).unwrap().modified().unwrap()
    }

    /// Somebody comes. Gives from when to when it was by the host's clock, in seconds.
    pub(crate) fn visit(&mut self, visit: impl FnOnce(&Self)) -> (u64, u64) {
        // What is done just before and just after is not of the visit.
        thread::sleep(GRAIN);
        let (began, since) = (self.clock.now(), SystemTime::now());
        visit(self);
        self.visits.push(since - GRAIN..=SystemTime::now());
        let ended = self.clock.now();
        thread::sleep(GRAIN);
        (began.as_secs(), ended.as_secs())
    }

    /// Files and folders that were read, written, changed or made while somebody was there, as
    /// their inodes say.
    pub(crate) fn dated_files(&self) -> Vec<(PathBuf, String)> {
        let mut dated = Vec::new();
        for path in everything(self.folder()) {
            // sled's files come and go.
            let Ok(found) = fs::symlink_metadata(&path) else {
                continue;
            };
            let changed = Duration::new(
                found.ctime().unsigned_abs(),
                u32::try_from(found.ctime_nsec()).unwrap(),
            );
            for (what, time) in [
                ("read", found.accessed()),
                ("written", found.modified()),
                ("changed", Ok(SystemTime::UNIX_EPOCH + changed)),
                ("made", found.created()),
            ] {
                // Not every file system knows when a file was made.
                let Ok(time) = time else { continue };
                if let Some(visit) = self.visits.iter().position(|visit| visit.contains(&time)) {
                    dated.push((path.clone(), format!("{what} in visit {visit}")));
                }
            }
        }
        dated
    }

    /// One line at each start, one of each slot that was found damaged, and no other.
    pub(crate) fn it_said_what_it_says(&self) {
        let said = self.journal.messages(UNIT, self.starts).unwrap();
        let count = |what: &str| said.iter().filter(|line| line.contains(what)).count();
        let (started, damaged) = (count("Serving sources at "), count(DAMAGED));
        assert_eq!(started, self.starts, "{said:?}");
        assert!(damaged > 0 && started + damaged == said.len(), "{said:?}");
    }
}

/// All paths below a folder, it included.
pub(crate) fn everything(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_path_buf()];
    let mut at = 0;
    while at < found.len() {
        if found[at].is_dir()
            && let Ok(entries) = fs::read_dir(&found[at])
        {
            found.extend(entries.flatten().map(|entry| entry.path()));
        }
        at += 1;
    }
    found
}
