//! `sourdine triage machines`.

use crate::{
    app::machines::machines,
    cli::session::{Outcome, Session},
};

pub(super) fn run(session: &Session<'_>) -> Outcome {
    session.show(&machines(&session.context())?)
}
