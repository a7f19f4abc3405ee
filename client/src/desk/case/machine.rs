//! A machine's journal key: what an editor does on this machine is signed with it.
//!
//! The editor's OpenPGP key certifies it once, so that it need not be unsealed for each note.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sourdine_l10n::Explain;
use sourdine_protocol::{day::Day, hex_text};
use zeroize::Zeroizing;

use crate::desk::openpgp::{Certificate, EditorKey, KeyError};

/// Length of a journal key, secret or public, in bytes (RFC 8032).
pub const JOURNAL_KEY_BYTES: usize = 32;
/// Length of a signature by a journal key, in bytes (RFC 8032).
pub const JOURNAL_SIGNATURE_BYTES: usize = 64;
/// The first line of what certifies a journal key. A signature over any other text certifies none.
const CERTIFICATE_TITLE: &str = "sourdine/v2/journal-key";

/// The text is no key or signature of a journal.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
#[explain("name-journal-key")]
pub struct JournalHexError;

/// The public half of a machine's journal key, which names the machine.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct JournalPublicKey([u8; JOURNAL_KEY_BYTES]);

hex_text!(
    JournalPublicKey,
    JOURNAL_KEY_BYTES,
    JournalHexError,
    JournalHexError
);

/// A signature by a journal key.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct JournalSignature([u8; JOURNAL_SIGNATURE_BYTES]);

hex_text!(
    JournalSignature,
    JOURNAL_SIGNATURE_BYTES,
    JournalHexError,
    JournalHexError
);

impl JournalPublicKey {
    /// Whether this machine signed the text. Keys and signatures that another reader could take
    /// differently are refused.
    pub fn verifies(&self, text: &str, signature: &JournalSignature) -> bool {
        let signature = Signature::from_bytes(&signature.0);
        VerifyingKey::from_bytes(&self.0)
            .is_ok_and(|key| key.verify_strict(text.as_bytes(), &signature).is_ok())
    }
}

/// An editor's word that a journal key is of a machine of theirs.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(deny_unknown_fields)]
pub struct JournalCertificate {
    pub key: JournalPublicKey,
    /// The fingerprint of the editor's OpenPGP certificate.
    pub editor: String,
    /// The editor's detached signature in ASCII armour.
    pub signature: String,
}

impl JournalCertificate {
    /// Whether the holder of this certificate certified the key for this desk.
    pub fn is_by(&self, editor: &Certificate, desk: &str) -> bool {
        let text = text(desk, &self.key);
        editor.fingerprint().to_hex() == self.editor
            && editor.made(text.as_bytes(), &self.signature)
    }
}

/// What an editor signs who certifies a journal key.
fn text(desk: &str, key: &JournalPublicKey) -> String {
    format!("{CERTIFICATE_TITLE}\ndesk {desk}\nkey {key}\n")
}

/// The journal key of this machine, with its certificate. The library wipes the secret.
pub struct JournalKey {
    secret: SigningKey,
    certificate: JournalCertificate,
}

/// The JSON of a journal key in its sealed file.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct JournalKeyJson {
    version: u64,
    secret: Zeroizing<String>,
    certificate: JournalCertificate,
}

const JOURNAL_KEY_VERSION: u64 = 2;

impl JournalKey {
    /// Makes a key for this machine, certified by its editor.
    pub fn generate(editor: &EditorKey, desk: &str, today: Day) -> Result<Self, KeyError> {
        let mut seed = Zeroizing::new([0; JOURNAL_KEY_BYTES]);
        getrandom::fill(&mut *seed).map_err(|error| KeyError::Library(error.to_string()))?;
        let secret = SigningKey::from_bytes(&seed);
        let key = JournalPublicKey(secret.verifying_key().to_bytes());
        let certificate = JournalCertificate {
            key,
            editor: editor.certificate().fingerprint().to_hex(),
            signature: editor.sign(text(desk, &key).as_bytes(), today)?,
        };
        Ok(Self {
            secret,
            certificate,
        })
    }

    /// Reads a key from its JSON. One that was certified by another editor, or for another desk, is
    /// refused.
    pub fn from_json(json: &[u8], editor: &Certificate, desk: &str) -> Result<Self, KeyError> {
        let text: JournalKeyJson = serde_json::from_slice(json).map_err(|_| KeyError::Malformed)?;
        let mut seed = Zeroizing::new([0; JOURNAL_KEY_BYTES]);
        hex::decode_to_slice(text.secret.as_bytes(), &mut *seed)
            .map_err(|_| KeyError::Malformed)?;
        let secret = SigningKey::from_bytes(&seed);
        let is_own = text.certificate.key.0 == secret.verifying_key().to_bytes()
            && text.certificate.is_by(editor, desk);
        if is_own && text.version == JOURNAL_KEY_VERSION {
            let certificate = text.certificate;
            Ok(Self {
                secret,
                certificate,
            })
        } else {
            Err(KeyError::Malformed)
        }
    }

    /// The key as JSON with its secret, to be sealed at once.
    pub fn expose_json(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let seed = Zeroizing::new(self.secret.to_bytes());
        let text = JournalKeyJson {
            version: JOURNAL_KEY_VERSION,
            secret: Zeroizing::new(hex::encode(*seed)),
            certificate: self.certificate.clone(),
        };
        let json = serde_json::to_vec(&text);
        json.map(Zeroizing::new)
            .map_err(|error| KeyError::Library(error.to_string()))
    }

    pub const fn certificate(&self) -> &JournalCertificate {
        &self.certificate
    }

    pub const fn public(&self) -> JournalPublicKey {
        self.certificate.key
    }

    pub fn sign(&self, text: &str) -> JournalSignature {
        JournalSignature(self.secret.sign(text.as_bytes()).to_bytes())
    }
}
