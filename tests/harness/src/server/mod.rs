//! The real `sourdine-server`: its own configuration file, its own vault, its own sockets.

#[expect(
    clippy::unwrap_used,
    reason = "a server that cannot be set up stops the test"
)]
pub(crate) mod in_process;

use std::{
    fs::{self, Permissions},
    io::{BufRead, BufReader},
    os::{
        fd::OwnedFd,
        unix::{fs::PermissionsExt, net::UnixStream},
    },
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};
use sourdine_protocol::wire::EnvelopeList;
use tempfile::TempDir;

use crate::{
    network::http::{Answer, Door, END, FORM, another_circuit, field, file_head},
    people::desk::Desk,
    people::source::Source,
    programs::program,
};

const CONFIG: &str = "server.toml";
const LOG: &str = "log";
/// A file system in memory, on every Linux.
const MEMORY: &str = "/dev/shm";
/// A server that listens no sooner never will.
const STARTS: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(1);
const PAGE_BYTES: u64 = 4_096;
/// What glibc aligns its further heaps to (`HEAP_MAX_SIZE`).
const HEAP_BYTES: u64 = 64 * 1_024 * 1_024;
/// How much of a large file is sent at once.
const LARGE_PIECE_BYTES: usize = 65_536;

/// What differs from one story's server to another's.
#[derive(Clone, Copy)]
pub struct Plan {
    /// Size of the vault, in MiB.
    pub vault_mib: u64,
    /// Largest submission, in MiB.
    pub submission_mib: u64,
    /// Unix sockets as behind tor, or TCP on loopback as a browser needs it.
    pub unix: bool,
    /// How many editors must confirm.
    pub quorum: usize,
    /// For how many days an envelope stays all the same.
    pub hold_days: u32,
    /// After how many days it goes whatever they say, and up to how many more.
    pub keep_days: (u32, u32),
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            vault_mib: 64,
            submission_mib: 16,
            unix: true,
            quorum: 2,
            hold_days: 7,
            keep_days: (60, 14),
        }
    }
}

impl Plan {
    /// A vault that is made, copied and searched in no time.
    #[must_use]
    pub fn small() -> Self {
        Self {
            vault_mib: 16,
            submission_mib: 4,
            ..Self::default()
        }
    }
}

/// A server's files in a folder, whether it runs or not, and its master key in memory.
pub struct Installation {
    folder: PathBuf,
    program: PathBuf,
    memory: Option<TempDir>,
}

/// A server that runs. Dropped, it is killed.
pub struct Server {
    process: Child,
    /// None where a journal has it.
    stdout: Option<BufReader<ChildStdout>>,
    /// Where sources come in.
    pub sources: Door,
    /// Where editors come in.
    pub editors: Door,
}

impl Installation {
    /// One that was made before.
    pub fn at(folder: &Path) -> Result<Self> {
        Ok(Self {
            folder: folder.to_path_buf(),
            program: program("sourdine-server")?,
            memory: None,
        })
    }

    /// Does what an operator does: `init`, the configuration, the roster, `init` again.
    #[expect(
        clippy::disallowed_methods,
        reason = "what a test writes is nobody's secret"
    )]
    pub fn make(folder: &Path, desk: &Desk, plan: Plan) -> Result<Self> {
        let mut installation = Self::at(folder)?;
        installation.memory = Some(tempfile::tempdir_in(MEMORY)?);
        // Tor comes to the sockets by the folder's group.
        fs::set_permissions(folder, Permissions::from_mode(0o710))?;
        installation.done("init")?;
        let config = installation.config();
        let mut text = fs::read_to_string(&config)?;
        let address = |name: &str| {
            if plan.unix {
                format!("\"unix:{name}.sock\"")
            } else {
                "\"tcp:127.0.0.1:0\"".to_owned()
            }
        };
        for (key, value) in [
            ("sources", address("sources")),
            ("editors", address("editors")),
            ("folder", "\"vault\"".to_owned()),
            (
                "master_key",
                format!("\"{}\"", installation.master().display()),
            ),
            ("size_mib", plan.vault_mib.to_string()),
            ("submission_mib", plan.submission_mib.to_string()),
            ("quorum", plan.quorum.to_string()),
            ("hold_days", plan.hold_days.to_string()),
            ("keep_days", plan.keep_days.0.to_string()),
            ("spread_days", plan.keep_days.1.to_string()),
        ] {
            text = with(&text, key, &value)?;
        }
        for token in &desk.tokens {
            let hash: String = token.hash().iter().map(|b| format!("{b:02x}")).collect();
            text.push_str(&format!("\n[[editors]]\ntoken_hash = \"{hash}\"\n"));
        }
        fs::write(&config, text)?;
        fs::write(folder.join("roster.json"), desk.roster().to_json()?)?;
        installation.done("init")?;
        Ok(installation)
    }

    /// Its configuration file.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.folder.join(CONFIG)
    }

    /// The folder of slots, key table and index.
    #[must_use]
    pub fn vault(&self) -> PathBuf {
        self.folder.join("vault")
    }

    /// The master key's file.
    #[must_use]
    pub fn master(&self) -> PathBuf {
        let memory = self
            .memory
            .as_ref()
            .map_or(self.folder.as_path(), TempDir::path);
        memory.join("master")
    }

    /// A file in the folder of the master key, which a server that serves can read.
    #[must_use]
    pub fn beside_key(&self, name: &str) -> PathBuf {
        self.master().with_file_name(name)
    }

    /// What the server wrote to standard error since it was installed.
    pub fn log(&self) -> Result<String> {
        Ok(fs::read_to_string(self.folder.join(LOG))?)
    }

    /// A command of the server, ready to be run.
    #[must_use]
    pub fn command(&self, name: &str) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(["--lang", "en", "--config"])
            .arg(self.config())
            .arg(name)
            .stdin(Stdio::null());
        command
    }

    /// Runs `init`, `verify` or `repair` to its end.
    pub fn run(&self, name: &str) -> Result<Output> {
        Ok(self.command(name).output()?)
    }

    /// Starts the server and waits until it says where it listens.
    pub fn serve(&self) -> Result<Server> {
        self.serve_as(self.command("serve"))
    }

    /// Starts a server that was made from [`Installation::command`].
    pub fn serve_as(&self, mut command: Command) -> Result<Server> {
        let log = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.folder.join(LOG))?;
        let mut process = command.stdout(Stdio::piped()).stderr(log).spawn()?;
        let mut stdout = BufReader::new(process.stdout.take().context("a pipe was asked for")?);
        let mut line = String::new();
        stdout.read_line(&mut line)?;
        let told = line.trim_end().strip_suffix('.').and_then(|line| {
            line.strip_prefix("Serving sources at ")?
                .split_once(", editors at ")
        });
        let Some((sources, editors)) = told else {
            let status = process.wait()?;
            bail!("no server: {status} {line} {}", self.log()?);
        };
        Ok(Server {
            sources: door(sources)?.behind_tor(),
            editors: door(editors)?,
            process,
            stdout: Some(stdout),
        })
    }

    /// Starts a server on Unix sockets that says everything into a journal, as systemd would have
    /// it, and waits until somebody listens.
    pub fn serve_into(&self, mut command: Command, journal: UnixStream) -> Result<Server> {
        let journal = OwnedFd::from(journal);
        let process = command
            .stdout(journal.try_clone()?)
            .stderr(journal)
            .spawn()?;
        let [sources, editors] =
            ["sources", "editors"].map(|name| Door::Unix(self.folder.join(format!("{name}.sock"))));
        let mut server = Server {
            process,
            stdout: None,
            sources: sources.behind_tor(),
            editors,
        };
        let until = Instant::now() + STARTS;
        // The editors' is the second.
        while server.editors.connect().is_err() {
            if let Some(status) = server.process.try_wait()? {
                bail!("no server: {status}");
            }
            ensure!(Instant::now() < until, "no server in time");
            thread::sleep(LOOK_AGAIN);
        }
        Ok(server)
    }

    fn done(&self, name: &str) -> Result<()> {
        let output = self.run(name)?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{name}: {said}");
        Ok(())
    }
}

impl Server {
    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// `kill -9`, while others talk to it.
    pub fn kill(&self) -> Result<()> {
        Ok(kill_process(Pid::from_child(&self.process), Signal::KILL)?)
    }

    /// Makes it crash as a fault in it would.
    pub fn crash(mut self) -> Result<ExitStatus> {
        kill_process(Pid::from_child(&self.process), Signal::ABORT)?;
        Ok(self.process.wait()?)
    }

    /// Stops it in the middle of whatever it does, and lets it go on, as when its machine slept:
    /// its timers look at the clock again.
    pub fn doze(&self) -> Result<()> {
        let pid = Pid::from_child(&self.process);
        kill_process(pid, Signal::STOP)?;
        self.all_threads_are('T')?;
        Ok(kill_process(pid, Signal::CONT)?)
    }

    /// Waits until it only waits itself: for who comes, and for what is due later.
    pub fn is_idle(&self) -> Result<()> {
        self.all_threads_are('S')
    }

    /// Waits until all its threads are in a state (proc(5)) at once.
    fn all_threads_are(&self, state: char) -> Result<()> {
        let until = Instant::now() + STARTS;
        let line = format!("State:\t{state}");
        loop {
            let mut all = true;
            for thread in fs::read_dir(format!("/proc/{}/task", self.pid()))? {
                // One may end meanwhile.
                let status = fs::read_to_string(thread?.path().join("status")).unwrap_or_default();
                all &= status.contains(&line);
            }
            if all {
                return Ok(());
            }
            ensure!(Instant::now() < until, "its threads are never all {state}");
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// Asks it to stop as systemd does, and waits for its end. Gives its status and what it said on
    /// standard output since it serves.
    pub fn stop(mut self) -> Result<(ExitStatus, String)> {
        self.terminate()
    }

    /// The same, for a server that is kept.
    pub fn terminate(&mut self) -> Result<(ExitStatus, String)> {
        kill_process(Pid::from_child(&self.process), Signal::TERM)?;
        let mut said = String::new();
        if let Some(stdout) = &mut self.stdout {
            std::io::Read::read_to_string(stdout, &mut said)?;
        }
        Ok((self.process.wait()?, said))
    }

    /// What an editor asks, with their token.
    pub fn editor(&self, desk: &Desk, number: usize, head: &str, body: &[u8]) -> Result<Answer> {
        let token = desk.tokens.get(number).context("an editor")?.expose();
        let (first, rest) = head.split_once('\n').unwrap_or((head, ""));
        let head = format!("{first}\nAuthorization: Bearer {}\n{rest}", *token);
        self.editors.ask(head.trim_end(), body)
    }

    /// What the first editor sees.
    pub fn list(&self, desk: &Desk) -> Result<EnvelopeList> {
        let answer = self.editor(desk, 0, "GET /v1/envelopes", b"")?;
        ensure!(answer.status == 200, "{answer:?}");
        Ok(serde_json::from_slice(&answer.body)?)
    }

    /// An envelope's bytes.
    pub fn fetch(&self, desk: &Desk, id: &str) -> Result<Vec<u8>> {
        let answer = self.editor(desk, 0, &format!("GET /v1/envelopes/{id}"), b"")?;
        ensure!(answer.status == 200, "{answer:?}");
        Ok(answer.body)
    }

    /// Somebody who comes by a circuit that nobody else has.
    #[must_use]
    pub fn source(&self) -> Source {
        Source::at(self.sources.by_circuit(another_circuit()))
    }

    /// [`Source::begin`], by anybody.
    pub fn begin(&self) -> Result<(String, String)> {
        self.source().begin()
    }

    /// [`Source::send`], by anybody.
    pub fn send(&self, codename: &str, receipt: &str, parts: &[Vec<u8>]) -> Result<Answer> {
        self.source().send(codename, receipt, parts)
    }

    /// [`Source::receipt`], by anybody.
    pub fn receipt(&self, receipt: &str) -> Result<String> {
        self.source().receipt(receipt)
    }

    /// [`Source::upload`], by anybody.
    pub fn upload(&self, age_file: &[u8]) -> Result<()> {
        self.source().upload(age_file)
    }

    /// Sends a form with one large file, written as it goes, and gives the answer's status.
    pub fn send_large(&self, bytes: u64) -> Result<u16> {
        let (codename, receipt) = self.begin()?;
        let start = [
            field("receipt", &receipt),
            field("codename", &codename),
            file_head("large.bin"),
        ]
        .concat();
        let end = [b"\r\n", END].concat();
        let mut connection = self.sources.connect()?;
        let length = start.len() as u64 + bytes + end.len() as u64;
        connection.begin(&format!("POST /fr/send\n{FORM}"), length)?;
        connection.write(&start)?;
        let piece = vec![7; LARGE_PIECE_BYTES];
        let mut left = bytes;
        while left > 0 {
            let now = left.min(LARGE_PIECE_BYTES as u64);
            connection.write(piece.get(..usize::try_from(now)?).unwrap_or_default())?;
            left -= now;
        }
        connection.write(&end)?;
        Ok(connection.answer(false)?.status)
    }

    /// The kernel's high-water mark of its resident memory, in KiB.
    pub fn most_resident_kib(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid()))?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().nth(1));
        Ok(kib.context("a high-water mark")?.parse()?)
    }

    /// How many heaps glibc's allocator keeps besides the first: each has 64 MiB of addresses, most
    /// of them not to be used yet.
    pub fn further_heaps(&self) -> Result<usize> {
        let maps = fs::read_to_string(format!("/proc/{}/maps", self.pid()))?;
        let unused = |line: &&str| -> Option<()> {
            let (range, rest) = line.split_once(' ')?;
            let (from, to) = range.split_once('-')?;
            let [from, to] = [from, to].map(|address| u64::from_str_radix(address, 16).ok());
            let (from, to) = (from?, to?);
            // A thread's stack has a guard that looks the same: of one page.
            let kept = rest.starts_with("---p") && to - from > PAGE_BYTES;
            (kept && to % HEAP_BYTES == 0 && from % HEAP_BYTES != 0).then_some(())
        };
        Ok(maps.lines().filter(|line| unused(line).is_some()).count())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A server that ended already needs no killing.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn door(told: &str) -> Result<Door> {
    if let Some(path) = told.strip_prefix("unix:") {
        return Ok(Door::Unix(path.into()));
    }
    let address = told.strip_prefix("http://").context("an address")?;
    Ok(Door::Tcp(address.trim_end_matches('/').parse()?))
}

/// A configuration with another value for a key.
fn with(config: &str, key: &str, value: &str) -> Result<String> {
    let start = format!("{key} = ");
    ensure!(
        config.lines().any(|line| line.starts_with(&start)),
        "{key} is no key of the configuration"
    );
    let lines = config.lines().map(|line| {
        if line.starts_with(&start) {
            format!("{start}{value}\n")
        } else {
            format!("{line}\n")
        }
    });
    Ok(lines.collect())
}
