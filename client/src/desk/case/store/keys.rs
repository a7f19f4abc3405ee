//! The keys of a case: a new one for each roster, so that an editor who left cannot read on.

use std::path::Path;

use age::{Identity, secrecy::ExposeSecret};
use serde::{Deserialize, Serialize};
use sourdine_protocol::envelope::hybrid::{HybridIdentity, HybridRecipient};
use zeroize::Zeroizing;

use super::error::CasesError;
use crate::desk::{
    case::{CASE_VERSION, CaseError, event::CaseId},
    openpgp::KeyError,
    sealed::{self, SealedError},
};

/// Largest file of keys, in bytes.
const KEYS_MAX_BYTES: u64 = 4_194_304;

/// Most keys that a file is given: one for each roster, and room for a stranger's.
const KEYS_MAX: usize = 256;

/// Why a file of keys was left aside.
pub(super) enum KeysError {
    Sealed(SealedError),
    Case(CaseError),
    Misnamed,
}

impl KeysError {
    /// Whether it is sealed to others.
    pub(super) const fn is_closed(&self) -> bool {
        matches!(self, Self::Sealed(SealedError::Closed(_)))
    }

    /// Whether it is a case of an older release.
    pub(super) const fn is_older(&self) -> bool {
        matches!(self, Self::Case(CaseError::OlderVersion))
    }

    pub(super) fn at(self, path: &Path) -> CasesError {
        match self {
            Self::Sealed(error) => error.into(),
            Self::Case(error) => CasesError::Case {
                path: path.to_owned(),
                error,
            },
            Self::Misnamed => CasesError::Misnamed(path.to_owned()),
        }
    }
}

/// The identities of a case, each as age writes it.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(transparent)]
pub(super) struct CaseKeys(Vec<Zeroizing<String>>);

/// The JSON of a case's keys. An older program looks for a version first, and refuses this one.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct KeysJson {
    version: u64,
    case: CaseId,
    keys: CaseKeys,
}

#[derive(Deserialize)]
struct VersionProbe {
    version: u64,
}

impl CaseKeys {
    /// Makes another key, and gives what is sealed to it.
    pub(super) fn generate(&mut self) -> Result<HybridRecipient, CaseError> {
        let identity = HybridIdentity::generate()?;
        let recipient = identity.to_recipient();
        let secret = identity.to_secret_string();
        self.0
            .push(Zeroizing::new(secret.expose_secret().to_owned()));
        Ok(recipient)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes over keys, and gives whether one of them is new.
    pub(super) fn union(&mut self, more: Self) -> bool {
        let before = self.0.len();
        for key in more.0 {
            if !self.0.contains(&key) {
                self.0.push(key);
            }
        }
        before != self.0.len()
    }

    pub(super) fn identities(&self) -> Vec<HybridIdentity> {
        self.0.iter().filter_map(|key| key.parse().ok()).collect()
    }

    pub(super) fn opens(&self, recipient: &HybridRecipient) -> bool {
        let mut identities = self.identities().into_iter();
        identities.any(|identity| identity.to_recipient() == *recipient)
    }

    /// The keys of these recipients, in their order: as many as a file is given.
    pub(super) fn only(&self, recipients: &[&HybridRecipient]) -> Self {
        let place = |key: &Zeroizing<String>| {
            let own = key.parse::<HybridIdentity>().ok()?.to_recipient();
            recipients.iter().position(|named| **named == own)
        };
        let keys = self.0.iter();
        let mut named: Vec<(usize, &Zeroizing<String>)> =
            keys.filter_map(|key| Some((place(key)?, key))).collect();
        named.sort_by_key(|(place, _)| *place);
        let keys = named.into_iter().take(KEYS_MAX);
        Self(keys.map(|(_, key)| key.clone()).collect())
    }

    /// These keys, and the first of others: an event that names one may still be on its way.
    pub(super) fn and_others(mut self, others: &Self) -> Self {
        for key in &others.0 {
            if !self.0.contains(key) && self.0.len() < KEYS_MAX {
                self.0.push(key.clone());
            }
        }
        self
    }

    pub(super) fn read(
        path: &Path,
        case: &CaseId,
        identity: &HybridIdentity,
    ) -> Result<Self, KeysError> {
        let identities: [&dyn Identity; 1] = [identity];
        let json = sealed::open_bytes(path, &identities, KEYS_MAX_BYTES);
        let json = json.map_err(KeysError::Sealed)?;
        let malformed = |error: serde_json::Error| KeysError::Case(error.into());
        let probe: VersionProbe = serde_json::from_slice(&json).map_err(malformed)?;
        if probe.version < CASE_VERSION {
            return Err(KeysError::Case(CaseError::OlderVersion));
        }
        if probe.version > CASE_VERSION {
            return Err(KeysError::Case(CaseError::NewerVersion(probe.version)));
        }
        let text: KeysJson = serde_json::from_slice(&json).map_err(malformed)?;
        if text.keys.0.len() > KEYS_MAX {
            return Err(KeysError::Sealed(SealedError::TooLarge(path.to_owned())));
        }
        if text.case == *case {
            Ok(text.keys)
        } else {
            Err(KeysError::Misnamed)
        }
    }

    pub(super) fn write(
        self,
        path: &Path,
        case: &CaseId,
        editors: &[HybridRecipient],
    ) -> Result<(), CasesError> {
        let text = KeysJson {
            version: CASE_VERSION,
            case: case.clone(),
            keys: self,
        };
        let json = serde_json::to_vec(&text)
            .map_err(|error| CasesError::Key(KeyError::Library(error.to_string())))?;
        let json = Zeroizing::new(json);
        Ok(sealed::seal(path, editors, &mut json.as_slice())?)
    }
}
