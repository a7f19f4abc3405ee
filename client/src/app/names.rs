//! The desk's list of names that may not be public.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    AppError, CommandContext, NamesWarning,
    case_session::CaseSession,
    mend::{self, Mending},
};
use crate::desk::case::{
    apart::ApartEvent,
    event::{Event, EventKind},
    store::{CasesError, StoredCase},
};

pub use crate::desk::case::names::{ListedName, ListedNameError};

#[derive(Debug, Serialize)]
pub struct NamesReport {
    pub names: BTreeSet<ListedName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warning: Option<NamesWarning>,
    /// Who listed and unlisted what.
    pub events: Vec<Event>,
    /// Events without effect, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<ApartEvent>,
    /// How many events are of chains that go two ways: they take no name off.
    pub forked: usize,
    /// Whether this machine's own files were restored from a copy.
    pub is_behind: bool,
    /// How many events an editor who has left can read.
    pub read_by_who_left: usize,
}

impl NamesReport {
    fn new(session: &CaseSession, list: &StoredCase) -> Result<Self, CasesError> {
        let case = &list.case;
        Ok(Self {
            names: case.listed_names().into_iter().cloned().collect(),
            warning: NamesWarning::of(&session.cases, list)?,
            events: case.in_order().to_vec(),
            apart: case.apart().to_vec(),
            forked: case.forked().len(),
            is_behind: list.is_behind,
            read_by_who_left: case.read_by_who_left().len(),
        })
    }
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
    Ok(NamesReport::new(&session, &session.names()?)?)
}

/// Adds names to the list or takes some off it. A name that is there is listed once more: it stays
/// although an editor who does not know of this takes it off. One that is not there is not taken
/// off.
///
/// Fails if the list cannot be opened and written.
pub fn change(
    context: &CommandContext<'_>,
    how: NamesChange,
    names: &[ListedName],
) -> Result<NamesReport, AppError> {
    let session = CaseSession::open(context)?;
    session.roster()?;
    let list = session.names()?;
    let mut names: BTreeSet<ListedName> = names.iter().cloned().collect();
    let event = match how {
        NamesChange::Add => EventKind::Listed { names },
        NamesChange::Remove => {
            let listed = list.case.listed_names();
            names.retain(|name| listed.contains(name));
            if names.is_empty() {
                return Ok(NamesReport::new(&session, &list)?);
            }
            EventKind::Unlisted { names }
        }
    };
    let list = session.add(&list.case, vec![event])?;
    Ok(NamesReport::new(&session, &list)?)
}

/// Mends the list's journal.
///
/// Fails if there is nothing to mend in this way, or the list cannot be opened and written.
pub fn mend(context: &CommandContext<'_>, mending: Mending<'_>) -> Result<NamesReport, AppError> {
    let session = CaseSession::open(context)?;
    let list = session.names()?;
    let events = mend::events(context, &session, &list.case, mending)?;
    let list = session.add(&list.case, events)?;
    Ok(NamesReport::new(&session, &list)?)
}
