//! The packages are upgraded, removed and purged.

use anyhow::{Result, ensure};

use crate::{
    desk::{DESK, NEIGHBOUR, list},
    files,
    restarts::serves,
    setup::one_desk_needs_no_name,
    stage::{PACKAGES, Stage},
};

pub(crate) fn an_upgrade_keeps_everything(stage: &mut Stage) -> Result<()> {
    let host = &stage.container;
    let pid = || host.sh(&format!("systemctl show -P MainPID sourdine-server@{DESK}"));
    let before = pid()?;
    host.sh(&format!("dpkg --install {PACKAGES}"))?;
    serves(stage)?;
    ensure!(pid()? != before, "the new program runs");
    ensure!(list(stage)?.envelopes.len() == 1, "the envelope is there");
    Ok(())
}

pub(crate) fn a_removal_and_a_purge(stage: &mut Stage) -> Result<()> {
    let host = &stage.container;
    let kept = [
        format!("/etc/sourdine/{DESK}/server.toml"),
        format!("/var/lib/sourdine/{DESK}/vault"),
        format!("/var/lib/tor-instances/sourdine-{DESK}/sources/hs_ed25519_secret_key"),
    ];
    host.sh("dpkg --remove sourdine-server sourdine")?;
    let state = stage.state(&format!("sourdine-server@{DESK}"))?;
    ensure!(state != "active", "{state}");
    for path in &kept {
        ensure!(host.path(path).exists(), "{path} is kept");
    }
    host.sh(&format!("dpkg --install {PACKAGES}"))?;
    host.sh(&format!("systemctl start sourdine-server@{DESK}"))?;
    serves(stage)?;
    ensure!(list(stage)?.envelopes.len() == 1, "the envelope is there");

    let refused = host.run(&["sourdine-server", "remove", "--name", NEIGHBOUR])?;
    ensure!(refused.status.code() == Some(2), "{refused:?}");
    let refused = [
        "sourdine-server",
        "remove",
        "--with-vault",
        "--name",
        "nice",
    ];
    let refused = host.run(&refused)?;
    ensure!(refused.status.code() == Some(1), "{refused:?}");
    host.sh(&format!(
        "sourdine-server remove --name {NEIGHBOUR} --with-vault"
    ))?;
    let left: Vec<String> = files::all(host)?
        .into_iter()
        .filter(|name| name.contains(NEIGHBOUR))
        .collect();
    ensure!(left.is_empty(), "{left:?}");
    let in_memory =
        |name: &str| host.sh(&format!("find /run -path '*sourdine*' -a -path '*{name}*'"));
    ensure!(
        in_memory(NEIGHBOUR)?.is_empty(),
        "{}",
        in_memory(NEIGHBOUR)?
    );

    one_desk_needs_no_name(stage)?;

    let host = &stage.container;
    host.sh("dpkg --purge sourdine-server sourdine")?;
    host.sh("systemctl unmask tor@default")?;
    let left: Vec<String> = files::all(host)?
        .difference(&stage.before)
        .cloned()
        .collect();
    ensure!(left.is_empty(), "{left:?}");
    ensure!(in_memory(DESK)?.is_empty(), "{}", in_memory(DESK)?);
    Ok(())
}
