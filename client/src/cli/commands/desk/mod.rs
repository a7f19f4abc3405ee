//! `sourdine desk new | join | token | onion-key`.

pub mod onion_key;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;
use sourdine_protocol::{
    roster::{Roster, is_editor_name},
    wire::EditorToken,
};

use self::onion_key::OnionKeyOptions;
use super::{Outcome, workplace::Workplace};
use crate::{
    cli::render::{Explain, Message},
    desk::{
        identity,
        identity::editor::Editor,
        openpgp::{DeskKey, KeyError},
        roster::card::CardError,
        roster::{TrustError, TrustedRoster},
    },
};

/// For how many days a roster is good unless told otherwise.
pub(super) const ROSTER_DAYS: u32 = 365;

/// A roster that lasts too long cannot be taken back, and one that ends today is of no use.
pub(super) const ROSTER_DAYS_MAX: i64 = 1_100;

/// What to do with a desk.
#[derive(Debug, Subcommand)]
pub enum DeskCommand {
    /// Found a desk: its key, its first editor, its first roster
    New(New),
    /// Become an editor of a desk: make keys and a card for the founding editor
    Join(Join),
    /// Make the token that opens the editors' door, and show its hash for the operator
    Token(Token),
    /// Make the key that tor asks for at the editors' onion, and show its public half for the operator
    OnionKey(OnionKeyOptions),
}

/// A new desk.
#[derive(Args, Debug)]
pub struct New {
    /// What sources will read: the desk's name
    #[arg(long)]
    pub name: String,
    /// The first editor: a-z, 0-9 and hyphens
    #[arg(long)]
    pub editor: String,
    /// For how many days the roster is good
    #[arg(long, default_value_t = ROSTER_DAYS, value_parser = clap::value_parser!(u32).range(1..=ROSTER_DAYS_MAX))]
    pub days: u32,
}

/// A new editor.
#[derive(Args, Debug)]
pub struct Join {
    /// The editor's name: a-z, 0-9 and hyphens
    #[arg(long)]
    pub editor: String,
}

/// A new token.
#[derive(Args, Debug)]
pub struct Token {
    /// For a courier's machine, which may fetch and not confirm
    #[arg(long)]
    pub courier: bool,
    /// Replace the token that is there
    #[arg(long)]
    pub replace: bool,
}

/// A token is there already.
#[derive(Debug, thiserror::Error)]
#[error("a token is in {0} already: `sourdine desk token --replace` makes a new one")]
struct TokenThere(PathBuf);

impl Explain for TokenThere {
    fn message(&self) -> Message {
        Message::new("error-token-there").with("path", self.0.display())
    }
}

#[derive(Serialize)]
struct Founded {
    folder: PathBuf,
    fingerprint: String,
    editor: String,
    desk_key: PathBuf,
    expires: String,
}

#[derive(Serialize)]
struct Joined {
    card: PathBuf,
    editor: String,
    fingerprint: String,
}

#[derive(Serialize)]
struct Made {
    token_file: PathBuf,
    token_hash: String,
    kind: &'static str,
}

/// Does it.
///
/// # Errors
/// Somebody is there already, the passphrase is short, or something cannot be written.
pub fn run(command: &DeskCommand, workplace: &Workplace<'_>) -> Outcome {
    match command {
        DeskCommand::New(new) => found(new, workplace),
        DeskCommand::Join(join) => join_desk(join, workplace),
        DeskCommand::Token(token) => make_token(token, workplace),
        DeskCommand::OnionKey(options) => onion_key::run(options, workplace),
    }
}

fn found(new: &New, workplace: &Workplace<'_>) -> Outcome {
    let folder = workplace.folder()?;
    folder.vacant()?;
    let name = editor_name(&new.editor)?;
    let key = DeskKey::generate(&new.name, workplace.today)?;
    let expires = workplace.today.plus(new.days);
    // Refuses a bad name before anything is written.
    let roster = |editors| {
        let certificate = key.certificate().armoured()?;
        let name = new.name.clone();
        Roster::new(1, name, expires, certificate, editors).map_err(TrustError::Roster)
    };
    let passphrase = workplace.new_passphrase("ask-new-passphrase")?;
    let editor = Editor::create(folder.clone(), name, &passphrase, workplace.today)?;
    let roster = roster(vec![editor.card().editor.clone()])?;
    identity::lock(&folder.desk_key(), &key.expose()?, &passphrase)?;
    let signed = TrustedRoster::sign(roster, &key, workplace.today)?;
    folder.accept(&signed)?;
    let founded = Founded {
        folder: folder.root().to_owned(),
        fingerprint: signed.desk().to_spaced_hex(),
        editor: name.to_owned(),
        desk_key: folder.desk_key(),
        expires: expires.to_string(),
    };
    let message = Message::new("desk-founded")
        .with("folder", founded.folder.display())
        .with("fingerprint", &founded.fingerprint)
        .with("key", founded.desk_key.display())
        .with("expires", &founded.expires);
    Ok(workplace.terminal.give(&founded, &message)?)
}

fn join_desk(join: &Join, workplace: &Workplace<'_>) -> Outcome {
    let folder = workplace.folder()?;
    folder.vacant()?;
    let name = editor_name(&join.editor)?;
    let passphrase = workplace.new_passphrase("ask-new-passphrase")?;
    let editor = Editor::create(folder, name, &passphrase, workplace.today)?;
    let certificate = editor.signing_key()?.certificate();
    let joined = Joined {
        card: editor.folder().card_file(),
        editor: name.to_owned(),
        fingerprint: certificate.fingerprint().to_spaced_hex(),
    };
    let message = Message::new("desk-joined")
        .with("card", joined.card.display())
        .with("fingerprint", &joined.fingerprint);
    Ok(workplace.terminal.give(&joined, &message)?)
}

fn make_token(wanted: &Token, workplace: &Workplace<'_>) -> Outcome {
    let folder = workplace.folder()?;
    let path = folder.token_file();
    if path.exists() && !wanted.replace {
        return Err(TokenThere(path).into());
    }
    folder.make()?;
    let token = EditorToken::generate().map_err(|error| KeyError::Library(error.to_string()))?;
    folder.write(&path, token.expose().as_bytes())?;
    let made = Made {
        token_file: path,
        token_hash: hex::encode(token.hash()),
        kind: if wanted.courier {
            "couriers"
        } else {
            "editors"
        },
    };
    let message = Message::new("desk-token")
        .with("file", made.token_file.display())
        .with("kind", made.kind)
        .with("hash", &made.token_hash);
    Ok(workplace.terminal.give(&made, &message)?)
}

fn editor_name(name: &str) -> Result<&str, CardError> {
    is_editor_name(name).then_some(name).ok_or(CardError::Name)
}
