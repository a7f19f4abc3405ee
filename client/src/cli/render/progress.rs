//! How far something long has come, on standard error, where that is a terminal.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Message, Terminal};

/// A bar that counts bytes, or things; gone when it is dropped.
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar of `bytes`, with a word on what is going on.
    #[must_use]
    pub fn new(terminal: &Terminal, doing: &Message, bytes: u64) -> Self {
        let form = "{msg} {wide_bar} {bytes}/{total_bytes} {eta}";
        Self::formed(terminal, doing, bytes, form)
    }

    /// A bar of so many things.
    #[must_use]
    pub fn counting(terminal: &Terminal, doing: &Message, things: u64) -> Self {
        Self::formed(
            terminal,
            doing,
            things,
            "{msg} {wide_bar} {pos}/{len} {eta}",
        )
    }

    fn formed(terminal: &Terminal, doing: &Message, length: u64, form: &str) -> Self {
        let target = if io::stderr().is_terminal() && !terminal.json {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let style =
            ProgressStyle::with_template(form).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::with_draw_target(Some(length), target)
            .with_style(style)
            .with_message(terminal.text(doing));
        Self(bar)
    }

    /// So many bytes more.
    pub fn advance(&self, bytes: u64) {
        self.0.inc(bytes);
    }

    /// So many bytes in all.
    pub fn set(&self, bytes: u64) {
        self.0.set_position(bytes);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
