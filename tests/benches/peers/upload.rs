//! A large file: by a form without script, in pieces as the script sends it, to OnionShare; and
//! sealed by rage, which sends it nowhere.

use std::{
    fs::{self, File},
    io::{BufReader, Read, Write},
    net::SocketAddr,
    path::Path,
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};
use sourdine_harness::{
    people::desk::Desk,
    people::source::piece_head,
    server::{Installation, Plan, Server},
};
use sourdine_protocol::{envelope::Letter, wire::PIECE_BYTES};

use crate::{
    figures::{Figure, Samples, Target, rate},
    peers::onionshare::OnionShare,
    work::{Work, fsync, output, say, timed},
};

/// Least part of rage’s rate (issue 10, "As fast as the link").
const LEAST: f64 = 0.95;
/// Each round's two uploads, padded, leave half of it free: the other half has its price.
const VAULT_MIB: u64 = 10 * 1_024;
const VAULT_MIB_IN_QUICK: u64 = 64;
/// The vault takes at most half of itself at once.
const SUBMISSION_MIB: u64 = 500;
const SUBMISSION_MIB_IN_QUICK: u64 = 16;

pub(crate) fn measure(work: &Work) -> Result<Vec<Figure>> {
    let desk = Desk::new()?;
    let room = work.room()?;
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
    let installation = Installation::make(room.path(), &desk, plan)?;
    let server = installation.serve()?;
    let peer = OnionShare::start(&room.path().join("onionshare"))?;
    let (mut form, mut script, mut sealed, mut durable, mut shared) =
        <(Samples, Samples, Samples, Samples, Samples)>::default();
    let original = sha256(&work.large)?;
    for round in 1..=work.rounds {
        let add = |samples: &mut Samples, time| samples.add(rate(work.large_bytes, time));
        add(&mut form, by_form(work, &server)?);
        let (quick, whole) = by_rage(work, room.path())?;
        add(&mut sealed, quick);
        add(&mut durable, whole);
        add(&mut shared, by_onionshare(work, &peer, &original)?);
        add(&mut script, by_script(work, &server, &desk, room.path())?);
        say(&format!(
            "   {round}: form {:.0}, rage {:.0}, rage and fsync {:.0}, OnionShare {:.0}, script {:.0} MB/s",
            last(&form),
            last(&sealed),
            last(&durable),
            last(&shared),
            last(&script),
        ));
    }
    check_stored(work, &server, &desk, room.path(), &original)?;
    server.stop()?;
    let megabytes = work.large_bytes / 1_000_000;
    let what = format!("{megabytes} MB by a form without script, sealed and durable");
    Ok(vec![
        Figure::new(what.clone(), "MB/s", form.clone())
            .beside("rage sealing the same file, not durable", sealed)
            .must(Target::RatioAtLeast(LEAST)),
        Figure::new(what.clone(), "MB/s", form.clone())
            .beside("rage sealing the same file, then fsync", durable),
        Figure::new(what, "MB/s", form).beside(
            "OnionShare: the same form, neither sealed nor durable",
            shared,
        ),
        Figure::new(
            format!("{megabytes} MB in pieces, as the script sends what it has sealed"),
            "MB/s",
            script,
        ),
    ])
}

fn last(samples: &Samples) -> f64 {
    samples.0.last().copied().unwrap_or(f64::NAN)
}

/// A form as a browser without script sends it, by curl.
fn by_form(work: &Work, server: &Server) -> Result<Duration> {
    let (codename, receipt) = server.begin()?;
    let fields = [
        format!("receipt={receipt}"),
        format!("codename={codename}"),
        "message=".to_owned(),
    ];
    let mut curl = curl(&server.sources.address()?, "/fr/send");
    for field in &fields {
        curl.args(["--form-string", field]);
    }
    curl.arg("--form");
    curl.arg(format!("files=@{}", work.large.display()));
    let (time, status) = timed(|| output(&mut curl))?;
    ensure!(status == "200", "the form was answered {status}");
    Ok(time)
}

fn by_onionshare(work: &Work, peer: &OnionShare, original: &[u8; 32]) -> Result<Duration> {
    let mut curl = curl(&peer.address, "/upload");
    curl.arg("--form");
    curl.arg(format!("file[]=@{}", work.large.display()));
    let (time, status) = timed(|| output(&mut curl))?;
    ensure!(status == "302", "OnionShare answered {status}");
    let received = peer.take_received()?;
    let whole = received
        .iter()
        .any(|bytes| Sha256::digest(bytes)[..] == original[..]);
    ensure!(whole, "OnionShare did not keep the file");
    Ok(time)
}

/// curl without its question whether it may send at all, which no browser asks.
fn curl(address: &SocketAddr, path: &str) -> Command {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--output", "/dev/null"])
        .args(["--write-out", "%{http_code}", "--header", "Expect:"])
        .arg(format!("http://{address}{path}"));
    curl
}

/// How long rage takes, and how long until what it wrote is durable.
fn by_rage(work: &Work, folder: &Path) -> Result<(Duration, Duration)> {
    let (sealed, opened) = (folder.join("rage.age"), folder.join("rage.opened"));
    let (time, ()) = timed(|| work.key.seal(&work.large, &sealed))?;
    let begun = std::time::Instant::now();
    fsync(&sealed)?;
    let durable = time + begun.elapsed();
    work.key.open(&sealed, &opened)?;
    ensure!(
        sha256(&opened)? == sha256(&work.large)?,
        "rage does not give back what it sealed"
    );
    fs::remove_file(&sealed)?;
    fs::remove_file(&opened)?;
    Ok((time, durable))
}

/// What a browser with script sends once it has sealed: sealing is its own work, and not in this
/// figure.
fn by_script(work: &Work, server: &Server, desk: &Desk, folder: &Path) -> Result<Duration> {
    let sealed = folder.join("script.age");
    let mut file = File::create(&sealed)?;
    desk.seal_file(&work.large, &mut file)?;
    let length = file.metadata()?.len();
    let (time, ()) = timed(|| send_pieces(server, &sealed, length))?;
    fs::remove_file(&sealed)?;
    Ok(time)
}

fn send_pieces(server: &Server, sealed: &Path, length: u64) -> Result<()> {
    let mut connection = server.sources.connect()?;
    let head = format!("POST /upload\nUpload-Complete: ?0\nUpload-Length: {length}");
    let begun = connection.request(&head, b"")?;
    let path = begun.header("location").context("a place")?.to_owned();
    let mut file = File::open(sealed)?;
    let mut offset = 0;
    while offset < length {
        let mut piece = Vec::new();
        (&mut file).take(PIECE_BYTES).read_to_end(&mut piece)?;
        let next = offset + piece.len() as u64;
        let head = piece_head(&path, usize::try_from(offset)?, next == length);
        let answer = connection.request(&head, &piece)?;
        ensure!(answer.status == 204, "{answer:?}");
        offset = next;
    }
    Ok(())
}

/// Everything that was sent is there, opens, and holds the file.
fn check_stored(
    work: &Work,
    server: &Server,
    desk: &Desk,
    folder: &Path,
    original: &[u8; 32],
) -> Result<()> {
    let listed = server.list(desk)?.envelopes;
    ensure!(
        listed.len() == 2 * work.rounds,
        "{} are stored",
        listed.len()
    );
    for envelope in listed {
        let path = folder.join("fetched.age");
        fs::write(&path, server.fetch(desk, &envelope.id)?)?;
        let identity: &dyn age::Identity = desk.identities.last().context("an editor")?;
        let plain = age::Decryptor::new_buffered(BufReader::new(File::open(&path)?))?
            .decrypt(std::iter::once(identity))?;
        let mut letter = Letter::read(plain)?;
        let file = letter.files().first().context("a file")?.clone();
        let mut hash = Hash(Sha256::new());
        letter.copy_file(&file, &mut hash)?;
        ensure!(
            hash.0.finalize()[..] == original[..],
            "another file came out"
        );
        fs::remove_file(&path)?;
    }
    Ok(())
}

fn sha256(path: &Path) -> Result<[u8; 32]> {
    let mut hash = Hash(Sha256::new());
    std::io::copy(&mut File::open(path)?, &mut hash)?;
    Ok(hash.0.finalize().into())
}

struct Hash(Sha256);

impl Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
