//! `sourdine triage reseal`.

use crate::{
    app::triage::reseal,
    cli::{
        render,
        session::{Outcome, Session},
    },
};

pub(super) fn run(session: &Session<'_>) -> Outcome {
    let report = reseal(&session.context())?;
    render::triage::resealed(&report, &mut session.out())?;
    report.verdict()
}
