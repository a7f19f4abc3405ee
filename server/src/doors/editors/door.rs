//! The state that every handler of the editors' door shares.

use std::sync::Arc;

use axum::extract::State;
use bytes::Bytes;
use sourdine_protocol::wire::TOKEN_HASH_BYTES;

use super::principal::Tokens;
use crate::vault::Vault;

pub(super) const JSON: &str = "application/json";

pub(super) type Door = State<Arc<EditorsDoor>>;

pub(crate) struct EditorsDoor {
    pub(super) vault: Arc<dyn Vault>,
    pub(super) tokens: Tokens,
    pub(super) roster: Bytes,
}

impl EditorsDoor {
    pub(crate) fn new(
        vault: Arc<dyn Vault>,
        editors: Vec<[u8; TOKEN_HASH_BYTES]>,
        couriers: Vec<[u8; TOKEN_HASH_BYTES]>,
        roster: Vec<u8>,
    ) -> Self {
        Self {
            vault,
            tokens: Tokens::new(editors, couriers),
            roster: roster.into(),
        }
    }
}
