//! What the operators' guide says: editors ask, the operator sets up, editors join and pull.

use std::{fs, path::Path, process::Output};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use sourdine_harness::{browser::text, people::machine::Machine, programs::external_tools};

use crate::{
    desk::{DESK, NEIGHBOUR},
    files,
    stage::Stage,
};

/// What the operator was given.
const ROSTER: &str = "/root/roster.json";
const REQUESTS: &str = "/root/requests";
/// A vault that is made in no time.
const VAULT_MIB: &str = "16";
/// All that setup writes, but for the vault, whose bytes always change.
const WRITTEN: &str = "find /etc /var/lib/tor-instances/*/editors /run/sourdine-key \
    /var/lib/tor-instances/*/sources -printf '%p %m %u %g %s %l ' -a -type f \
    -exec sha256sum {} \\; -o -printf '\\n' | sort";

pub(crate) fn editors_ask(stage: &mut Stage) -> Result<()> {
    let (alice, basile) = (&stage.alice, &stage.basile);
    alice.told(&["desk", "new", "--name", "Observatoire", "--editor", "alice"])?;
    let card = basile.told(&["desk", "card", "--editor", "basile"])?;
    alice.told(&["roster", "add", text(&card, "/card")?, "--yes"])?;
    let roster = alice.path("roster.json").display().to_string();
    alice.told(&["roster", "export", &roster])?;
    let shown = alice.told(&["roster", "show"])?;
    let fingerprint = text(&shown, "/fingerprint")?.to_owned();
    basile.told(&["roster", "accept", &roster, "--fingerprint", &fingerprint])?;
    let host = &stage.container;
    fs::copy(&roster, host.path(ROSTER))?;
    fs::create_dir(host.path(REQUESTS))?;
    for machine in [alice, basile] {
        let asked = machine.told(&["desk", "request"])?;
        let file = Path::new(text(&asked, "/request")?);
        let name = file.file_name().context("a name")?.to_string_lossy();
        fs::copy(file, host.path(&format!("{REQUESTS}/{name}")))?;
    }
    stage.fingerprint = fingerprint;
    Ok(())
}

/// Each of these is refused before anything is written.
pub(crate) fn what_is_wrong_writes_nothing(stage: &mut Stage) -> Result<()> {
    let host = &stage.container;
    let before = files::all(host)?;
    let refused = |words: &[&str], said: &str| -> Result<()> {
        let output = host.run(&[&["sourdine-server", "setup"], words].concat())?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.code() == Some(1), "{words:?}: {output:?}");
        ensure!(errors.contains(said), "{words:?}: {errors}");
        Ok(())
    };
    let fingerprint = stage.fingerprint.as_str();
    let other = fingerprint.replace(['0', '1', '2', '3'], "4");
    let right = ["--roster", ROSTER, "--editors", REQUESTS];
    refused(&[], "--roster")?;
    refused(&right, fingerprint)?;
    refused(
        &[&right[..], &["--fingerprint", &other]].concat(),
        "Nothing was written",
    )?;
    let known = ["--roster", ROSTER, "--fingerprint", fingerprint];
    refused(&known, "--editors")?;
    refused(&[&known[..], &["--editors", "/root"]].concat(), "/root/")?;
    refused(
        &[&known[..], &["--editors", "/nowhere"]].concat(),
        "/nowhere",
    )?;
    let whole = [&known[..], &["--editors", REQUESTS]].concat();
    for name in ["Lyon-2", "server", "../lyon"] {
        refused(
            &[&whole[..], &["--name", name]].concat(),
            "no name of a desk",
        )?;
    }
    refused(
        &[&whole[..], &["--vault-mib", "900000000"]].concat(),
        "does not fit",
    )?;
    // An editor's request for another's name.
    let path = host.path(&format!("{REQUESTS}/request-alice.json"));
    let good = fs::read_to_string(&path)?;
    let forged = good.replace("\\\"alice\\\"", "\\\"basile\\\"");
    ensure!(forged != good, "a request names its editor");
    external_tools::write(&path, forged.as_bytes())?;
    refused(&whole, "another than the roster’s for basile")?;
    external_tools::write(&path, good.as_bytes())?;
    ensure!(files::all(host)? == before, "nothing was written");
    // Another's user is not made the desk's.
    host.sh("useradd --system sourdine-nice")?;
    refused(&[&whole[..], &["--name", "nice"]].concat(), "sourdine-nice")?;
    host.sh("userdel sourdine-nice").map(drop)
}

pub(crate) fn two_desks_are_set_up(stage: &mut Stage) -> Result<()> {
    for name in [DESK, NEIGHBOUR] {
        let output = set_up(stage, name)?;
        let said = String::from_utf8_lossy(&output.stdout);
        // A desk as the guide makes it gives no warning.
        ensure!(output.status.code() == Some(0), "{output:?}");
        ensure!(said.contains("alice, basile"), "{said}");
        let host = &stage.container;
        for unit in [
            format!("sourdine-server@{name}"),
            format!("tor@sourdine-{name}"),
        ] {
            ensure!(stage.state(&unit)? == "active", "{unit}");
            let enabled = host.sh(&format!("systemctl is-enabled {unit}"))?;
            ensure!(enabled == "enabled", "{unit}: {enabled}");
        }
    }
    stage.master = fs::read(
        stage
            .container
            .path(&format!("/run/sourdine-key/{DESK}/master")),
    )?;
    Ok(())
}

fn set_up(stage: &Stage, name: &str) -> Result<Output> {
    set_up_with(stage, &["--name", name])
}

fn set_up_with(stage: &Stage, more: &[&str]) -> Result<Output> {
    let always = [
        "sourdine-server",
        "setup",
        "--roster",
        ROSTER,
        "--editors",
        REQUESTS,
        "--fingerprint",
        &stage.fingerprint,
        "--vault-mib",
        VAULT_MIB,
    ];
    stage.container.run(&[&always[..], more].concat())
}

/// Where a host has one desk, it is the one that is meant.
pub(crate) fn one_desk_needs_no_name(stage: &Stage) -> Result<()> {
    let output = set_up_with(stage, &[])?;
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.code() == Some(0), "{output:?}");
    ensure!(said.contains(&format!("under the name {DESK}")), "{said}");
    stage.container.sh("sourdine-server check").map(drop)
}

pub(crate) fn tor_is_as_it_has_to_be(stage: &mut Stage) -> Result<()> {
    let host = &stage.container;
    let instance = format!("sourdine-{DESK}");
    host.sh(&format!(
        "runuser -u _tor-{instance} -- tor --defaults-torrc /run/tor-instances/{instance}.defaults \
         -f /etc/tor/instances/{instance}/torrc --verify-config"
    ))?;
    let keys = format!("/var/lib/tor-instances/{instance}/editors");
    let owner = format!("_tor-{instance}");
    let listed = host.sh(&format!(
        "cd {keys} && stat -c '%a %U %G %n' . authorized_clients authorized_clients/*"
    ))?;
    let expected = [
        format!("700 {owner} {owner} ."),
        format!("700 {owner} {owner} authorized_clients"),
        format!("600 {owner} {owner} authorized_clients/alice.auth"),
        format!("600 {owner} {owner} authorized_clients/basile.auth"),
    ];
    ensure!(listed.lines().eq(expected), "{listed}");
    let settings = host.sh(&format!(
        "cd /etc/sourdine/{DESK} && stat -c '%a %U %G %n' . *"
    ))?;
    let group = format!("sourdine-{DESK}");
    let expected = [
        format!("750 root {group} ."),
        format!("640 root {group} answer.json"),
        format!("640 root {group} roster.json"),
        format!("640 root {group} server.toml"),
    ];
    ensure!(settings.lines().eq(expected), "{settings}");
    let torrc = host.sh(&format!("cat /etc/tor/instances/{instance}/torrc"))?;
    for line in [
        "HiddenServicePoWDefensesEnabled 1",
        "HiddenServiceExportCircuitID haproxy",
    ] {
        ensure!(torrc.lines().any(|there| there == line), "{torrc}");
    }
    Ok(())
}

pub(crate) fn editors_join_and_pull(stage: &mut Stage) -> Result<()> {
    let answer = stage
        .container
        .path(&format!("/etc/sourdine/{DESK}/answer.json"));
    let hostname = |service: &str| {
        let onions = format!("/var/lib/tor-instances/sourdine-{DESK}");
        stage
            .container
            .sh(&format!("cat {onions}/{service}/hostname"))
    };
    let (sources, editors) = (hostname("sources")?, hostname("editors")?);
    for (machine, name) in [(&stage.alice, "alice"), (&stage.basile, "basile")] {
        let own = machine.path("answer.json");
        fs::copy(&answer, &own)?;
        let joined = machine.told(&["desk", "join", &own.display().to_string()])?;
        ensure!(
            text(&joined, "/sources")? == format!("http://{sources}"),
            "{joined}"
        );
        ensure!(
            text(&joined, "/editors")? == format!("http://{editors}"),
            "{joined}"
        );
        let private = fs::read_to_string(text(&joined, "/key_file")?)?;
        ensure!(
            private.starts_with(editors.trim_end_matches(".onion")),
            "{name}"
        );
        // There is no Tor network here: she comes to the editors' door by its socket.
        let pulled = pull(stage, machine)?;
        let came = pulled.get("pulled").and_then(Value::as_array);
        ensure!(came.is_some_and(|came| came.len() == 1), "{pulled}");
        ensure!(text(&pulled, "/served_roster")? == "current", "{pulled}");
        let id = text(&pulled, "/pulled/0/id")?;
        machine.told(&["open", id])?;
        machine.told(&["close", "--all"])?;
    }
    Ok(())
}

fn pull(stage: &Stage, editor: &Machine) -> Result<Value> {
    let socket = stage
        .container
        .path(&format!("/run/sourdine/{DESK}/editors.sock"));
    editor.told(&["pull", "--server", &format!("unix:{}", socket.display())])
}

pub(crate) fn a_second_setup_changes_nothing(stage: &mut Stage) -> Result<()> {
    let host = &stage.container;
    let pids = || {
        host.sh(&format!(
            "systemctl show -P MainPID sourdine-server@{DESK} tor@sourdine-{DESK}"
        ))
    };
    let (written, ran) = (host.sh(WRITTEN)?, pids()?);
    let output = set_up(stage, DESK)?;
    ensure!(output.status.code() == Some(0), "{output:?}");
    ensure!(host.sh(WRITTEN)? == written, "a byte was changed");
    ensure!(pids()? == ran, "the programs went on");
    // With two desks, none is meant where none is named.
    let output = set_up_with(stage, &[])?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(errors.contains(&format!("{DESK}, {NEIGHBOUR}")), "{errors}");
    let output = host.run(&["sourdine-server", "check"])?;
    ensure!(output.status.code() == Some(3), "{output:?}");
    Ok(())
}

fn auth_of_alice() -> String {
    format!("/var/lib/tor-instances/sourdine-{DESK}/editors/authorized_clients/alice.auth")
}

/// What cannot change is named, and nothing of it is changed.
pub(crate) fn what_stands_otherwise_is_named(stage: &mut Stage) -> Result<()> {
    let host = &stage.container;
    let auth = auth_of_alice();
    let config = format!("/etc/sourdine/{DESK}/server.toml");
    for (path, line, said) in [
        (
            auth.as_str(),
            "s/25519:.\\{8\\}/25519:ABCDEFGH/",
            "another key",
        ),
        (
            &config,
            "/^# alice/,/^token_hash/s/= \".\\{8\\}/= \"01234567/",
            "no block with the token of alice",
        ),
        (&config, "s/^size_mib = .*/size_mib = 32/", "size_mib = 32"),
        (
            &format!("/etc/sourdine/{DESK}/roster.json"),
            "s/1/1 /",
            "another roster",
        ),
        (
            &format!("/etc/sourdine/{DESK}/answer.json"),
            "s/: 1/: 1 /",
            "other addresses",
        ),
    ] {
        host.sh(&format!(
            "cp --archive {path} /root/kept && sed -i '{line}' {path}"
        ))?;
        let standing = host.sh(WRITTEN)?;
        let output = set_up(stage, DESK)?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.code() == Some(1), "{path}: {output:?}");
        ensure!(errors.contains(said), "{path}: {errors}");
        ensure!(host.sh(WRITTEN)? == standing, "{path}: a byte was changed");
        host.sh(&format!("mv /root/kept {path}"))?;
    }
    Ok(())
}

pub(crate) fn what_is_missing_is_made(stage: &mut Stage) -> Result<()> {
    let host = &stage.container;
    let written = host.sh(WRITTEN)?;
    host.sh(&format!("rm {}", auth_of_alice()))?;
    let output = set_up(stage, DESK)?;
    ensure!(output.status.code() == Some(0), "{output:?}");
    ensure!(
        host.sh(WRITTEN)? == written,
        "what was missing is back as it was"
    );
    Ok(())
}
