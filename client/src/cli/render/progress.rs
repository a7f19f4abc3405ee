//! How far something long has come, for a person; a script is not told.

use sourdine_l10n::{Progress, Unit};

use crate::l10n::{Localizer, Message};

/// A bar of `unit`s, after a word on what is going on.
pub(super) fn bar(
    localizer: &Localizer,
    json: bool,
    doing: &Message,
    length: u64,
    unit: Unit,
) -> Progress {
    let doing = localizer.text(doing);
    if json {
        Progress::hidden(doing, length, unit)
    } else {
        Progress::new(doing, length, unit)
    }
}
