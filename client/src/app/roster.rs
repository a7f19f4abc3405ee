//! The editors whom sources seal to: shown, changed, signed, handed over.

use std::path::{Path, PathBuf};

use serde::Serialize;
use sourdine_platform::files;
use sourdine_protocol::{
    day::Day,
    roster::{Editor, Notices, Roster, Topic},
    text::Language,
};

use super::{
    AppError, CommandContext, PassphraseKind, Question, RosterWarning,
    closing::{ClosingReport, OpenChains},
    publication_key::NextKey,
};
use crate::{
    desk::{
        FileError,
        folder::{self, DeskFolder},
        identity,
        openpgp::{Certificate, DeskKey},
        roster::{TrustError, TrustedRoster, card::Card, difference::RosterDifference},
    },
    l10n::Explain,
};

/// For how many days a roster is good unless told otherwise.
pub const ROSTER_DAYS: u32 = 365;
/// A roster that lasts longer could not be taken back.
pub const ROSTER_DAYS_MAX: u32 = 1_100;
const CARD_MAX_BYTES: u64 = 262_144;

#[derive(Clone, Debug)]
pub struct SigningOptions {
    /// The desk's key; the one in the desk's folder where none is named.
    pub desk_key: Option<PathBuf>,
    pub days: u32,
    /// The number of the newest roster, as another editor has it, where the cases of this machine
    /// cannot be looked at.
    pub newest: Option<u64>,
}

#[derive(Debug, Explain, thiserror::Error)]
pub enum RosterChangeError {
    #[explain("error-roster-unknown", editor)]
    Unknown(String),
    #[explain("error-roster-taken", editor)]
    Taken(String),
    #[explain("error-roster-last", editor)]
    Last(String),
    #[explain("error-desk-key-missing", path)]
    NoDeskKey(PathBuf),
    /// The cases could say that there is a newer roster, and could not be looked at.
    #[explain("error-roster-unseen", reason, number)]
    Unseen { reason: String, number: u64 },
}

#[derive(Debug, Serialize)]
pub struct RosterReport {
    pub desk: String,
    pub serial: u64,
    pub expires: Day,
    pub fingerprint: String,
    pub editors: Vec<ListedEditor>,
    /// What the desk itself tells sources.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<ListedNotice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roster_warning: Option<RosterWarning>,
    /// What changed with a roster that was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<RosterDifference>,
    /// Files of the desk that were damaged, and were replaced.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replaced: Vec<PathBuf>,
    /// The fingerprint of the key that signs what the desk publishes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publication_key: Option<String>,
    /// What became of what editors who left had written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closing: Option<ClosingReport>,
    /// Whether this machine knew no roster of the desk before.
    #[serde(skip)]
    pub is_first: bool,
    /// Whether an editor was just taken off.
    #[serde(skip)]
    pub is_shorter: bool,
}

#[derive(Debug, Serialize)]
pub struct ListedEditor {
    pub name: String,
    pub fingerprint: String,
}

/// A notice of the desk's, in both languages.
#[derive(Debug, Serialize)]
pub struct ListedNotice {
    pub topic: &'static str,
    pub fr: String,
    pub en: String,
}

impl ListedNotice {
    fn new(notices: &Notices, topic: Topic) -> Option<Self> {
        let text = |language| notices.text(topic, language).map(str::to_owned);
        Some(Self {
            topic: topic.name(),
            fr: text(Language::Fr)?,
            en: text(Language::En)?,
        })
    }
}

/// What a roster says besides its desk, its number and its last day.
#[derive(Clone)]
pub(super) struct RosterContents {
    pub(super) editors: Vec<Editor>,
    pub(super) notices: Notices,
}

impl RosterReport {
    pub(super) fn new(trusted: &TrustedRoster, today: Day) -> Self {
        let roster = trusted.roster();
        let fingerprint = |name: &str| {
            let certificate = trusted.certificate(name);
            certificate.map(|certificate| certificate.fingerprint().to_spaced_hex())
        };
        let editors = roster.editors.iter().map(|editor| ListedEditor {
            name: editor.name.clone(),
            fingerprint: fingerprint(&editor.name).unwrap_or_default(),
        });
        let notices = Topic::ALL.iter();
        let notices = notices.filter_map(|topic| ListedNotice::new(&roster.notices, *topic));
        Self {
            desk: roster.desk.clone(),
            serial: roster.serial,
            expires: roster.expires,
            fingerprint: trusted.desk().to_spaced_hex(),
            editors: editors.collect(),
            notices: notices.collect(),
            roster_warning: RosterWarning::of(trusted, today),
            changes: None,
            replaced: Vec::new(),
            publication_key: (trusted.publication())
                .map(|certificate| certificate.fingerprint().to_spaced_hex()),
            closing: None,
            is_first: false,
            is_shorter: false,
        }
    }
}

/// Fails if there is no roster that this machine trusts.
pub fn show(context: &CommandContext<'_>) -> Result<RosterReport, AppError> {
    let trusted = context.folder()?.roster()?;
    Ok(RosterReport::new(&trusted, context.today))
}

/// Puts an editor on the roster, from their card.
///
/// Fails if the card does not read or its fingerprint was not compared, or if the roster cannot
/// be signed with the desk's key.
pub fn add(
    context: &CommandContext<'_>,
    card: &Path,
    signing: &SigningOptions,
) -> Result<RosterReport, AppError> {
    let json = files::read_regular(card, CARD_MAX_BYTES).map_err(FileError::at(card))?;
    let editor = Card::from_json(&json)?.editor;
    let certificate = Certificate::parse(&editor.certificate)?;
    context.require(&Question::CompareFingerprint {
        editor: &editor.name,
        fingerprint: certificate.fingerprint().to_spaced_hex(),
    })?;
    change(context, signing, |mut next| {
        if next.editors.iter().any(|other| other.name == editor.name) {
            return Err(RosterChangeError::Taken(editor.name));
        }
        next.editors.push(editor);
        Ok(next)
    })
}

/// Takes an editor off the roster: nothing sealed afterwards opens for them.
///
/// Fails if no other editor would be left, or the roster cannot be signed.
pub fn remove(
    context: &CommandContext<'_>,
    name: &str,
    signing: &SigningOptions,
) -> Result<RosterReport, AppError> {
    context.require(&Question::RemoveEditor(name))?;
    let folder = context.folder()?;
    let (report, open) = change_seeing(context, signing, |mut next| {
        let before = next.editors.len();
        next.editors.retain(|editor| editor.name != name);
        if next.editors.len() == before {
            Err(RosterChangeError::Unknown(name.to_owned()))
        } else if next.editors.is_empty() {
            Err(RosterChangeError::Last(name.to_owned()))
        } else {
            Ok(next)
        }
    })?;
    Ok(RosterReport {
        is_shorter: true,
        closing: open.close(context, folder.roster()?),
        ..report
    })
}

/// Signs the roster anew, for a longer time.
///
/// Fails if the desk's key is not there, or does not open.
pub fn sign(
    context: &CommandContext<'_>,
    signing: &SigningOptions,
) -> Result<RosterReport, AppError> {
    change(context, signing, Ok)
}

/// Signs the next roster, with what `change` makes of today's contents.
pub(super) fn change(
    context: &CommandContext<'_>,
    signing: &SigningOptions,
    change: impl FnOnce(RosterContents) -> Result<RosterContents, RosterChangeError>,
) -> Result<RosterReport, AppError> {
    Ok(change_seeing(context, signing, change)?.0)
}

/// The same, and gives the chains of all editors as they were before. A roster that is older than
/// one that this machine or a case knows is not changed: an editor who was taken off would come
/// back with the next.
fn change_seeing(
    context: &CommandContext<'_>,
    signing: &SigningOptions,
    change: impl FnOnce(RosterContents) -> Result<RosterContents, RosterChangeError>,
) -> Result<(RosterReport, OpenChains), AppError> {
    let folder = context.folder()?;
    let current = folder.roster_to_replace()?;
    folder.check_not_older(&current)?;
    let open = OpenChains::see(context, &folder);
    // Where the roster is from a day to come, no case is read: the editor is asked for the day.
    let is_dated_ahead = current.checked_on() > context.today;
    if let Some(reason) = open.unseen_newer(context)?
        && !is_dated_ahead
        && signing.newest != Some(current.roster().serial)
    {
        let number = current.roster().serial;
        return Err(RosterChangeError::Unseen { reason, number }.into());
    }
    if is_dated_ahead {
        context.require(&Question::ClockIsRight {
            signed: current.checked_on(),
            today: context.today,
        })?;
    }
    let roster = current.roster();
    let next = change(RosterContents {
        editors: roster.editors.clone(),
        notices: roster.notices.clone(),
    })?;
    let unsigned = Roster::new(
        roster.serial.saturating_add(1),
        roster.desk.clone(),
        context.today.plus(signing.days),
        roster.certificate.clone(),
        next.editors.clone(),
    )
    .map(|signed| signed.with_notices(next.notices));
    let unsigned = unsigned.map_err(TrustError::Roster)?;
    let key = unlock_desk_key(context, &folder, &current, signing)?;
    let publication = NextKey::seal(context, &folder, &current, &next.editors, &key)?;
    let unsigned = unsigned.with_publication(Some(publication.certificate.clone()));
    let signed = TrustedRoster::sign(unsigned, &key, context.today)?;
    folder.keep(&signed)?;
    publication.remove_replaced(&folder);
    Ok((RosterReport::new(&signed, context.today), open))
}

/// Unlocks the key of the desk that signed the current roster.
fn unlock_desk_key(
    context: &CommandContext<'_>,
    folder: &DeskFolder,
    current: &TrustedRoster,
    signing: &SigningOptions,
) -> Result<DeskKey, AppError> {
    let path = signing.desk_key.clone();
    let path = path.unwrap_or_else(|| folder.desk_key());
    if !path.exists() {
        return Err(RosterChangeError::NoDeskKey(path).into());
    }
    let passphrase = context.passphrases.passphrase(PassphraseKind::DeskKey)?;
    let key = DeskKey::from_bytes(&identity::unlock_bytes(&path, &passphrase)?)?;
    let found = key.certificate().fingerprint();
    if found != *current.desk() {
        return Err(TrustError::OtherDesk {
            trusted: current.desk().clone(),
            found,
        }
        .into());
    }
    Ok(key)
}

#[derive(Debug, Serialize)]
pub struct ExportReport {
    /// Where the roster was written, where a file was named.
    pub file: Option<PathBuf>,
    #[serde(skip)]
    pub json: Vec<u8>,
}

/// Gives the signed roster out, for the operator and the other editors.
///
/// Fails if there is none, or the file cannot be written.
pub fn export(context: &CommandContext<'_>, file: Option<&Path>) -> Result<ExportReport, AppError> {
    let folder = context.folder()?;
    let json = folder.roster()?.signed().to_json();
    let json = json.map_err(TrustError::Roster)?;
    if let Some(path) = file {
        folder::write(path, &json)?;
    }
    Ok(ExportReport {
        file: file.map(Path::to_owned),
        json,
    })
}
