//! `sourdine roster sign`.

use super::signing::SigningArgs;
use crate::{
    app::roster::sign,
    cli::session::{Outcome, Session},
};

pub(super) fn run(args: &SigningArgs, session: &Session<'_>) -> Outcome {
    let questions = session.questions(args.yes);
    let context = session.context_with(&questions);
    session.show(&sign(&context, &args.into())?)
}
