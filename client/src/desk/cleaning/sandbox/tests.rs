//! Each wall is shown from inside, as the user who runs the tests and, if that is root, as an
//! ordinary user too.

use std::{
    any::type_name,
    env,
    fs::{self, File, Permissions},
    io::{BufRead, BufReader, Write},
    os::unix::{fs::PermissionsExt, process::ExitStatusExt},
    process::{self, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rustix::process::geteuid;
use sourdine_platform::memory::core_bytes;

use super::{
    limits::{FILE_BYTES, MEMORY_BYTES, OPEN_FILES, SHM_BYTES, TMP_BYTES},
    walls::OUTSIDE,
    *,
};

const BASH: &str = "/usr/bin/bash";
const PYTHON: &str = "/usr/bin/python3";
/// An ordinary user, to whom nothing belongs.
const ORDINARY: &str = "65532";
/// Set in a test that runs again in a terminal.
const IN_TERMINAL: &str = "SOURDINE_TEST_IN_TERMINAL";

/// Runs what a test does, and once more as an ordinary user if this is root.
fn as_each_user<T: Fn()>(test: T) {
    test();
    if !geteuid().is_root() {
        return;
    }
    // By descriptor, since an ordinary user may not reach the folder in which we were built.
    let this = File::open(env::current_exe().unwrap()).unwrap();
    let output = Command::new("/usr/bin/setpriv")
        .args(["--reuid", ORDINARY, "--regid", ORDINARY, "--clear-groups"])
        .arg("/proc/self/fd/0")
        .args(["--exact", &name_of(&test), "--nocapture"])
        .current_dir("/")
        .stdin(Stdio::from(this))
        .output()
        .unwrap();
    assert_passed(&output);
}

/// The name under which the test that this closure stands in is known.
fn name_of<T>(_: &T) -> String {
    let (_, path) = type_name::<T>().split_once("::").unwrap();
    path.trim_end_matches("::{{closure}}").to_owned()
}

fn assert_passed(output: &process::Output) {
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.contains("test result: ok. 1 passed"),
        "{said}\n{errors}"
    );
}

fn shell(script: &str) -> ToolOutput {
    Tool::new(BASH, &["-c", script]).text().unwrap()
}

/// What a Python script says, which must end well.
fn python(script: &str) -> String {
    let output = Tool::new(PYTHON, &["-c", script]).text().unwrap();
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

fn short(patience: u64) -> Limits {
    Limits {
        patience: Duration::from_secs(patience),
        ..Limits::default()
    }
}

#[test]
fn a_tool_reaches_nothing_but_its_file() {
    as_each_user(|| {
        let home = tempfile::tempdir().unwrap();
        let outside = home.path().join("CANARY outside");
        files::publish_new(&outside, b"CANARY inside").unwrap();
        let seen = shell(&format!(
            "cat '{}' || echo unseen; ls /home /root /etc/passwd 2>&1 | grep -c 'No such'; \
             id -u; hostname; env | sort",
            outside.display()
        ));
        assert!(
            seen.stdout.starts_with("unseen\n3\n65534\nlocalhost\n"),
            "{}",
            seen.stdout
        );
        assert!(!seen.stdout.contains("CANARY") && !seen.stdout.contains("CARGO"));
        let script = "cat document; ls -A; cat /proc/self/mountinfo /proc/[0-9]*/cmdline; \
                      echo; \
                      echo unwritable: $(touch /new /dev/new /usr/new 2>&1 | grep -c Read-only)";
        let given = Tool::new(BASH, &["-c", script])
            .on(&outside, "document")
            .text()
            .unwrap();
        let rest = given.stdout.strip_prefix("CANARY insidedocument\n");
        let rest = rest.unwrap_or_else(|| panic!("{given:?}"));
        let name = home.path().file_name().unwrap().to_str().unwrap();
        assert!(
            !rest.contains("CANARY") && !rest.contains(name),
            "neither name nor path is told: {rest}"
        );
        assert!(
            rest.ends_with("\nunwritable: 3\n"),
            "neither root, /dev nor /usr: {rest}"
        );
    });
}

#[test]
fn the_network_is_absent() {
    as_each_user(|| {
        let said = python(
            "import errno, os, socket
for family in (2, 10, 16, 17, 38, 40):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
        try:
            socket.socket(family, kind)
            print(family, 'opened')
        except OSError as error:
            assert error.errno == errno.EPERM, error
socket.socketpair()
print(open('/proc/net/dev').read().count(':'), os.path.exists('/sys'))",
        );
        assert_eq!(said, "1 False\n", "a loopback of its own, and no socket");
    });
}

#[test]
fn other_processes_are_neither_seen_nor_signalled() {
    as_each_user(|| {
        let said = python(&format!(
            "import os
print(sorted(int(name) for name in os.listdir('/proc') if name.isdigit()))
try:
    os.kill({}, 0)
except ProcessLookupError:
    print('no such process')",
            process::id()
        ));
        assert_eq!(said, "[1, 2]\nno such process\n");
    });
}

/// The first process of the sandbox can be written into by what runs inside: it is bound as well.
#[test]
fn the_first_process_has_the_same_limits() {
    as_each_user(|| {
        let said = shell("cmp /proc/1/limits /proc/self/limits && grep Seccomp: /proc/1/status");
        assert_eq!(said.stdout, "Seccomp:\t2\n", "{said:?}");
    });
}

const FORKS: &str = "import os
inlet, outlet = os.pipe()
count = 0
try:
    while count < 5000:
        if os.fork() == 0:
            os.close(outlet)
            os.read(inlet, 1)
            os._exit(0)
        count += 1
except BlockingIOError:
    print(count, flush=True)
    while True:
        os.write(1, b'.')
print('no limit')";

#[test]
fn processes_stop_at_their_limit_and_leave_the_user_alone() {
    as_each_user(|| {
        let counted = Tool::new(PYTHON, &["-c", FORKS]).read(u64::MAX, |stdout| {
            let mut line = String::new();
            BufReader::new(stdout).read_line(&mut line)?;
            let started: u64 = line.trim().parse().unwrap_or_else(|_| panic!("{line}"));
            // All of them are there at this moment.
            for _ in 0..100 {
                assert!(Command::new("/usr/bin/true").status()?.success());
            }
            let users = users_of_children();
            let expected = if geteuid().is_root() {
                OUTSIDE
            } else {
                geteuid().as_raw()
            };
            assert!(!users.is_empty());
            assert!(users.iter().all(|user| *user == expected), "{users:?}");
            Ok(started)
        });
        let started = counted.unwrap().stdout;
        let limit = Limits::default().tasks;
        assert!(started > 8 && started < limit, "{started} of {limit}");
    });
}

/// The real users of the processes that this one started.
fn users_of_children() -> Vec<u32> {
    let mut users = Vec::new();
    for thread in fs::read_dir("/proc/self/task").unwrap().flatten() {
        let children = fs::read_to_string(thread.path().join("children")).unwrap_or_default();
        for child in children.split_whitespace() {
            let status = fs::read_to_string(format!("/proc/{child}/status")).unwrap_or_default();
            let real = status.lines().find_map(|line| line.strip_prefix("Uid:"));
            let real = real.and_then(|ids| ids.split_whitespace().next()?.parse::<u32>().ok());
            users.extend(real);
        }
    }
    users
}

#[test]
fn a_fork_bomb_ends() {
    as_each_user(|| {
        const MARK: &str = "canary_of_a_bomb";
        let script = format!("{MARK}() {{ {MARK} | {MARK} & }}; {MARK}; wait; sleep 1000");
        let ended = Tool::new(BASH, &["-c", &script]).within(short(2)).text();
        assert!(matches!(ended, Err(SandboxError::TooLong)), "{ended:?}");
        let left = fs::read_dir("/proc").unwrap().flatten().filter(|process| {
            let command = fs::read(process.path().join("cmdline")).unwrap_or_default();
            String::from_utf8_lossy(&command).contains(&format!("{MARK} | {MARK}"))
        });
        assert_eq!(left.count(), 0, "a process of the bomb is left");
    });
}

#[test]
fn memory_ends_at_its_limits() {
    as_each_user(|| {
        let said = python(
            "import ctypes, mmap, os
try:
    bytearray(1 << 30)
except MemoryError:
    print('no memory')
try:
    os.memfd_create('hidden')
except OSError as error:
    print(error.errno)
libc = ctypes.CDLL(None, use_errno=True)
print(libc.shmget(0, 1 << 20, 0o1600), ctypes.get_errno())",
        );
        assert_eq!(said, "no memory\n38\n-1 38\n");
        let together = Tool::new(
            PYTHON,
            &[
                "-c",
                "import os, signal
for _ in range(3):
    if os.fork() == 0:
        break
held = b'x' * (600 << 20)
signal.pause()",
            ],
        );
        let ended = together.text();
        assert!(
            matches!(ended, Err(SandboxError::TooMuchMemory)),
            "each has less than its limit, all have too much: {ended:?}"
        );
    });
}

#[test]
fn what_processes_share_counts_once() {
    as_each_user(|| {
        let said = python(
            "import os, time
held = b'x' * (600 << 20)
for _ in range(4):
    if os.fork() == 0:
        time.sleep(0.3)
        os._exit(0)
for _ in range(4):
    os.wait()
print('well')",
        );
        assert_eq!(said, "well\n");
    });
}

#[test]
fn folders_are_full_at_their_size() {
    as_each_user(|| {
        let said = python(
            "import errno
chunk = bytes(1 << 20)
for folder in ('/tmp', '/dev/shm', '/work'):
    count = 0
    try:
        for number in range(4096):
            with open(f'{folder}/{number}', 'wb', buffering=0) as file:
                count += file.write(chunk)
    except OSError as error:
        assert error.errno == errno.ENOSPC, error
    print(count >> 20)",
        );
        let sizes = [TMP_BYTES, SHM_BYTES, WORK_BYTES].map(|size| (size >> 20).to_string());
        assert_eq!(said.lines().collect::<Vec<_>>(), sizes);
        assert_eq!(
            WORK_BYTES + TMP_BYTES + SHM_BYTES + limits::PROCESSES_BYTES,
            MEMORY_BYTES
        );
    });
}

#[test]
fn the_terminal_is_out_of_reach() {
    as_each_user(|| {
        if env::var_os(IN_TERMINAL).is_some() {
            File::open("/dev/tty").expect("this test has a terminal");
            let said = python(
                "import fcntl, os, pty, termios
try:
    os.open('/dev/tty', os.O_RDWR)
except OSError as error:
    print(error.errno)
_, own = pty.openpty()
for tty in (1, own):
    for request in (termios.TIOCSTI, 0x541C):
        try:
            fcntl.ioctl(tty, request, b'x')
            print('typed')
        except OSError as error:
            print(error.errno)",
            );
            assert_eq!(said, "6\n1\n1\n1\n1\n", "no terminal, and nothing typed");
            return;
        }
        // Through this process, whose folder an ordinary user may not reach.
        let this = format!(
            "/proc/{}/exe --exact {} --nocapture",
            process::id(),
            "desk::cleaning::sandbox::tests::the_terminal_is_out_of_reach"
        );
        let output = Command::new("/usr/bin/script")
            .args(["--quiet", "--return", "--command", &this, "/dev/null"])
            .env(IN_TERMINAL, "1")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_passed(&output);
    });
}

/// Calls with the arguments that a tool could mean harm by, and what they are answered.
const CALLS: [(i64, &str, i32); 20] = [
    (libc::SYS_unshare, "CLONE_NEWUSER", libc::EPERM),
    (libc::SYS_clone, "CLONE_NEWUSER | 17", libc::EPERM),
    (libc::SYS_clone3, "None, 0", libc::ENOSYS),
    (libc::SYS_setns, "0, 0", libc::EPERM),
    (libc::SYS_mount, "None, None, None, 0, None", libc::EPERM),
    (libc::SYS_open_tree, "-100, None, 0", libc::EPERM),
    (libc::SYS_ptrace, "0, 0, None, None", libc::EPERM),
    (libc::SYS_process_vm_readv, "1, 0, 0, 0, 0, 0", libc::EPERM),
    (libc::SYS_bpf, "0, None, 0", libc::EPERM),
    (libc::SYS_keyctl, "0, -3, 0", libc::EPERM),
    (libc::SYS_add_key, "None, None, None, 0, 0", libc::EPERM),
    (libc::SYS_request_key, "None, None, None, 0", libc::EPERM),
    (libc::SYS_io_uring_setup, "1, None", libc::ENOSYS),
    (libc::SYS_userfaultfd, "1", libc::EPERM),
    (libc::SYS_perf_event_open, "None, 0, 0, 0, 0", libc::EPERM),
    (libc::SYS_personality, "-1", libc::EPERM),
    (libc::SYS_finit_module, "0, None, 0", libc::EPERM),
    (libc::SYS_kexec_load, "0, 0, None, 0", libc::EPERM),
    (libc::SYS_prctl, "PR_SET_PDEATHSIG, 0", libc::EPERM),
    (libc::SYS_getpid | 0x4000_0000, "0", libc::ENOSYS),
];

#[test]
fn forbidden_system_calls_are_refused() {
    as_each_user(|| {
        let mut script = String::from(
            "import ctypes
libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
",
        );
        let mut expected = String::new();
        for (number, arguments, error) in CALLS {
            script += &format!(
                "print({number}, libc.syscall({number}, {arguments}), ctypes.get_errno())\n"
            );
            expected += &format!("{number} -1 {error}\n");
        }
        assert_eq!(python(&script), expected);
    });
}

#[test]
fn rights_and_limits_are_those_that_are_set() {
    as_each_user(|| {
        let said = shell(
            "grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/self/status; /usr/bin/unshare --user true && echo nested",
        );
        let rights: Vec<&str> = said.stdout.split_whitespace().collect();
        let none = "0000000000000000";
        let expected = [
            "CapInh:",
            none,
            "CapPrm:",
            none,
            "CapEff:",
            none,
            "CapBnd:",
            none,
            "CapAmb:",
            none,
            "NoNewPrivs:",
            "1",
            "Seccomp:",
            "2",
        ];
        assert_eq!(rights, expected);
        let said = python(
            "from resource import *
for limit in (RLIMIT_AS, RLIMIT_NPROC, RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_NOFILE, RLIMIT_CORE):
    soft, hard = getrlimit(limit)
    assert hard - soft == (limit == RLIMIT_CPU)
    print(soft)",
        );
        let limits = Limits::default();
        let expected = [
            limits.address_space_bytes,
            limits.tasks,
            limits.cpu_seconds,
            FILE_BYTES,
            OPEN_FILES,
            core_bytes(),
        ];
        assert_eq!(
            said.lines().collect::<Vec<_>>(),
            expected.map(|limit| limit.to_string())
        );
    });
}

#[test]
fn a_crash_leaves_no_core() {
    as_each_user(|| {
        let said = python(
            "import os
child = os.fork()
if child == 0:
    os.abort()
_, status = os.wait()
print(os.WTERMSIG(status), os.WCOREDUMP(status), os.listdir())",
        );
        assert_eq!(said, "6 False []\n");
        let crash = shell("kill -ABRT $$");
        assert_eq!(crash.status.code(), Some(128 + libc::SIGABRT), "{crash:?}");
        assert!(!crash.status.core_dumped());
    });
}

#[test]
fn who_may_have_no_core_can_run_tools_too() {
    let this = env::current_exe().unwrap();
    let output = Command::new(PRLIMIT)
        .args(["--core=0", "--"])
        .arg(this)
        .args(["--exact", &name_of(&a_crash_leaves_no_core), "--nocapture"])
        .output()
        .unwrap();
    assert_passed(&output);
}

#[test]
fn a_tool_that_never_ends_is_ended() {
    as_each_user(|| {
        let silent = "exec >&- 2>&-; trap '' TERM INT HUP; sleep 1000 & while :; do wait; done";
        for script in ["sleep 1000", "yes", silent] {
            let ended = Tool::new(BASH, &["-c", script]).within(short(1)).text();
            assert!(
                matches!(ended, Err(SandboxError::TooLong)),
                "{script}: {ended:?}"
            );
        }
        let burning = Tool::new(BASH, &["-c", "while :; do :; done"]).within(Limits {
            cpu_seconds: 1,
            ..Limits::default()
        });
        let ended = burning.text();
        assert!(matches!(ended, Err(SandboxError::TooLong)), "{ended:?}");
    });
}

#[test]
fn no_more_bytes_come_out_than_were_announced() {
    as_each_user(|| {
        let pixels = Tool::new(
            PYTHON,
            &["-c", "import os; os.write(1, bytes(range(256)) * 64)"],
        );
        let whole = pixels.bytes(256 * 64).unwrap();
        assert!(whole.status.success());
        let expected: Vec<u8> = (0..=u8::MAX).cycle().take(256 * 64).collect();
        assert_eq!(whole.stdout, expected);
        let less = pixels.bytes(256 * 64 - 1);
        assert!(
            matches!(less, Err(SandboxError::TooMuchOutput(16_383))),
            "{less:?}"
        );
        let endless = Tool::new(BASH, &["-c", "yes"]).bytes(1 << 20);
        assert!(
            matches!(endless, Err(SandboxError::TooMuchOutput(_))),
            "{endless:?}"
        );
        let error = || io::Error::from(io::ErrorKind::InvalidData).into();
        let refused = Tool::new(BASH, &["-c", "yes"]).read(1 << 20, |_| Err::<(), _>(error()));
        assert!(
            matches!(refused, Err(SandboxError::Io(_))),
            "a reader that fails ends the tool"
        );
        let kept = shell("yes | head -c 4000000; { yes | head -c 4000000; } >&2");
        assert_eq!(
            kept.stdout.len() as u64,
            limits::SAID_BYTES,
            "of a text, the beginning"
        );
    });
}

/// A document may have thousands of pages: the limit is for each, and the time that the reader
/// takes does not count.
#[test]
fn each_piece_has_its_own_time() {
    const PIECES: usize = 6;
    // Longer than the patience, all together.
    let script = format!("for piece in $(seq {PIECES}); do sleep 0.5; echo; done");
    let pieces = |renews: bool| {
        Tool::new(BASH, &["-c", &script])
            .within(short(2))
            .read(1 << 10, |from| {
                let mut count = 0;
                while from.read(&mut [0])? > 0 {
                    count += 1;
                    if renews {
                        from.renew();
                    }
                }
                Ok(count)
            })
    };
    assert_eq!(pieces(true).unwrap().stdout, PIECES);
    let ended = pieces(false);
    assert!(matches!(ended, Err(SandboxError::TooLong)), "{ended:?}");
    let slowly = Tool::new(BASH, &["-c", "echo; echo"])
        .within(short(1))
        .read(1 << 10, |from| {
            let first = from.read(&mut [0])?;
            thread::sleep(Duration::from_secs(2));
            Ok(first + from.read(&mut [0])?)
        });
    assert_eq!(slowly.unwrap().stdout, 2);
}

/// bubblewrap is ended at any moment of its beginning, and leaves nothing behind that would hold
/// our pipes for ever.
#[test]
fn a_sandbox_can_be_ended_at_any_moment() {
    as_each_user(|| {
        for moment in 0..60 {
            let refused = Tool::new(BASH, &["-c", "yes"]).read(1 << 20, |_| {
                let begun = Instant::now();
                while begun.elapsed() < Duration::from_micros(moment * 250) {
                    thread::yield_now();
                }
                Err::<(), _>(io::Error::from(io::ErrorKind::InvalidData).into())
            });
            assert!(matches!(refused, Err(SandboxError::Io(_))), "{refused:?}");
        }
    });
}

#[test]
fn an_original_of_any_mode_is_read() {
    as_each_user(|| {
        let folder = tempfile::tempdir().unwrap();
        let original = folder.path().join("original");
        let mut file = files::create_new(&original).unwrap();
        file.write_all(b"content").unwrap();
        let modes: &[u32] = if geteuid().is_root() {
            &[0o600, 0o444, 0o400, 0]
        } else {
            &[0o600, 0o444, 0o400]
        };
        for mode in modes {
            fs::set_permissions(&original, Permissions::from_mode(*mode)).unwrap();
            let script = "stat -c %a:%u copy; cat copy; echo more >> copy && tail -c 5 copy";
            let read = Tool::new(BASH, &["-c", script])
                .on(&original, "copy")
                .text();
            assert_eq!(read.unwrap().stdout, "600:65534\ncontentmore\n", "{mode:o}");
        }
        fs::set_permissions(&original, Permissions::from_mode(0o600)).unwrap();
        assert_eq!(files::read_regular(&original, 100).unwrap(), b"content");
    });
}

#[test]
fn a_file_that_a_tool_makes_comes_out_once_it_succeeded() {
    as_each_user(|| {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("made");
        let made = |script: &str| Tool::new(BASH, &["-c", script]).file("made", &to).unwrap();
        for without in [
            "echo half > made; exit 3",
            "true",
            "mkfifo made",
            "mkdir made",
            "ln -s /dev/zero made",
            "ln -s /etc/passwd made",
        ] {
            let output = made(without);
            assert!(output.status.success() || output.status.code() == Some(3));
            assert!(!to.exists(), "{without}");
        }
        let output = made("echo said; printf whole > made");
        assert!(output.status.success());
        assert_eq!(output.stderr, "said\n");
        assert_eq!(files::read_regular(&to, 100).unwrap(), b"whole");
        let mode = fs::metadata(&to).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    });
}

/// On Debian, libraries of ffmpeg and LibreOffice are reached by links in `/etc/alternatives`.
#[test]
fn a_tool_behind_a_link_of_debian_s_starts() {
    as_each_user(|| {
        let link = fs::read_link("/usr/bin/awk").unwrap();
        assert!(link.starts_with("/etc/alternatives"), "{}", link.display());
        let output = Tool::new("/usr/bin/awk", &["BEGIN { print 6 * 7 }"])
            .text()
            .unwrap();
        assert_eq!(output.stdout, "42\n", "{output:?}");
    });
}

#[test]
fn a_missing_tool_is_named() {
    let error = Tool::new("/usr/bin/no-such-tool", &[]).text();
    let error = error.err().unwrap().to_string();
    assert!(
        error.contains("/usr/bin/no-such-tool") && error.contains("apt install no-such-tool"),
        "{error}"
    );
    let error = SandboxError::Missing("/usr/bin/rsvg-convert").to_string();
    assert!(error.contains("apt install librsvg2-bin"), "{error}");
}

#[test]
fn several_sandboxes_at_once_do_not_count_each_other() {
    as_each_user(|| {
        let busy = || {
            let counted = Tool::new(PYTHON, &["-c", FORKS]).read(u64::MAX, |stdout| {
                let mut line = String::new();
                BufReader::new(stdout).read_line(&mut line)?;
                Ok(line)
            });
            counted.unwrap().stdout
        };
        let counts = thread::scope(|scope| {
            let all: Vec<_> = (0..3).map(|_| scope.spawn(busy)).collect();
            all.into_iter()
                .map(|one| one.join().unwrap())
                .collect::<Vec<_>>()
        });
        assert!(counts.iter().all(|count| *count == counts[0]), "{counts:?}");
    });
}
