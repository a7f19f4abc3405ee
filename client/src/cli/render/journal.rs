//! A journal by what people call it: a case by its id, or the list of names.

use crate::{desk::case::event::CaseId, l10n::Message};

/// A message about a journal: its text says which by `journal`, which is `case` or `names`.
pub(super) fn of_journal(key: &'static str, journal: &CaseId) -> Message {
    let kind = if journal.is_desk() { "names" } else { "case" };
    Message::new(key)
        .with("journal", kind)
        .with("case", journal)
}
