//! Why there are no pixels.

use std::{io, process::ExitCode};

use strum::FromRepr;

/// Why there are no pixels. The number is the exit status.
#[derive(Clone, Copy, Debug, Eq, FromRepr, PartialEq)]
#[repr(u8)]
pub enum Refusal {
    /// It was called in another way than `sourdine-decoder TASK FILE`.
    Usage = 2,
    /// It is damaged, or of a variety that the decoder does not know.
    Unreadable = 3,
    /// It asks for a password.
    Password = 4,
    /// It moves: it has several frames that are no pages.
    Animated = 5,
    /// It has no page.
    Empty = 6,
    /// It has something that we would not draw, or draw otherwise than other readers do.
    Unfaithful = 7,
    /// It has cells that show another result each time it is opened.
    Computes = 8,
    /// It has more members than are taken out.
    Many = 9,
}

impl From<Refusal> for ExitCode {
    fn from(refusal: Refusal) -> Self {
        Self::from(refusal as u8)
    }
}

/// Why decoding stopped.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    #[error("{0:?}")]
    Refused(Refusal),
    /// The other side has read enough.
    #[error(transparent)]
    Io(#[from] io::Error),
}
