//! The clock is wrong by two years. The real server runs with a time that libfaketime makes up.

use std::process::Command;

use sourdine_harness::{
    host::clock,
    people::desk::Desk,
    server::{Installation, Plan, Server},
};

use crate::replay::scratch;

const TWO_YEARS: &str = "730d";

/// A command that lives so much before or after now.
fn at(mut command: Command, offset: &str) -> Command {
    clock::shift(&mut command, offset).unwrap();
    command
}

fn messages(server: &Server, desk: &Desk) -> Vec<String> {
    let listed = server.list(desk).unwrap().envelopes.into_iter();
    let mut messages: Vec<String> = listed
        .map(|envelope| {
            let sealed = server.fetch(desk, &envelope.id).unwrap();
            desk.open(&sealed).unwrap().message.unwrap()
        })
        .collect();
    messages.sort();
    messages
}

#[test]
fn a_clock_set_back_two_years_loses_nothing() {
    let folder = scratch();
    let desk = Desk::new().unwrap();
    let installation = Installation::make(folder.path(), &desk, Plan::small()).unwrap();
    let serve = |offset: &str| installation.serve_as(at(installation.command("serve"), offset));
    let send = |server: &Server, message: &str| {
        server.upload(&desk.seal(message, &[]).unwrap()).unwrap();
    };
    let server = installation.serve().unwrap();
    send(&server, "today");
    server.stop().unwrap();

    // Before this release, it does not start, and touches nothing.
    let back = format!("-{TWO_YEARS}");
    let refused = at(installation.command("serve"), &back).output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(3));
    assert!(said.contains("before this release was made"), "{said}");
    let verified = at(installation.command("verify"), &back).output().unwrap();
    assert!(verified.status.success(), "{verified:?}");
    let server = installation.serve().unwrap();
    assert_eq!(messages(&server, &desk), ["today"]);
    server.stop().unwrap();

    // Two years on, the release is old enough to start at a clock that is set back to now.
    let forth = format!("+{TWO_YEARS}");
    let server = serve(&forth).unwrap();
    send(&server, "later");
    server.stop().unwrap();
    let said = installation.log().unwrap();
    let server = installation.serve().unwrap();
    let now = installation.log().unwrap();
    assert!(
        now.strip_prefix(&said)
            .unwrap()
            .contains("and an envelope in the vault came on"),
        "{now}"
    );
    let before = messages(&server, &desk);
    assert!(before.contains(&"later".to_owned()));
    send(&server, "meanwhile");
    server.stop().unwrap();
    // Set right again: what came meanwhile is not two years old. A server that was stopped has
    // swept.
    serve(&forth).unwrap().stop().unwrap();
    let server = serve(&forth).unwrap();
    let after = messages(&server, &desk);
    assert!(
        after.contains(&"later".to_owned()) && after.contains(&"meanwhile".to_owned()),
        "{after:?}"
    );
    server.stop().unwrap();
    assert!(installation.run("verify").unwrap().status.success());
}
