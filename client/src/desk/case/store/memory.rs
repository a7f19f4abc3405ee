//! What this machine remembers of a case: all that it has seen, sealed to its editor.
//!
//! The shared folder can be rolled back by whoever holds it; this file cannot. A machine without it
//! believes what it is shown. The file carries a [proof](Proof) of its records, so that they need
//! not be verified again.

use std::{collections::BTreeSet, path::Path};

use age::{Identity, secrecy::ExposeSecret};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256, Sha512};
use sourdine_protocol::envelope::hybrid::HybridIdentity;
use zeroize::Zeroizing;

use super::{error::CasesError, keys::CaseKeys};
use crate::desk::{
    case::{
        CASE_VERSION, CaseError, SeenByMachine,
        event::{DocumentFile, EventId},
        journal::{Journal, RecordKey, Records, Verified},
    },
    sealed::{self, SealedError},
};

/// Largest memory of a case, in bytes.
const MEMORY_MAX_BYTES: u64 = 268_435_456;

/// The segment that this machine still writes to.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnSegment {
    pub file: DocumentFile,
    /// The number of the roster that it is sealed for.
    pub roster: u64,
    pub events: BTreeSet<EventId>,
}

/// What the key of a proof is made with, beside the editor's identity.
const PROOF_TITLE: &str = "sourdine/v3/memory-proof\n";

/// Proves that a holder of the editor's identity verified these records, with the editors'
/// signatures under decisions, and saw these events in time: an HMAC-SHA-256 (RFC 2104) over their
/// names. That a file is sealed to the editor proves nothing, since everyone can seal.
#[derive(Deserialize, Eq, PartialEq, Serialize)]
struct Proof(String);

impl Proof {
    fn of(
        records: &BTreeSet<RecordKey>,
        in_time: &BTreeSet<EventId>,
        identity: &HybridIdentity,
    ) -> Self {
        let secret = identity.to_secret_string();
        let key = Sha512::new().chain_update(PROOF_TITLE);
        let key = key.chain_update(secret.expose_secret()).finalize();
        let key = Zeroizing::new(key);
        let mut proof = Hmac::<Sha256>::new(&key);
        for (id, signature) in records {
            proof.update(format!("{id} {signature}\n").as_bytes());
        }
        for id in in_time {
            proof.update(format!("{id}\n").as_bytes());
        }
        Self(hex::encode(proof.finalize().into_bytes()))
    }
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct MemoryJson {
    version: u64,
    keys: CaseKeys,
    records: Records,
    #[serde(default)]
    in_time: BTreeSet<EventId>,
    segment: Option<OwnSegment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    proof: Option<Proof>,
}

#[derive(Default)]
pub(super) struct Memory {
    keys: CaseKeys,
    journal: Journal,
    /// The events that counted because their editors were on this machine's roster: they stay valid
    /// when the editors leave.
    in_time: BTreeSet<EventId>,
    pub segment: Option<OwnSegment>,
}

impl Memory {
    /// Reads what is remembered; nothing where there is no file. Records with a proof are verified.
    pub(super) fn read(
        path: &Path,
        identity: &HybridIdentity,
        verified: &Verified,
    ) -> Result<Self, CasesError> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let identities: [&dyn Identity; 1] = [identity];
        let json = sealed::open_bytes(path, &identities, MEMORY_MAX_BYTES)?;
        let at_fault = |error| CasesError::Case {
            path: path.to_owned(),
            error,
        };
        let text: MemoryJson =
            serde_json::from_slice(&json).map_err(|error| at_fault(error.into()))?;
        if text.version != CASE_VERSION {
            return Err(at_fault(CaseError::NewerVersion(text.version)));
        }
        let mut journal = Journal::default();
        journal.union(text.records);
        let records = journal.keys();
        let mut in_time = text.in_time;
        if text.proof == Some(Proof::of(&records, &in_time, identity)) {
            verified.extend(records);
        } else {
            in_time.clear();
        }
        Ok(Self {
            keys: text.keys,
            journal,
            in_time,
            segment: text.segment,
        })
    }

    /// Writes it, with a proof if all its records are verified.
    pub(super) fn write(
        &self,
        path: &Path,
        identity: &HybridIdentity,
        verified: &Verified,
    ) -> Result<(), CasesError> {
        let records = self.journal.keys();
        let text = MemoryJson {
            version: CASE_VERSION,
            keys: self.keys.clone(),
            records: self.journal.records(),
            in_time: self.in_time.clone(),
            segment: self.segment.clone(),
            proof: verified
                .has_all(&records)
                .then(|| Proof::of(&records, &self.in_time, identity)),
        };
        let json = serde_json::to_vec(&text).map_err(|error| CasesError::Case {
            path: path.to_owned(),
            error: error.into(),
        })?;
        let json = Zeroizing::new(json);
        // What could not be read again is not written.
        if json.len() as u64 > MEMORY_MAX_BYTES {
            return Err(SealedError::TooLarge(path.to_owned()).into());
        }
        let own = [identity.to_recipient()];
        Ok(sealed::seal(path, &own, &mut json.as_slice())?)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.journal.is_empty()
    }

    pub(super) const fn keys(&self) -> &CaseKeys {
        &self.keys
    }

    pub(super) const fn journal(&self) -> &Journal {
        &self.journal
    }

    pub(super) fn keys_of_records(&self) -> BTreeSet<RecordKey> {
        self.journal.keys()
    }

    /// Remembers a journal, which holds what was remembered, and gives whether anything is new.
    pub(super) fn learn(
        &mut self,
        journal: Journal,
        keys: &CaseKeys,
        in_time: &BTreeSet<EventId>,
    ) -> bool {
        let has_new_keys = self.keys.union(keys.clone());
        let is_new = self.journal != journal;
        self.journal = journal;
        let before = self.in_time.len();
        let remembered = self.journal.keys().into_iter().map(|(id, _)| id);
        self.in_time
            .extend(remembered.filter(|id| in_time.contains(id)));
        is_new || has_new_keys || before != self.in_time.len()
    }

    /// What this machine saw, which is this editor's.
    pub(super) fn seen<'a>(&'a self, editor: &'a str) -> SeenByMachine<'a> {
        let remembered = self.keys_of_records();
        SeenByMachine {
            editor,
            in_time: &self.in_time,
            remembered: remembered.iter().map(|(id, _)| *id).collect(),
        }
    }
}
