//! A desk that was set up serves.

use std::fs;

use anyhow::{Result, ensure};
use sourdine_harness::{network::http::field, people::source::Source};
use sourdine_protocol::wire::EnvelopeList;

use crate::stage::Stage;

/// The desk that serves, and its neighbour.
pub(crate) const DESK: &str = "lyon";
pub(crate) const NEIGHBOUR: &str = "paris";
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

pub(crate) fn a_desk_serves(stage: &mut Stage) -> Result<()> {
    let host = &stage.container;
    host.sh("systemctl mask --now tor@default")?;
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

/// What the first editor sees at the desk's door.
pub(crate) fn list(stage: &Stage) -> Result<EnvelopeList> {
    let token = fs::read_to_string(stage.alice.desk().join("token"))?;
    let head = format!("GET /v1/envelopes\nAuthorization: Bearer {token}");
    let answer = stage.door(DESK, "editors").ask(&head, b"")?;
    ensure!(answer.status == 200, "{answer:?}");
    Ok(serde_json::from_slice(&answer.body)?)
}
