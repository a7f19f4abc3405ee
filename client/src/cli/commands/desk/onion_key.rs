//! `sourdine desk onion-key`.

use clap::Args;

use crate::{
    app::desk::{OnionKeyOptions, onion_key},
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct OnionKeyArgs {
    /// The editors' onion: http://….onion [default: as desk.toml says]
    #[arg(long, value_name = "ADDRESS")]
    server: Option<String>,
    /// Replace the key that is there
    #[arg(long)]
    replace: bool,
}

pub(super) fn run(args: &OnionKeyArgs, session: &Session<'_>) -> Outcome {
    let options = OnionKeyOptions {
        server: args.server.clone(),
        replace: args.replace,
    };
    session.show(&onion_key(&session.context(), &options)?)
}
