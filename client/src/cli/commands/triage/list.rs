//! `sourdine triage list`.

use crate::{
    app::triage::list,
    cli::session::{Outcome, Session},
};

pub(super) fn run(session: &Session<'_>) -> Outcome {
    session.show(&list(&session.context())?)
}
