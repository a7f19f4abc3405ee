//! The vault: where sealed envelopes wait for the editors, on a disk that may be seized tomorrow.
//!
//! A seized disk must not tell how many envelopes there are, how large they are, or when they came. So the vault is one file of equal
//! slots that are always full: of ciphertext, or of random bytes that look the same. Every slot has its own key in a table that one
//! master key seals ([`MasterKey`]); an upload takes free slots, writes its pieces there, and last the head slot's header, which makes the envelope
//! exist. Deleting overwrites; [`FileVault::rekey`] then forgets the keys. The byte-by-byte format and what a seizure shows stand in
//! docs/vault.md.
//!
//! Two things are the truth: the slots and their keys. The index beside them (sled, which cannot be trusted with anything) holds the
//! editors' confirmations; without it they have to confirm again, and nothing else is lost.
//!
//! Everything here blocks: call it from threads that may.

pub(crate) mod catalog;
pub(crate) mod deposit;
pub(crate) mod error;
pub(crate) mod format;
pub(crate) mod index;
pub(crate) mod maintenance;
pub(crate) mod master;
pub(crate) mod reading;
pub(crate) mod rekey;
pub(crate) mod scan;
pub(crate) mod slot_store;
pub(crate) mod store;
pub(crate) mod verify;

pub use error::VaultError;
pub(crate) use format::cipher::random_below;
pub use format::layout::{
    COVER_SLOTS, PAYLOAD_BYTES, READ_BYTES, SLOT_BYTES, SMALL_PART, SMALL_SLOTS,
    VAULT_DEFAULT_BYTES, VAULT_MIN_BYTES,
};
pub use master::MasterKey;
pub use sourdine_protocol::wire::{ENVELOPE_ID_BYTES, EnvelopeId};
use sourdine_protocol::{codename::receipt::ReceiptHash, day::Day, envelope::EnvelopeHash};
pub use store::{FileVault, VaultPaths};
pub use verify::{Damage, DamageKind, Report};

/// Most editors who can confirm one envelope: what the index has room for, and so the largest quorum.
pub const CONFIRMATIONS_MAX: usize = 4;
/// How many editors it takes to free an envelope at once.
pub const DISCARDS: usize = 2;

/// Frees slots that somebody holds without need.
pub type MakeRoom = Box<dyn Fn() + Send + Sync>;

/// The place where envelopes wait. `tests/vault_conformance.rs` says what any implementation must do.
pub trait Vault: Send + Sync + 'static {
    /// Opens a new envelope, which nobody sees before it is committed.
    ///
    /// # Errors
    /// [`VaultError::Full`] when there is no room at all.
    fn deposit(&self) -> Result<Box<dyn Deposit>, VaultError>;

    /// What to call before any deposit is told that the vault is full: it may drop other deposits. The first that was given stays.
    fn on_full(&self, make_room: MakeRoom);

    /// How many slots there are for deposits, and how many of them are free.
    fn room(&self) -> Room;

    /// Every envelope, in the order of their ids, which are random.
    fn list(&self) -> Vec<Stored>;

    /// One envelope.
    fn find(&self, id: EnvelopeId) -> Option<Stored>;

    /// Fills `buffer` with the envelope's bytes from `offset` on, as far as they go; 0 at its end. Best read in steps of [`READ_BYTES`], from 0 on.
    ///
    /// # Errors
    /// There is no such envelope (any more), or what was stored is damaged.
    fn read(&self, id: EnvelopeId, offset: u64, buffer: &mut [u8]) -> Result<usize, VaultError>;

    /// Whether an envelope with this receipt is here.
    fn arrived(&self, receipt: &ReceiptHash) -> bool;

    /// An editor has opened the envelope with this hash and holds it safely. Saying so twice counts once.
    ///
    /// # Errors
    /// There is no such envelope, or its hash is another.
    fn confirm(
        &self,
        id: EnvelopeId,
        hash: &EnvelopeHash,
        editor: EditorMark,
        today: Day,
    ) -> Result<(), VaultError>;

    /// An editor finds the envelope worthless: the second one who says so frees it at once.
    ///
    /// # Errors
    /// There is no such envelope, or its hash is another.
    fn discard(
        &self,
        id: EnvelopeId,
        hash: &EnvelopeHash,
        editor: EditorMark,
    ) -> Result<(), VaultError>;

    /// Deletes what a quorum confirmed and was held long enough since its first confirmation, and what is past its retention. Tells how many went.
    ///
    /// # Errors
    /// The disk.
    fn sweep(&self, today: Day) -> Result<usize, VaultError>;

    /// One cover rewrite of a free slot and one batch of the index, the same amount whatever happened: call it at least once a minute.
    ///
    /// # Errors
    /// The disk.
    fn tick(&self) -> Result<(), VaultError>;

    /// Writes down all that the editors said, as much as ever whatever it was: call it when the server stops.
    ///
    /// # Errors
    /// The disk.
    fn rest(&self) -> Result<(), VaultError>;
}

/// An envelope on its way into the vault. Dropped before it is committed, it was never there.
pub trait Deposit: Send {
    /// Adds bytes at the end.
    ///
    /// # Errors
    /// [`VaultError::Full`], or the disk: the deposit is then of no more use.
    fn write(&mut self, bytes: &[u8]) -> Result<(), VaultError>;

    /// How many bytes were written.
    fn len(&self) -> u64;

    /// Whether nothing was written yet.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes it durable, and then visible. When this returns, the envelope survives a crash.
    ///
    /// # Errors
    /// [`VaultError::Empty`], [`VaultError::Full`], or the disk: then the envelope is not there.
    fn commit(self: Box<Self>, receipt: &ReceiptHash, today: Day)
    -> Result<EnvelopeId, VaultError>;

    /// Overwrites what was written, as a deletion does. Merely dropped, it stays in free slots until they are written again.
    ///
    /// # Errors
    /// The disk. Its slots are free in any case.
    fn erase(self: Box<Self>) -> Result<(), VaultError>;
}

/// Slots for deposits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Room {
    /// Those that nothing lies in.
    pub free: usize,
    /// All.
    pub all: usize,
}

/// How long envelopes stay.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Retention {
    /// How many editors must confirm before an envelope may go: 1 to [`CONFIRMATIONS_MAX`].
    pub quorum: usize,
    /// How many days it stays after its first confirmation all the same.
    pub hold_days: u32,
    /// After how many days it goes, confirmed or not,
    pub keep_days: u32,
    /// and up to how many more, chosen at random for each, so that the day it goes does not tell the day it came.
    pub spread_days: u32,
}

/// An envelope in the vault, as the editors see it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Stored {
    /// Its random name.
    pub id: EnvelopeId,
    /// Its length, in bytes.
    pub size: u64,
    /// Hash of its bytes.
    pub hash: EnvelopeHash,
    /// How many editors confirmed it.
    pub confirmations: usize,
}

/// Which editor speaks: 32 bytes that stay the same for one editor, such as the hash of a token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct EditorMark(pub [u8; 32]);

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A vault that says how full it is, and nothing else.
    pub(crate) struct Fake(pub(crate) Room);

    impl Vault for Fake {
        fn deposit(&self) -> Result<Box<dyn Deposit>, VaultError> {
            Err(VaultError::Full)
        }

        fn on_full(&self, _: MakeRoom) {}

        fn room(&self) -> Room {
            self.0
        }

        fn list(&self) -> Vec<Stored> {
            Vec::new()
        }

        fn find(&self, _: EnvelopeId) -> Option<Stored> {
            None
        }

        fn read(&self, _: EnvelopeId, _: u64, _: &mut [u8]) -> Result<usize, VaultError> {
            Err(VaultError::Unknown)
        }

        fn arrived(&self, _: &ReceiptHash) -> bool {
            false
        }

        fn confirm(
            &self,
            _: EnvelopeId,
            _: &EnvelopeHash,
            _: EditorMark,
            _: Day,
        ) -> Result<(), VaultError> {
            Err(VaultError::Unknown)
        }

        fn discard(
            &self,
            _: EnvelopeId,
            _: &EnvelopeHash,
            _: EditorMark,
        ) -> Result<(), VaultError> {
            Err(VaultError::Unknown)
        }

        fn sweep(&self, _: Day) -> Result<usize, VaultError> {
            Ok(0)
        }

        fn tick(&self) -> Result<(), VaultError> {
            Ok(())
        }

        fn rest(&self) -> Result<(), VaultError> {
            Ok(())
        }
    }
}
