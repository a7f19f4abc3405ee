//! Founds a desk, makes an editor of one, and what opens its server.

use std::path::PathBuf;

use serde::Serialize;
use sourdine_protocol::{
    roster::{Roster, RosterError, is_desk_name, is_editor_name},
    wire::EditorToken,
};

use super::{AppError, CommandContext, PassphraseKind, publication_key, server::address};
use crate::{
    courier::{OnionKey, ServerAddress},
    desk::{
        folder::{self, DeskFolder},
        identity::{self, editor::Editor},
        openpgp::{DeskKey, KeyError},
        publication::key as key_file,
        roster::{FIRST_ROSTER, TrustError, TrustedRoster, card::CardError},
    },
    l10n::Explain,
};

#[derive(Clone, Debug)]
pub struct NewDeskOptions {
    /// The desk's name, as sources read it.
    pub name: String,
    pub editor: String,
    /// For how many days the first roster is good.
    pub days: u32,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct TokenOptions {
    /// For a machine that may fetch and not confirm.
    pub courier: bool,
    pub replace: bool,
}

#[derive(Clone, Debug, Default)]
pub struct OnionKeyOptions {
    /// The editors' onion; the settings' where none is named.
    pub server: Option<String>,
    pub replace: bool,
}

#[derive(Debug, Explain, thiserror::Error)]
#[explain("error-token-there", path)]
pub struct TokenExistsError(PathBuf);

#[derive(Debug, Explain, thiserror::Error)]
pub enum OnionKeyError {
    #[explain("error-onion-key-no-onion", address)]
    NoOnion(ServerAddress),
    #[explain("error-onion-key-there", path)]
    Exists(PathBuf),
}

#[derive(Debug, Serialize)]
pub struct NewDeskReport {
    pub folder: PathBuf,
    pub fingerprint: String,
    pub editor: String,
    pub desk_key: PathBuf,
    pub expires: String,
}

#[derive(Debug, Serialize)]
pub struct CardReport {
    pub card: PathBuf,
    pub editor: String,
    pub fingerprint: String,
}

#[derive(Debug, Serialize)]
pub struct TokenReport {
    pub token_file: PathBuf,
    pub token_hash: String,
    /// The list of the server's settings that the hash belongs to.
    pub kind: &'static str,
}

#[derive(Debug, Serialize)]
pub struct OnionKeyReport {
    pub key_file: PathBuf,
    pub public: String,
}

/// Founds a desk: its key, its first editor, its first roster.
///
/// Fails if a desk or an editor is in the folder already, or a name or the passphrase is refused:
/// then nothing is made. Fails too if a file cannot be written in the folder.
pub fn new(
    context: &CommandContext<'_>,
    options: &NewDeskOptions,
) -> Result<NewDeskReport, AppError> {
    let folder = context.folder()?;
    folder.has_no_editor()?;
    folder.has_no_desk()?;
    let name = editor_name(&options.editor)?;
    if !is_desk_name(&options.name) {
        return Err(RosterError::Desk.into());
    }
    let key = DeskKey::generate(&options.name, context.today)?;
    let expires = context.today.plus(options.days);
    let passphrase = context.passphrases.passphrase(PassphraseKind::New)?;
    let editor = Editor::create(folder.clone(), name, &passphrase, context.today)?;
    let publication = publication_key::make(context, &options.name, FIRST_ROSTER, &key)?;
    let roster = Roster::new(
        FIRST_ROSTER,
        options.name.clone(),
        expires,
        key.certificate().armoured()?,
        vec![editor.card().editor.clone()],
    );
    let roster = roster.map_err(TrustError::Roster)?;
    let named = publication_key::named(&publication.certificate())?;
    let roster = roster.with_publication(Some(named));
    identity::lock(&folder.desk_key(), &key.expose()?, &passphrase)?;
    let recipient = editor.card().editor.recipient.clone();
    key_file::seal(folder.root(), &publication, &[recipient])?;
    let signed = TrustedRoster::sign(roster, &key, context.today)?;
    folder.accept(&signed)?;
    Ok(NewDeskReport {
        folder: folder.root().to_owned(),
        fingerprint: signed.desk().to_spaced_hex(),
        editor: name.to_owned(),
        desk_key: folder.desk_key(),
        expires: expires.to_string(),
    })
}

/// Makes an editor's keys, and a card for the founding editor.
///
/// Fails if an editor is in the folder already, the name or the passphrase is refused, or a file
/// cannot be written in the folder.
pub fn card(context: &CommandContext<'_>, editor: &str) -> Result<CardReport, AppError> {
    let folder = context.folder()?;
    folder.has_no_editor()?;
    let name = editor_name(editor)?;
    let passphrase = context.passphrases.passphrase(PassphraseKind::New)?;
    let editor = Editor::create(folder, name, &passphrase, context.today)?;
    let certificate = editor.signing_key()?.certificate();
    Ok(CardReport {
        card: editor.folder().card_file(),
        editor: name.to_owned(),
        fingerprint: certificate.fingerprint().to_spaced_hex(),
    })
}

/// Makes the token that opens the editors' door.
///
/// Fails if one is there already, or it cannot be written.
pub fn token(context: &CommandContext<'_>, options: TokenOptions) -> Result<TokenReport, AppError> {
    let folder = context.folder()?;
    let path = folder.token_file();
    if path.exists() && !options.replace {
        return Err(TokenExistsError(path).into());
    }
    let token = make_token(&folder)?;
    Ok(TokenReport {
        token_file: path,
        token_hash: hex::encode(token.hash()),
        kind: if options.courier {
            "couriers"
        } else {
            "editors"
        },
    })
}

/// Makes the key that tor asks for at the editors' onion.
///
/// Fails if one is there already, the address is no onion, or the key cannot be written.
pub fn onion_key(
    context: &CommandContext<'_>,
    options: &OnionKeyOptions,
) -> Result<OnionKeyReport, AppError> {
    let folder = context.folder()?;
    let server = address(options.server.as_deref(), &folder.settings()?)?;
    let ServerAddress::Onion { name, .. } = &server else {
        return Err(OnionKeyError::NoOnion(server).into());
    };
    let path = folder.onion_key_file();
    if path.exists() && !options.replace {
        return Err(OnionKeyError::Exists(path).into());
    }
    folder.make()?;
    let key = OnionKey::generate()?;
    folder::write(&path, key.expose_private_line(name).as_bytes())?;
    Ok(OnionKeyReport {
        key_file: path,
        public: key.public_line(),
    })
}

/// Makes a new token, in place of any that is there.
pub(super) fn make_token(folder: &DeskFolder) -> Result<EditorToken, AppError> {
    folder.make()?;
    let token = EditorToken::generate().map_err(|error| KeyError::Library(error.to_string()))?;
    folder::write(&folder.token_file(), token.expose().as_bytes())?;
    Ok(token)
}

fn editor_name(name: &str) -> Result<&str, CardError> {
    is_editor_name(name).then_some(name).ok_or(CardError::Name)
}
