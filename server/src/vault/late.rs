//! A vault that is opened after the doors.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use sourdine_protocol::{
    codename::receipt::ReceiptHash, day::Day, envelope::EnvelopeHash, wire::EnvelopeId,
};

use super::{
    error::VaultError,
    interface::{
        Capacity, Deposit, Deposits, EditorMark, Envelopes, Maintenance, MakeRoom, StoredEnvelope,
        Vault, Voting,
    },
};

/// Hands each call on to the vault that it is given later; until then the
/// call fails with [`VaultError::NotOpen`].
#[derive(Default)]
pub struct LateVault {
    vault: OnceLock<Arc<dyn Vault>>,
    /// What [`Deposits::on_full`] was given before the vault was.
    make_room: Mutex<Option<MakeRoom>>,
}

impl LateVault {
    /// The first vault that is given stays.
    pub fn open(&self, vault: Arc<dyn Vault>) {
        let mut make_room = self
            .make_room
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let vault = self.vault.get_or_init(|| vault);
        if let Some(make_room) = make_room.take() {
            vault.on_full(make_room);
        }
    }

    /// Whether a vault was given.
    pub fn is_open(&self) -> bool {
        self.vault.get().is_some()
    }

    fn opened(&self) -> Result<&dyn Vault, VaultError> {
        let vault = self.vault.get().ok_or(VaultError::NotOpen)?;
        Ok(vault.as_ref())
    }
}

impl Deposits for LateVault {
    fn deposit(&self, announced: u64) -> Result<Box<dyn Deposit>, VaultError> {
        self.opened()?.deposit(announced)
    }

    fn on_full(&self, make_room: MakeRoom) {
        let mut waiting = self
            .make_room
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match self.vault.get() {
            Some(vault) => vault.on_full(make_room),
            None => {
                waiting.get_or_insert(make_room);
            }
        }
    }

    fn capacity(&self) -> Result<Capacity, VaultError> {
        self.opened()?.capacity()
    }

    fn arrived(&self, receipt: &ReceiptHash) -> Result<bool, VaultError> {
        self.opened()?.arrived(receipt)
    }
}

impl Envelopes for LateVault {
    fn list(&self) -> Result<Vec<StoredEnvelope>, VaultError> {
        self.opened()?.list()
    }

    fn find(&self, id: EnvelopeId) -> Result<Option<StoredEnvelope>, VaultError> {
        self.opened()?.find(id)
    }

    fn read(&self, id: EnvelopeId, offset: u64, buffer: &mut [u8]) -> Result<usize, VaultError> {
        self.opened()?.read(id, offset, buffer)
    }
}

impl Voting for LateVault {
    fn confirm(
        &self,
        id: EnvelopeId,
        hash: &EnvelopeHash,
        editor: EditorMark,
        today: Day,
    ) -> Result<(), VaultError> {
        self.opened()?.confirm(id, hash, editor, today)
    }

    fn discard(
        &self,
        id: EnvelopeId,
        hash: &EnvelopeHash,
        editor: EditorMark,
    ) -> Result<(), VaultError> {
        self.opened()?.discard(id, hash, editor)
    }
}

impl Maintenance for LateVault {
    fn sweep(&self, today: Day) -> Result<usize, VaultError> {
        self.opened()?.sweep(today)
    }

    fn maintain(&self) -> Result<(), VaultError> {
        self.opened()?.maintain()
    }

    fn is_mostly_unfinished(&self) -> Result<bool, VaultError> {
        self.opened()?.is_mostly_unfinished()
    }

    fn flush(&self) -> Result<(), VaultError> {
        self.opened()?.flush()
    }
}
