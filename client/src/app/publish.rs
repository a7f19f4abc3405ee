//! Puts into the observatory what two editors signed.

use std::path::{Path, PathBuf};

use serde::Serialize;
use sourdine_observatory::model::{entry::Entry, names::EntryId, observatory::Observatory};
use sourdine_protocol::{day::Day, text::Sha256Hex};

use super::{
    AppError, CommandContext, NamesWarning, PublishReview, Question, Quiet, StandingEntry,
    case_session::{CaseSession, CaseSessionError, forward},
    coverage::Coverage,
    lints::Inspection,
    observatory::last_built,
};
use crate::{
    desk::{
        case::{
            Case,
            event::{CaseId, CaseState, EventKind},
        },
        openpgp::PublicationKey,
        publication::{self, Plan, PublishError, Signer, difference::Difference, key},
        roster::TrustedRoster,
        scratch::TemporaryScratch,
        vetting::{
            Candidate, Statement, Vetted, allowed,
            signatures::{check_signatures, current, quorum},
            vet,
        },
    },
    l10n::Explain,
};

#[derive(Debug, Explain, thiserror::Error)]
pub enum PublishCaseError {
    /// The editors decided not to publish anything of this case.
    #[explain("error-publish-set-aside", case)]
    SetAside(CaseId),
    /// No case says that the desk published this entry, which the new key would sign anew.
    #[explain("error-publish-unknown", entry)]
    Unknown(EntryId),
    /// Something came into the case while the editor was reading.
    #[explain("error-publish-case-changed")]
    Changed,
}

#[derive(Debug, Serialize)]
pub struct PublishReport {
    pub case: CaseId,
    pub entry: EntryId,
    /// The entry's folder in the observatory.
    pub folder: PathBuf,
    pub statement_sha256: Sha256Hex,
    pub editors: [String; 2],
    pub documents: usize,
    /// The entries that a new key signed anew.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signed_anew: Vec<EntryId>,
    /// Since when nothing has come from another machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Quiet>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names_warning: Option<NamesWarning>,
    #[serde(skip)]
    pub observatory: PathBuf,
}

/// Publishes the case's entry, in the observatory that is named, else in the settings'. What is
/// published is shown first, with what it changes, and written only if the editor agrees.
///
/// Fails if the case is set aside, two editors of today's roster did not sign exactly this, a
/// document is not clean, something is found that no editor has allowed, the publication key does
/// not open, or the observatory would not be in order; then nothing is published.
pub fn publish(
    context: &CommandContext<'_>,
    case: &str,
    observatory: Option<&Path>,
    sign_anew: &[EntryId],
) -> Result<PublishReport, AppError> {
    let session = CaseSession::open(context)?;
    // An editor who cannot note in the case that it was published does not publish.
    session.recipients()?;
    let roster = session.roster()?;
    let stored = session.find(case)?;
    stored.require_whole()?;
    let case = stored.case;
    let observatory = session.observatory(observatory)?;
    let observatory = observatory.ok_or(CaseSessionError::NoObservatory)?;
    if case.view().state == CaseState::SetAside {
        return Err(PublishCaseError::SetAside(case.id().clone()).into());
    }
    let subject = Subject::of(context, &session, &case, roster)?;
    let record = last_built(&observatory)?;
    let plan = publication::plan(subject.candidate(), &observatory, roster, &record)?;
    let key = publication_key(&session, roster)?;
    let signed_anew = signed_anew(&session, &observatory, &plan, &subject, sign_anew)?;
    let names_warning = NamesWarning::of(&session.cases, &session.names()?)?;
    let quiet = quiet(&session, context.today)?;
    context.require(&Question::Publish(PublishReview {
        entry: subject.entry(),
        sizes: subject.sizes(),
        observatory: &observatory,
        difference: (plan.public.as_ref())
            .map(|public| Difference::between(public, subject.candidate().bytes())),
        signed_anew: &signed_anew,
        names_warning: names_warning.as_ref(),
        quiet,
    }))?;
    // What came in while the editor was reading may take a signature back.
    if session.read(case.id())?.case.heads() != case.heads() {
        return Err(PublishCaseError::Changed.into());
    }
    session.roster()?;
    let signer = Signer {
        key: &key,
        roster,
        record: &record,
        today: context.today,
    };
    let folder = publication::publish(&subject.vetted, &observatory, &signer, &plan)?;
    let entry = subject.entry().id.clone();
    let statement_sha256 = Statement::read(subject.candidate().bytes())?.sha256();
    let mut events = vec![EventKind::Published {
        entry: entry.clone(),
        statement: statement_sha256.clone(),
    }];
    events.extend(forward(&case, CaseState::Published));
    session.add(&case, events)?;
    Ok(PublishReport {
        case: case.id().clone(),
        entry,
        folder,
        statement_sha256,
        documents: subject.entry().documents.len(),
        signed_anew: plan.signed_anew.keys().cloned().collect(),
        quiet,
        names_warning,
        editors: subject.editors,
        observatory,
    })
}

/// The key that the roster names.
fn publication_key(
    session: &CaseSession,
    roster: &TrustedRoster,
) -> Result<PublicationKey, AppError> {
    let named = roster.publication().ok_or(PublishError::NoKey)?;
    let (cases, identity) = (session.cases.folder(), session.editor.identity());
    Ok(key::open(cases, &named.fingerprint(), identity)?)
}

/// How long nothing has come from another machine; none if something came today.
fn quiet(session: &CaseSession, today: Day) -> Result<Option<Quiet>, AppError> {
    // A case that is read notes the day if it has events of other machines that are new here.
    session.readable()?;
    Ok(match session.cases.last_news()? {
        Some(day) if day == today => None,
        Some(day) if day > today => Some(Quiet::Ahead(day)),
        Some(day) => Some(Quiet::Since(day)),
        None => Some(Quiet::Always),
    })
}

/// What two editors signed in the case.
struct Subject {
    vetted: Vetted,
    editors: [String; 2],
    /// Where the documents are until they are published.
    _scratch: TemporaryScratch,
}

impl Subject {
    /// Looks again at all of it, whatever lies in the observatory already.
    fn of(
        context: &CommandContext<'_>,
        session: &CaseSession,
        case: &Case,
        roster: &TrustedRoster,
    ) -> Result<Self, AppError> {
        let view = case.view();
        let entry = current(&view)?.as_bytes();
        let [first, second] = quorum(&check_signatures(case, Some(roster)))?;
        let scratch = context.scratch()?.fleeting()?;
        let inspection = Inspection::of(context, session, case, entry, scratch.path())?;
        inspection.report(case, roster).verdict()?;
        let candidate = Candidate::new(inspection.looked, &allowed::check(case, roster))?;
        Ok(Self {
            vetted: vet(candidate, case.id(), roster, [first, second])?,
            editors: [first.editor.clone(), second.editor.clone()],
            _scratch: scratch,
        })
    }

    const fn candidate(&self) -> &Candidate {
        self.vetted.candidate()
    }

    const fn entry(&self) -> &Entry {
        self.candidate().entry()
    }

    fn sizes(&self) -> Vec<u64> {
        let documents = self.candidate().documents();
        documents.map(|(_, copy)| copy.size()).collect()
    }
}

/// The entries that a new key signs anew, and whether a case says that they are public. An editor
/// who left had the old key, and could have signed with it what no case knows: such an entry is
/// signed anew only where it was named.
fn signed_anew(
    session: &CaseSession,
    observatory: &Path,
    plan: &Plan,
    published: &Subject,
    also: &[EntryId],
) -> Result<Vec<StandingEntry>, AppError> {
    if plan.signed_anew.is_empty() {
        return Ok(Vec::new());
    }
    let coverage = Coverage::of(session)?;
    let files = Observatory::read(observatory)?.files;
    let entry = |id: &EntryId| StandingEntry {
        entry: id.clone(),
        is_known: files
            .get(id)
            .is_some_and(|files| coverage.has(&files.entry)),
    };
    let standing: Vec<StandingEntry> = plan.signed_anew.keys().map(entry).collect();
    let is_refused = |one: &&StandingEntry| {
        // The entry that is published now was signed by two editors today.
        !one.is_known && one.entry != published.entry().id && !also.contains(&one.entry)
    };
    match standing.iter().find(is_refused) {
        Some(unknown) => Err(PublishCaseError::Unknown(unknown.entry.clone()).into()),
        None => Ok(standing),
    }
}
