//! What is odd about the desk's list of names.

use std::path::PathBuf;

use serde::Serialize;

use crate::desk::case::store::{Cases, CasesError, StoredCase};

/// What is odd about the list: a name may not be looked for.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct NamesWarning {
    /// Whether this machine remembers the list, and the folder does not have it any more.
    pub gone: bool,
    /// How many events this machine remembers and the folder has lost.
    pub lost: usize,
    /// How many events others name and no machine has shown here.
    pub missing: usize,
    /// How many events have no effect.
    pub apart: usize,
    /// Where that lies which this machine remembered of the list and could not read any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forgotten: Option<PathBuf>,
    /// Files of the list that do not open.
    pub left_aside: Vec<PathBuf>,
}

impl NamesWarning {
    pub(super) fn of(cases: &Cases, list: &StoredCase) -> Result<Option<Self>, CasesError> {
        let warning = Self {
            gone: cases.desk_is_gone()?,
            lost: list.lost,
            missing: list.case.missing(),
            apart: list.case.apart().len(),
            forgotten: list.forgotten.clone(),
            left_aside: list.left_aside.clone(),
        };
        Ok((warning != Self::default()).then_some(warning))
    }
}
