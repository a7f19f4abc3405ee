//! `sourdine roster show`.

use crate::{
    app::roster::show,
    cli::{
        render,
        session::{Outcome, Session},
    },
};

pub(super) fn run(session: &Session<'_>) -> Outcome {
    let report = show(&session.context())?;
    Ok(render::roster::roster(&report, &mut session.out())?)
}
