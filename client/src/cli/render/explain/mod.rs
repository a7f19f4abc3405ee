//! Errors in the person's language. An error's `Display` is for developers and logs; what a person reads comes from here.

mod courier;
mod desk;
pub(in crate::cli) mod observatory;
mod publication;

use super::Message;

/// The exit code of a command that failed, unless it has one of its own.
const FAILED: u8 = 1;

/// An error that can be told to a person.
pub trait Explain {
    /// What happened and what to do, as a text of `client/locales/*.ftl`.
    fn message(&self) -> Message;

    /// What the program ends with, for scripts.
    fn exit_code(&self) -> u8 {
        FAILED
    }
}

impl Explain for std::io::Error {
    fn message(&self) -> Message {
        Message::new("error-io").with("reason", self)
    }
}
