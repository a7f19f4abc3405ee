//! What the operators' guide says: a desk is added, and serves.

use anyhow::{Result, ensure};
use sourdine_harness::{network::http::field, people::source::Source, programs::external_tools};
use sourdine_protocol::wire::EnvelopeList;

use crate::stage::Stage;

/// The desk that serves, and its neighbour.
pub(crate) const DESK: &str = "lyon";
pub(crate) const NEIGHBOUR: &str = "paris";
/// A vault that is made in no time.
const SMALLER: &str = "s/^size_mib = .*/size_mib = 16/; s/^submission_mib = .*/submission_mib = 4/";

pub(crate) fn the_command_line_is_there(stage: &mut Stage) -> Result<()> {
    let host = &stage.container;
    let version = host.sh("sourdine --version")?;
    ensure!(version.ends_with(env!("CARGO_PKG_VERSION")), "{version}");
    // The decoder is looked for beside the program that runs.
    host.sh("test -x \"$(dirname \"$(readlink -f /usr/bin/sourdine)\")/sourdine-decoder\"")?;
    for page in [
        "man1/sourdine-pull.1",
        "fr/man1/sourdine-pull.1",
        "fr/man8/sourdine-server.8",
    ] {
        let text = host.sh(&format!("zcat /usr/share/man/{page}.gz"))?;
        ensure!(text.contains(".TH"), "{page}: {text}");
    }
    host.sh("bash -n /usr/share/bash-completion/completions/sourdine")?;
    Ok(())
}

pub(crate) fn two_desks_are_added(stage: &mut Stage) -> Result<()> {
    let host = &stage.container;
    let hashes: Vec<String> = stage
        .desk
        .tokens
        .iter()
        .map(|token| {
            token
                .hash()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect()
        })
        .collect();
    for name in [DESK, NEIGHBOUR] {
        host.sh(&format!("sourdine-instance add {name}"))?;
        let folder = format!("/etc/sourdine/{name}");
        let roster = stage.desk.roster().to_json()?;
        external_tools::write(&host.path(&format!("{folder}/roster.json")), &roster)?;
        host.sh(&format!("sed -i '{SMALLER}' {folder}/server.toml"))?;
        for hash in &hashes {
            host.sh(&format!(
                "printf '[[editors]]\\ntoken_hash = \"{hash}\"\\n' >>{folder}/server.toml"
            ))?;
        }
        let init = format!("sourdine-server --config {folder}/server.toml init");
        host.sh(&format!("runuser -u sourdine-{name} -- {init}"))?;
        nothing_is_wrong(stage, name)?;
    }
    stage.master = std::fs::read(host.path(&format!("/run/sourdine-key/{DESK}/master")))?;
    for name in ["Lyon-2", "server"] {
        let refused = host.run(&["sourdine-instance", "add", name])?;
        ensure!(refused.status.code() == Some(2), "{refused:?}");
    }
    // Another's user is not made the desk's.
    host.sh("useradd --system sourdine-nice")?;
    let refused = host.run(&["sourdine-instance", "add", "nice"])?;
    ensure!(refused.status.code() == Some(1), "{refused:?}");
    host.sh("userdel sourdine-nice")?;
    Ok(())
}

pub(crate) fn a_desk_serves(stage: &mut Stage) -> Result<()> {
    let host = &stage.container;
    host.sh("systemctl mask --now tor@default")?;
    host.sh(&format!(
        "systemctl enable --now sourdine-server@{DESK} tor@sourdine-{DESK}"
    ))?;
    host.until(&format!(
        "journalctl -u sourdine-server@{DESK} -o cat | grep -q ^Serving"
    ))?;
    let journal = || host.sh("journalctl --output=cat --unit='sourdine-server*'");
    let before = journal()?;
    let source = Source::at(stage.door(DESK, "sources").behind_tor());
    let page = source.ask("GET /en", b"")?.page()?;
    ensure!(page.contains("data-state=\"open\""), "{page}");
    let (codename, receipt) = source.begin()?;
    let answer = source.send(&codename, &receipt, &[field("message", "Voyez la place.")])?;
    ensure!(answer.status == 200, "{answer:?}");
    let envelopes = list(stage)?.envelopes.len();
    ensure!(envelopes == 1, "{envelopes}");
    ensure!(journal()? == before, "the journal does not tell of a visit");
    // tor's own user may use the sockets, and another may not.
    for (user, may) in [
        (format!("_tor-sourdine-{DESK}"), true),
        ("nobody".to_owned(), false),
    ] {
        let socket = format!("/run/sourdine/{DESK}/sources.sock");
        let output = host.run(&["runuser", "-u", &user, "--", "test", "-w", &socket])?;
        ensure!(output.status.success() == may, "{user}: {output:?}");
        // A connection leaves its time in the socket's inode.
        let output = host.run(&["runuser", "-u", &user, "--", "stat", &socket])?;
        ensure!(output.status.success() == may, "{user}: {output:?}");
    }
    Ok(())
}

/// A desk as the guide makes it gives no warning.
fn nothing_is_wrong(stage: &Stage, name: &str) -> Result<()> {
    let host = &stage.container;
    let config = format!("/etc/sourdine/{name}/server.toml");
    let user = format!("sourdine-{name}");
    let check = ["sourdine-server", "--config", &config, "check", "--json"];
    let output = host.run(&[&["runuser", "-u", &user, "--"], &check[..]].concat())?;
    let told = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.code() == Some(0), "{told}");
    Ok(())
}

/// What the first editor sees at the desk's door.
pub(crate) fn list(stage: &Stage) -> Result<EnvelopeList> {
    let Some(token) = stage.desk.tokens.first() else {
        anyhow::bail!("an editor");
    };
    let head = format!(
        "GET /v1/envelopes\nAuthorization: Bearer {}",
        *token.expose()
    );
    let answer = stage.door(DESK, "editors").ask(&head, b"")?;
    ensure!(answer.status == 200, "{answer:?}");
    Ok(serde_json::from_slice(&answer.body)?)
}
