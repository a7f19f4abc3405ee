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
        publication::{
            self, Plan, PublicEntry, PublishError, Signer, difference::Difference, key,
            record::Record,
        },
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
    let subject = Subject::of(context, &session, &case, roster, &observatory)?;
    let record = last_built(&observatory)?;
    let plan = subject.plan(&observatory, roster, &record)?;
    let named = roster.publication().ok_or(PublishError::NoKey)?;
    let cases = session.cases.folder();
    let key = key::open(cases, &named.fingerprint(), session.editor.identity())?;
    context.require(&Question::Publish(PublishReview {
        entry: subject.entry(),
        sizes: subject.sizes(),
        observatory: &observatory,
        difference: (plan.public.as_ref())
            .map(|public| Difference::between(public, subject.bytes())),
        signed_anew: signed_anew(&session, &observatory, &plan)?,
        names_warning: NamesWarning::of(&session.cases, &session.names()?)?,
        quiet: quiet(&session, context.today)?,
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
    let folder = subject.publish(&observatory, &signer, &plan)?;
    let entry = subject.entry().id.clone();
    let statement_sha256 = Statement::read(subject.bytes())?.sha256();
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
        editors: subject.editors,
        observatory,
    })
}

/// How long nothing has come from another machine; none if something came today.
fn quiet(session: &CaseSession, today: Day) -> Result<Option<Quiet>, AppError> {
    // A case that is read notes the day if it has events of other machines that are new here.
    session.readable()?;
    Ok(match session.cases.last_news()? {
        Some(day) if day >= today => None,
        Some(day) => Some(Quiet::Since(day)),
        None => Some(Quiet::Always),
    })
}

/// What two editors signed in the case.
enum Signed {
    Vetted(Box<Vetted>),
    /// It is public already, and lacks the desk's statement.
    Public(Box<PublicEntry>),
}

struct Subject {
    signed: Signed,
    editors: [String; 2],
    /// Where the documents are until they are published.
    _scratch: TemporaryScratch,
}

impl Subject {
    fn of(
        context: &CommandContext<'_>,
        session: &CaseSession,
        case: &Case,
        roster: &TrustedRoster,
        observatory: &Path,
    ) -> Result<Self, AppError> {
        let view = case.view();
        let entry = current(&view)?.as_bytes();
        let [first, second] = quorum(&check_signatures(case, Some(roster)))?;
        let scratch = context.scratch()?.fleeting()?;
        let public = PublicEntry::find(observatory, entry, case.id(), roster, [first, second])?;
        let signed = if let Some(public) = public {
            Signed::Public(Box::new(public))
        } else {
            let inspection = Inspection::of(context, session, case, entry, scratch.path())?;
            inspection.report(case, roster).verdict()?;
            let candidate = Candidate::new(inspection.looked, &allowed::check(case, roster))?;
            Signed::Vetted(Box::new(vet(
                candidate,
                case.id(),
                roster,
                [first, second],
            )?))
        };
        Ok(Self {
            signed,
            editors: [first.editor.clone(), second.editor.clone()],
            _scratch: scratch,
        })
    }

    fn entry(&self) -> &Entry {
        match &self.signed {
            Signed::Vetted(vetted) => vetted.candidate().entry(),
            Signed::Public(public) => public.entry(),
        }
    }

    fn bytes(&self) -> &[u8] {
        match &self.signed {
            Signed::Vetted(vetted) => vetted.candidate().bytes(),
            Signed::Public(public) => public.bytes(),
        }
    }

    fn sizes(&self) -> Vec<u64> {
        match &self.signed {
            Signed::Vetted(vetted) => {
                let documents = vetted.candidate().documents();
                documents.map(|(_, copy)| copy.size()).collect()
            }
            Signed::Public(public) => public.sizes().to_vec(),
        }
    }

    fn plan(
        &self,
        observatory: &Path,
        roster: &TrustedRoster,
        record: &Record,
    ) -> Result<Plan, PublishError> {
        match &self.signed {
            Signed::Vetted(vetted) => {
                publication::plan(vetted.candidate(), observatory, roster, record)
            }
            Signed::Public(public) => publication::plan_public(public, observatory, roster, record),
        }
    }

    fn publish(
        &self,
        observatory: &Path,
        signer: &Signer<'_>,
        plan: &Plan,
    ) -> Result<PathBuf, PublishError> {
        match &self.signed {
            Signed::Vetted(vetted) => publication::publish(vetted, observatory, signer, plan),
            Signed::Public(public) => publication::sign_public(public, observatory, signer, plan),
        }
    }
}

/// The entries that a new key signs anew, and whether two editors signed them in a case. An editor
/// who left had the old key, and could have signed with it what no case knows.
fn signed_anew(
    session: &CaseSession,
    observatory: &Path,
    plan: &Plan,
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
    Ok(plan.signed_anew.keys().map(entry).collect())
}
