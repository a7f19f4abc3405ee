//! What starts the server, and what does not.

use std::{
    fs,
    os::unix::net::UnixStream,
    time::{Duration, Instant, SystemTime},
};

use anyhow::{Context, Result, ensure};
use sourdine_harness::programs::external_tools;

use crate::{
    desk::{DESK, list},
    stage::Stage,
};

/// A round of the server's maintenance takes 50 s at most, on a machine that is not busy.
const ROUND_MAX: Duration = Duration::from_secs(120);
const LOOK_AGAIN: Duration = Duration::from_millis(200);

pub(crate) fn a_connection_starts_nothing(stage: &mut Stage) -> Result<()> {
    let host = &stage.container;
    let socket = host.path(&format!("/run/sourdine/{DESK}/sources.sock"));
    UnixStream::connect(&socket).context("the server serves")?;
    host.sh(&format!("systemctl stop sourdine-server@{DESK}"))?;
    // The sockets' own jobs end after the server's.
    for door in ["sources", "editors"] {
        let unit = format!("sourdine-server-{door}@{DESK}.socket");
        host.until(&format!("! systemctl is-active --quiet {unit}"))?;
    }
    ensure!(
        UnixStream::connect(&socket).is_err(),
        "the socket goes with the server"
    );
    for unit in [
        "sourdine-server",
        "sourdine-server-sources",
        "sourdine-server-editors",
    ] {
        let suffix = if unit.ends_with("server") {
            "service"
        } else {
            "socket"
        };
        let state = stage.state(&format!("{unit}@{DESK}.{suffix}"))?;
        ensure!(state == "inactive", "{unit}: {state}");
    }
    let verify = format!("sourdine-server --config /etc/sourdine/{DESK}/server.toml verify");
    host.sh(&format!("runuser -u sourdine-{DESK} -- {verify}"))?;
    host.sh(&format!("systemctl start sourdine-server@{DESK}"))?;
    // A server that is killed comes back, and so do its sockets.
    host.sh(&format!(
        "systemctl kill --signal=KILL sourdine-server@{DESK}"
    ))?;
    host.until(&format!("systemctl show -P NRestarts sourdine-server@{DESK} | grep -qx 1 && systemctl is-active sourdine-server@{DESK}"))?;
    serves(stage)?;
    ensure!(list(stage)?.envelopes.len() == 1, "the envelope is there");
    Ok(())
}

/// The time of the visit stands in the socket's inode until the server's next round overwrites it.
pub(crate) fn a_visit_leaves_no_time(stage: &mut Stage) -> Result<()> {
    let socket = stage
        .container
        .path(&format!("/run/sourdine/{DESK}/sources.sock"));
    let times = || -> Result<[SystemTime; 2]> {
        let there = fs::metadata(&socket)?;
        Ok([there.accessed()?, there.modified()?])
    };
    drop(UnixStream::connect(&socket)?);
    let visited = times()?;
    let until = Instant::now() + ROUND_MAX;
    loop {
        let now = times()?;
        if now.iter().zip(&visited).all(|(now, then)| now > then) {
            return Ok(());
        }
        ensure!(Instant::now() < until, "{now:?} since {visited:?}");
        std::thread::sleep(LOOK_AGAIN);
    }
}

pub(crate) fn the_host_is_restarted(stage: &mut Stage) -> Result<()> {
    stage.container.reboot()?;
    let host = &stage.container;
    let unit = format!("sourdine-server@{DESK}");
    // Nothing is there to open the vault with: the server is started, and waits for an editor.
    ensure!(stage.state(&unit)? == "active", "{}", stage.state(&unit)?);
    ensure!(list(stage).is_err(), "a sealed server lists nothing");
    ensure!(
        stage.state(&format!("tor@sourdine-{DESK}"))? == "active",
        "tor comes back"
    );
    ensure!(
        stage.state("tor@default")? == "inactive",
        "Debian's own tor"
    );
    let failed = host.sh("systemctl list-units --failed --plain --no-legend 'sourdine*' 'tor*'")?;
    ensure!(failed.is_empty(), "{failed}");
    // The operator puts the key back: this alone opens the vault.
    let folder = format!("/run/sourdine-key/{DESK}");
    external_tools::write_private(&host.path("/root/copy"), &stage.master)?;
    host.sh(&format!(
        "install -m 0600 -o sourdine-{DESK} -g sourdine-{DESK} /root/copy {folder}/master"
    ))?;
    serves(stage)?;
    ensure!(list(stage)?.envelopes.len() == 1, "the envelope is there");
    Ok(())
}

/// Waits until a desk's door answers.
pub(crate) fn serves(stage: &Stage) -> Result<()> {
    let until = Instant::now() + ROUND_MAX;
    while list(stage).is_err() {
        ensure!(
            Instant::now() < until,
            "{}",
            stage.container.sh("journalctl --no-pager -n 40")?
        );
        std::thread::sleep(LOOK_AGAIN);
    }
    Ok(())
}
