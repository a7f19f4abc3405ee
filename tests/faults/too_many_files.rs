//! The process has no more files to open: who is inside goes on, who comes waits, and all is as
//! before when there are some again.

use std::fs;

use rustix::process::{Pid, Resource, Rlimit, prlimit};
use sourdine_harness::{
    network::http::{END, FORM, field, request_bytes},
    people::desk::Desk,
    server::{Installation, Plan, Server},
};

use crate::replay::scratch;

fn limit(server: &Server, files: u64) {
    let pid = Pid::from_raw(i32::try_from(server.pid()).unwrap());
    let limit = Rlimit {
        current: Some(files),
        maximum: Some(4_096),
    };
    prlimit(pid, Resource::Nofile, limit).unwrap();
}

fn open_files(server: &Server) -> usize {
    let files = fs::read_dir(format!("/proc/{}/fd", server.pid()));
    files.unwrap().count()
}

#[test]
fn a_server_that_can_open_nothing_stores_what_is_under_way_and_then_goes_on() {
    let folder = scratch();
    let desk = Desk::new().unwrap();
    let installation = Installation::make(folder.path(), &desk, Plan::small()).unwrap();
    let server = installation.serve().unwrap();
    let (codename, receipt) = server.begin().unwrap();
    let form = [
        field("receipt", &receipt),
        field("codename", &codename),
        field("message", "under way"),
        END.to_vec(),
    ];
    let request = request_bytes(&format!("POST /fr/send\n{FORM}"), &form.concat());
    let (begun, rest) = request.split_at(request.len() - END.len());
    let mut inside = server.sources.connect().unwrap();
    inside.write(begun).unwrap();
    // Somebody is answered after them: so they are inside.
    server.begin().unwrap();

    // Fewer than are open already.
    limit(&server, 1);
    let before = open_files(&server);
    let mut waiting = server.sources.connect().unwrap();
    waiting.write(&request_bytes("GET /fr", b"")).unwrap();
    inside.write(rest).unwrap();
    assert_eq!(inside.answer(false).unwrap().status, 200);
    assert!(open_files(&server) <= before, "nobody else came in");
    limit(&server, 1_024);
    assert_eq!(waiting.answer(false).unwrap().status, 200);
    server
        .upload(&desk.seal("afterwards", &[]).unwrap())
        .unwrap();
    assert_eq!(server.list(&desk).unwrap().envelopes.len(), 2);
    server.stop().unwrap();
    assert!(installation.run("verify").unwrap().status.success());
    assert_eq!(fs::read_to_string(folder.path().join("log")).unwrap(), "");
}
