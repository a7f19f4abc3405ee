//! The way to the desk's server: this machine makes its keys and a request for the operator, and
//! takes the operator's answer.

use std::path::{Path, PathBuf};

use sequoia_openpgp::Fingerprint;
use serde::Serialize;
use sourdine_platform::files;
use sourdine_protocol::{
    access::{ANSWER_MAX_BYTES, AccessRequest, Answer, AnswerError, SignedRequest},
    wire::EditorToken,
};

use super::{
    AppError, CommandContext, case_session::CaseSession, desk::make_token, state::StateReport,
};
use crate::{
    courier::{OnionKey, ServerAddress, read_token},
    desk::{
        FileError,
        folder::{self, DeskFolder},
        openpgp::parse_fingerprint,
    },
    l10n::Explain,
};

/// Longest file of a key to the onion: more than its line has.
const KEY_FILE_MAX_BYTES: u64 = 1_024;

#[derive(Clone, Debug)]
pub struct JoinOptions {
    /// The operator's answer.
    pub answer: PathBuf,
    /// Whether its addresses take the place of others.
    pub replace: bool,
}

#[derive(Debug, Explain, thiserror::Error)]
pub enum AccessError {
    /// The roster does not name this editor, or names other keys.
    #[explain("error-request-off-roster", name)]
    OffRoster(String),
    #[explain("error-onion-key-damaged", path)]
    DamagedKey(PathBuf),
    #[explain("error-join-no-key")]
    NoKey,
    /// The answer is of another desk than the one whose roster is here.
    #[explain("error-join-other-desk", known = known.to_spaced_hex(), offered = offered.to_spaced_hex())]
    OtherDesk {
        known: Fingerprint,
        offered: Fingerprint,
    },
    /// The settings name another server.
    #[explain("error-join-other-server")]
    OtherServer { known: String, offered: String },
    #[explain(transparent(source), at = path.display())]
    Answer { path: PathBuf, source: AnswerError },
}

#[derive(Debug, Serialize)]
pub struct RequestReport {
    pub request: PathBuf,
    pub editor: String,
}

#[derive(Debug, Serialize)]
pub struct JoinReport {
    pub sources: String,
    pub editors: String,
    pub key_file: PathBuf,
    /// The words to compare, where this machine has cases that others wrote in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<StateReport>,
}

/// Makes the token and the key to the editors' onion, where they are not there yet, and writes a
/// request that this editor signs.
///
/// Fails if the roster that is here does not name this editor, or a file cannot be written.
pub fn request(context: &CommandContext<'_>, to: Option<&Path>) -> Result<RequestReport, AppError> {
    let editor = context.editor()?;
    let folder = editor.folder();
    let roster = folder.roster()?;
    let key = editor.signing_key()?;
    let own = key.certificate().fingerprint();
    let name = editor.name();
    let named = roster.certificate(name);
    if named.is_none_or(|named| named.fingerprint() != own) {
        return Err(AccessError::OffRoster(name.to_owned()).into());
    }
    let token = token(folder)?;
    let onion_key = match onion_key(folder)? {
        Some(key) => key,
        None => make_onion_key(folder)?,
    };
    let asked = AccessRequest::new(
        roster.desk().to_hex(),
        name.to_owned(),
        own.to_hex(),
        token.hash(),
        onion_key.public_line(),
    )?;
    let text = asked.to_text()?;
    let signature = key.sign(text.as_bytes(), context.today)?;
    let path = to.map_or_else(|| folder.request_file(name), Path::to_path_buf);
    folder::write(&path, &SignedRequest::new(text, signature).to_json()?)?;
    Ok(RequestReport {
        request: path,
        editor: name.to_owned(),
    })
}

/// Takes the operator's answer: writes the addresses into the settings, and the key to the editors'
/// onion as tor reads it. Gives the words to compare.
///
/// Fails if the editor cannot be unlocked, if the answer is of another desk than the one that is
/// trusted here, if the settings name another server, or if this machine has no key to the onion.
pub fn join(context: &CommandContext<'_>, options: &JoinOptions) -> Result<JoinReport, AppError> {
    let session = CaseSession::open(context)?;
    let folder = session.editor.folder();
    let roster = folder.roster()?;
    let answer = read_answer(&options.answer)?;
    let offered = parse_fingerprint(&answer.desk)?;
    if offered != *roster.desk() {
        let known = roster.desk().clone();
        return Err(AccessError::OtherDesk { known, offered }.into());
    }
    let sources = ServerAddress::of_onion(answer.sources).to_string();
    let editors = ServerAddress::of_onion(answer.editors.clone()).to_string();
    let settings = folder.settings()?;
    for (known, offered) in [(settings.server, &editors), (settings.sources, &sources)] {
        let other = known.filter(|known| known != offered && !options.replace);
        if let Some(known) = other {
            let offered = offered.clone();
            return Err(AccessError::OtherServer { known, offered }.into());
        }
    }
    let key = onion_key(folder)?.ok_or(AccessError::NoKey)?;
    let path = folder.onion_key_file();
    folder::write(&path, key.expose_private_line(&answer.editors).as_bytes())?;
    forget_nameless(folder)?;
    folder.set(&[("server", &editors), ("sources", &sources)])?;
    let has_cases = !session.cases.list()?.is_empty();
    let words = has_cases.then(|| StateReport::of(&session)).transpose()?;
    Ok(JoinReport {
        sources,
        editors,
        key_file: path,
        words,
    })
}

fn read_answer(path: &Path) -> Result<Answer, AppError> {
    // One byte more than there may be, so that the reader itself refuses what is too long.
    let bytes = files::open_regular(path, u64::MAX).and_then(|file| {
        let most = ANSWER_MAX_BYTES as u64 + 1;
        files::read_secret_part(&file, most)
    });
    let bytes = bytes.map_err(FileError::at(path))?;
    let answer = Answer::from_json(&bytes).map_err(|source| AccessError::Answer {
        path: path.to_owned(),
        source,
    })?;
    Ok(answer)
}

/// The token that is here, else a new one.
fn token(folder: &DeskFolder) -> Result<EditorToken, AppError> {
    let path = folder.token_file();
    if path.exists() {
        Ok(read_token(&path)?)
    } else {
        make_token(folder)
    }
}

/// The key to the editors' onion that is here, with the onion's name or without.
fn onion_key(folder: &DeskFolder) -> Result<Option<OnionKey>, AppError> {
    let files = [folder.nameless_onion_key_file(), folder.onion_key_file()];
    let Some(path) = files.into_iter().find(|path| path.exists()) else {
        return Ok(None);
    };
    let bytes = files::read_secret(&path, KEY_FILE_MAX_BYTES).map_err(FileError::at(&path))?;
    let line = std::str::from_utf8(&bytes).ok();
    let key = line.and_then(OnionKey::from_line);
    Ok(Some(key.ok_or(AccessError::DamagedKey(path))?))
}

fn make_onion_key(folder: &DeskFolder) -> Result<OnionKey, AppError> {
    folder.make()?;
    let key = OnionKey::generate()?;
    let path = folder.nameless_onion_key_file();
    folder::write(&path, key.expose_secret_line().as_bytes())?;
    Ok(key)
}

/// A secret lies in one place.
fn forget_nameless(folder: &DeskFolder) -> Result<(), AppError> {
    let path = folder.nameless_onion_key_file();
    if path.exists() {
        std::fs::remove_file(&path).map_err(FileError::at(&path))?;
    }
    Ok(())
}
