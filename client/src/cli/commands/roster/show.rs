//! `sourdine roster show`.

use crate::{
    app::roster::show,
    cli::session::{Outcome, Session},
};

pub(super) fn run(session: &Session<'_>) -> Outcome {
    session.show(&show(&session.context())?)
}
