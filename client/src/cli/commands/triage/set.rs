//! `sourdine triage set`.

use std::io::{self, Read};

use clap::Args;

use crate::{
    app::{
        AppError,
        triage::{CaseChange, NOTE_MAX_BYTES, TriageError, set},
    },
    cli::{
        session::{Outcome, Session},
        value::{self, Offer},
    },
};

/// What stands for standard input.
const STANDARD_INPUT: &str = "-";

#[derive(Args, Debug)]
pub(in crate::cli) struct SetArgs {
    /// The case, by the beginning of its name
    case: String,
    /// How far it has come
    #[arg(long, value_parser = Offer(value::states))]
    state: Option<String>,
    /// What editors call the case
    #[arg(long)]
    title: Option<String>,
    /// Put a tag on: a-z, 0-9 and hyphens
    #[arg(long)]
    tag: Vec<String>,
    /// Take a tag off
    #[arg(long, value_name = "TAG")]
    untag: Vec<String>,
    /// Where it is
    #[arg(long)]
    place: Option<String>,
    /// What is used there; all that is given replaces what was
    #[arg(long, value_parser = Offer(value::technologies))]
    technology: Vec<String>,
    /// Remember something, signed: an editor who opens the case holds proof of who wrote it; -
    /// reads it from standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    note: Option<String>,
}

pub(super) fn run(args: &SetArgs, session: &Session<'_>) -> Outcome {
    session.show(&set(&session.context(), &args.case, change(args)?)?)
}

fn change(args: &SetArgs) -> Result<CaseChange, AppError> {
    let tags = |typed: &[String]| {
        let tags = typed.iter().map(|text| value::tag(text));
        tags.collect::<Result<Vec<_>, _>>()
    };
    let line = |option, typed: &Option<String>| {
        let text = typed.as_deref();
        text.map(|text| value::line(option, text)).transpose()
    };
    let technologies = args.technology.iter();
    Ok(CaseChange {
        state: args.state.as_deref().map(value::state).transpose()?,
        title: line("--title", &args.title)?,
        tags: tags(&args.tag)?,
        untags: tags(&args.untag)?,
        place: line("--place", &args.place)?,
        technologies: technologies
            .map(|text| value::technology(text))
            .collect::<Result<_, _>>()?,
        note: args.note.as_deref().map(note).transpose()?,
    })
}

fn note(typed: &str) -> Result<String, TriageError> {
    if typed != STANDARD_INPUT {
        return Ok(typed.to_owned());
    }
    let mut text = String::new();
    let mut input = io::stdin().lock().take(NOTE_MAX_BYTES + 1);
    input
        .read_to_string(&mut text)
        .map_err(|_| TriageError::LongNote)?;
    Ok(text)
}
