//! A process that is confined tries wall by wall to get out, from its first thread, from another
//! one, and from one that may wait for the disk.

use std::{
    env, fs,
    io::{self, Read, Write},
    net::{TcpListener, TcpStream, UdpSocket},
    os::unix::{
        fs::{PermissionsExt, symlink},
        net::{UnixDatagram, UnixListener, UnixStream},
    },
    path::{Path, PathBuf},
    process::Command,
    thread,
};

use rustix::{
    fs::{CWD, FileType, MemfdFlags, Mode, mknodat},
    process::{Pid, Resource, Rlimit, Signal, kill_process, setrlimit},
    system::sethostname,
};

use super::{Reach, confine};

const HOME: &str = "SOURDINE_CONFINED";
const PARENT: &str = "SOURDINE_PARENT";
/// What the probe says of an attempt that was refused.
const HELD: &str = "held";

struct Rooms {
    vault: PathBuf,
    key: PathBuf,
    sockets: PathBuf,
    elsewhere: PathBuf,
}

impl Rooms {
    fn at(home: &Path) -> Self {
        let [vault, key, sockets, elsewhere] =
            ["vault", "key", "sockets", "elsewhere"].map(|name| home.join(name));
        Self {
            vault,
            key,
            sockets,
            elsewhere,
        }
    }

    fn make(&self) {
        for folder in [&self.vault, &self.key, &self.sockets, &self.elsewhere] {
            fs::create_dir(folder).unwrap();
        }
        for folder in [&self.key, &self.elsewhere] {
            fs::copy("/etc/hostname", folder.join("file")).unwrap();
        }
        let program = self.vault.join("program");
        fs::copy("/bin/true", &program).unwrap();
        fs::set_permissions(program, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn reach(&self) -> Reach {
        Reach {
            vault: self.vault.clone(),
            key: Some(self.key.clone()),
            sockets: vec![self.sockets.clone()],
            ports: Vec::new(),
        }
    }
}

type Attempt = (&'static str, fn(&Rooms) -> io::Result<()>);

/// The process that is not confined.
fn parent() -> String {
    env::var_os(PARENT).unwrap().into_string().unwrap()
}

fn create(path: &Path) -> io::Result<()> {
    fs::File::create_new(path).map(drop)
}

fn read(path: &Path) -> io::Result<()> {
    fs::File::open(path)?.read_to_end(&mut Vec::new()).map(drop)
}

const WALLS: &[Attempt] = &[
    ("read elsewhere", |rooms| {
        read(&rooms.elsewhere.join("file"))
    }),
    ("read the accounts", |_| read(Path::new("/etc/passwd"))),
    ("read its own maps", |_| read(Path::new("/proc/self/maps"))),
    ("read another's environment", |_| {
        read(&Path::new("/proc").join(parent()).join("environ"))
    }),
    ("list a folder", |_| fs::read_dir("/").map(drop)),
    ("list the key's folder", |rooms| {
        fs::read_dir(&rooms.key).map(drop)
    }),
    ("write elsewhere", |rooms| {
        create(&rooms.elsewhere.join("new"))
    }),
    ("write beside the key", |rooms| {
        create(&rooms.key.join("new"))
    }),
    ("write beside the sockets", |rooms| {
        create(&rooms.sockets.join("new"))
    }),
    ("shorten a file elsewhere", |rooms| {
        let mut options = fs::OpenOptions::new();
        let shortening = options.write(true).truncate(true);
        shortening.open(rooms.elsewhere.join("file")).map(drop)
    }),
    ("move a file out", |rooms| {
        let moved = rooms.vault.join("moved");
        create(&moved)?;
        let came = fs::rename(&moved, rooms.elsewhere.join("moved"));
        fs::remove_file(moved)?;
        came
    }),
    ("a link in the vault", |rooms| {
        symlink("/etc/passwd", rooms.vault.join("link"))
    }),
    ("a hard link", |rooms| {
        fs::hard_link(rooms.key.join("file"), rooms.vault.join("hard"))
    }),
    ("a pipe in the vault", |rooms| {
        let path = rooms.vault.join("pipe");
        Ok(mknodat(CWD, path, FileType::Fifo, Mode::RUSR, 0)?)
    }),
    ("run a program", |_| {
        Command::new("/bin/true").status().map(drop)
    }),
    ("run a program of the vault's", |rooms| {
        Command::new(rooms.vault.join("program")).status().map(drop)
    }),
    ("a file in memory", |_| {
        Ok(rustix::fs::memfd_create("x", MemfdFlags::empty()).map(drop)?)
    }),
    ("listen by TCP", |_| {
        TcpListener::bind("127.0.0.1:0").map(drop)
    }),
    ("connect by TCP", |_| {
        TcpStream::connect("127.0.0.1:1").map(drop)
    }),
    ("send by UDP", |_| UdpSocket::bind("127.0.0.1:0").map(drop)),
    ("signal another process", |_| {
        let parent = parent().parse().ok().and_then(Pid::from_raw);
        Ok(kill_process(parent.unwrap(), Signal::CONT)?)
    }),
    ("raise a limit", |_| {
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        Ok(setrlimit(Resource::Core, none)?)
    }),
    ("name the host", |_| Ok(sethostname(b"x")?)),
    ("change the root", |rooms| {
        std::os::unix::fs::chroot(&rooms.vault)
    }),
    ("give a file away", |rooms| {
        std::os::unix::fs::chown(&rooms.vault, Some(1), None)
    }),
];

/// What a server does that serves.
const DOORS: &[Attempt] = &[
    ("read the key", |rooms| read(&rooms.key.join("file"))),
    ("write in the vault", |rooms| {
        let name = format!("{:?}", thread::current().id());
        let path = rooms.vault.join(name);
        let mut file = fs::File::create_new(&path)?;
        file.write_all(b"x")?;
        file.set_len(4_096)?;
        file.sync_all()?;
        let renamed = path.with_extension("renamed");
        fs::rename(&path, &renamed)?;
        read(&renamed)?;
        fs::remove_file(renamed)
    }),
    ("list the vault", |rooms| {
        fs::read_dir(&rooms.vault).map(drop)
    }),
    ("listen and connect", |rooms| {
        let path = rooms.sockets.join("socket");
        let listener = UnixListener::bind(&path)?;
        let mut there = UnixStream::connect(&path)?;
        there.write_all(b"x")?;
        listener.accept()?.0.read_exact(&mut [0])?;
        fs::remove_file(path)
    }),
    ("tell systemd", |_| UnixDatagram::unbound().map(drop)),
    ("start a thread", |_| {
        let joined = thread::Builder::new().spawn(|| ())?.join();
        joined.map_err(|_| io::ErrorKind::Other.into())
    }),
    ("random numbers", |_| {
        getrandom::fill(&mut [0; 32]).map_err(io::Error::from)
    }),
];

fn try_all(from: &str, rooms: &Rooms) {
    for (kind, attempts, refused) in [("wall", WALLS, true), ("door", DOORS, false)] {
        for (name, attempt) in attempts {
            let came = attempt(rooms);
            let is_right =
                came.as_ref().is_err_and(is_refusal) == refused && (refused || came.is_ok());
            let said = if is_right {
                HELD.to_owned()
            } else {
                format!("{came:?}")
            };
            writeln!(io::stdout(), "{kind} from {from}: {name}: {said}").unwrap();
        }
    }
}

/// A wall, and not merely something that is not there.
fn is_refusal(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::PermissionDenied || error.kind() == io::ErrorKind::CrossesDevices
}

/// Runs in a process of its own, which it confines.
#[test]
#[ignore = "started by what_is_confined_reaches_what_it_serves_with_and_nothing_else"]
fn tries_to_get_out() {
    let home = PathBuf::from(env::var_os(HOME).unwrap());
    let rooms = Rooms::at(&home);
    confine(&rooms.reach()).unwrap();
    try_all("the first thread", &rooms);
    thread::scope(|scope| {
        scope.spawn(|| try_all("another thread", &rooms));
    });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let blocking = tokio::task::spawn_blocking(move || {
            try_all("a blocking thread", &Rooms::at(&home));
        });
        blocking.await.unwrap();
    });
}

#[test]
fn what_is_confined_reaches_what_it_serves_with_and_nothing_else() {
    let home = tempfile::tempdir().unwrap();
    Rooms::at(home.path()).make();
    let tried = Command::new(env::current_exe().unwrap())
        .args(["--ignored", "--nocapture", "--test-threads=1", "--exact"])
        .arg("platform::confinement::tests::tries_to_get_out")
        .env(HOME, home.path())
        .env(PARENT, std::process::id().to_string())
        .output()
        .unwrap();
    let said = String::from_utf8(tried.stdout).unwrap();
    let failed = String::from_utf8_lossy(&tried.stderr);
    assert!(tried.status.success(), "{said}{failed}");
    let tries: Vec<&str> = said
        .lines()
        .filter(|line| line.contains(" from "))
        .collect();
    assert_eq!(tries.len(), 3 * (WALLS.len() + DOORS.len()), "{said}");
    let fell: Vec<&&str> = tries.iter().filter(|line| !line.ends_with(HELD)).collect();
    assert!(fell.is_empty(), "{fell:#?}");
}
