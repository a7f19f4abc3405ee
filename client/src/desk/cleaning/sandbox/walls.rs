//! The bubblewrap around a tool: which files, which user, which file systems.

use std::{
    fs::File,
    io::{self, Seek, Write},
    os::{
        fd::{OwnedFd, RawFd},
        unix::process::CommandExt,
    },
    path::Path,
    process::{Command, Stdio},
};

use command_fds::{CommandFdExt, FdMapping};
use rustix::{
    fs::{MemfdFlags, memfd_create},
    process::geteuid,
};

use super::{
    error::SandboxError,
    limits::{Limits, SHM_BYTES, TMP_BYTES, WORK_BYTES},
    program::DECODER_INSIDE,
    syscalls::{FILTERS, filters},
};

/// bubblewrap as Debian installs it. The path is absolute, so that PATH does not decide what runs.
pub(super) const BWRAP: &str = "/usr/bin/bwrap";
pub(super) const PRLIMIT: &str = "/usr/bin/prlimit";
pub(super) const SHELL: &str = "/usr/bin/sh";
/// The folder in which a tool runs, inside the sandbox.
const WORK: &str = "/work";
/// The user and group id inside the sandbox, which own no files.
const INSIDE: &str = "65534";
/// The user and group id outside, when we are root, whom no limit on processes binds. Neither
/// Debian nor systemd gives this id to an account.
pub(super) const OUTSIDE: u32 = 65_533;
/// Where bubblewrap finds its filters: here and at the next numbers.
const FILTERS_FROM: RawFd = 3;
/// Where bubblewrap finds the input.
const INPUT: RawFd = 9;
/// Where bubblewrap finds our decoder.
const DECODER: RawFd = 10;
/// What tools need of `/etc`, where it is there.
const ETC: [&str; 6] = [
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/etc/mime.types",
    "/etc/fonts",
    "/etc/libreoffice",
    "/etc/ImageMagick-6",
];

/// A command that runs a script of ours in the sandbox, up to the script's arguments. The input
/// comes in through a descriptor and is copied, so that neither its path, its owner nor its mode
/// matter.
pub(super) fn command(
    limits: &Limits,
    script: &str,
    input: Option<(File, &str)>,
    decoder: Option<File>,
) -> Result<Command, SandboxError> {
    let mut command = Command::new(BWRAP);
    command.env_clear().current_dir("/").stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    if geteuid().is_root() {
        command.uid(OUTSIDE).gid(OUTSIDE);
    }
    command.args(["--unshare-all", "--unshare-user", "--disable-userns"]);
    command.args(["--uid", INSIDE, "--gid", INSIDE, "--cap-drop", "ALL"]);
    command.args(["--hostname", "localhost"]);
    // The tool's shell is the first process: bubblewrap's own has no limits, and what runs
    // inside can write into its memory.
    command.args(["--die-with-parent", "--new-session", "--as-pid-1"]);
    file_systems(&mut command);
    environment(&mut command);
    let mut inherited = Vec::new();
    for (filter, child_fd) in filters()?.into_iter().zip(FILTERS_FROM..) {
        let parent_fd = in_memory(&filter)?;
        inherited.push(FdMapping {
            parent_fd,
            child_fd,
        });
        command.args(["--add-seccomp-fd", &child_fd.to_string()]);
    }
    debug_assert_eq!(inherited.len(), FILTERS, "one descriptor for each filter");
    let input = input.map(|(file, name)| (file, INPUT, "0600", Path::new(WORK).join(name)));
    let decoder = decoder.map(|file| (file, DECODER, "0500", DECODER_INSIDE.into()));
    for (file, child_fd, mode, inside) in input.into_iter().chain(decoder) {
        inherited.push(FdMapping {
            parent_fd: file.into(),
            child_fd,
        });
        command.args(["--perms", mode, "--file", &child_fd.to_string()]);
        command.arg(inside);
    }
    command.fd_mappings(inherited).map_err(io::Error::other)?;
    command.args(["--remount-ro", "/dev", "--remount-ro", "/"]);
    command.args(["--chdir", WORK, "--", PRLIMIT]);
    command.args(limits.arguments());
    command.args([SHELL, "-c", script, "sh"]);
    Ok(command)
}

fn file_systems(command: &mut Command) {
    command.args(["--ro-bind", "/usr", "/usr"]);
    command.args(["--ro-bind", "/dev/null", BWRAP]);
    for (target, link) in [
        ("usr/lib", "/lib"),
        ("usr/lib64", "/lib64"),
        ("usr/bin", "/bin"),
    ] {
        command.args(["--symlink", target, link]);
    }
    for needed in ETC {
        command.args(["--ro-bind-try", needed, needed]);
    }
    command.args(["--proc", "/proc", "--dev", "/dev"]);
    for (size, folder) in [
        (WORK_BYTES, WORK),
        (TMP_BYTES, "/tmp"),
        (SHM_BYTES, "/dev/shm"),
    ] {
        command.args(["--size", &size.to_string(), "--tmpfs", folder]);
    }
}

fn environment(command: &mut Command) {
    command.arg("--clearenv");
    for (name, value) in [
        ("PATH", "/usr/bin"),
        ("LANG", "C.UTF-8"),
        ("HOME", "/tmp"),
        // Several pages are read at once, each by one thread.
        ("OMP_THREAD_LIMIT", "1"),
    ] {
        command.args(["--setenv", name, value]);
    }
}

/// A file without a name that holds these bytes.
fn in_memory(bytes: &[u8]) -> io::Result<OwnedFd> {
    let mut file = File::from(memfd_create("filter", MemfdFlags::CLOEXEC)?);
    file.write_all(bytes)?;
    file.rewind()?;
    Ok(file.into())
}
