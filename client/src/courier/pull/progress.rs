//! What a pull tells while it goes on.

use std::time::Duration;

use crate::courier::{answer::ApiError, listed::Listed};

/// What a pull is doing.
#[derive(Debug)]
pub enum PullProgress<'a> {
    /// More of an envelope has come.
    Received {
        envelope: &'a Listed,
        /// How much of it is here, in bytes.
        bytes: u64,
        /// How much of all the envelopes of this pull is here, in bytes.
        all: u64,
        /// How much there is to come and to be here in all, in bytes.
        of: u64,
    },
    /// This happened; the next try comes after a pause.
    Retrying(&'a ApiError, Duration),
}

/// Called at each step.
pub type ProgressFn<'a> = &'a mut dyn FnMut(PullProgress<'_>);
