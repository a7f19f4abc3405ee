//! Questions, asked on a terminal only.

use std::io::{self, IsTerminal};

use super::Failure;
use crate::cli::render::{Explain, Message, Terminal};

/// Why a command did not go on.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub(super) enum Unanswered {
    /// Nobody to ask.
    #[error("there is no terminal to ask: give --yes if you are sure")]
    NoTerminal,
    /// The answer was no.
    #[error("nothing was changed")]
    Declined,
}

impl Explain for Unanswered {
    fn message(&self) -> Message {
        Message::new(match self {
            Self::NoTerminal => "error-question-terminal",
            Self::Declined => "error-question-declined",
        })
    }
}

/// Goes on only if the person is certain.
///
/// # Errors
/// They are not, or nobody is there to ask.
pub(super) fn certain(terminal: &Terminal, question: &Message, yes: bool) -> Result<(), Failure> {
    if yes {
        Ok(())
    } else if !io::stdin().is_terminal() {
        Err(Unanswered::NoTerminal.into())
    } else if terminal.agrees(question)? {
        Ok(())
    } else {
        Err(Unanswered::Declined.into())
    }
}
