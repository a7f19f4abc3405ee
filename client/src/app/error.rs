//! The error of every use-case.

use std::fmt;

use serde::Serialize;

use crate::l10n::{Explain, Localizer, Message};

/// Why a use-case failed: any error that can be explained to a person.
pub struct AppError(Box<dyn Explain + Send>);

impl Explain for AppError {
    fn message(&self) -> Message {
        self.0.message()
    }

    fn exit_code(&self) -> u8 {
        self.0.exit_code()
    }
}

impl fmt::Debug for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message().key())
    }
}

impl<E: Explain + Send + 'static> From<E> for AppError
where
    E: std::error::Error,
{
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}

/// An error within a report: its key for programs, its text for a person.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct ErrorReport {
    pub error: &'static str,
    pub message: String,
}

impl ErrorReport {
    pub(super) fn new(error: &dyn Explain, localizer: &Localizer) -> Self {
        let message = error.message();
        Self {
            error: message.key(),
            message: localizer.text(&message),
        }
    }
}
