//! The machine and the programs on it, as far as figures depend on them; and what the kernel knows
//! of a process.

use std::{fs, process::Command, time::Duration};

use anyhow::{Context, Result};
use rustix::param::clock_ticks_per_second;

use crate::work::output;

/// Where `utime` and `stime` stand in `/proc/<pid>/stat`, after the name and its bracket
/// (proc_pid_stat(5)).
const UTIME: usize = 11;

/// What the page says of where it was made.
pub(crate) struct Machine {
    pub(crate) day: String,
    pub(crate) processor: String,
    pub(crate) cores: usize,
    pub(crate) memory_gib: u64,
    pub(crate) kernel: String,
    pub(crate) disk: String,
    pub(crate) programs: Vec<String>,
    pub(crate) load: String,
}

impl Machine {
    pub(crate) fn look() -> Result<Self> {
        let processors = fs::read_to_string("/proc/cpuinfo")?;
        let model = value(&processors, "model name").unwrap_or("unknown");
        let memory = fs::read_to_string("/proc/meminfo")?;
        let memory_kib: u64 = value(&memory, "MemTotal")
            .and_then(|value| value.split(' ').next())
            .context("a size of memory")?
            .parse()?;
        let disk = ["--output=fstype", env!("CARGO_TARGET_TMPDIR")];
        let disk = output(Command::new("df").args(disk))?;
        Ok(Self {
            day: said("date", &["-u", "+%F"])?,
            processor: model.to_owned(),
            cores: std::thread::available_parallelism()?.get(),
            memory_gib: memory_kib.div_ceil(1_024 * 1_024),
            kernel: said("uname", &["-sr"])?,
            disk: disk.lines().last().unwrap_or_default().to_owned(),
            programs: vec![
                format!(
                    "Sourdine {}",
                    said("git", &["describe", "--always", "--dirty"])?
                ),
                said("rustc", &["--version"])?,
                said("rage", &["--version"])?,
                format!(
                    "OnionShare {}",
                    said("dpkg-query", &["-Wf", "${Version}", "onionshare-cli"])?
                ),
                curl_version()?,
            ],
            load: load()?,
        })
    }
}

/// Its first two words: it goes on with all the libraries that it was built with.
fn curl_version() -> Result<String> {
    let all = said("curl", &["--version"])?;
    Ok(all.split(' ').take(2).collect::<Vec<_>>().join(" "))
}

/// The load of the last five minutes.
pub(crate) fn load() -> Result<String> {
    let load = fs::read_to_string("/proc/loadavg")?;
    Ok(load.split(' ').nth(1).context("a load")?.to_owned())
}

/// What a process spent of the processors, in user and kernel, ended threads included.
pub(crate) fn cpu_time(pid: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, fields) = stat.rsplit_once(") ").context("a process's name")?;
    let mut fields = fields.split(' ').skip(UTIME);
    let mut ticks = || -> Result<u64> { Ok(fields.next().context("a time")?.parse()?) };
    let spent = ticks()? + ticks()?;
    Ok(Duration::from_millis(
        spent * 1_000 / clock_ticks_per_second(),
    ))
}

/// The first line that a program says.
fn said(program: &str, words: &[&str]) -> Result<String> {
    let all = output(Command::new(program).args(words))?;
    Ok(all.lines().next().unwrap_or_default().to_owned())
}

fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(found, _)| found.trim() == name)
        .map(|(_, value)| value.trim())
}
