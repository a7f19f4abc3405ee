//! `sourdine publish CASE`.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::{
    Outcome,
    case_work::{CaseWork, CaseWorkError, forward},
    workplace::Workplace,
};
use crate::{
    cli::render::Message,
    desk::{
        case::event::{CaseId, CaseState, EventKind},
        publication,
        vetting::signatures::{QuorumError, check_signatures, quorum},
        vetting::vet,
    },
    observatory::names::{EntryId, Sha256Hex},
};

/// What to publish, and where.
#[derive(Args, Debug)]
pub struct Publish {
    /// The case, by the beginning of its name
    pub case: String,
    /// The observatory's folder [default: the one in desk.toml]
    #[arg(long, value_name = "DIR")]
    pub observatory: Option<PathBuf>,
}

#[derive(Serialize)]
struct Published<'a> {
    case: &'a CaseId,
    entry: &'a EntryId,
    folder: PathBuf,
    statement_sha256: Sha256Hex,
    editors: [&'a str; 2],
    documents: usize,
}

/// Does it.
///
/// # Errors
/// Two editors of today's roster did not sign exactly this, a document is not clean, or the observatory would not be in order; then nothing is published.
pub fn run(wanted: &Publish, workplace: &Workplace<'_>) -> Outcome {
    let work = CaseWork::open(workplace)?;
    // Whoever cannot note in the case that it was published does not publish.
    work.recipients()?;
    let roster = work.roster()?;
    let case = work.find(&wanted.case)?;
    let observatory = work.observatory(wanted.observatory.as_deref())?;
    let observatory = observatory.ok_or(CaseWorkError::NoObservatory)?;
    let view = case.view();
    let entry = view.entry().ok_or(QuorumError::Nobody)?;
    let [first, second] = quorum(&check_signatures(&view, &roster))?;
    let fleeting = workplace.scratch()?.fleeting()?;
    let candidate = work.candidate(&case, entry.as_bytes(), fleeting.path())?;
    let statement_sha256 = candidate.statement().sha256();
    let vetted = vet(candidate, &roster, [first, second])?;
    let folder = publication::publish(&vetted, &observatory)?;
    let id = &vetted.candidate().entry().id;
    let mut done = vec![EventKind::Published {
        entry: id.clone(),
        statement: statement_sha256.clone(),
    }];
    done.extend(forward(&case, CaseState::Published));
    work.add(case.id(), done)?;
    let published = Published {
        case: case.id(),
        entry: id,
        folder,
        statement_sha256,
        editors: [&first.editor, &second.editor],
        documents: vetted.candidate().documents().count(),
    };
    let message = Message::new("published")
        .with("entry", id)
        .with("folder", published.folder.display())
        .with("observatory", observatory.display());
    Ok(workplace.terminal.give(&published, &message)?)
}
