//! Runs a tool on a hostile document in isolation: no network, no files but the document, no other
//! processes, no privileges, limited memory and time.
//!
//! bubblewrap makes the namespaces (as root or not, where the kernel allows user namespaces),
//! `prlimit` sets the limits, and the tool dies with this program. mat2 would wrap the tools that
//! it calls in a bubblewrap of its own, which cannot be nested in ours: inside the sandbox it finds
//! no bubblewrap, and calls them directly.

use sourdine_l10n::Explain;
use std::{
    ffi::OsStr,
    io::{self, Read},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Address space that a tool may use, in bytes.
const MEMORY_MAX_BYTES: u64 = 3 << 30;
/// The largest file that a tool may write, in bytes.
const FILE_MAX_BYTES: u64 = 1 << 30;
/// Processor time that a tool may use, in seconds.
const CPU_MAX_SECONDS: u64 = 300;
/// Elapsed time after which a tool is killed.
const PATIENCE: Duration = Duration::from_secs(600);
/// How much of each output stream of a tool is kept, in bytes.
const OUTPUT_MAX_BYTES: u64 = 1_048_576;
/// Interval at which the program checks whether the tool has ended.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// The user and group id inside the sandbox, which own no files.
const NOBODY: &str = "65534";

/// bubblewrap as Debian installs it. The path is absolute, so that PATH does not decide what runs.
const BWRAP: &str = "/usr/bin/bwrap";
const PRLIMIT: &str = "/usr/bin/prlimit";

/// Path of the job's folder inside the sandbox, where the tool runs.
pub(super) const WORK: &str = "/work";

#[derive(Debug, Explain, thiserror::Error)]
pub enum SandboxError {
    #[explain("error-tool-missing", tool)]
    Missing(&'static str),
    /// bubblewrap could not isolate the tool, for this reason.
    #[explain("error-no-namespaces", said)]
    NoNamespaces(String),
    #[explain("error-clean-too-long")]
    TooLong,
    /// The tool could not be started, or its output not read.
    #[explain(transparent)]
    Io(#[from] io::Error),
}

pub(super) struct ToolOutput {
    pub(super) status: ExitStatus,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// Runs a program on one file. The program sees `input` read-only as `name` in [`WORK`], and what
/// it writes there lands in `job`.
pub(super) fn run(
    program: &'static str,
    arguments: &[&str],
    job: &Path,
    input: Option<(&Path, &str)>,
) -> Result<ToolOutput, SandboxError> {
    for tool in [BWRAP, PRLIMIT, program] {
        if !Path::new(tool).exists() {
            return Err(SandboxError::Missing(tool));
        }
    }
    let mut command = isolated(job, input);
    command.args(["--chdir", WORK, "--", PRLIMIT, "--core=0", "--nofile=256"]);
    command.args([
        format!("--as={MEMORY_MAX_BYTES}"),
        format!("--fsize={FILE_MAX_BYTES}"),
        format!("--cpu={CPU_MAX_SECONDS}"),
    ]);
    command.arg(program).args(arguments);
    let outcome = listen(command.spawn()?)?;
    match outcome
        .stderr
        .lines()
        .find_map(|line| line.strip_prefix("bwrap: "))
    {
        Some(said) if !outcome.status.success() => Err(SandboxError::NoNamespaces(said.to_owned())),
        _ => Ok(outcome),
    }
}

/// The bubblewrap command, up to the program that it is to run.
fn isolated(job: &Path, input: Option<(&Path, &str)>) -> Command {
    let mut command = Command::new(BWRAP);
    command.env_clear().stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.args(["--unshare-all", "--unshare-user", "--disable-userns"]);
    command.args(["--uid", NOBODY, "--gid", NOBODY]);
    command.args(["--die-with-parent", "--new-session", "--clearenv"]);
    command.args(["--ro-bind", "/usr", "/usr", "--ro-bind", "/dev/null", BWRAP]);
    for (target, link) in [
        ("usr/lib", "/lib"),
        ("usr/lib64", "/lib64"),
        ("usr/bin", "/bin"),
    ] {
        command.args(["--symlink", target, link]);
    }
    for needed in ["/etc/mime.types", "/etc/fonts", "/etc/ld.so.cache"] {
        command.args(["--ro-bind-try", needed, needed]);
    }
    command.args(["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]);
    for (name, value) in [("PATH", "/usr/bin"), ("LANG", "C.UTF-8"), ("HOME", "/tmp")] {
        command.args(["--setenv", name, value]);
    }
    command
        .arg("--bind")
        .args([job.as_os_str(), OsStr::new(WORK)]);
    if let Some((path, name)) = input {
        command
            .arg("--ro-bind")
            .arg(path)
            .arg(Path::new(WORK).join(name));
    }
    command
}

fn listen(mut child: Child) -> Result<ToolOutput, SandboxError> {
    let stdout = child
        .stdout
        .take()
        .map(|pipe| thread::spawn(move || read_some(pipe)));
    let stderr = child
        .stderr
        .take()
        .map(|pipe| thread::spawn(move || read_some(pipe)));
    let started = Instant::now();
    let status = loop {
        match child.try_wait()? {
            Some(status) => break status,
            None if started.elapsed() > PATIENCE => {
                child.kill()?;
                child.wait()?;
                return Err(SandboxError::TooLong);
            }
            None => thread::sleep(LOOK_EVERY),
        }
    };
    let text = |reader: Option<thread::JoinHandle<String>>| {
        reader
            .and_then(|reader| reader.join().ok())
            .unwrap_or_default()
    };
    Ok(ToolOutput {
        status,
        stdout: text(stdout),
        stderr: text(stderr),
    })
}

/// Keeps the first `OUTPUT_MAX_BYTES` of a pipe and discards the rest, so that a full pipe
/// never blocks the tool.
fn read_some(mut pipe: impl Read) -> String {
    let mut bytes = Vec::new();
    let kept = pipe.by_ref().take(OUTPUT_MAX_BYTES).read_to_end(&mut bytes);
    if kept.is_ok() && io::copy(&mut pipe, &mut io::sink()).is_err() {
        bytes.clear();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> ToolOutput {
        let job = tempfile::tempdir().unwrap();
        run("/usr/bin/bash", &["-c", script], job.path(), None).unwrap()
    }

    #[test]
    fn a_tool_reaches_nothing_but_its_file() {
        let home = tempfile::tempdir().unwrap();
        let outside = home.path().join("outside");
        sourdine_platform::files::publish_new(&outside, b"CANARY").unwrap();
        let seen = shell(&format!(
            "cat {} || echo unseen; ls /home /root /etc/passwd 2>&1 | grep -c 'No such'; id -u; env | sort",
            outside.display()
        ));
        assert!(
            seen.stdout.starts_with("unseen\n3\n65534\n"),
            "{}",
            seen.stdout
        );
        assert!(
            !seen.stdout.contains("CANARY") && !seen.stdout.contains("CARGO"),
            "{}",
            seen.stdout
        );
        let network = shell(
            "cat < /dev/tcp/127.0.0.1/80; ls /sys/class/net; grep -c : /proc/net/dev; test -w /usr && echo writable",
        );
        assert!(
            !network.stdout.contains("eth0") && network.stdout.trim() == "1",
            "only a loopback of its own: {}",
            network.stdout
        );
    }

    #[test]
    fn memory_and_rights_are_limited() {
        let outcome = shell(
            "ulimit -v; ulimit -f; ulimit -t; ulimit -c; /usr/bin/unshare --user true && echo nested; grep -E 'CapEff|NoNewPrivs' /proc/self/status",
        );
        assert!(
            outcome.stdout.starts_with("3145728\n1048576\n300\n0\n"),
            "{}",
            outcome.stdout
        );
        assert!(!outcome.stdout.contains("nested"));
        assert!(
            outcome.stdout.contains("0000000000000000")
                && outcome.stdout.contains("NoNewPrivs:\t1"),
            "{}",
            outcome.stdout
        );
    }

    #[test]
    fn a_missing_tool_is_named() {
        let job = tempfile::tempdir().unwrap();
        let error = run("/usr/bin/no-such-tool", &[], job.path(), None)
            .err()
            .unwrap()
            .to_string();
        assert!(
            error.contains("/usr/bin/no-such-tool")
                && error.contains("apt install bubblewrap mat2"),
            "{error}"
        );
    }
}
