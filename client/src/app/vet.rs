//! Has two editors look at exactly what will be published, and sign it.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde::Serialize;
use sourdine_observatory::{
    folder::entry_file, folder::first_entries::new_about, model::names::EntryId,
    model::observatory::About,
};
use sourdine_platform::files;
use sourdine_protocol::text::Sha256Hex;

use super::{
    AppError, CommandContext, Question, SignatureReport,
    case_report::signatures,
    case_session::{CaseSession, forward},
    context::Review,
    entry_source::entry_bytes,
    findings::{AllowedReport, FindingsReport, allowed_in},
    lints::Inspection,
    names_warning::NamesWarning,
    observatory::new_uuid,
};
use crate::{
    desk::{
        FileError,
        case::{
            Case, VettingStanding,
            event::{CaseId, CaseState, EventKind},
        },
        publication::{self, draft::Draft},
        vetting::{Candidate, Statement, allowed, signatures::current, vetting},
    },
    l10n::Explain,
};

#[derive(Clone, Debug, Default)]
pub struct DraftOptions {
    pub case: String,
    /// The name of a new entry; where none is given, the entry signed last is taken out.
    pub id: Option<EntryId>,
    pub to: Option<PathBuf>,
}

#[derive(Clone, Debug, Default)]
pub struct SignOptions {
    pub case: String,
    /// The entry's file; where none is named, the entry that was signed last.
    pub entry: Option<PathBuf>,
    /// Where the preview is written; in memory until the answer where none is named.
    pub preview: Option<PathBuf>,
    /// The observatory for which the entry is meant; the settings' where none is named.
    pub observatory: Option<PathBuf>,
}

#[derive(Debug, Explain, thiserror::Error)]
pub enum VetError {
    #[explain("error-vet-no-entry")]
    NoEntry,
    #[explain("error-vet-no-draft")]
    NoDraft,
    #[explain(transparent)]
    File(#[from] FileError),
    #[explain("error-vet-occupied", path)]
    Occupied(PathBuf),
    #[explain("error-vet-already", editor)]
    Already(String),
    #[explain("error-vet-nothing-to-withdraw")]
    NothingToWithdraw,
    /// A finding was allowed while the editor was looking.
    #[explain("error-vet-changed")]
    Changed,
}

#[derive(Debug, Serialize)]
pub struct DraftReport {
    pub case: CaseId,
    /// The entry's file, as text.
    pub entry: String,
    /// Where it was written, where a file was named.
    pub file: Option<PathBuf>,
    /// The findings that editors allowed in the case.
    pub allowed: Vec<AllowedReport>,
}

/// The outcome of signing.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum SignReport {
    Signed(VetReport),
    /// Something was found that no editor has allowed.
    Refused(FindingsReport),
}

impl SignReport {
    /// Fails if nothing was signed.
    pub fn verdict(&self) -> Result<(), AppError> {
        match self {
            Self::Signed(_) => Ok(()),
            Self::Refused(findings) => findings.verdict(),
        }
    }
}

/// A signature that was taken back.
#[derive(Debug, Serialize)]
pub struct WithdrawReport {
    pub case: CaseId,
    pub statement_sha256: Sha256Hex,
    /// The entry that is public all the same, where the case has one.
    pub published: Option<EntryId>,
}

#[derive(Debug, Serialize)]
pub struct VetReport {
    pub case: CaseId,
    pub statement: String,
    pub statement_sha256: Sha256Hex,
    pub signatures: Vec<SignatureReport>,
    /// The findings that editors allowed in the case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<AllowedReport>,
    /// What was odd about the list of names when the editor signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names_warning: Option<NamesWarning>,
    /// Whether two signatures count.
    pub ready: bool,
    #[serde(skip)]
    pub entry: EntryId,
}

impl VetReport {
    fn new(session: &CaseSession, case: &Case) -> Result<Self, AppError> {
        let view = case.view();
        let entry = current(&view)?.as_bytes();
        let statement = Statement::read(entry)?;
        let roster = session.editor.roster()?;
        let (signatures, ready) = signatures(case, Some(&roster));
        Ok(Self {
            case: case.id().clone(),
            statement: statement.to_string(),
            statement_sha256: statement.sha256(),
            signatures,
            allowed: allowed_in(case, Some(&roster)),
            names_warning: None,
            ready,
            entry: entry_file::parse(entry)?.id,
        })
    }
}

/// Begins an entry from what the case knows, or takes out the one that was signed last.
///
/// Fails if the case has no entry to take out, a copy of it is not clean, or the file exists.
pub fn draft(
    context: &CommandContext<'_>,
    options: &DraftOptions,
) -> Result<DraftReport, AppError> {
    let session = CaseSession::open(context)?;
    let case = session.find(&options.case)?.case;
    let entry = match &options.id {
        Some(id) => new_draft(context, &session, &case, id)?,
        None => {
            let last = case.view().entry().map(str::to_owned);
            let last = last.ok_or(VetError::NoDraft)?;
            // The text goes to a terminal as it is, so it must read as an entry.
            entry_file::parse(last.as_bytes())?;
            last
        }
    };
    if let Some(path) = &options.to {
        write_draft(path, &entry)?;
    }
    Ok(DraftReport {
        case: case.id().clone(),
        entry,
        file: options.to.clone(),
        allowed: allowed_in(&case, session.editor.folder().roster_if_any()?.as_ref()),
    })
}

fn new_draft(
    context: &CommandContext<'_>,
    session: &CaseSession,
    case: &Case,
    id: &EntryId,
) -> Result<String, AppError> {
    let fleeting = context.scratch()?.fleeting()?;
    let view = case.view();
    let mut copies = Vec::new();
    for copy in session.copies(case) {
        copies.push(session.take(case.id(), copy, fleeting.path())?);
    }
    let draft = Draft {
        id: id.clone(),
        uuid: new_uuid()?,
        day: context.today,
        place: view.place.cloned(),
        technologies: view.technologies.to_vec(),
        documents: copies.iter().collect(),
    };
    Ok(draft.text())
}

fn write_draft(path: &Path, text: &str) -> Result<(), VetError> {
    files::publish_new(path, text.as_bytes()).map_err(|source| {
        if source.kind() == io::ErrorKind::AlreadyExists {
            VetError::Occupied(path.to_owned())
        } else {
            FileError::at(path)(source).into()
        }
    })
}

/// Puts the entry together with its clean copies, has it looked at, and signs it; or gives what was
/// found in it that no editor has allowed.
///
/// Fails if the entry is not what it should be, the editor signed it already, or the answer was no.
pub fn sign(context: &CommandContext<'_>, options: &SignOptions) -> Result<SignReport, AppError> {
    let session = CaseSession::open(context)?;
    let roster = session.roster()?;
    let case = session.find(&options.case)?.case;
    let entry = entry_bytes(options.entry.as_deref(), &case)?;
    let name = session.editor.name();
    let (known, _) = signatures(&case, Some(roster));
    let last = case.view().entry().map(str::as_bytes) == Some(entry.as_slice());
    if last && known.iter().any(|one| one.counts && one.editor == name) {
        return Err(VetError::Already(name.to_owned()).into());
    }
    let fleeting = context.scratch()?.fleeting()?;
    let inspection = Inspection::of(context, &session, &case, &entry, fleeting.path())?;
    let report = inspection.report(&case, roster);
    if report.open > 0 {
        return Ok(SignReport::Refused(report));
    }
    let allowed = allowed::check(&case, roster);
    let candidate = Candidate::new(inspection.looked, &allowed)?;
    let observatory = session.observatory(options.observatory.as_deref())?;
    if let Some(folder) = &observatory {
        publication::check(&candidate, folder)?;
    }
    let to = options.preview.clone();
    let to = to.unwrap_or_else(|| fleeting.path().join("preview"));
    publication::preview(&candidate, about(observatory.as_deref())?, &to)?;
    let language = context.localizer.language();
    let page = format!("{language}/entries/{}.html", candidate.entry().id);
    context.require(&Question::Sign(Review {
        candidate: &candidate,
        findings: &report,
        page: to.join(page),
        preview_stays: options.preview.is_some(),
    }))?;

    // An editor who signs has seen what was allowed.
    let seen = session.read(case.id())?.case;
    if seen.view().allowed != case.view().allowed {
        return Err(VetError::Changed.into());
    }
    let text = vetting(&session.scope(case.id()), &candidate.statement());
    let signed = session.signature(text.as_bytes())?;
    // An entry that reads is text.
    let entry = String::from_utf8_lossy(candidate.bytes()).into_owned();
    let mut events = vec![EventKind::Vetted { entry, signed }];
    events.extend(forward(&case, CaseState::Vetting));
    let case = session.add(&case, events)?.case;
    Ok(SignReport::Signed(VetReport {
        names_warning: report.names_warning,
        ..VetReport::new(&session, &case)?
    }))
}

/// Takes back the editor's signature over the case's entry.
///
/// Fails if no signature of theirs stands in the case, or it cannot be written.
pub fn withdraw(context: &CommandContext<'_>, case: &str) -> Result<WithdrawReport, AppError> {
    let session = CaseSession::open(context)?;
    session.roster()?;
    let case = session.find(case)?.case;
    let name = session.editor.name();
    let view = case.view();
    let mut own = view.vettings.iter().rev().filter(|vetting| {
        vetting.signed.editor == name && vetting.standing != VettingStanding::Withdrawn
    });
    let vetting = own.next().ok_or(VetError::NothingToWithdraw)?;
    let statement = Statement::read(vetting.entry.as_bytes())?.sha256();
    let event = EventKind::Withdrawn {
        statement: statement.clone(),
    };
    let published = view.published.map(|(entry, _)| entry.clone());
    let stored = session.add(&case, vec![event])?;
    Ok(WithdrawReport {
        case: stored.case.id().clone(),
        statement_sha256: statement,
        published,
    })
}

/// What the observatory is called; a new one's name where none is known.
fn about(observatory: Option<&Path>) -> Result<About, AppError> {
    match observatory {
        Some(folder) => Ok(About::read(folder)?),
        None => Ok(new_about(&new_uuid()?).map_err(|error| io::Error::other(error.to_string()))?),
    }
}

/// Says who signed what in the case, and whether two editors did.
///
/// Fails if no entry was signed in it, or it does not open.
pub fn show(context: &CommandContext<'_>, case: &str) -> Result<VetReport, AppError> {
    let session = CaseSession::open(context)?;
    VetReport::new(&session, &session.find(case)?.case)
}
