//! `sourdine triage list`.

use crate::{
    app::triage::list,
    cli::{
        render,
        session::{Outcome, Session},
    },
};

pub(super) fn run(session: &Session<'_>) -> Outcome {
    let report = list(&session.context())?;
    Ok(render::triage::list(&report, &mut session.out())?)
}
