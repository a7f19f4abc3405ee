//! `sourdine roster sign`.

use super::signing::SigningArgs;
use crate::{
    app::roster::sign,
    cli::session::{Outcome, Session},
};

pub(super) fn run(args: &SigningArgs, session: &Session<'_>) -> Outcome {
    session.show(&sign(&session.context(), &args.into())?)
}
