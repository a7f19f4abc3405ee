//! What there is to tell of the desk's list of names beside the cases.

use serde::Serialize;

use super::{CommandContext, ErrorReport, NamesWarning, case_session::CaseSession};

/// What there is to tell of the list where cases are listed, for which it need not read.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum NamesStanding {
    Odd(NamesWarning),
    /// The list does not read.
    Unreadable(ErrorReport),
}

impl NamesStanding {
    pub(super) fn find(context: &CommandContext<'_>, session: &CaseSession) -> Option<Self> {
        let read = session.names();
        match read.and_then(|list| NamesWarning::of(&session.cases, &list)) {
            Ok(warning) => warning.map(Self::Odd),
            Err(error) => Some(Self::Unreadable(context.explain(&error))),
        }
    }
}
