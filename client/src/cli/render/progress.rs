//! How far something long has come, on standard error, where that is a terminal.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::l10n::{Localizer, Message};

/// A bar that counts bytes, or things; gone when it is dropped.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// A bar of `bytes`, with a word on what is going on.
    #[must_use]
    pub(super) fn new(localizer: &Localizer, json: bool, doing: &Message, bytes: u64) -> Self {
        let form = "{msg} {wide_bar} {bytes}/{total_bytes} {eta}";
        Self::formed(localizer, json, doing, bytes, form)
    }

    /// A bar of so many things.
    #[must_use]
    pub(super) fn counting(
        localizer: &Localizer,
        json: bool,
        doing: &Message,
        things: u64,
    ) -> Self {
        Self::formed(
            localizer,
            json,
            doing,
            things,
            "{msg} {wide_bar} {pos}/{len} {eta}",
        )
    }

    fn formed(localizer: &Localizer, json: bool, doing: &Message, length: u64, form: &str) -> Self {
        let target = if io::stderr().is_terminal() && !json {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let style =
            ProgressStyle::with_template(form).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::with_draw_target(Some(length), target)
            .with_style(style)
            .with_message(localizer.text(doing));
        Self(bar)
    }

    /// So many bytes in all.
    pub(super) fn set(&self, bytes: u64) {
        self.0.set_position(bytes);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
