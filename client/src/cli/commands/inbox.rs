//! `sourdine inbox`.

use crate::{
    app::inbox::inbox,
    cli::session::{Outcome, Session},
};

pub(in crate::cli) fn run(session: &Session<'_>) -> Outcome {
    session.show(&inbox(&session.context())?)
}
