use sourdine_l10n::{self as l10n, Message, Progress, Unit};

pub(super) fn progress_bar(key: &'static str, length: u64) -> Progress {
    Progress::new(l10n::text(&Message::new(key)), length, Unit::Percent)
}
