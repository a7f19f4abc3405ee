//! `sourdine triage reseal`.

use crate::{
    app::reseal::reseal,
    cli::session::{Outcome, Session},
};

pub(super) fn run(session: &Session<'_>) -> Outcome {
    let report = reseal(&session.context())?;
    session.show(&report)?;
    report.verdict()
}
