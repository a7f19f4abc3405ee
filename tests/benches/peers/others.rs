//! What has no peer here: memory, sizes of pages, building the observatory.

use std::{process::Command, thread};

use anyhow::{Result, ensure};
use sourdine_harness::{
    network::http::field,
    people::desk::Desk,
    programs::program,
    server::{Installation, Plan},
};

use crate::{
    figures::{Figure, Samples, Target},
    work::{Work, output, say, timed},
};

const SENDERS: usize = 8;
/// Eight padded uploads, with room to spare; and as little as a quick run needs.
const VAULT_MIB: u64 = 4 * 1_024;
const VAULT_MIB_IN_QUICK: u64 = 128;
const SUBMISSION_MIB: u64 = 500;
const SUBMISSION_MIB_IN_QUICK: u64 = 16;
/// In MiB (issue 2, "What it must show", 7).
const IDLE_MOST: f64 = 32.0;
const BUSY_MOST: f64 = 64.0;
const KIB: f64 = 1_024.0;

pub(crate) fn measure(work: &Work) -> Result<Vec<Figure>> {
    let mut figures = memory_and_pages(work)?;
    figures.push(observatory(work)?);
    Ok(figures)
}

fn memory_and_pages(work: &Work) -> Result<Vec<Figure>> {
    let desk = Desk::new()?;
    let small = work.rounds == 1;
    let plan = Plan {
        vault_mib: if small { VAULT_MIB_IN_QUICK } else { VAULT_MIB },
        submission_mib: if small {
            SUBMISSION_MIB_IN_QUICK
        } else {
            SUBMISSION_MIB
        },
        unix: false,
        ..Plan::default()
    };
    let room = work.room()?;
    let installation = Installation::make(room.path(), &desk, plan)?;
    let (mut idle, mut busy) = <(Samples, Samples)>::default();
    let mut figures = Vec::new();
    for round in 1..=work.rounds {
        let server = installation.serve()?;
        if figures.is_empty() {
            figures = pages(|head| Ok(server.sources.ask(head, b"")?.body.len()))?;
        }
        let (codename, receipt) = server.begin()?;
        let sent = server.send(&codename, &receipt, &[field("message", "One line.")])?;
        ensure!(sent.status == 200, "{sent:?}");
        figures.extend((round == 1).then(|| size("the confirmation page", sent.body.len())));
        idle.add(mib(server.most_resident_kib()?));
        let statuses: Vec<Result<u16>> = thread::scope(|scope| {
            let senders: Vec<_> = (0..SENDERS)
                .map(|_| scope.spawn(|| server.send_large(work.large_bytes)))
                .collect();
            let done = senders.into_iter().filter_map(|sender| sender.join().ok());
            done.collect()
        });
        let stored = statuses.iter().filter(|status| matches!(status, Ok(200)));
        ensure!(stored.count() == SENDERS, "{statuses:?}");
        busy.add(mib(server.most_resident_kib()?));
        for envelope in server.list(&desk)?.envelopes {
            for editor in [0, 1] {
                let head = format!("POST /v1/envelopes/{}/discard", envelope.id);
                let body = format!("{{\"blake3\":\"{}\"}}", envelope.hash);
                let answer = server.editor(&desk, editor, &head, body.as_bytes())?;
                ensure!(answer.status == 204, "{answer:?}");
            }
        }
        say(&format!(
            "   {round}: {:?} {:?} MiB",
            idle.0.last(),
            busy.0.last()
        ));
        server.stop()?;
    }
    let megabytes = work.large_bytes / 1_000_000;
    let busy_what = format!("peak memory (VmHWM) while 8 forms of {megabytes} MB arrive at once");
    figures.push(
        Figure::new("peak memory (VmHWM) after a message, idle", "MiB", idle)
            .must(Target::AtMost(IDLE_MOST)),
    );
    figures.push(Figure::new(busy_what, "MiB", busy).must(Target::AtMost(BUSY_MOST)));
    Ok(figures)
}

/// What a source's browser fetches, as it travels.
fn pages(length: impl Fn(&str) -> Result<usize>) -> Result<Vec<Figure>> {
    Ok(vec![
        size("the landing page", length("GET /fr")?),
        size("the script", length("GET /sourdine.js")?),
        size("the begin page, without script", length("POST /fr/begin")?),
    ])
}

fn size(what: &str, bytes: usize) -> Figure {
    let kilobytes = f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1_000.0;
    Figure::new(
        format!("{what}, compressed"),
        "kB",
        Samples(vec![kilobytes]),
    )
}

fn mib(kib: u64) -> f64 {
    f64::from(u32::try_from(kib).unwrap_or(u32::MAX)) / KIB
}

/// The site of the first eight entries.
fn observatory(work: &Work) -> Result<Figure> {
    let room = work.room()?;
    let folder = room.path().join("observatory");
    let sourdine = program("sourdine")?;
    output(
        Command::new(&sourdine)
            .args(["observatory", "new"])
            .arg(&folder),
    )?;
    let mut samples = Samples::default();
    for _ in 0..work.rounds {
        let mut build = Command::new(&sourdine);
        build.args(["observatory", "build"]).arg(&folder);
        let (time, _) = timed(|| output(&mut build))?;
        samples.add(time.as_secs_f64() * 1_000.0);
    }
    Ok(Figure::new(
        "`sourdine observatory build` of the first eight entries",
        "ms",
        samples,
    ))
}
