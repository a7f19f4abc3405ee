//! What an operator reads when the server is not started right.

#![expect(
    clippy::disallowed_methods,
    reason = "what a test writes is nobody's secret"
)]

use std::{fs, path::Path, time::Duration};

use sourdine_harness::{
    host::clock::Clock,
    people::desk::Desk,
    server::{Installation, Plan},
};
use sourdine_protocol::{
    day::Day,
    roster::{Roster, SignedRoster},
};

const DAY_SECONDS: u64 = 86_400;

/// Puts a roster up to this day in the place of the server's.
fn serve_until(home: &Path, desk: &Desk, expires: Day) -> anyhow::Result<()> {
    let current = desk.roster().unchecked()?;
    let next = Roster::new(
        2,
        current.desk,
        expires,
        current.certificate,
        current.editors,
    );
    let json = SignedRoster::new(next?.to_text()?, String::new()).to_json()?;
    Ok(fs::write(home.join("roster.json"), json)?)
}

/// The roster's last day passes while the server runs.
#[test]
fn a_roster_that_ends_is_said_on_the_first_page() {
    let (home, desk) = (tempfile::tempdir().unwrap(), Desk::new().unwrap());
    let installation = Installation::make(home.path(), &desk, Plan::default()).unwrap();
    let expires: Day = "2027-03-01".parse().unwrap();
    serve_until(home.path(), &desk, expires).unwrap();
    let noon = Duration::from_secs(u64::from(expires.0) * DAY_SECONDS + DAY_SECONDS / 2);
    let mut clock = Clock::at(&home.path().join("clock"), noon).unwrap();
    let mut command = installation.command("serve");
    clock.lead(&mut command).unwrap();
    let server = installation.serve_as(command).unwrap();
    let first = || server.sources.ask("GET /en", b"").unwrap().page().unwrap();
    assert!(first().contains("data-state=\"open\""));
    clock.set(noon + Duration::from_secs(DAY_SECONDS)).unwrap();
    let page = first();
    assert!(page.contains("data-state=\"expired\""), "{page}");
    assert!(
        page.contains("valid until 2027\u{2011}03\u{2011}01"),
        "{page}"
    );
}

#[test]
fn an_expired_roster_is_told_at_the_start() {
    let (home, desk) = (tempfile::tempdir().unwrap(), Desk::new().unwrap());
    let installation = Installation::make(home.path(), &desk, Plan::default()).unwrap();
    serve_until(home.path(), &desk, "2020-02-29".parse().unwrap()).unwrap();

    let output = installation.command("serve").output().unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("2020-02-29") && said.contains("roster sign"),
        "{said}"
    );
}

#[test]
fn what_is_not_there_is_named_with_its_path_and_what_to_do() {
    let (home, desk) = (tempfile::tempdir().unwrap(), Desk::new().unwrap());
    let installation = Installation::make(home.path(), &desk, Plan::default()).unwrap();
    let said = |name: &str| {
        let output = installation.command(name).output().unwrap();
        assert!(!output.status.success(), "{name}");
        String::from_utf8(output.stderr).unwrap()
    };
    let master = installation.master();
    let away = home.path().join("away");
    fs::rename(&master, &away).unwrap();
    for name in ["serve", "verify", "repair"] {
        let said = said(name);
        assert!(
            said.contains(master.to_str().unwrap()) && said.contains("copy"),
            "{said}"
        );
    }
    fs::rename(&away, &master).unwrap();

    fs::rename(installation.vault(), home.path().join("moved")).unwrap();
    let told = said("verify");
    assert!(told.contains("no vault") && told.contains("init"), "{told}");

    // The key's folder is in memory, and gone after a restart of the machine.
    let config = fs::read_to_string(installation.config()).unwrap();
    let elsewhere = config.replace("master_key = \"master\"", "master_key = \"run/key/master\"");
    fs::write(installation.config(), elsewhere).unwrap();
    let told = said("init");
    assert!(
        told.contains("run/key/master") && told.contains("install -d"),
        "{told}"
    );
}
