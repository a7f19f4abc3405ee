//! Errors that a person is told.

use crate::Message;

/// The exit code of a command that failed, unless it has one of its own.
pub const FAILED: u8 = 1;

/// An error that is told to a person.
pub trait Explain {
    /// What happened and what to do.
    fn message(&self) -> Message;

    /// The program's exit code, for scripts.
    fn exit_code(&self) -> u8 {
        FAILED
    }
}
