//! `sourdine desk new | card | request | join | token | onion-key | names`.

mod card;
mod join;
mod names;
mod new;
mod onion_key;
mod request;
mod token;

use clap::Subcommand;

use crate::cli::session::{Outcome, Session};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum DeskCommand {
    /// Found a desk: its key, its first editor, its first roster
    New(new::DeskNewArgs),
    /// Become an editor of a desk: make keys and a card for the founding editor
    Card(card::CardArgs),
    /// Make this machine's keys to the desk's server, and a request for the operator
    Request(request::RequestArgs),
    /// Take the operator's answer: where the server is
    Join(join::JoinArgs),
    /// Make the token that opens the editors' door, and show its hash for the operator
    Token(token::TokenArgs),
    /// Make the key that tor asks for at the editors' onion, and show its public half for the
    /// operator
    OnionKey(onion_key::OnionKeyArgs),
    /// The names of people that may not be public
    #[command(subcommand)]
    Names(names::NamesCommand),
}

pub(in crate::cli) fn run(command: &DeskCommand, session: &Session<'_>) -> Outcome {
    match command {
        DeskCommand::New(args) => new::run(args, session),
        DeskCommand::Card(args) => card::run(args, session),
        DeskCommand::Request(args) => request::run(args, session),
        DeskCommand::Join(args) => join::run(args, session),
        DeskCommand::Token(args) => token::run(args, session),
        DeskCommand::OnionKey(args) => onion_key::run(args, session),
        DeskCommand::Names(command) => names::run(command, session),
    }
}
