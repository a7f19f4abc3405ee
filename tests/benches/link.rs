//! How near a browser with script comes to what a slow link carries: its upload, beside a plain
//! upload of as many bytes by curl over a link like it.

#![expect(
    clippy::disallowed_methods,
    reason = "how long something took is no metadata here, and the figures are nobody's secret"
)]

mod section;

use std::{
    env,
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Command, ExitCode},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use sourdine_harness::{
    browser::{Browser, Story, play, text},
    network::{
        http::Door,
        shaped::{Shape, ShapedRelay},
    },
    people::{desk::Desk, submission::Submission},
    server::{Installation, Plan},
};

/// A circuit of tor's on a good day.
const SLOW: Shape = Shape {
    pace: 400_000,
    round_trip: Duration::from_secs(1),
};
/// The same, twenty times as fast: says whether it runs.
const QUICK: Shape = Shape {
    pace: 8_000_000,
    round_trip: Duration::from_millis(50),
};
const STANDARD: Load = Load {
    what: "60 MB, Firefox at Standard",
    browser: Browser::FirefoxStandard,
    megabytes: 60,
};
const SAFER: Load = Load {
    what: "10 MB, Firefox at Safer",
    browser: Browser::FirefoxSafer,
    megabytes: 10,
};
/// Least part of the link (issue 10, "As fast as the link").
const LEAST: f64 = 0.97;
const VAULT_MIB: u64 = 256;
const SUBMISSION_MIB: u64 = 96;
/// How long sending may take.
const PATIENCE_SECONDS: u64 = 900;
const TITLE: &str = "## Over a slow link";

/// What a browser sends.
#[derive(Clone, Copy)]
struct Load {
    what: &'static str,
    browser: Browser,
    megabytes: usize,
}

struct Figure {
    load: Load,
    bytes: u64,
    ours: Duration,
    plain: Duration,
}

impl Figure {
    fn ratio(&self) -> f64 {
        self.plain.as_secs_f64() / self.ours.as_secs_f64()
    }

    fn is_met(&self) -> bool {
        self.ratio() >= LEAST
    }
}

fn main() -> ExitCode {
    let quick = env::args().any(|word| word == "--quick");
    match run(quick) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            drop(writeln!(std::io::stderr(), "{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Whether every target was met.
fn run(quick: bool) -> Result<bool> {
    let shape = if quick { QUICK } else { SLOW };
    let desk = &Desk::new()?;
    let figures = thread::scope(|scope| {
        let measuring =
            [STANDARD, SAFER].map(|load| scope.spawn(move || measure(desk, load, shape)));
        let figures = measuring.map(|figure| figure.join().unwrap_or_else(|_| bail!("it broke")));
        figures.into_iter().collect::<Result<Vec<_>>>()
    })?;
    let told: Vec<Value> = figures
        .iter()
        .map(|figure| {
            json!({
                "what": figure.load.what,
                "envelope_bytes": figure.bytes,
                "browser_s": figure.ours.as_secs_f64(),
                "plain_s": figure.plain.as_secs_f64(),
                "ratio": figure.ratio(),
                "least": LEAST,
                "met": figure.is_met(),
            })
        })
        .collect();
    writeln!(std::io::stdout(), "{:#}", Value::from(told))?;
    if !quick {
        section::put(&section(shape, &figures)?)?;
    }
    Ok(quick || figures.iter().all(Figure::is_met))
}

/// The browser's upload, then a plain one.
fn measure(desk: &Desk, load: Load, shape: Shape) -> Result<Figure> {
    let room = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let plan = Plan {
        vault_mib: VAULT_MIB,
        submission_mib: SUBMISSION_MIB,
        unix: false,
        ..Plan::default()
    };
    let server = Installation::make(room.path(), desk, plan)?.serve()?;
    let Door::Tcp(address) = &server.sources else {
        bail!("a browser needs TCP");
    };
    let submission = Submission::of_megabytes(load.megabytes)?;
    let relay = ShapedRelay::before(*address, shape)?;
    let origin = format!("http://{}", relay.address);
    let story = Story {
        patience: Some(PATIENCE_SECONDS),
        ..submission.story("sendWithScript", load.browser, origin)
    };
    let seen = play(&story)?;
    ensure!(text(&seen, "/state")? == "#done", "{seen}");
    let ours = relay.exchanged().took().context("an upload")?;
    let listed = server.list(desk)?.envelopes;
    let [envelope] = listed.as_slice() else {
        bail!("{} envelopes", listed.len());
    };
    submission.check(&desk.open(&server.fetch(desk, &envelope.id)?)?)?;
    Ok(Figure {
        load,
        bytes: envelope.size,
        ours,
        plain: by_curl(room.path(), envelope.size, shape)?,
    })
}

/// A plain upload of as many bytes, to a server that throws them away.
fn by_curl(room: &Path, bytes: u64, shape: Shape) -> Result<Duration> {
    let relay = ShapedRelay::before(sink()?, shape)?;
    let file = room.join("plain");
    fs::File::create(&file)?.set_len(bytes)?;
    let told = Command::new("curl")
        .args(["--silent", "--show-error", "--write-out", "%{http_code}"])
        .args(["--header", "Expect:", "--data-binary"])
        .arg(format!("@{}", file.display()))
        .arg(format!("http://{}/upload", relay.address))
        .output()?;
    ensure!(told.stdout == b"200", "{told:?}");
    relay.exchanged().took().context("a plain upload")
}

/// Answers one request when its body is there.
fn sink() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    thread::spawn(move || -> Result<()> {
        let (stream, _) = listener.accept()?;
        swallow(&stream)
    });
    Ok(address)
}

fn swallow(mut stream: &TcpStream) -> Result<()> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.parse()?;
        }
        if line.is_empty() {
            break;
        }
    }
    std::io::copy(&mut reader.take(length), &mut std::io::sink())?;
    Ok(stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")?)
}

fn section(shape: Shape, figures: &[Figure]) -> Result<String> {
    let mut section = format!(
        "{TITLE}
Made by `tests/bench link`, which prints the same as JSON. A browser with script sends files to the real server through a
relay that carries {} kB/s and has a round trip of {} s. A time is from the first byte of the upload's first request to
the last byte of its last answer, both as the relay sees them. Beside it stands curl, which sends as many bytes as the
envelope has through a relay like it, to a server that throws them away. The two browsers run at the same time, each over
a link of its own.

| what | envelope | in the browser | curl | ratio | target | |\n| --- | --- | --- | --- | --- | --- | --- |\n",
        shape.pace / 1_000,
        shape.round_trip.as_secs(),
    );
    for figure in figures {
        let met = if figure.is_met() { "met" } else { "**missed**" };
        writeln!(
            section,
            "| {} | {} bytes | {:.1} s | {:.1} s | {:.3} | ≥ {LEAST} | {met} |",
            figure.load.what,
            figure.bytes,
            figure.ours.as_secs_f64(),
            figure.plain.as_secs_f64(),
            figure.ratio(),
        )?;
    }
    writeln!(section, "\nSourdine {}.", section::commit()?)?;
    Ok(section)
}
