//! `sourdine audit`.

pub mod manifest;
pub mod roster;

use clap::Args;
use serde::Serialize;
use sha2::{Digest, Sha256};
use sourdine_protocol::{
    release::{Desk, Placeholder, ReleaseManifest},
    roster::{Roster, SignedRoster},
    wire::{ROSTER_PATH, SUBMISSION_MAX_BYTES},
};

use self::{
    manifest::ManifestOptions,
    roster::{Doubt, RosterOptions, Standing},
};
use super::{Failure, Outcome, runtime, workplace::Workplace};
use crate::{
    audit::{self, AnswerPart, Audit, AuditFinding, Difference, Expected, Opening, Plan},
    cli::render::{Explain, Message, Progress, Terminal},
    courier::{ApiError, Proxy, Route, ServerAddress},
};

/// The exit code when a server serves something else than its release and its roster make.
const DIFFERENT: u8 = 3;
/// The exit code when some of it could not be seen, and nothing else was wrong.
const UNSEEN: u8 = 4;
/// Most looks, and most requests at once.
const LOOKS_MAX: u64 = 1_000;
const AT_ONCE_MAX: u64 = 32;
/// The most that a desk takes is a whole number of these, one at least.
const MIB: u64 = 1_024 * 1_024;

/// What to audit, and against what.
#[derive(Args, Debug)]
pub struct AuditOptions {
    /// The sources' door: http://….onion, or http://127.0.0.1:port
    pub address: String,
    /// Tor's SOCKS port: socks5h://127.0.0.1:9050 [default: as desk.toml says, else 9050 or 9150 of this machine, where tor is found]
    #[arg(long, value_name = "ADDRESS")]
    pub proxy: Option<String>,
    /// What the release says.
    #[command(flatten)]
    pub manifest: ManifestOptions,
    /// Whose roster it must be.
    #[command(flatten)]
    pub roster: RosterOptions,
    /// How often each thing is asked for, each time over another circuit
    #[arg(long, default_value_t = Plan::default().looks as u64, value_parser = clap::value_parser!(u64).range(1..=LOOKS_MAX))]
    pub looks: u64,
    /// Send letters too, and see what their senders are told: leaves one for each way and language, which says that it is an audit’s and may be discarded
    #[arg(long)]
    pub letters: bool,
    /// How many requests are under way at once
    #[arg(long, default_value_t = Plan::default().at_once as u64, value_parser = clap::value_parser!(u64).range(1..=AT_ONCE_MAX))]
    pub at_once: u64,
    /// How often to try again what does not come
    #[arg(long, default_value_t = Plan::default().retries)]
    pub retries: u32,
}

/// Why an audit does not end well.
#[derive(Debug, thiserror::Error)]
enum Verdict {
    /// Something is not what it must be.
    #[error("DIFFERENT: {server}: {count} findings, the first: {first}")]
    Different {
        server: String,
        count: usize,
        first: String,
    },
    /// Something was not seen.
    #[error("{server}: {count} of {all} answers were not seen: {reason}")]
    Unseen {
        server: String,
        count: usize,
        all: usize,
        reason: String,
    },
}

impl Explain for Verdict {
    fn message(&self) -> Message {
        match self {
            Self::Different {
                server,
                count,
                first,
            } => Message::new("error-audit-different")
                .with("server", server)
                .with("count", count)
                .with("first", first),
            Self::Unseen {
                server,
                count,
                all,
                reason,
            } => Message::new("error-audit-unseen")
                .with("server", server)
                .with("count", count)
                .with("all", all)
                .with("reason", reason),
        }
    }

    fn exit_code(&self) -> u8 {
        match self {
            Self::Different { .. } => DIFFERENT,
            Self::Unseen { .. } => UNSEEN,
        }
    }
}

#[derive(Serialize)]
struct Report<'a> {
    server: &'a str,
    same: bool,
    release: &'a str,
    manifest_sha256: String,
    looks: usize,
    letters: usize,
    answers: usize,
    largest_bytes: u64,
    first_language: Option<&'static str>,
    roster: RosterReport<'a>,
    findings: &'a [AuditFinding],
    unseen: Vec<UnseenReport<'a>>,
}

#[derive(Serialize)]
struct RosterReport<'a> {
    serial: u64,
    standing: Standing,
    editors: Vec<&'a str>,
    doubt: Option<&'static str>,
    message: Option<String>,
}

#[derive(Serialize)]
struct UnseenReport<'a> {
    asked: &'a str,
    look: usize,
    error: &'static str,
    message: String,
}

/// What was learnt before anything was compared.
struct Opened {
    roster: Option<SignedRoster>,
    largest_bytes: u64,
}

/// Does it.
///
/// # Errors
/// The server serves something else, or is out of reach; or what to compare with is missing.
pub fn run(options: &AuditOptions, workplace: &Workplace<'_>) -> Outcome {
    let terminal = workplace.terminal;
    let (manifest, manifest_bytes) = options.manifest.read()?;
    let trusted = options.roster.trusted(workplace)?;
    let address: ServerAddress = options.address.parse()?;
    let server = address.to_string();
    let route = route(options, address, workplace)?;
    let plan = Plan {
        looks: usize::try_from(options.looks).unwrap_or(usize::MAX),
        letters: options.letters,
        at_once: usize::try_from(options.at_once).unwrap_or(1),
        retries: options.retries,
        ..Plan::default()
    };
    let runtime = runtime()?;
    let opened = match runtime.block_on(open(&route, plan, &manifest)) {
        Ok(opened) => opened,
        Err(error) => {
            let reason = terminal.text(&error.message());
            return Err(unseen(&server, 1, 1, reason));
        }
    };
    let (standing, doubt) = trusted.judge(opened.roster.as_ref(), workplace.today);
    let served = opened.roster.or_else(|| trusted.accepted().cloned());
    let served = served.ok_or_else(|| different(&server, 1, terminal, &Doubt::Malformed))?;
    let roster = served
        .unchecked()
        .map_err(|_| different(&server, 1, terminal, &Doubt::Malformed))?;
    let largest_bytes = opened.largest_bytes;
    let expected = expected(&manifest, &served, &roster, largest_bytes)?;
    let audit = Audit::new(route, expected, plan);
    let all = audit.answers() as u64;
    let bar = Progress::counting(terminal, &Message::new("audit-looking"), all);
    let seen = runtime.block_on(audit.run(&mut |over| bar.set(over as u64)));
    drop(bar);
    let report = Report {
        server: &server,
        same: doubt.is_none() && seen.findings.is_empty() && seen.unreached.is_empty(),
        release: &manifest.version,
        manifest_sha256: hex::encode(Sha256::digest(&manifest_bytes)),
        looks: plan.looks,
        letters: seen.letters,
        answers: seen.answers,
        largest_bytes,
        first_language: seen.first_language.and_then(language),
        roster: RosterReport {
            serial: roster.serial,
            standing,
            editors: roster.editors.iter().map(|one| one.name.as_str()).collect(),
            doubt: doubt.as_ref().map(|doubt| doubt.message().key()),
            message: doubt.as_ref().map(|doubt| terminal.text(&doubt.message())),
        },
        findings: &seen.findings,
        unseen: seen
            .unreached
            .iter()
            .map(|one| not_seen(one, terminal))
            .collect(),
    };
    tell(&report, doubt.as_ref(), terminal)
}

fn route(
    options: &AuditOptions,
    address: ServerAddress,
    workplace: &Workplace<'_>,
) -> Result<Route, Failure> {
    let typed = options.proxy.clone();
    let proxy = match typed {
        Some(proxy) => Some(proxy),
        // Whoever has no desk can audit too.
        None => match workplace.folder() {
            Ok(folder) => folder.settings()?.proxy,
            Err(_) => None,
        },
    };
    let proxy = proxy.map(|proxy| proxy.parse::<Proxy>()).transpose()?;
    Ok(Route::new(address, proxy)?)
}

/// The roster as it is served now, and the most that the operator takes, as the first page says that says anything: each page that says it must say the same.
async fn open(route: &Route, plan: Plan, manifest: &ReleaseManifest) -> Result<Opened, ApiError> {
    let json = patiently(route, plan, ROSTER_PATH).await?;
    let roster = json.and_then(|json| SignedRoster::from_json(&json).ok());
    for path in manifest.pages_with(Placeholder::LargestBytes) {
        let page = patiently(route, plan, path).await?;
        let page = page.and_then(|page| String::from_utf8(page).ok());
        let text = manifest.text(path).ok();
        let said = text.zip(page.as_deref()).and_then(|(text, page)| {
            let digits = text.value(Placeholder::LargestBytes, page)?;
            digits.parse().ok()
        });
        let said = said.filter(|bytes| *bytes >= MIB && bytes % MIB == 0);
        if let Some(largest_bytes) = said {
            return Ok(Opened {
                roster,
                largest_bytes,
            });
        }
    }
    Ok(Opened {
        roster,
        largest_bytes: SUBMISSION_MAX_BYTES,
    })
}

async fn patiently(route: &Route, plan: Plan, path: &str) -> Result<Option<Vec<u8>>, ApiError> {
    let (mut tries, mut pause) = (0, plan.pause);
    loop {
        match Opening::page(route, plan.timeouts, path).await {
            Err(error) if error.passes() && tries < plan.retries => {
                tries += 1;
                tokio::time::sleep(pause).await;
                pause = pause.saturating_mul(2);
            }
            other => return other,
        }
    }
}

fn expected(
    manifest: &ReleaseManifest,
    served: &SignedRoster,
    roster: &Roster,
    largest_bytes: u64,
) -> Result<Expected, Failure> {
    let json = served.to_json()?;
    let json = String::from_utf8_lossy(&json);
    let desk = Desk {
        name: &roster.desk,
        expires: roster.expires,
        roster_json: &json,
        editors: &roster.editors,
        largest_bytes,
        script: manifest.script()?,
    };
    let letter = |language| Terminal::new(language, false).text(&Message::new("audit-letter"));
    Ok(Expected::new(manifest, desk, letter)?)
}

fn language(which: usize) -> Option<&'static str> {
    let languages = sourdine_protocol::text::Language::ALL;
    languages.get(which).map(|language| language.code())
}

fn not_seen<'a>(unreached: &'a audit::Unreached, terminal: &Terminal) -> UnseenReport<'a> {
    let message = unreached.error.message();
    UnseenReport {
        asked: &unreached.asked,
        look: unreached.look,
        error: message.key(),
        message: terminal.text(&message),
    }
}

fn tell(report: &Report<'_>, doubt: Option<&Doubt>, terminal: &Terminal) -> Outcome {
    let server = report.server;
    if report.same {
        let editors = report.roster.editors.join(", ");
        let message = Message::new(match report.roster.standing {
            Standing::EditorSignature => "audit-same-signed",
            Standing::Current | Standing::Newer | Standing::Refused => "audit-same",
        });
        let message = message
            .with("server", server)
            .with("version", report.release)
            .with("answers", report.answers)
            .with("serial", report.roster.serial)
            .with("editors", editors);
        terminal.give(report, &message)?;
        return if report.roster.standing == Standing::Newer {
            Ok(terminal.say(&Message::new("served-roster-newer"))?)
        } else {
            Ok(())
        };
    }
    if terminal.json() {
        terminal.give(report, &Message::new("audit-looking"))?;
    }
    for finding in report.findings {
        terminal.say(&of_finding(finding, terminal))?;
    }
    let count = report.findings.len() + usize::from(doubt.is_some());
    let first = match (doubt, report.findings.first()) {
        (Some(doubt), _) => doubt.message(),
        (None, Some(finding)) => of_finding(finding, terminal),
        (None, None) => {
            let reason = report.unseen.first().map(|one| one.message.clone());
            let count = report.unseen.len();
            let all = report.answers + count;
            return Err(unseen(server, count, all, reason.unwrap_or_default()));
        }
    };
    let first = terminal.text(&first);
    Err(Verdict::Different {
        server: server.to_owned(),
        count,
        first,
    }
    .into())
}

fn different(server: &str, count: usize, terminal: &Terminal, doubt: &Doubt) -> Failure {
    let first = terminal.text(&doubt.message());
    let server = server.to_owned();
    Verdict::Different {
        server,
        count,
        first,
    }
    .into()
}

fn unseen(server: &str, count: usize, all: usize, reason: String) -> Failure {
    let server = server.to_owned();
    Verdict::Unseen {
        server,
        count,
        all,
        reason,
    }
    .into()
}

fn of_finding(finding: &AuditFinding, terminal: &Terminal) -> Message {
    Message::new("audit-finding")
        .with("asked", &finding.asked)
        .with("look", finding.look)
        .with("what", terminal.text(&of_difference(&finding.difference)))
}

fn of_difference(difference: &Difference) -> Message {
    let key = match &difference.part {
        AnswerPart::Status => "audit-status",
        AnswerPart::Field(_) => "audit-field",
        AnswerPart::More => "audit-more",
        AnswerPart::Page => "audit-page",
        AnswerPart::Body => "audit-body",
        AnswerPart::Codename => "audit-codename",
        AnswerPart::After => "audit-after",
        AnswerPart::Bodiless => "audit-bodiless",
        AnswerPart::Language => "audit-language",
        AnswerPart::Repeated => "audit-repeated",
    };
    let message = Message::new(key)
        .with("at", difference.at)
        .with("expected", &difference.expected)
        .with("found", &difference.found);
    match &difference.part {
        AnswerPart::Field(name) => message.with("name", name),
        AnswerPart::Status
        | AnswerPart::More
        | AnswerPart::Page
        | AnswerPart::Body
        | AnswerPart::Codename
        | AnswerPart::After
        | AnswerPart::Bodiless
        | AnswerPart::Language
        | AnswerPart::Repeated => message,
    }
}
