//! The state that every handler of the editors' door shares.

use std::sync::Arc;

use axum::extract::State;
use bytes::Bytes;
use sourdine_protocol::wire::TOKEN_HASH_BYTES;

use super::principal::Tokens;
use crate::vault::{SealedVault, Vault};

pub(super) const JSON: &str = "application/json";

pub(super) type Door = State<Arc<EditorsDoor>>;

pub(crate) struct EditorsDoor {
    pub(super) vault: Arc<dyn Vault>,
    pub(super) tokens: Tokens,
    pub(super) roster: Bytes,
    /// The vault, where it may wait for its master key still.
    pub(super) sealed: Option<Arc<SealedVault>>,
}

impl EditorsDoor {
    pub(crate) fn new(
        vault: Arc<dyn Vault>,
        editors: Vec<[u8; TOKEN_HASH_BYTES]>,
        couriers: Vec<[u8; TOKEN_HASH_BYTES]>,
        roster: Vec<u8>,
        sealed: Option<Arc<SealedVault>>,
    ) -> Self {
        Self {
            vault,
            tokens: Tokens::new(editors, couriers),
            roster: roster.into(),
            sealed,
        }
    }

    /// The vault, as long as it is sealed.
    pub(super) fn sealed(&self) -> Option<&Arc<SealedVault>> {
        self.sealed.as_ref().filter(|vault| vault.is_sealed())
    }
}
