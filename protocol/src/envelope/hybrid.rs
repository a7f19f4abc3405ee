//! The post-quantum hybrid recipient of age, `mlkem768x25519` ([C2SP
//! age.md](https://c2sp.org/age)).
//!
//! The file key is sealed by HPKE base mode (RFC 9180) over X-Wing (ML-KEM-768 and X25519),
//! HKDF-SHA256 and ChaCha20-Poly1305. The released `age` crate has no such recipient: this module
//! is to go when it has.

use std::{
    collections::HashSet,
    fmt,
    str::FromStr,
    sync::{Arc, OnceLock},
};

use age::{DecryptError, EncryptError};
use age_core::format::{FILE_KEY_BYTES, FileKey, Stanza};
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use bech32::{Checksum, Hrp, primitives::decode::CheckedHrpstring};
use hpke::{
    Deserializable, OpModeR, OpModeS, Serializable, aead::ChaCha20Poly1305, kdf::HkdfSha256,
    kem::XWing,
};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use x_wing::{DecapsulationKeyRejectNonContrib, Decapsulator, KeyExport, KeyInit, TryDecapsulate};
use zeroize::{Zeroize, Zeroizing};

/// Length of an X-Wing seed, from which an identity is expanded, in bytes.
pub const SEED_BYTES: usize = 32;
/// Length of an X-Wing public key, in bytes.
pub const PUBLIC_KEY_BYTES: usize = 1_216;
/// Length of an X-Wing encapsulation, the stanza's one argument before base64, in bytes.
pub const ENCAPSULATION_BYTES: usize = 1_120;
/// Length of a stanza's body: the file key and an AEAD tag, in bytes.
pub const STANZA_BODY_BYTES: usize = FILE_KEY_BYTES + 16;
/// Length of an `AGE-SECRET-KEY-PQ-1…` string, in characters.
pub const IDENTITY_CHARS: usize = 77;

const STANZA_TAG: &str = "mlkem768x25519";
const RECIPIENT_HRP: Hrp = Hrp::parse_unchecked("age1pq");
const IDENTITY_HRP: Hrp = Hrp::parse_unchecked("age-secret-key-pq-");
const HPKE_INFO: &[u8] = b"age-encryption.org/mlkem768x25519";
/// age refuses to seal one file to recipients with different labels: classical ones have none.
const LABEL: &str = "postquantum";

/// Bech32 (BIP 173) without its limit on length, as age uses it.
enum AgeBech32 {}

impl Checksum for AgeBech32 {
    type MidstateRepr = <bech32::Bech32 as Checksum>::MidstateRepr;
    const CODE_LENGTH: usize = 4_096;
    const CHECKSUM_LENGTH: usize = bech32::Bech32::CHECKSUM_LENGTH;
    const GENERATOR_SH: [u32; 5] = bech32::Bech32::GENERATOR_SH;
    const TARGET_RESIDUE: u32 = bech32::Bech32::TARGET_RESIDUE;
}

/// Why a recipient or an identity was refused. Never repeats the text: it may be a secret.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum HybridKeyError {
    /// The checksum or the alphabet of Bech32 is wrong.
    #[error("not valid Bech32: it was cut short or mistyped; copy it again whole")]
    Encoding,
    /// A recipient of another kind.
    #[error(
        "not a post-quantum hybrid recipient: Sourdine seals only to age1pq1… recipients, made by `sourdine desk card` or `age-keygen -pq`"
    )]
    NotHybrid,
    /// Well encoded, and not a key.
    #[error("the key inside is not a valid X-Wing key; ask its owner for it again")]
    Key,
}

/// A public key that files are sealed to: `age1pq1…`. Clones share it.
#[derive(Clone)]
pub struct HybridRecipient(Arc<PublicKey>);

struct PublicKey {
    bytes: [u8; PUBLIC_KEY_BYTES],
    /// The same, expanded when it is first used: a server seals to few keys, again and again.
    expanded: OnceLock<HpkeKey>,
}

type HpkeKey = <XWing as hpke::Kem>::PublicKey;

impl HybridRecipient {
    fn of_bytes(bytes: [u8; PUBLIC_KEY_BYTES]) -> Self {
        Self(Arc::new(PublicKey {
            bytes,
            expanded: OnceLock::new(),
        }))
    }

    fn hpke_key(&self) -> Result<&HpkeKey, HybridKeyError> {
        let PublicKey { bytes, expanded } = &*self.0;
        if let Some(key) = expanded.get() {
            return Ok(key);
        }
        let key = HpkeKey::from_bytes(bytes).map_err(|_| HybridKeyError::Key)?;
        Ok(expanded.get_or_init(|| key))
    }
}

impl PartialEq for HybridRecipient {
    fn eq(&self, other: &Self) -> bool {
        self.0.bytes == other.0.bytes
    }
}

impl Eq for HybridRecipient {}

impl fmt::Debug for HybridRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HybridRecipient({self})")
    }
}

impl FromStr for HybridRecipient {
    type Err = HybridKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut key = [0; PUBLIC_KEY_BYTES];
        decode(text, RECIPIENT_HRP, &mut key)?;
        let recipient = Self::of_bytes(key);
        recipient.hpke_key()?;
        if recipient.to_string() == text {
            Ok(recipient)
        } else {
            Err(HybridKeyError::Encoding)
        }
    }
}

impl fmt::Display for HybridRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        bech32::encode_lower_to_fmt::<AgeBech32, _>(f, RECIPIENT_HRP, &self.0.bytes)
            .map_err(|_| fmt::Error)
    }
}

impl Serialize for HybridRecipient {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for HybridRecipient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl age::Recipient for HybridRecipient {
    fn wrap_file_key(
        &self,
        file_key: &FileKey,
    ) -> Result<(Vec<Stanza>, HashSet<String>), EncryptError> {
        let failed = || EncryptError::Io(std::io::Error::other("the X-Wing encapsulation failed"));
        let (encapsulation, body) = hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &OpModeS::Base,
            self.hpke_key().map_err(|_| failed())?,
            HPKE_INFO,
            file_key.expose_secret(),
            &[],
        )
        .map_err(|_| failed())?;
        let stanza = Stanza {
            tag: STANZA_TAG.to_owned(),
            args: vec![BASE64_STANDARD_NO_PAD.encode(encapsulation.to_bytes())],
            body,
        };
        Ok((vec![stanza], HashSet::from([LABEL.to_owned()])))
    }
}

/// A secret key that opens what was sealed to its [`HybridRecipient`]: `AGE-SECRET-KEY-PQ-1…`.
pub struct HybridIdentity(SecretBox<[u8; SEED_BYTES]>);

impl HybridIdentity {
    /// Expands the identity of a seed, which the caller wipes.
    #[must_use]
    pub fn from_seed(seed: &[u8; SEED_BYTES]) -> Self {
        Self(SecretBox::init_with_mut(|own: &mut [u8; SEED_BYTES]| {
            own.copy_from_slice(seed);
        }))
    }

    /// A new identity from the system's random numbers.
    ///
    /// # Errors
    /// The system has none to give.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut seed = Zeroizing::new([0; SEED_BYTES]);
        getrandom::fill(seed.as_mut_slice())?;
        Ok(Self::from_seed(&seed))
    }

    /// The recipient that others seal to.
    #[must_use]
    pub fn to_recipient(&self) -> HybridRecipient {
        let key = self.decapsulation_key();
        HybridRecipient::of_bytes(key.encapsulation_key().to_bytes().into())
    }

    /// The line that stands in an identity file.
    #[must_use]
    pub fn to_secret_string(&self) -> SecretString {
        let mut text = String::with_capacity(IDENTITY_CHARS);
        let written = bech32::encode_upper_to_fmt::<AgeBech32, _>(
            &mut text,
            IDENTITY_HRP,
            self.0.expose_secret(),
        );
        debug_assert!(written.is_ok(), "a String takes any text");
        SecretString::from(text)
    }

    fn decapsulation_key(&self) -> DecapsulationKeyRejectNonContrib {
        DecapsulationKeyRejectNonContrib::new(self.0.expose_secret().into())
    }

    /// `None`: sealed to another recipient.
    fn open(&self, encapsulation: &[u8], body: &[u8]) -> Result<Option<FileKey>, DecryptError> {
        let ciphertext =
            x_wing::Ciphertext::try_from(encapsulation).map_err(|_| DecryptError::InvalidHeader)?;
        // hpke's X-Wing accepts a low-order X25519 point, which age forbids.
        self.decapsulation_key()
            .try_decapsulate(&ciphertext)
            .map(|mut shared| shared.zeroize())
            .map_err(|_| DecryptError::InvalidHeader)?;

        let secret_key = <XWing as hpke::Kem>::PrivateKey::from_bytes(self.0.expose_secret())
            .map_err(|_| DecryptError::InvalidHeader)?;
        let encapped = <XWing as hpke::Kem>::EncappedKey::from_bytes(encapsulation)
            .map_err(|_| DecryptError::InvalidHeader)?;
        let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &OpModeR::Base,
            &secret_key,
            &encapped,
            HPKE_INFO,
            body,
            &[],
        );
        let Ok(opened) = opened.map(Zeroizing::new) else {
            return Ok(None);
        };
        FileKey::try_init_with_mut(|key| {
            if opened.len() == key.len() {
                key.copy_from_slice(&opened);
                Ok(())
            } else {
                Err(DecryptError::InvalidHeader)
            }
        })
        .map(Some)
    }
}

impl FromStr for HybridIdentity {
    type Err = HybridKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut seed = Zeroizing::new([0; SEED_BYTES]);
        decode(text, IDENTITY_HRP, seed.as_mut_slice())?;
        let identity = Self::from_seed(&seed);
        if identity.to_secret_string().expose_secret() == text {
            Ok(identity)
        } else {
            Err(HybridKeyError::Encoding)
        }
    }
}

impl age::Identity for HybridIdentity {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        if stanza.tag != STANZA_TAG {
            return None;
        }
        let [encapsulation] = stanza.args.as_slice() else {
            return Some(Err(DecryptError::InvalidHeader));
        };
        let Ok(encapsulation) = BASE64_STANDARD_NO_PAD.decode(encapsulation) else {
            return Some(Err(DecryptError::InvalidHeader));
        };
        if encapsulation.len() != ENCAPSULATION_BYTES || stanza.body.len() != STANZA_BODY_BYTES {
            return Some(Err(DecryptError::InvalidHeader));
        }
        self.open(&encapsulation, &stanza.body).transpose()
    }
}

/// A [`HybridIdentity`] for files that are sealed to one hybrid recipient only. Where the header
/// has several, nothing is tried: a header of many recipients, tried by many identities, could keep
/// a reader busy for long.
pub struct OnlyRecipient<'a>(pub &'a HybridIdentity);

impl age::Identity for OnlyRecipient<'_> {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        self.0.unwrap_stanza(stanza)
    }

    fn unwrap_stanzas(&self, stanzas: &[Stanza]) -> Option<Result<FileKey, DecryptError>> {
        let mut hybrid = stanzas.iter().filter(|stanza| stanza.tag == STANZA_TAG);
        match (hybrid.next(), hybrid.next()) {
            (Some(stanza), None) => self.unwrap_stanza(stanza),
            (Some(_) | None, _) => None,
        }
    }
}

/// Decodes Bech32 into exactly `out`. The caller checks that its own encoding gives the same text.
fn decode(text: &str, expected: Hrp, out: &mut [u8]) -> Result<(), HybridKeyError> {
    let checked = CheckedHrpstring::new::<AgeBech32>(text).map_err(|_| HybridKeyError::Encoding)?;
    if checked.hrp() != expected {
        return Err(HybridKeyError::NotHybrid);
    }
    let bytes = checked.byte_iter();
    if bytes.len() != out.len() {
        return Err(HybridKeyError::Key);
    }
    for (slot, byte) in out.iter_mut().zip(bytes) {
        *slot = byte;
    }
    Ok(())
}
