//! Compares what a server serves to sources with what its release and its roster make.

mod finding;
mod manifest;
mod opening;
mod roster;

use serde::Serialize;
use sha2::{Digest, Sha256};
use sourdine_protocol::{
    release::{Desk, DeskState, ReleaseManifest},
    roster::{Roster, SignedRoster},
    text::Language,
};

use self::opening::learn;
use super::{AppError, CommandContext, ErrorReport, ProgressEvent};
use crate::{
    audit::{Audit, Expected, Unreached},
    courier::{Proxy, Route, ServerAddress},
    l10n::{Explain, Localizer, Message},
};

pub use self::{
    finding::finding_message,
    manifest::{ManifestOptions, NoManifestError},
    roster::{DeskOptions, RosterDoubtError, RosterStanding},
};
pub use crate::audit::{AnswerPart, AuditFinding, Difference, PERSON_PAUSE, Pauses, Plan};

/// The exit code when a server serves something else than its release and its roster make.
const DIFFERENT: u8 = 3;
/// The exit code when some of it could not be seen, and nothing else was wrong.
const UNSEEN: u8 = 4;

#[derive(Clone, Debug)]
pub struct AuditOptions {
    /// The sources' door; the settings' where none is named.
    pub address: Option<String>,
    /// Tor's SOCKS port; the settings' where none is named.
    pub proxy: Option<String>,
    pub manifest: ManifestOptions,
    pub desk: DeskOptions,
    pub plan: Plan,
}

#[derive(Debug, Explain, thiserror::Error)]
pub enum AuditError {
    #[explain("error-audit-no-address")]
    NoAddress,
    #[explain("error-audit-different", exit = DIFFERENT)]
    Different {
        server: String,
        count: usize,
        first: String,
    },
    #[explain("error-audit-unseen", exit = UNSEEN)]
    Unseen {
        server: String,
        count: usize,
        all: usize,
        reason: String,
    },
}

#[derive(Debug, Serialize)]
pub struct AuditReport {
    pub server: String,
    pub same: bool,
    pub release: String,
    pub manifest_sha256: String,
    pub looks: usize,
    /// How many letters were left on the server.
    pub letters: usize,
    /// How many visits were made as browsers make them, and how many answers they got.
    pub visits: usize,
    pub answers: usize,
    /// How many answers came to what no browser asks: where they are right, they prove nothing.
    pub probes: usize,
    /// The most that the operator takes of one submission.
    pub largest_bytes: u64,
    pub first_language: Option<&'static str>,
    pub roster: ServedRosterReport,
    pub findings: Vec<AuditFinding>,
    pub unseen: Vec<UnseenAnswer>,
}

#[derive(Debug, Serialize)]
pub struct ServedRosterReport {
    pub serial: u64,
    pub standing: RosterStanding,
    pub editors: Vec<String>,
    /// What is wrong with it, as a key and in the person's language.
    pub doubt: Option<&'static str>,
    pub message: Option<String>,
}

/// An answer that did not come.
#[derive(Debug, Serialize)]
pub struct UnseenAnswer {
    pub asked: String,
    pub look: usize,
    #[serde(flatten)]
    pub reason: ErrorReport,
}

impl ServedRosterReport {
    fn new(
        roster: &Roster,
        standing: RosterStanding,
        doubt: Option<&RosterDoubtError>,
        context: &CommandContext<'_>,
    ) -> Self {
        let doubt = doubt.map(|doubt| context.explain(doubt));
        Self {
            serial: roster.serial,
            standing,
            editors: roster.editors.iter().map(|one| one.name.clone()).collect(),
            doubt: doubt.as_ref().map(|doubt| doubt.error),
            message: doubt.map(|doubt| doubt.message),
        }
    }
}

impl AuditReport {
    /// Fails if something is not what it must be, or was not seen.
    pub fn verdict(&self, localizer: &Localizer) -> Result<(), AppError> {
        if self.same {
            return Ok(());
        }
        let count = self.findings.len() + usize::from(self.roster.doubt.is_some());
        let first = match (&self.roster.message, self.findings.first()) {
            (Some(doubt), _) => doubt.clone(),
            (None, Some(finding)) => localizer.text(&finding_message(finding, localizer)),
            (None, None) => {
                let reason = self.unseen.first();
                let reason = reason.map(|unseen| unseen.reason.message.clone());
                return Err(AuditError::Unseen {
                    server: self.server.clone(),
                    count: self.unseen.len(),
                    all: self.answers + self.probes + self.unseen.len(),
                    reason: reason.unwrap_or_default(),
                }
                .into());
            }
        };
        Err(AuditError::Different {
            server: self.server.clone(),
            count,
            first,
        }
        .into())
    }
}

/// Asks a server for all that its release says, and compares.
///
/// Fails if the server is out of reach or serves no roster that reads, or if there is nothing to
/// compare with on this side.
pub async fn audit(
    context: &CommandContext<'_>,
    options: &AuditOptions,
) -> Result<AuditReport, AppError> {
    let (manifest, manifest_bytes) = options.manifest.read(context.today)?;
    let known = options.desk.known(context)?;
    let address = address(context, options)?;
    let server = address.to_string();
    let route = route(context, options, address)?;
    let plan = options.plan;
    let learnt = learn(&route, plan, &manifest, context.today).await;
    let learnt = learnt.map_err(|error| AuditError::Unseen {
        server: server.clone(),
        count: 1,
        all: 1,
        reason: context.localizer.text(&error.message()),
    })?;
    let (standing, doubt) = known.judge(learnt.roster.as_ref(), context.today)?;
    let no_roster = || AuditError::Different {
        server: server.clone(),
        count: 1,
        first: context
            .localizer
            .text(&RosterDoubtError::Malformed.message()),
    };
    let served = learnt
        .roster
        .or_else(|| known.roster().cloned())
        .ok_or_else(no_roster)?;
    let roster = served.unchecked().map_err(|_| no_roster())?;
    let said = (learnt.largest_bytes, learnt.state);
    let expected = expected(&manifest, &served, &roster, said)?;
    let audit = Audit::new(route, expected, plan, learnt.openings);
    let of = audit.answers() as u64;
    let progress = &mut |answers| {
        let answers = answers as u64;
        context
            .progress
            .update(ProgressEvent::Auditing { answers, of });
    };
    progress(0);
    let seen = audit.run(progress).await;
    Ok(AuditReport {
        same: doubt.is_none() && seen.findings.is_empty() && seen.unreached.is_empty(),
        server,
        release: manifest.version,
        manifest_sha256: hex::encode(Sha256::digest(&manifest_bytes)),
        looks: plan.looks,
        letters: seen.letters,
        visits: seen.visits,
        answers: seen.answers,
        probes: seen.probes,
        largest_bytes: learnt.largest_bytes,
        first_language: seen.first_language.and_then(language_code),
        unseen: unseen(&seen.unreached, context),
        findings: seen.findings,
        roster: ServedRosterReport::new(&roster, standing, doubt.as_ref(), context),
    })
}

fn unseen(unreached: &[Unreached], context: &CommandContext<'_>) -> Vec<UnseenAnswer> {
    let unseen = unreached.iter().map(|unreached| UnseenAnswer {
        asked: unreached.asked.clone(),
        look: unreached.look,
        reason: context.explain(&unreached.error),
    });
    unseen.collect()
}

fn address(
    context: &CommandContext<'_>,
    options: &AuditOptions,
) -> Result<ServerAddress, AppError> {
    let address = match options.address.clone() {
        Some(named) => Some(named),
        None => context.folder()?.settings()?.sources,
    };
    Ok(address.ok_or(AuditError::NoAddress)?.parse()?)
}

fn route(
    context: &CommandContext<'_>,
    options: &AuditOptions,
    address: ServerAddress,
) -> Result<Route, AppError> {
    let proxy = match options.proxy.clone() {
        Some(proxy) => Some(proxy),
        // A person without a desk can audit too.
        None => match context.folder() {
            Ok(folder) => folder.settings()?.proxy,
            Err(_) => None,
        },
    };
    let proxy = proxy.map(|proxy| proxy.parse::<Proxy>()).transpose()?;
    Ok(Route::new(address, proxy)?)
}

fn expected(
    manifest: &ReleaseManifest,
    served: &SignedRoster,
    roster: &Roster,
    (largest_bytes, state): (u64, DeskState),
) -> Result<Expected, AppError> {
    let json = served.to_json()?;
    let json = String::from_utf8_lossy(&json);
    let desk = Desk {
        name: &roster.desk,
        expires: roster.expires,
        roster_json: &json,
        editors: &roster.editors,
        notices: &roster.notices,
        state,
        largest_bytes,
        script: manifest.script()?,
    };
    let letter = |language| Localizer::new(language).text(&Message::new("audit-letter"));
    Ok(Expected::new(manifest, desk, letter)?)
}

fn language_code(which: usize) -> Option<&'static str> {
    Language::ALL.get(which).map(|language| language.code())
}
