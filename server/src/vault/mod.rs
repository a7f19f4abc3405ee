//! The vault: where sealed envelopes wait for the editors, on a disk that may be seized tomorrow.
//!
//! A seized disk must not tell how many envelopes there are, how large they are, or when they came.
//! So the vault is a fixed number of equal slots that are always full: of ciphertext, or of random
//! bytes that look the same. Every slot has its own key in a table that one master key seals
//! ([`MasterKey`]). An upload takes free slots, writes its pieces there, and last the header of its
//! first slot, which makes the envelope exist. Deleting overwrites; [`SlotVault::rekey`] then
//! forgets the keys. The formats and what a seizure shows stand in docs/vault.md.
//!
//! Two things are the truth: the slots and their keys. The index beside them holds the editors'
//! votes; without it they have to vote again, and nothing else is lost.
//!
//! The doors know the vault as [`Vault`] and its parts (`interface`). [`SlotVault`] is the one
//! implementation; below it, three seams say what holds the slots ([`SlotStore`]), the key table
//! (`key_store`) and the index ([`IndexStore`]): files, or memory in tests.

pub(crate) mod catalog;
pub(crate) mod deposit;
pub(crate) mod error;
pub(crate) mod format;
pub(crate) mod index;
pub(crate) mod interface;
pub(crate) mod key_file;
pub(crate) mod key_store;
pub(crate) mod late;
pub(crate) mod maintenance;
pub(crate) mod master;
pub(crate) mod memory_vault;
pub(crate) mod private_files;
pub(crate) mod reading;
pub(crate) mod rekey;
pub(crate) mod retention;
pub(crate) mod scan;
pub(crate) mod sealed;
pub(crate) mod slot_store;
pub(crate) mod slot_vault;
pub(crate) mod slots;
pub(crate) mod store;
pub(crate) mod unlock_file;
pub(crate) mod vault_files;
pub(crate) mod verify;
pub(crate) mod votes;

pub use error::VaultError;
pub use format::layout::{
    CONFIRMATIONS_MAX, COVER_SLOTS, DISCARD_QUORUM, PAYLOAD_BYTES, READ_BYTES, SLOT_BYTES,
    SMALL_PART, SMALL_SLOTS, VAULT_DEFAULT_BYTES, VAULT_MIN_BYTES,
};
pub use index::{IndexError, IndexStore, SealedRecords};
pub use interface::{
    Capacity, Deposit, Deposits, EditorMark, Envelopes, Maintenance, MakeRoom, StoredEnvelope,
    Vault, Voting,
};
pub use late::LateVault;
pub use master::{MASTER_KEY_BYTES, MasterKey};
pub use memory_vault::MemoryDisk;
pub use retention::Retention;
pub use sealed::{OnOpen, SealedVault};
pub use slot_store::{
    SlotStore,
    memory::{MemorySlots, SlotCall},
};
pub use slot_vault::SlotVault;
pub use sourdine_protocol::wire::EnvelopeId;
pub use vault_files::{OpenedVault, VaultPaths};
pub use verify::{Damage, DamageKind, VerifyReport};
