//! What a first submission costs the server's processor: from the landing page to the confirmation,
//! nothing else going on.

use anyhow::{Result, ensure};
use sourdine_harness::{
    network::http::{Door, END, FORM, field},
    people::desk::Desk,
    server::{Installation, Plan, Server},
};

use crate::{
    figures::{Figure, Samples, Target},
    machine::cpu_time,
    peers::onionshare::OnionShare,
    work::{Work, say},
};

const MESSAGE: &str = "Les caméras de la place de la mairie comptent les passants depuis mardi.";
/// In milliseconds (issue 2, "What it must show", 8).
const MOST: f64 = 10.0;
const VAULT_MIB: u64 = 512;

pub(crate) fn measure(work: &Work) -> Result<Vec<Figure>> {
    let desk = Desk::new()?;
    let room = work.room()?;
    let plan = Plan {
        vault_mib: VAULT_MIB,
        unix: false,
        ..Plan::default()
    };
    let installation = Installation::make(room.path(), &desk, plan)?;
    let peer = OnionShare::start(&room.path().join("onionshare"))?;
    let (mut form, mut script, mut theirs) = <(Samples, Samples, Samples)>::default();
    for round in 1..=work.rounds {
        let server = installation.serve()?;
        form.add(each(work, server.pid(), || by_form(&server))?);
        let envelope = desk.seal(MESSAGE, &[])?;
        script.add(each(work, server.pid(), || by_script(&server, &envelope))?);
        theirs.add(each(work, peer.pid(), || by_onionshare(&peer.door()))?);
        say(&format!(
            "   {round}: {:?} {:?} {:?} ms",
            form.0.last(),
            script.0.last(),
            theirs.0.last()
        ));
        server.stop()?;
    }
    Ok(vec![
        Figure::new(
            "processor time of a first submission, without script",
            "ms",
            form,
        )
        .beside("OnionShare", theirs)
        .must(Target::AtMost(MOST)),
        Figure::new(
            "processor time of a first submission, with script",
            "ms",
            script,
        )
        .must(Target::AtMost(MOST)),
    ])
}

/// Milliseconds for each of so many, one after another.
fn each(work: &Work, pid: u32, submit: impl Fn() -> Result<()>) -> Result<f64> {
    let before = cpu_time(pid)?;
    for _ in 0..work.first {
        submit()?;
    }
    let spent = cpu_time(pid)?.saturating_sub(before);
    Ok(spent.as_secs_f64() * 1_000.0 / f64::from(u32::try_from(work.first)?))
}

fn get(door: &Door, path: &str) -> Result<()> {
    let answer = door.ask(&format!("GET {path}"), b"")?;
    ensure!(answer.status == 200, "{answer:?}");
    Ok(())
}

fn by_form(server: &Server) -> Result<()> {
    get(&server.sources, "/fr")?;
    let (codename, receipt) = server.begin()?;
    let answer = server.send(&codename, &receipt, &[field("message", MESSAGE)])?;
    ensure!(answer.status == 200, "{answer:?}");
    Ok(())
}

/// The same envelope each time: the server cannot tell.
fn by_script(server: &Server, envelope: &[u8]) -> Result<()> {
    for path in ["/fr", "/sourdine.js", "/roster"] {
        get(&server.sources, path)?;
    }
    server.upload(envelope)
}

/// Without its style sheet and pictures.
fn by_onionshare(door: &Door) -> Result<()> {
    get(door, "/")?;
    let form = [field("text", MESSAGE), END.to_vec()].concat();
    let answer = door.ask(&format!("POST /upload\n{FORM}"), &form)?;
    ensure!(answer.status == 302, "{answer:?}");
    get(door, "/")
}
