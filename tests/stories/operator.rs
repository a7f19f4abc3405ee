//! What an operator reads when the server is not started right.

#![expect(
    clippy::disallowed_methods,
    reason = "what a test writes is nobody's secret"
)]

use std::fs;

use sourdine_harness::{
    people::desk::Desk,
    server::{Installation, Plan},
};
use sourdine_protocol::roster::{Roster, SignedRoster};

#[test]
fn an_expired_roster_is_told_at_the_start() {
    let (home, desk) = (tempfile::tempdir().unwrap(), Desk::new().unwrap());
    let installation = Installation::make(home.path(), &desk, Plan::default()).unwrap();
    let current = desk.roster().unchecked().unwrap();
    let expires = "2020-02-29".parse().unwrap();
    let expired = Roster::new(
        2,
        current.desk,
        expires,
        current.certificate,
        current.editors,
    );
    let text = expired.unwrap().to_text().unwrap();
    let json = SignedRoster::new(text, String::new()).to_json().unwrap();
    fs::write(home.path().join("roster.json"), json).unwrap();

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
