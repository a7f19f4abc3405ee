//! `sourdine desk names add | remove`.

use clap::Args;

use crate::{
    app::names::{NamesChange, change},
    cli::{
        session::{Outcome, Session},
        typed_lines, value,
    },
};

#[derive(Args, Debug)]
pub(in crate::cli) struct NamesArgs {
    /// The names; - reads them from standard input, one a line
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,
}

pub(super) fn run(args: &NamesArgs, how: NamesChange, session: &Session<'_>) -> Outcome {
    let typed = typed_lines::several(&args.names)?;
    let names = typed.iter().map(|name| value::listed_name(name));
    let names = names.collect::<Result<Vec<_>, _>>()?;
    session.show(&change(&session.context(), how, &names)?)
}
