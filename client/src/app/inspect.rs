//! Tells what documents give away, and where several copies of one differ. No key is needed, and
//! nothing is kept.

use std::path::{Path, PathBuf};

use serde::Serialize;
use sourdine_decoder::look::trace::Trace;
use sourdine_protocol::text::harmless;

use super::{
    AppError, CommandContext, ErrorReport, Kind, ProgressEvent, RefusedFile,
    original::{Original, OriginalError},
    passwords::Passwords,
};
use crate::{
    desk::{
        inspection::{
            Inspection,
            compare::{Difference, compare},
            group::Group,
            inspect as inspect_file,
        },
        scratch::Scratch,
    },
    l10n::Explain,
};

/// Why files were not inspected, besides what is in them.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub enum InspectError {
    #[explain("error-inspect-some")]
    Some { refused: usize, all: usize },
    /// There is one copy only, or none could be read.
    #[explain("error-inspect-compare")]
    NothingToCompare,
}

#[derive(Debug, Serialize)]
pub struct InspectReport {
    pub files: Vec<InspectedFile>,
    pub refused: Vec<RefusedFile>,
    /// Where copies differ from the first one, if that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub differences: Option<Vec<Difference>>,
    #[serde(skip)]
    failure: Option<AppError>,
}

#[derive(Debug, Serialize)]
pub struct InspectedFile {
    pub file: String,
    pub kind: Kind,
    /// What it gives away, the gravest first.
    pub traces: Vec<GroupedTrace>,
    /// What could not be looked at.
    pub unfinished: Vec<ErrorReport>,
}

#[derive(Debug, Serialize)]
pub struct GroupedTrace {
    pub group: Group,
    #[serde(flatten)]
    pub trace: Trace,
}

impl InspectReport {
    /// Fails if a file was refused: with its own error if it was the only file.
    pub fn verdict(self) -> Result<(), AppError> {
        let (files, refused) = (self.files.len(), self.refused.len());
        match self.failure {
            None => Ok(()),
            Some(failure) if files + refused == 1 => Err(failure),
            Some(_) => Err(InspectError::Some {
                refused,
                all: files + refused,
            }
            .into()),
        }
    }
}

/// Inspects files, each a path or `LETTER:NAME` for a file of an opened letter, and compares them
/// if they are copies of one document. Those before and after a refused one are inspected all the
/// same.
///
/// Fails if there is no scratch, or copies are to be compared and there are none.
pub fn inspect(
    context: &CommandContext<'_>,
    files: &[PathBuf],
    are_copies: bool,
    passwords: Option<&Path>,
) -> Result<InspectReport, AppError> {
    if are_copies && files.len() < 2 {
        return Err(InspectError::NothingToCompare.into());
    }
    let scratch = context.scratch()?;
    let mut passwords = Passwords::of(context, passwords, &scratch)?;
    let mut inspections = Vec::new();
    let mut report = InspectReport {
        files: Vec::new(),
        refused: Vec::new(),
        differences: None,
        failure: None,
    };
    let all = u32::try_from(files.len()).unwrap_or(u32::MAX);
    for (typed, done) in files.iter().zip(0..) {
        let file = harmless(&typed.to_string_lossy());
        context.progress.update(ProgressEvent::Inspecting {
            file: &file,
            files: done,
            of: all,
        });
        match inspect_one(context, typed, &scratch, &mut passwords) {
            Ok(inspection) => {
                report.files.push(told(context, file, &inspection));
                inspections.push(inspection);
            }
            Err(failure) => {
                report.refused.push(RefusedFile {
                    file,
                    reason: context.explain(&failure),
                });
                report.failure = Some(failure);
            }
        }
    }
    if are_copies {
        let copies: Vec<&Inspection> = inspections.iter().collect();
        report.differences = Some(compare(&copies)).filter(|_| copies.len() > 1);
    }
    Ok(report)
}

fn inspect_one(
    context: &CommandContext<'_>,
    typed: &Path,
    scratch: &Scratch,
    passwords: &mut Passwords<'_>,
) -> Result<Inspection, AppError> {
    let folder = || context.folder();
    let original = Original::locate(typed, folder, scratch, |_| Ok(()))?.path;
    if let Err(source) = original.metadata() {
        return Err(OriginalError::Unreadable {
            path: original,
            source,
        }
        .into());
    }
    let original = passwords.open(original, &harmless(&typed.to_string_lossy()))?;
    let fleeting = scratch.fleeting()?;
    Ok(inspect_file(&original, fleeting.path())?)
}

fn told(context: &CommandContext<'_>, file: String, inspection: &Inspection) -> InspectedFile {
    let grouped = inspection.traces.iter().map(|trace| GroupedTrace {
        group: Group::of(trace),
        trace: trace.clone(),
    });
    let mut traces: Vec<GroupedTrace> = grouped.collect();
    traces.sort_by_key(|told| told.group);
    let unfinished = inspection.unfinished.iter();
    InspectedFile {
        file,
        kind: inspection.kind,
        traces,
        unfinished: unfinished.map(|error| context.explain(error)).collect(),
    }
}
