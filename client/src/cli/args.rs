//! What can be typed.

use clap::{Parser, Subcommand};
use sourdine_protocol::text::Language;

use super::{
    commands::{
        audit::AuditArgs, clean::CleanArgs, close::CloseArgs, completions::CompletionsArgs,
        confirm::ConfirmArgs, desk::DeskCommand, inspect::InspectArgs, man::ManArgs,
        observatory::ObservatoryCommand, open::OpenArgs, preview::PreviewArgs,
        publish::PublishArgs, pull::PullArgs, redact::RedactArgs, roster::RosterCommand,
        show::ShowArgs, triage::TriageCommand, unlock_server::UnlockServerArgs, vet::VetCommand,
    },
    shared_args::DeskArgs,
};

/// The editors' side of Sourdine: what sources sent, what becomes of it, what is published
#[derive(Debug, Parser)]
#[command(name = "sourdine", version, propagate_version = true)]
pub(super) struct Cli {
    /// The language of messages: fr or en
    #[arg(long, global = true, value_name = "LANGUAGE")]
    pub(super) lang: Option<Language>,
    /// Answer in JSON
    #[arg(long, global = true)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) desk: DeskArgs,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Found a desk, join one, make a token
    #[command(subcommand)]
    Desk(DeskCommand),
    /// Whom sources seal to: show, add, remove, sign, export, accept
    #[command(subcommand)]
    Roster(RosterCommand),
    /// List what was pulled
    Inbox,
    /// Read what an envelope holds, in memory
    Show(ShowArgs),
    /// Open letters into a folder in memory
    Open(OpenArgs),
    /// Wipe opened letters
    Close(CloseArgs),
    /// Fetch what sources sent, still sealed: needs no key
    Pull(PullArgs),
    /// Unlock a server that was started and waits for an editor
    UnlockServer(UnlockServerArgs),
    /// Tell the server that what was opened here is safe, so that it may delete it
    Confirm(ConfirmArgs),
    /// See whether a server serves sources exactly what its release and its roster make
    Audit(AuditArgs),
    /// What the desk knows: cases with their letters, states, tags, notes
    #[command(subcommand)]
    Triage(TriageCommand),
    /// Tell what documents give away, and where copies of one differ
    Inspect(InspectArgs),
    /// Look at a file safely, before any other program opens it
    Preview(PreviewArgs),
    /// Make copies of documents that do not tell who made them
    Clean(CleanArgs),
    /// Make such a copy in which words or parts of pages are blackened
    Redact(RedactArgs),
    /// Have two editors sign exactly what will be published
    #[command(subcommand)]
    Vet(VetCommand),
    /// Put into the observatory what two editors signed
    Publish(PublishArgs),
    /// Make, build and show the public observatory
    #[command(subcommand)]
    Observatory(ObservatoryCommand),
    /// Write what a shell needs to complete commands
    Completions(CompletionsArgs),
    /// Write the manual pages
    Man(ManArgs),
}
