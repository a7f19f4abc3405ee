//! Errors in the person's language. An error's `Display` is for developers and logs; what a person reads comes from here.

use super::Message;

/// An error that can be told to a person.
pub trait Explain {
    /// What happened and what to do, as a text of `client/locales/*.ftl`.
    fn message(&self) -> Message;
}

impl Explain for std::io::Error {
    fn message(&self) -> Message {
        Message::new("error-io").with("reason", self)
    }
}
