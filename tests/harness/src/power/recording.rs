//! What a program asked of a folder, call by call, as strace saw it.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead, BufReader, Read, Seek, SeekFrom},
    path::Path,
    process::Command,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

use super::line::{Asked, Line, Positions, file, parse, text};

/// The calls that change a disk, or say where the next one writes. Those that this does not
/// understand are recorded as well, and refused.
const CALLS: &str = "trace=openat,open,creat,write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg,sendfile,copy_file_range,splice,\
fsync,fdatasync,sync_file_range,sync,syncfs,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,truncate,ftruncate,fallocate,lseek,\
link,linkat,symlink,symlinkat,dup,dup2,dup3,io_uring_setup,mmap";
/// More than any program writes at once.
const LONGEST_BYTES: &str = "67108864";
/// How long strace may take to end, and how long to wait before looking again.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(20);
/// The longest that a path is in a report.
const PATH_CHARACTERS: usize = 4 * 4_096;
/// The last line of a report is shorter.
const TAIL_BYTES: u64 = 200;

/// One call that matters.
#[derive(Clone, Debug)]
pub struct Call {
    /// What was asked.
    pub act: Act,
    /// Whether the system said yes.
    pub done: bool,
}

/// What is asked of a disk. Paths begin at the recorded folder, which is the empty path itself.
#[derive(Clone, Debug)]
pub enum Act {
    /// A file is opened, and made if it is not there.
    Make {
        /// Which.
        path: String,
        /// Whether nothing stays of what was in it.
        empties: bool,
    },
    /// A folder is made.
    MakeFolder(String),
    /// Bytes go into a file.
    Write {
        /// Which.
        path: String,
        /// From where on.
        offset: u64,
        /// What.
        bytes: Arc<[u8]>,
    },
    /// A file becomes as long as this.
    SetLength(String, u64),
    /// A file becomes at least as long as this.
    Reserve(String, u64),
    /// A file, or the names in a folder, are to be on the disk.
    Sync(String),
    /// A name becomes another.
    Rename(String, String),
    /// A name goes.
    Remove(String),
    /// Something is said: to the file that was named for it, or over a socket.
    Told(Arc<[u8]>),
}

/// A moment of the recording: a call begins, or has ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Moment {
    /// The call of this number begins.
    Begun(usize),
    /// It has ended.
    Ended(usize),
}

/// All of it, in its order.
#[derive(Debug, Default)]
pub struct Recording {
    /// The calls.
    pub calls: Vec<Call>,
    /// When they began and ended.
    pub moments: Vec<Moment>,
}

/// strace, ready to be given a program and its arguments. The program is our own child: strace is
/// not between. It reports to `report`.
#[must_use]
pub fn recorder(report: &Path) -> Command {
    let mut strace = Command::new("strace");
    strace
        .args(["-D", "-f", "-q", "--seccomp-bpf", "-y", "-xx"])
        .args(["-s", LONGEST_BYTES, "-e", CALLS, "-o"])
        .arg(report);
    strace
}

/// The same for a program whose calls of these names (strace's, with commas between) fail from the
/// `when`th of each thread on, once or for good.
#[must_use]
pub fn failing(report: &Path, calls: &str, error: &str, when: &str) -> Command {
    let mut strace = recorder(report);
    strace.args(["-e", &format!("inject={calls}:error={error}:when={when}")]);
    strace
}

impl Recording {
    /// Waits until strace, which outlives its program for a moment, has ended its report.
    pub fn wait(report: &Path) -> Result<()> {
        let until = Instant::now() + PATIENCE;
        while !ended(report)? {
            ensure!(Instant::now() < until, "strace does not end");
            thread::sleep(PAUSE);
        }
        Ok(())
    }

    /// Reads a report. `root` is the folder that is the disk; `told` a file beside it, where the
    /// program says what it has done.
    pub fn read(report: &Path, root: &Path, told: &Path) -> Result<Self> {
        let mut reader = Reader {
            root: root.to_str().context("a plain path")?.to_owned(),
            told: told.to_str().context("a plain path")?.to_owned(),
            recording: Self::default(),
            positions: Positions::default(),
            begun: HashMap::new(),
        };
        for line in BufReader::new(File::open(report)?).lines() {
            let line = line?;
            let start = line.get(..line.len().min(300)).unwrap_or_default();
            reader.take(&line).with_context(|| start.to_owned())?;
        }
        Ok(reader.recording)
    }

    /// Whether a call failed because it was made to.
    pub fn injected(report: &Path) -> Result<bool> {
        for line in BufReader::new(File::open(report)?).split(b'\n') {
            if line?.ends_with(b"(INJECTED)") {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How many writes there are.
    #[must_use]
    pub fn writes(&self) -> usize {
        let writes = self.calls.iter().map(|call| &call.act);
        writes
            .filter(|act| matches!(act, Act::Write { .. }))
            .count()
    }
}

/// Whether the last line is the end of the program itself, the first thread that was seen.
fn ended(report: &Path) -> Result<bool> {
    let mut file = File::open(report)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL_BYTES)))?;
    let mut tail = String::new();
    BufReader::new(file).read_to_string(&mut tail)?;
    Ok(tail.ends_with('\n')
        && tail
            .lines()
            .last()
            .is_some_and(|last| last.contains(" +++ ")))
}

/// A call under way: its number where it matters, and what it does to the files' positions when it
/// ends.
enum Pending {
    Nothing,
    Call(usize),
    Opens(Option<usize>),
    Seeks(i64),
}

struct Reader {
    root: String,
    told: String,
    recording: Recording,
    positions: Positions,
    begun: HashMap<u32, Pending>,
}

impl Reader {
    fn take(&mut self, line: &str) -> Result<()> {
        let (thread, line) = parse(line)?;
        match line {
            Line::Begun(asked) => {
                let pending = self.begin(&asked)?;
                self.begun.insert(thread, pending);
            }
            Line::Done(asked, result) => {
                let pending = self.begin(&asked)?;
                self.end(&pending, result);
            }
            Line::Ended(result) => {
                let pending = self.begun.remove(&thread).context("a call's beginning")?;
                self.end(&pending, result);
            }
            Line::Other => {}
        }
        Ok(())
    }

    fn begin(&mut self, asked: &Asked<'_>) -> Result<Pending> {
        if asked.name == "lseek" {
            let (number, _) = file(asked.list().first().context("a file")?)?;
            return Ok(Pending::Seeks(number));
        }
        let number = self.act(asked)?.map(|act| {
            self.recording.calls.push(Call { act, done: false });
            let number = self.recording.calls.len() - 1;
            self.recording.moments.push(Moment::Begun(number));
            number
        });
        Ok(match (asked.name, number) {
            ("openat" | "open" | "creat", number) => Pending::Opens(number),
            (_, Some(number)) => Pending::Call(number),
            (_, None) => Pending::Nothing,
        })
    }

    fn end(&mut self, pending: &Pending, result: i64) {
        let number = match pending {
            Pending::Nothing => return,
            Pending::Seeks(file) => {
                if let Ok(position) = u64::try_from(result) {
                    self.positions.set(*file, position);
                }
                return;
            }
            Pending::Opens(number) => {
                self.positions.set(result, 0);
                *number
            }
            Pending::Call(number) => Some(*number),
        };
        if let Some(number) = number {
            if let Some(call) = self.recording.calls.get_mut(number) {
                call.done = result >= 0;
            }
            self.recording.moments.push(Moment::Ended(number));
        }
    }

    fn act(&mut self, asked: &Asked<'_>) -> Result<Option<Act>> {
        let list = asked.list();
        match (asked.name, list.as_slice()) {
            ("openat", [folder, name, flags, ..]) => self.opened(&at(folder, name)?, flags),
            ("write" | "writev" | "sendto" | "sendmsg", [file, ..]) => self.written(file, asked),
            ("mkdir", [path, ..]) => Ok(self.inside(&whole(path)?).map(Act::MakeFolder)),
            ("mkdirat", [folder, name, ..]) => {
                Ok(self.inside(&at(folder, name)?).map(Act::MakeFolder))
            }
            ("unlink" | "rmdir", [path]) => Ok(self.inside(&whole(path)?).map(Act::Remove)),
            ("unlinkat", [folder, name, _]) => Ok(self.inside(&at(folder, name)?).map(Act::Remove)),
            ("rename", [from, to]) => self.renamed(&whole(from)?, &whole(to)?),
            ("renameat" | "renameat2", [folder, from, other, to, ..]) => {
                self.renamed(&at(folder, from)?, &at(other, to)?)
            }
            // It promises nothing of what a disk keeps.
            ("sync_file_range", _) => Ok(None),
            ("io_uring_setup", _) => bail!("not understood"),
            (name, list) => self.act_on_file(name, list, asked),
        }
    }

    /// A call on a file that is open.
    fn act_on_file(&self, name: &str, list: &[&str], asked: &Asked<'_>) -> Result<Option<Act>> {
        let mut paths = Vec::new();
        for item in list {
            if let Some(path) = self.path_of(item)? {
                paths.push(path);
            }
        }
        let Some(path) = paths.pop() else {
            return Ok(None);
        };
        Ok(Some(match (name, list) {
            ("pwrite64", [_, _, _, offset]) => Act::Write {
                path,
                offset: offset.parse()?,
                bytes: asked.strings()?.into(),
            },
            ("fsync" | "fdatasync", _) => Act::Sync(path),
            ("ftruncate", [_, length]) => Act::SetLength(path, length.parse()?),
            ("fallocate", [_, "0", from, length]) => {
                Act::Reserve(path, from.parse::<u64>()? + length.parse::<u64>()?)
            }
            // Read through memory.
            ("mmap", [_, _, rights, kind, ..])
                if !rights.contains("PROT_WRITE") || kind.contains("MAP_PRIVATE") =>
            {
                return Ok(None);
            }
            _ => bail!("not understood"),
        }))
    }

    fn opened(&self, path: &str, flags: &str) -> Result<Option<Act>> {
        let flags: Vec<&str> = flags.split('|').collect();
        let Some(path) = self.inside(path) else {
            return Ok(None);
        };
        ensure!(!flags.contains(&"O_APPEND"), "not understood");
        if flags.contains(&"O_CREAT") {
            let empties = flags.contains(&"O_TRUNC");
            return Ok(Some(Act::Make { path, empties }));
        }
        Ok(flags
            .contains(&"O_TRUNC")
            .then_some(Act::SetLength(path, 0)))
    }

    fn written(&mut self, written: &str, asked: &Asked<'_>) -> Result<Option<Act>> {
        let (number, path) = file(written)?;
        let Some(path) = path else {
            return Ok(None);
        };
        if path == self.told || path.starts_with("socket:") {
            return Ok(Some(Act::Told(asked.strings()?.into())));
        }
        let Some(path) = self.inside(&path) else {
            return Ok(None);
        };
        let bytes: Arc<[u8]> = asked.strings()?.into();
        let offset = self.positions.advance(number, bytes.len())?;
        Ok(Some(Act::Write {
            path,
            offset,
            bytes,
        }))
    }

    fn renamed(&self, from: &str, to: &str) -> Result<Option<Act>> {
        match (self.inside(from), self.inside(to)) {
            (Some(from), Some(to)) => Ok(Some(Act::Rename(from, to))),
            (None, None) => Ok(None),
            _ => bail!("{from} to {to}: over the edge of the disk"),
        }
    }

    /// What an argument names of the disk, be it a file that is open or a path.
    fn path_of(&self, argument: &str) -> Result<Option<String>> {
        let path = if argument.starts_with('"') {
            // What is longer than any path is what was written.
            let path = (argument.len() < PATH_CHARACTERS).then(|| text(argument).ok());
            path.flatten()
        } else {
            file(argument)?.1
        };
        Ok(path.and_then(|path| self.inside(&path)))
    }

    /// The path from the root of the disk on.
    fn inside(&self, path: &str) -> Option<String> {
        let rest = path.strip_prefix(&self.root)?;
        if rest.is_empty() {
            return Some(String::new());
        }
        Some(rest.strip_prefix('/')?.to_owned())
    }
}

/// A whole path: strace does not say where another begins.
fn whole(argument: &str) -> Result<String> {
    let path = text(argument)?;
    ensure!(path.starts_with('/'), "{path} is no whole path");
    Ok(path)
}

/// A name in a folder that is open, or a whole path.
fn at(folder: &str, name: &str) -> Result<String> {
    let name = text(name)?;
    if name.starts_with('/') {
        return Ok(name);
    }
    let (_, folder) = file(folder)?;
    Ok(format!("{}/{name}", folder.unwrap_or_default()))
}
