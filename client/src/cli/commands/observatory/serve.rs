//! `sourdine observatory serve`.

use clap::Args;

use super::build::BuildArgs;
use crate::{
    app::observatory::{SiteServer, build},
    cli::session::{Outcome, Session, runtime},
};

/// The port where the site is shown unless told otherwise.
const PORT: u16 = 8080;

#[derive(Args, Debug)]
pub(in crate::cli) struct ServeArgs {
    #[command(flatten)]
    build: BuildArgs,
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = PORT)]
    port: u16,
}

/// Serves until it is interrupted.
pub(super) fn run(args: &ServeArgs, session: &Session<'_>) -> Outcome {
    let built = build(&session.context(), &args.build.options()?)?;
    runtime()?.block_on(async {
        let server = SiteServer::listen(built.site, args.port).await?;
        session.show(&server.report())?;
        let stopped = async { drop(tokio::signal::ctrl_c().await) };
        server.run(stopped).await;
        Ok(())
    })
}
