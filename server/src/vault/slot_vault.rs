//! The vault in slots: what `interface` asks, done with a [`Store`].

use std::sync::{Arc, Mutex, OnceLock, RwLock};

use sourdine_protocol::{
    codename::receipt::ReceiptHash, day::Day, envelope::EnvelopeHash, wire::EnvelopeId,
};

use super::{
    deposit::SlotDeposit,
    error::VaultError,
    format::{
        keys::KeyTable,
        layout::{CONFIRMATIONS_MAX, PAYLOAD_BYTES},
    },
    index::{IndexStore, records::Index},
    interface::{
        Capacity, Deposit, Deposits, EditorMark, Envelopes, Maintenance, MakeRoom, StoredEnvelope,
        Voting,
    },
    key_store::KeyStore,
    retention::Retention,
    scan::scan,
    slots::Slots,
    store::Store,
};

/// A [`Vault`](super::Vault) in slots. Clones share it.
#[derive(Clone)]
pub struct SlotVault(pub(crate) Arc<Store>);

/// What a vault is put together from.
pub(crate) struct VaultParts {
    pub(crate) slots: Slots,
    pub(crate) keys: KeyTable,
    pub(crate) key_store: Box<dyn KeyStore>,
    pub(crate) index: Box<dyn IndexStore>,
}

impl SlotVault {
    /// Scans all headers, and reads the index or builds it anew.
    pub(crate) fn assemble(parts: VaultParts, retention: Retention) -> Result<Self, VaultError> {
        let VaultParts {
            slots,
            keys,
            key_store,
            index,
        } = parts;
        let mut catalog = scan(&slots, &keys)?.catalog;
        let mut index = Index::new(index, keys.slots());
        match index.read(keys.index()) {
            Ok(entries) => {
                for entry in entries {
                    match catalog.at_head(entry.slot) {
                        Some((id, _)) if entry.names(id) => catalog.set_votes(id, entry.votes),
                        _ => {}
                    }
                }
            }
            // Where that fails, the disk being full, the vault does without: each call of
            // `maintain` tries again.
            Err(_) => drop(
                index
                    .seal_all(keys.index(), &catalog)
                    .and_then(|records| index.rebuild(records)),
            ),
        }
        Ok(Self(Arc::new(Store {
            slots,
            keys: RwLock::new(keys),
            key_store,
            index: Mutex::new(index),
            catalog: Mutex::new(catalog),
            retention,
            make_room: OnceLock::new(),
        })))
    }

    /// The last day on which an envelope came that is here: it is not later than today, unless the
    /// clock was wrong then or is now.
    #[must_use]
    pub fn newest_day(&self) -> Option<Day> {
        self.0.catalog().newest_day()
    }
}

pub(crate) fn check_retention(retention: &Retention) -> Result<(), VaultError> {
    if (1..=CONFIRMATIONS_MAX).contains(&retention.quorum) {
        Ok(())
    } else {
        Err(VaultError::Quorum(retention.quorum))
    }
}

impl Deposits for SlotVault {
    fn deposit(&self, announced: u64) -> Result<Box<dyn Deposit>, VaultError> {
        let announced = announced.div_ceil(PAYLOAD_BYTES as u64);
        let slots = usize::try_from(announced).map_err(|_| VaultError::Full)?;
        self.0.or_make_room(|catalog| catalog.check_room(slots))?;
        Ok(Box::new(SlotDeposit::new(Arc::clone(&self.0), slots)?))
    }

    fn on_full(&self, make_room: MakeRoom) {
        self.0.make_room.get_or_init(|| make_room);
    }

    fn capacity(&self) -> Result<Capacity, VaultError> {
        Ok(self.0.catalog().capacity())
    }

    fn arrived(&self, receipt: &ReceiptHash) -> Result<bool, VaultError> {
        Ok(self.0.catalog().arrived(receipt))
    }
}

impl Envelopes for SlotVault {
    fn list(&self) -> Result<Vec<StoredEnvelope>, VaultError> {
        Ok(self.0.catalog().list())
    }

    fn find(&self, id: EnvelopeId) -> Result<Option<StoredEnvelope>, VaultError> {
        Ok(self.0.catalog().find(id))
    }

    fn read(&self, id: EnvelopeId, offset: u64, buffer: &mut [u8]) -> Result<usize, VaultError> {
        self.0.read(id, offset, buffer)
    }
}

impl Voting for SlotVault {
    fn confirm(
        &self,
        id: EnvelopeId,
        hash: &EnvelopeHash,
        editor: EditorMark,
        today: Day,
    ) -> Result<(), VaultError> {
        self.0.catalog().confirm(id, hash, editor, today)
    }

    fn discard(
        &self,
        id: EnvelopeId,
        hash: &EnvelopeHash,
        editor: EditorMark,
    ) -> Result<(), VaultError> {
        let decided = self.0.catalog().discard(id, hash, editor)?;
        if decided {
            self.0.erase(id)?;
        }
        Ok(())
    }
}

impl Maintenance for SlotVault {
    fn sweep(&self, today: Day) -> Result<usize, VaultError> {
        let due = self.0.catalog().due(today, &self.0.retention);
        let mut gone = 0;
        for id in due {
            gone += usize::from(self.0.erase(id)?);
        }
        Ok(gone)
    }

    fn maintain(&self) -> Result<(), VaultError> {
        self.0.cover()?;
        self.0.write_index_batch()
    }

    fn is_mostly_unfinished(&self) -> Result<bool, VaultError> {
        let catalog = self.0.catalog();
        Ok(catalog.unfinished() > catalog.capacity().all / 2)
    }

    fn flush(&self) -> Result<(), VaultError> {
        self.0.write_whole_index()
    }
}
