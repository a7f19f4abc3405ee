//! The walls of the units, tried from inside: Debian's perl runs in the server's unit, in place of
//! the server, and in the desk's tor instance, in place of tor.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use sourdine_harness::programs::external_tools;

use crate::{
    desk::{DESK, NEIGHBOUR},
    stage::Stage,
};

const PROBE: &str = "/usr/share/probe.pl";
const SAID: &str = "/root/probe";

/// What the probe can do in the server's unit, since the server has to: all else is held back.
const SERVER_MAY: [&str; 2] = ["write the vault", "write the key"];
/// What it can do in the tor instance. tor's solver of proofs of work is code that tor makes while
/// it runs.
const TOR_MAY: [&str; 6] = [
    "an internet socket",
    "list the drives",
    "make memory code",
    "reach the bus",
    "run a shell",
    "write shared memory",
];
/// How many attempts the probe makes.
const ATTEMPTS: usize = 27;

/// Prints a line for each attempt: its name, a tab, and `yes` or why not.
const SCRIPT: &str = include_str!("walls.pl");

pub(crate) fn the_server_has_no_privilege(stage: &mut Stage) -> Result<()> {
    let host = &stage.container;
    let unit = format!("sourdine-server@{DESK}");
    let status = host.sh(&format!(
        "cat /proc/$(systemctl show -P MainPID {unit})/status"
    ))?;
    let field = |name: &str| -> Result<String> {
        let start = format!("{name}:\t");
        let line = status.lines().find_map(|line| line.strip_prefix(&start));
        Ok(line.context(name.to_owned())?.trim().to_owned())
    };
    for set in ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"] {
        ensure!(
            field(set)?.bytes().all(|digit| digit == b'0'),
            "{set}\n{status}"
        );
    }
    ensure!(
        field("NoNewPrivs")? == "1" && field("Seccomp")? == "2",
        "{status}"
    );
    let user = host.sh(&format!("id -u sourdine-{DESK}"))?;
    ensure!(field("Uid")?.split('\t').all(|id| id == user), "{status}");
    // A machine on which root may not raise the limit has no locked memory to show.
    let limits = host.sh(&format!(
        "cat /proc/$(systemctl show -P MainPID {unit})/limits"
    ))?;
    let limit = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max locked memory"));
    let raised = limit
        .context("a limit")?
        .trim_start()
        .starts_with("unlimited");
    ensure!(!raised || field("VmLck")? != "0 kB", "{status}");
    let shown = host.sh(&format!("systemctl show {unit}"))?;
    for line in [
        "LimitMEMLOCK=infinity",
        "LimitCORE=0",
        "MemorySwapMax=0",
        "PrivateNetwork=yes",
        "Type=notify",
        "WatchdogUSec=3min",
    ] {
        ensure!(shown.lines().any(|shown| shown == line), "{line}");
    }
    Ok(())
}

pub(crate) fn nothing_gets_out(stage: &mut Stage) -> Result<()> {
    external_tools::write(&stage.container.path(PROBE), SCRIPT.as_bytes())?;
    let server = format!("sourdine-server@{NEIGHBOUR}");
    let tor = format!("tor@sourdine-{NEIGHBOUR}");
    // The probe writes beside the key, and would be started again.
    stage
        .container
        .sh(&format!("systemctl stop {server}.path"))?;
    for (unit, more, may) in [
        (server, "ExecPaths=/usr/bin/perl", SERVER_MAY.as_slice()),
        (tor, "", TOR_MAY.as_slice()),
    ] {
        stage.container.sh(&format!("systemctl stop {unit}"))?;
        let said = probe(stage, &unit, more)?;
        ensure!(said.len() == ATTEMPTS, "{unit}: {said:?}");
        for (attempt, outcome) in &said {
            let done = outcome == "yes";
            ensure!(
                done == may.contains(&attempt.as_str()),
                "{unit}: {attempt}: {outcome}"
            );
        }
    }
    stage.container.sh(&format!("rm {PROBE}"))?;
    Ok(())
}

/// Starts a unit with perl in the place of its program.
fn probe(stage: &Stage, unit: &str, more: &str) -> Result<BTreeMap<String, String>> {
    let host = &stage.container;
    let arguments = format!("{} {NEIGHBOUR} {DESK}", std::env::consts::ARCH);
    let folder = format!("/run/systemd/system/{unit}.service.d");
    host.sh(&format!("mkdir -p {folder}"))?;
    let text = format!(
        "[Service]\nType=oneshot\nRestart=no\nStandardOutput=truncate:{SAID}\n{more}\n\
         ExecStart=\nExecStart=/usr/bin/perl {PROBE} {arguments}\n"
    );
    external_tools::write(&host.path(&format!("{folder}/probe.conf")), text.as_bytes())?;
    host.sh(&format!(
        "systemctl daemon-reload && systemctl start {unit}"
    ))?;
    let said = host.sh(&format!("cat {SAID}"))?;
    host.sh(&format!("rm -r {folder} {SAID} && systemctl daemon-reload"))?;
    let lines = said.lines().filter_map(|line| line.split_once('\t'));
    Ok(lines
        .map(|(name, said)| (name.to_owned(), said.to_owned()))
        .collect())
}
