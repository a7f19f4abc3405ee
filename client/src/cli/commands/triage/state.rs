//! `sourdine triage state`.

use crate::{
    app::state::state,
    cli::session::{Outcome, Session},
};

pub(super) fn run(session: &Session<'_>) -> Outcome {
    session.show(&state(&session.context())?)
}
