//! What an operator reads when the server is not started right.

#![expect(
    clippy::disallowed_methods,
    reason = "what a test writes is nobody's secret"
)]

use std::fs;

use sourdine_protocol::roster::{Roster, SignedRoster};
use sourdine_tests::{
    desk::Desk,
    server::{Installation, Plan},
};

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
