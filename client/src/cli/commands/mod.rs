//! What can be typed, one file a command.

pub mod audit;
mod case_shown;
mod case_work;
pub mod clean;
pub mod completions;
pub mod confirm;
pub mod desk;
pub mod inbox;
pub mod man;
pub mod observatory;
pub mod open;
pub mod publish;
pub mod pull;
mod question;
pub mod reach;
pub mod roster;
mod served_roster;
pub mod show;
mod size;
pub mod triage;
mod typed;
pub mod vet;
pub mod workplace;

use std::io;

use crate::cli::render::{Explain, Message};

/// Why a command failed, ready to be told.
pub struct Failure(Box<dyn Explain>);

impl Explain for Failure {
    fn message(&self) -> Message {
        self.0.message()
    }

    fn exit_code(&self) -> u8 {
        self.0.exit_code()
    }
}

impl<E: Explain + 'static> From<E> for Failure
where
    E: std::error::Error,
{
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}

/// What a command ends in.
pub type Outcome = Result<(), Failure>;

/// A runtime for what waits on the network.
fn runtime() -> io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
}
