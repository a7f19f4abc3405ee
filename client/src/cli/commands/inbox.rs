//! `sourdine inbox`.

use crate::{
    app::inbox::inbox,
    cli::{
        render,
        session::{Outcome, Session},
    },
};

pub(in crate::cli) fn run(session: &Session<'_>) -> Outcome {
    let report = inbox(&session.context())?;
    Ok(render::letters::inbox(&report, &mut session.out())?)
}
