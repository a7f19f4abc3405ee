//! What the rest of the server asks of a vault, one trait a concern, and the types that both sides
//! share. `tests/vault_conformance.rs` says what every implementation must do.
//!
//! [`Envelopes::list`], [`Envelopes::find`] and [`Voting::confirm`] answer from memory and may be
//! called anywhere, and so may [`Deposits`], which may drop other deposits to make room. All else
//! waits for the disk: call it from threads that may.

use sourdine_protocol::{
    codename::receipt::ReceiptHash, day::Day, envelope::EnvelopeHash, wire::EnvelopeId,
};

use super::error::VaultError;

/// Frees slots that are held without need. Whether there were any.
pub type MakeRoom = Box<dyn Fn() -> bool + Send + Sync>;

/// Where envelopes wait for the editors. Until it is open, each
/// call fails with [`VaultError::NotOpen`].
pub trait Vault: Deposits + Envelopes + Voting + Maintenance {}

impl<T: Deposits + Envelopes + Voting + Maintenance> Vault for T {}

pub trait Deposits: Send + Sync + 'static {
    /// A new deposit of `announced` bytes, 0 where that is not known. It is not listed before it is
    /// committed, and reserves nothing. [`VaultError::Full`] when so many bytes have no room now.
    fn deposit(&self, announced: u64) -> Result<Box<dyn Deposit>, VaultError>;

    /// What to call, as long as it helps, before a deposit is told that the vault is full: it may
    /// drop other deposits.
    /// The first that was given stays.
    fn on_full(&self, make_room: MakeRoom);

    fn capacity(&self) -> Result<Capacity, VaultError>;

    /// Whether a submission with this receipt is here.
    fn arrived(&self, receipt: &ReceiptHash) -> Result<bool, VaultError>;
}

pub trait Envelopes: Send + Sync + 'static {
    /// Every envelope, in the order of their ids, which are random.
    fn list(&self) -> Result<Vec<StoredEnvelope>, VaultError>;

    fn find(&self, id: EnvelopeId) -> Result<Option<StoredEnvelope>, VaultError>;

    /// Fills `buffer` with the envelope's bytes from `offset` on, as far as they go; 0 at its end.
    /// Fastest in steps of [`READ_BYTES`](super::READ_BYTES), from 0 on.
    fn read(&self, id: EnvelopeId, offset: u64, buffer: &mut [u8]) -> Result<usize, VaultError>;
}

/// Counts what the editors say of an envelope. They name it by id and hash: an editor who holds
/// other bytes than the vault cannot free it.
pub trait Voting: Send + Sync + 'static {
    /// An editor has opened the envelope and holds it safely. Saying so twice counts once.
    fn confirm(
        &self,
        id: EnvelopeId,
        hash: &EnvelopeHash,
        editor: EditorMark,
        today: Day,
    ) -> Result<(), VaultError>;

    /// An editor finds the envelope worthless: the second one who says so frees it at once.
    fn discard(
        &self,
        id: EnvelopeId,
        hash: &EnvelopeHash,
        editor: EditorMark,
    ) -> Result<(), VaultError>;
}

/// What the server does with the vault whether or not anybody comes.
pub trait Maintenance: Send + Sync + 'static {
    /// Deletes the envelopes that are due ([`Retention`](super::Retention)). Returns how many.
    fn sweep(&self, today: Day) -> Result<usize, VaultError>;

    /// One cover rewrite of a free slot and one batch of the index, the same amount whatever
    /// happened: call it at least once a minute.
    fn maintain(&self) -> Result<(), VaultError>;

    /// Whether deposits that are not committed hold more than half of all slots. No more is told,
    /// so that no number of visits can be.
    fn is_mostly_unfinished(&self) -> Result<bool, VaultError>;

    /// Writes every vote down, as many bytes as ever: call it when the server stops.
    fn flush(&self) -> Result<(), VaultError>;
}

/// An envelope on its way into the vault. Dropped before it is committed, it was never there.
pub trait Deposit: Send {
    /// Adds bytes at the end. After [`VaultError::Full`] the deposit holds a whole number of slots,
    /// as [`len`](Self::len) says, and can go on from there; one that failed otherwise is of no
    /// more use.
    fn write(&mut self, bytes: &[u8]) -> Result<(), VaultError>;

    /// Puts what fills no slot yet on the disk too, and gives back the memory until the next
    /// write. Fails as [`write`](Self::write) does: where there is no slot for it, it is dropped.
    fn park(&mut self) -> Result<(), VaultError>;

    /// Stores the last bytes too, which may fill no slot. Nothing is written after it. Fails as
    /// [`write`](Self::write) does.
    fn complete(&mut self) -> Result<(), VaultError>;

    /// How many bytes were written.
    fn len(&self) -> u64;

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes it durable, and then visible. When this returns, the envelope survives a crash; when
    /// it fails, the envelope is not there.
    fn commit(self: Box<Self>, receipt: &ReceiptHash, today: Day)
    -> Result<EnvelopeId, VaultError>;

    /// Overwrites what was written, as a deletion does. Its slots are free in any case. A deposit
    /// that is only dropped stays in free slots until they are written again.
    fn erase(self: Box<Self>) -> Result<(), VaultError>;
}

/// Slots for deposits: those that cover rewrites need are not counted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Capacity {
    pub free: usize,
    pub all: usize,
}

/// An envelope in the vault, as the editors see it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct StoredEnvelope {
    pub id: EnvelopeId,
    pub size: u64,
    pub hash: EnvelopeHash,
    /// How many editors confirmed it.
    pub confirmations: usize,
}

/// Which editor votes: 32 bytes that stay the same for one editor, such as the hash of a token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct EditorMark(pub [u8; 32]);
