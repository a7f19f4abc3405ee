//! An editor at work: the desk's folder, unlocked with the passphrase.

use std::path::PathBuf;

use age::secrecy::SecretString;
use sourdine_l10n::Explain;
use sourdine_protocol::{day::Day, envelope::hybrid::HybridIdentity, roster::is_editor_name};

use crate::desk::{
    case::machine::JournalKey,
    folder::{self, DeskFolder, FolderError},
    identity::{self, IdentityError},
    openpgp::{Certificate, EditorKey, KeyError},
    roster::card::{Card, CardError},
    roster::{TrustError, TrustedRoster},
    sealed::{self, SealedError},
};

/// Longest OpenPGP key that is read from its sealed file, in bytes.
const SIGNING_KEY_MAX_BYTES: u64 = 65_536;

#[derive(Debug, Explain, thiserror::Error)]
pub enum EditorError {
    #[explain(transparent)]
    Folder(#[from] FolderError),
    #[explain(transparent)]
    Identity(#[from] IdentityError),
    #[explain(transparent)]
    Trust(#[from] TrustError),
    #[explain(transparent)]
    Key(#[from] KeyError),
    #[explain(transparent)]
    Sealed(#[from] SealedError),
    /// The card in the folder is of another identity.
    #[explain("error-other-card", path)]
    OtherCard(PathBuf),
}

/// An editor with an unlocked identity.
pub struct Editor {
    folder: DeskFolder,
    card: Card,
    is_card_new: bool,
    identity: HybridIdentity,
}

impl Editor {
    /// Makes a new editor in a folder: identity, OpenPGP key and card. A folder that already has
    /// an editor is refused.
    pub fn create(
        folder: DeskFolder,
        name: &str,
        passphrase: &SecretString,
        today: Day,
    ) -> Result<Self, EditorError> {
        folder.has_no_editor()?;
        identity::check_new_passphrase(passphrase)?;
        folder.make()?;
        let identity =
            HybridIdentity::generate().map_err(|error| KeyError::Library(error.to_string()))?;
        let key = EditorKey::generate(name, today)?;
        let recipient = identity.to_recipient();
        let card = Card::new(sourdine_protocol::roster::Editor {
            name: name.to_owned(),
            recipient: recipient.clone(),
            certificate: key.certificate().armoured()?,
        });
        let json = card.to_json().map_err(FolderError::Card)?;
        let card = Card::from_json(&json).map_err(FolderError::Card)?;
        identity::create(&folder.identity(), &identity, passphrase)?;
        let secret = key.expose()?;
        sealed::seal(&folder.signing_key(), &[recipient], &mut secret.as_slice())?;
        folder::forget_time(&folder.signing_key())?;
        folder::write(&folder.card_file(), &json)?;
        Ok(Self {
            folder,
            card,
            is_card_new: false,
            identity,
        })
    }

    /// Unlocks the identity in the folder. A card that is lost or damaged is made anew.
    pub fn unlock(folder: DeskFolder, passphrase: &SecretString) -> Result<Self, EditorError> {
        let identity = identity::unlock(&folder.identity(), passphrase)?;
        let kept = folder.card()?;
        let is_card_new = kept.is_none();
        let card = match kept {
            Some(card) => card,
            None => remade_card(&folder, &identity)?,
        };
        if card.editor.recipient != identity.to_recipient() {
            return Err(EditorError::OtherCard(folder.card_file()));
        }
        Ok(Self {
            folder,
            card,
            is_card_new,
            identity,
        })
    }

    pub const fn folder(&self) -> &DeskFolder {
        &self.folder
    }

    pub fn name(&self) -> &str {
        &self.card.editor.name
    }

    /// The card with which the founding editor puts this editor on the roster.
    pub const fn card(&self) -> &Card {
        &self.card
    }

    /// Whether the card was lost or damaged, and was made anew.
    pub const fn is_card_new(&self) -> bool {
        self.is_card_new
    }

    /// The key that opens envelopes and cases.
    pub const fn identity(&self) -> &HybridIdentity {
        &self.identity
    }

    /// The OpenPGP key, which makes signatures and opens OpenPGP messages.
    pub fn signing_key(&self) -> Result<EditorKey, EditorError> {
        signing_key(&self.folder, &self.identity)
    }

    /// The key with which this machine signs what its editor does in cases. None if there is none
    /// for this desk, or it is damaged: then another is made.
    pub fn journal_key(&self, desk: &str) -> Option<JournalKey> {
        let identities: [&dyn age::Identity; 1] = [&self.identity];
        let path = self.folder.journal_key();
        let json = sealed::open_bytes(&path, &identities, SIGNING_KEY_MAX_BYTES).ok()?;
        let own = Certificate::parse(&self.card.editor.certificate).ok()?;
        JournalKey::from_json(&json, &own, desk).ok()
    }

    /// Makes another journal key for this machine, and keeps it in place of the one before.
    pub fn renew_journal_key(&self, desk: &str, today: Day) -> Result<JournalKey, EditorError> {
        let key = JournalKey::generate(&self.signing_key()?, desk, today)?;
        let json = key.expose_json()?;
        let path = self.folder.journal_key();
        let own = [self.identity.to_recipient()];
        sealed::seal(&path, &own, &mut json.as_slice())?;
        folder::forget_time(&path)?;
        Ok(key)
    }

    /// The newest roster that was accepted.
    pub fn roster(&self) -> Result<TrustedRoster, EditorError> {
        Ok(self.folder.roster()?)
    }
}

fn signing_key(folder: &DeskFolder, identity: &HybridIdentity) -> Result<EditorKey, EditorError> {
    let path = folder.signing_key();
    let secret = sealed::open_bytes(&path, &[identity], SIGNING_KEY_MAX_BYTES)?;
    Ok(EditorKey::from_bytes(&secret)?)
}

/// Makes the card of an editor's keys, and writes it. The name is the OpenPGP key's user id.
fn remade_card(folder: &DeskFolder, identity: &HybridIdentity) -> Result<Card, EditorError> {
    let key = signing_key(folder, identity)?;
    let name = key.user_id().filter(|name| is_editor_name(name));
    let card = Card::new(sourdine_protocol::roster::Editor {
        name: name.ok_or(FolderError::Card(CardError::Name))?,
        recipient: identity.to_recipient(),
        certificate: key.certificate().armoured()?,
    });
    let json = card.to_json().map_err(FolderError::Card)?;
    folder::write(&folder.card_file(), &json)?;
    Ok(card)
}
