//! `sourdine desk token`.

use clap::Args;

use crate::{
    app::desk::{TokenOptions, token},
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct TokenArgs {
    /// For a courier's machine, which may fetch and not confirm
    #[arg(long)]
    courier: bool,
    /// Replace the token that is there
    #[arg(long)]
    replace: bool,
}

pub(super) fn run(args: &TokenArgs, session: &Session<'_>) -> Outcome {
    let options = TokenOptions {
        courier: args.courier,
        replace: args.replace,
    };
    session.show(&token(&session.context(), options)?)
}
