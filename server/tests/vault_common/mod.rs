//! What the vault's tests share: a small vault in a folder of its own.

use sourdine_protocol::{codename::receipt::ReceiptHash, day::Day};
use sourdine_server::vault::{
    EditorMark, EnvelopeId, Retention, SLOT_BYTES, SlotVault, Vault, VaultError, VaultPaths,
};
use tempfile::TempDir;

pub(crate) const TODAY: Day = Day(20_781);
pub(crate) const ALICE: EditorMark = EditorMark([0xa1; 32]);
pub(crate) const BOB: EditorMark = EditorMark([0xb0; 32]);
pub(crate) const RETENTION: Retention = Retention {
    quorum: 2,
    hold_days: 7,
    keep_days: 90,
    spread_days: 10,
};

/// A vault that goes with its folder.
pub(crate) struct TestVault {
    _folder: TempDir,
    paths: VaultPaths,
}

impl TestVault {
    pub(crate) fn new(slots: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let paths = VaultPaths {
            folder: folder.path().join("vault"),
            master: folder.path().join("master"),
        };
        SlotVault::create(&paths, slots * SLOT_BYTES as u64, &mut |_| {}).unwrap();
        Self {
            _folder: folder,
            paths,
        }
    }

    pub(crate) fn open(&self) -> SlotVault {
        SlotVault::open(&self.paths, RETENTION).unwrap()
    }
}

/// Bytes that are never twice the same.
pub(crate) fn bytes(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..length).map(|_| next()).collect()
}

pub(crate) fn put(vault: &dyn Vault, bytes: &[u8]) -> Result<EnvelopeId, VaultError> {
    put_with(vault, bytes, &ReceiptHash([9; 32]))
}

pub(crate) fn put_with(
    vault: &dyn Vault,
    bytes: &[u8],
    receipt: &ReceiptHash,
) -> Result<EnvelopeId, VaultError> {
    let mut deposit = vault.deposit(0)?;
    for piece in bytes.chunks(50_001) {
        deposit.write(piece)?;
    }
    deposit.commit(receipt, TODAY)
}

pub(crate) fn get(vault: &dyn Vault, id: EnvelopeId) -> Result<Vec<u8>, VaultError> {
    let stored = vault.find(id)?.ok_or(VaultError::Unknown)?;
    let mut bytes = vec![0; usize::try_from(stored.size).unwrap()];
    let read = vault.read(id, 0, &mut bytes)?;
    assert_eq!(read, bytes.len());
    Ok(bytes)
}
