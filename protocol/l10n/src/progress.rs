//! How far something long has come, on standard error, where that is a terminal.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What a bar counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unit {
    /// Bytes.
    Bytes,
    /// Things.
    Items,
    /// Hundredths of the whole.
    Percent,
}

/// A progress bar; gone when it is dropped.
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar up to `length`, after a word on what is going on.
    #[must_use]
    pub fn new(doing: String, length: u64, unit: Unit) -> Self {
        let is_shown = io::stderr().is_terminal();
        Self::drawn(doing, length, unit, is_shown)
    }

    /// A hidden bar: a script is listening.
    #[must_use]
    pub fn hidden(doing: String, length: u64, unit: Unit) -> Self {
        Self::drawn(doing, length, unit, false)
    }

    fn drawn(doing: String, length: u64, unit: Unit, is_shown: bool) -> Self {
        let target = if is_shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let form = match unit {
            Unit::Bytes => "{msg} {wide_bar} {bytes}/{total_bytes} {eta}",
            Unit::Items => "{msg} {wide_bar} {pos}/{len} {eta}",
            Unit::Percent => "{msg} {wide_bar} {percent} %",
        };
        let style =
            ProgressStyle::with_template(form).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::with_draw_target(Some(length), target)
            .with_style(style)
            .with_message(doing);
        Self(bar)
    }

    /// Moves to here.
    pub fn set(&self, position: u64) {
        self.0.set_position(position);
    }

    /// Changes where the bar ends.
    pub fn set_length(&self, length: u64) {
        self.0.set_length(length);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
