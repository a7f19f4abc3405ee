//! An editor at work: the folder, unlocked with the passphrase.

use age::secrecy::SecretString;
use sourdine_l10n::Explain;
use sourdine_protocol::{
    day::Day,
    envelope::hybrid::{HybridIdentity, HybridRecipient},
};

use crate::desk::{
    folder::{DeskFolder, FolderError},
    identity::{self, IdentityError},
    openpgp::{EditorKey, KeyError},
    roster::card::Card,
    roster::{TrustError, TrustedRoster},
    sealed::{self, SealedError},
};

/// Longest sealed OpenPGP key, in bytes.
const SIGNING_KEY_MAX_BYTES: u64 = 65_536;

/// Why an editor cannot work.
#[derive(Debug, Explain, thiserror::Error)]
pub enum EditorError {
    /// The folder.
    #[explain(transparent)]
    Folder(#[from] FolderError),
    /// The identity.
    #[explain(transparent)]
    Identity(#[from] IdentityError),
    /// The roster.
    #[explain(transparent)]
    Trust(#[from] TrustError),
    /// The signing key.
    #[explain(transparent)]
    Key(#[from] KeyError),
    /// A sealed file.
    #[explain(transparent)]
    Sealed(#[from] SealedError),
    /// The card in the folder is not of this identity.
    #[explain("error-other-card")]
    OtherCard,
}

/// An editor whose identity is unlocked.
pub struct Editor {
    folder: DeskFolder,
    card: Card,
    identity: HybridIdentity,
}

impl Editor {
    /// Makes a new editor in a folder: identity, OpenPGP key and card.
    ///
    /// # Errors
    /// Somebody is there already, the passphrase is short, or it cannot be written.
    pub fn create(
        folder: DeskFolder,
        name: &str,
        passphrase: &SecretString,
        today: Day,
    ) -> Result<Self, EditorError> {
        folder.vacant()?;
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
        folder.forget_time(&folder.signing_key())?;
        folder.write(&folder.card_file(), &json)?;
        Ok(Self {
            folder,
            card,
            identity,
        })
    }

    /// Unlocks the folder's identity.
    ///
    /// # Errors
    /// There is none, or the passphrase is another.
    pub fn unlock(folder: DeskFolder, passphrase: &SecretString) -> Result<Self, EditorError> {
        let identity = identity::unlock(&folder.identity(), passphrase)?;
        let card = folder.card()?;
        if card.editor.recipient != identity.to_recipient() {
            return Err(EditorError::OtherCard);
        }
        Ok(Self {
            folder,
            card,
            identity,
        })
    }

    /// The folder.
    #[must_use]
    pub const fn folder(&self) -> &DeskFolder {
        &self.folder
    }

    /// The name on the roster.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.card.editor.name
    }

    /// What the founding editor needs.
    #[must_use]
    pub const fn card(&self) -> &Card {
        &self.card
    }

    /// What opens envelopes and cases.
    #[must_use]
    pub const fn identity(&self) -> &HybridIdentity {
        &self.identity
    }

    /// What signs, and opens OpenPGP messages.
    ///
    /// # Errors
    /// It does not open.
    pub fn signing_key(&self) -> Result<EditorKey, EditorError> {
        let identities: [&dyn age::Identity; 1] = [&self.identity];
        let path = self.folder.signing_key();
        let secret = sealed::open_bytes(&path, &identities, SIGNING_KEY_MAX_BYTES)?;
        Ok(EditorKey::from_bytes(&secret)?)
    }

    /// The newest roster seen.
    ///
    /// # Errors
    /// None was accepted, or it is not trusted.
    pub fn roster(&self) -> Result<TrustedRoster, EditorError> {
        Ok(self.folder.roster()?)
    }

    /// Whom cases are sealed to.
    ///
    /// # Errors
    /// There is no roster, or it expired.
    pub fn recipients(&self, today: Day) -> Result<Vec<HybridRecipient>, EditorError> {
        Ok(self.roster()?.recipients(today)?)
    }
}
