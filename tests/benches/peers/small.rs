//! Small submissions, eight at once: one client for both, a connection for each request.

use std::{
    collections::BTreeSet,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use rustix::fs::sync;
use sourdine_harness::{
    network::http::{Door, END, FORM, field},
    people::desk::Desk,
    server::{Installation, Plan, Server},
};

use crate::{
    figures::{Figure, Samples, Target},
    peers::onionshare::OnionShare,
    work::{Work, say},
};

const SENDERS: usize = 8;
const MESSAGE_BYTES: usize = 4_096;
/// Times OnionShare’s rate at least (issue 10, "As fast as the link").
const LEAST: f64 = 3.0;
const VAULT_MIB: u64 = 512;

/// What became of the submissions of one round.
struct Sent {
    time: Duration,
    messages: Vec<String>,
    failed: usize,
}

impl Sent {
    fn rate(&self) -> f64 {
        f64::from(u32::try_from(self.messages.len()).unwrap_or(0)) / self.time.as_secs_f64()
    }
}

pub(crate) fn measure(work: &Work) -> Result<Vec<Figure>> {
    let desk = Desk::new()?;
    let room = work.room()?;
    let plan = Plan {
        vault_mib: VAULT_MIB,
        unix: false,
        ..Plan::default()
    };
    let installation = Installation::make(room.path(), &desk, plan)?;
    let server = installation.serve()?;
    let peer = OnionShare::start(&room.path().join("onionshare"))?;
    let (mut ours, mut theirs) = <(Samples, Samples)>::default();
    let (mut failed, mut peer_failed) = (Samples::default(), Samples::default());
    let mut stored = BTreeSet::new();
    for round in 1..=work.rounds {
        let sent = send_all(work.small, |message| to_us(&server, message));
        check_ours(&server, &desk, &sent, &mut stored)?;
        let shared = send_all(work.small, |message| to_onionshare(&peer.door(), message));
        check_theirs(&peer, &shared)?;
        say(&format!(
            "   {round}: ours {:.0}/s, {} failed; OnionShare {:.0}/s, {} failed",
            sent.rate(),
            sent.failed,
            shared.rate(),
            shared.failed,
        ));
        ours.add(sent.rate());
        theirs.add(shared.rate());
        failed.add(f64::from(u32::try_from(sent.failed)?));
        peer_failed.add(f64::from(u32::try_from(shared.failed)?));
    }
    server.stop()?;
    Ok(vec![
        Figure::new("4 KiB messages without script, 8 at once", "/s", ours)
            .beside("OnionShare, not durable", theirs)
            .must(Target::RatioAtLeast(LEAST)),
        Figure::new(
            format!("such messages that failed, of {} in a round", work.small),
            "",
            failed,
        )
        .beside("OnionShare", peer_failed)
        .must(Target::AtMost(0.0)),
    ])
}

/// Sends so many messages, no two the same.
fn send_all(count: usize, send: impl Fn(&str) -> Result<()> + Sync) -> Sent {
    sync();
    let begun = Instant::now();
    let results: Vec<(String, bool)> = thread::scope(|scope| {
        let senders: Vec<_> = (0..SENDERS)
            .map(|sender| {
                let send = &send;
                scope.spawn(move || {
                    let mine = (sender..count).step_by(SENDERS);
                    mine.map(|number| {
                        let message = message(number);
                        let sent = send(&message).is_ok();
                        (message, sent)
                    })
                    .collect::<Vec<_>>()
                })
            })
            .collect();
        let done = senders
            .into_iter()
            .map(|sender| sender.join().unwrap_or_default());
        done.flatten().collect()
    });
    let time = begun.elapsed();
    let failed = count - results.iter().filter(|(_, sent)| *sent).count();
    let sent = results.into_iter().filter(|(_, sent)| *sent);
    Sent {
        time,
        messages: sent.map(|(message, _)| message).collect(),
        failed,
    }
}

fn message(number: usize) -> String {
    let line = format!("Message {number}. ");
    line.repeat(MESSAGE_BYTES / line.len() + 1)
        .chars()
        .take(MESSAGE_BYTES)
        .collect()
}

/// Both of the requests that it takes: the form that brings codename and receipt, and the form that
/// sends.
fn to_us(server: &Server, message: &str) -> Result<()> {
    let (codename, receipt) = server.begin()?;
    let answer = server.send(&codename, &receipt, &[field("message", message)])?;
    ensure!(answer.status == 200, "{answer:?}");
    Ok(())
}

/// The one request that it takes; the page that it leads to afterwards is not counted.
fn to_onionshare(door: &Door, message: &str) -> Result<()> {
    let form = [field("text", message), END.to_vec()].concat();
    let answer = door.ask(&format!("POST /upload\n{FORM}"), &form)?;
    ensure!(answer.status == 302, "{answer:?}");
    Ok(())
}

/// Each message that was acknowledged is in an envelope of its own, which opens.
fn check_ours(
    server: &Server,
    desk: &Desk,
    sent: &Sent,
    stored: &mut BTreeSet<String>,
) -> Result<()> {
    let mut found = Vec::new();
    for envelope in server.list(desk)?.envelopes {
        if stored.insert(envelope.id.clone()) {
            let opened = desk.open(&server.fetch(desk, &envelope.id)?)?;
            found.push(opened.message.unwrap_or_default());
        }
    }
    same(found, &sent.messages)
}

fn check_theirs(peer: &OnionShare, sent: &Sent) -> Result<()> {
    let received = peer.take_received()?.into_iter();
    same(
        received
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .collect(),
        &sent.messages,
    )
}

fn same(mut found: Vec<String>, sent: &[String]) -> Result<()> {
    let mut sent = sent.to_vec();
    found.sort();
    sent.sort();
    ensure!(
        found == sent,
        "{} were acknowledged, {} are stored",
        sent.len(),
        found.len()
    );
    Ok(())
}
