//! The desk's list of names that may not be public.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{AppError, CommandContext, case_session::CaseSession};

pub use crate::desk::case::names::{ListedName, ListedNameError};

#[derive(Debug, Serialize)]
pub struct NamesReport {
    pub names: BTreeSet<ListedName>,
}

/// How the list is changed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NamesChange {
    Add,
    Remove,
}

/// Shows the list.
///
/// Fails if it does not open for this editor.
pub fn show(context: &CommandContext<'_>) -> Result<NamesReport, AppError> {
    let session = CaseSession::open(context)?;
    let names = session.cases.listed_names(&[session.editor.identity()])?;
    Ok(NamesReport { names })
}

/// Adds names to the list or takes some off it. One that is there already, or is not, changes
/// nothing.
///
/// Fails if the list cannot be opened and written.
pub fn change(
    context: &CommandContext<'_>,
    how: NamesChange,
    names: &[ListedName],
) -> Result<NamesReport, AppError> {
    let session = CaseSession::open(context)?;
    let recipients = session.recipients()?;
    let identity = session.editor.identity();
    let change = |listed: &mut BTreeSet<ListedName>| {
        for name in names {
            match how {
                NamesChange::Add => drop(listed.insert(name.clone())),
                NamesChange::Remove => drop(listed.remove(name)),
            }
        }
    };
    let names = session
        .cases
        .change_names(&[identity], &recipients, change)?;
    Ok(NamesReport { names })
}
