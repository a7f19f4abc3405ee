//! Makes copies of documents that do not tell who made them.
//!
//! [documents] finds what was meant, [workers] cleans several at a time, and here each copy is kept
//! beside the case. [redact] blackens what must not be read in them.

pub mod redact;

mod documents;
mod error;
mod workers;

use std::path::{Path, PathBuf};

use serde::Serialize;
use sourdine_protocol::{envelope::hybrid::HybridRecipient, text::harmless};

use self::{
    documents::{Documents, Finder, shown},
    workers::{Work, clean_all},
};
use super::{
    AppError, CommandContext, ProgressEvent,
    case_session::{CaseSession, forward},
    passwords::Passwords,
};
use crate::desk::{
    case::{
        Case, attachment,
        event::{CaseId, CaseState, CleanCopy, EventKind},
    },
    cleaning::{Wishes, redaction::Redaction},
};

pub use self::error::CleanFileError;
pub use super::progress::{KeptCopy, RefusedFile};

#[derive(Debug, Serialize)]
pub struct CleanReport {
    pub case: CaseId,
    pub kept: Vec<KeptCopy>,
    pub refused: Vec<RefusedFile>,
    /// Why the file that was refused last was.
    #[serde(skip)]
    failure: Option<AppError>,
}

impl CleanReport {
    /// Fails if a file was refused: with its own error if it was the only file.
    pub fn verdict(self) -> Result<(), AppError> {
        let (kept, refused) = (self.kept.len(), self.refused.len());
        match self.failure {
            None => Ok(()),
            Some(failure) if kept + refused == 1 => Err(failure),
            Some(_) => Err(CleanFileError::Some {
                refused,
                all: kept + refused,
            }
            .into()),
        }
    }
}

/// Which documents are cleaned.
#[derive(Clone, Copy)]
pub enum Wanted<'a> {
    /// Each a path, or `LETTER:NAME` for a file of an opened letter of the case.
    Files(&'a [PathBuf]),
    /// All files of all letters of the case.
    All,
}

/// What was typed.
pub struct CleanOptions<'a> {
    pub case: &'a str,
    pub wanted: Wanted<'a>,
    /// A file with passwords of documents, one on each line.
    pub passwords: Option<&'a Path>,
    /// Whether workbooks become tables of the cells that are seen, and not pages.
    pub as_tables: bool,
    pub wishes: Wishes<'a>,
}

/// Cleans documents, and those that are in archives and e-mails, as many at a time as there are
/// processors. Those before and after a refused one are kept all the same.
///
/// Fails if the editor cannot be unlocked, or the case does not open.
pub fn clean(
    context: &CommandContext<'_>,
    options: &CleanOptions<'_>,
) -> Result<CleanReport, AppError> {
    let wishes = options.wishes;
    let session = CaseSession::open(context)?;
    let case = session.find(options.case)?.case;
    // An editor who may not write to the case need not wait for the tools.
    let recipient = session.recipient(case.id())?;
    let scratch = context.scratch()?;
    let finder = Finder {
        session: &session,
        case: &case,
        scratch: &scratch,
    };
    let typed = match options.wanted {
        Wanted::Files(files) => files.to_vec(),
        Wanted::All => finder.all()?,
    };
    let passwords = Passwords::of(context, options.passwords, &scratch)?;
    let tables = options.as_tables.then_some(wishes.hidden);
    let mut documents = Documents::new(&scratch, passwords, tables);
    for typed in &typed {
        documents.add(shown(typed), finder.locate(typed))?;
    }
    if documents.all.is_empty() {
        return Err(CleanFileError::Nothing.into());
    }
    let keeper = Keeper {
        session: &session,
        case: &case,
        recipient,
        redaction: wishes.redaction,
    };
    let mut report = CleanReport {
        case: case.id().clone(),
        kept: Vec::new(),
        refused: Vec::new(),
        failure: None,
    };
    let all = documents.all.len();
    let documents = std::mem::take(&mut documents.all);
    clean_all(
        documents,
        &scratch,
        wishes,
        context.progress,
        |file, work| {
            let kept = work.and_then(|work| keeper.keep(file, &work));
            report.note(context, file, kept, all);
        },
    );
    Ok(report)
}

impl CleanReport {
    /// Tells what became of a document, and keeps it for the verdict.
    fn note(
        &mut self,
        context: &CommandContext<'_>,
        file: &str,
        kept: Result<KeptCopy, AppError>,
        all: usize,
    ) {
        match kept {
            Ok(copy) => {
                context
                    .progress
                    .update(ProgressEvent::Cleaned { file, copy: &copy });
                self.kept.push(copy);
            }
            Err(failure) => {
                let refused = RefusedFile {
                    file: file.to_owned(),
                    reason: context.explain(&failure),
                };
                if all > 1 {
                    context
                        .progress
                        .update(ProgressEvent::CleanRefused(&refused));
                }
                self.refused.push(refused);
                self.failure = Some(failure);
            }
        }
    }
}

/// Keeps copies beside a case.
struct Keeper<'a> {
    session: &'a CaseSession,
    case: &'a Case,
    recipient: HybridRecipient,
    redaction: Option<&'a Redaction>,
}

impl Keeper<'_> {
    fn keep(&self, file: &str, work: &Work) -> Result<KeptCopy, AppError> {
        let Self { session, case, .. } = self;
        let cleaned = &work.cleaned;
        let sealed = attachment::keep(&session.cases, case.id(), cleaned, &self.recipient)?;
        // The last name of a path, of a file of a letter, or of a document in an archive.
        let name = harmless(file.rsplit(['/', ':']).next().unwrap_or_default());
        let name = self
            .redaction
            .map_or(name.clone(), |redaction| redaction.mask(&name));
        let copy = CleanCopy {
            original_name: name,
            original_sha256: work.original_sha256.clone(),
            file: sealed,
            sha256: cleaned.sha256().clone(),
            format: cleaned.kind(),
            cleaned_with: cleaned.cleaned_with().clone(),
            report: cleaned.report().clone(),
            vouched: session.vouch(case.id(), cleaned)?,
        };
        let mut events = vec![EventKind::Cleaned(Box::new(copy.clone()))];
        let now = session.read(case.id())?.case;
        events.extend(forward(&now, CaseState::Cleaning));
        session.add(&now, events)?;
        Ok(KeptCopy {
            size: cleaned.size(),
            copy,
        })
    }
}
