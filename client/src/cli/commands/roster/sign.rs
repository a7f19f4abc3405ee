//! `sourdine roster sign`.

use super::signing::SigningArgs;
use crate::{
    app::roster::sign,
    cli::{
        render,
        session::{Outcome, Session},
    },
};

pub(super) fn run(args: &SigningArgs, session: &Session<'_>) -> Outcome {
    let report = sign(&session.context(), &args.into())?;
    Ok(render::roster::roster(&report, &mut session.out())?)
}
