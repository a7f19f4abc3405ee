//! The lengths of the vault's formats (docs/vault.md). A test beside each format recomputes them.

/// The version of slots, key table and index.
pub(crate) const VAULT_VERSION: u32 = 2;

/// Length of a slot. The smallest envelope to two editors takes about 70 KiB, so one slot holds it
/// (docs/vault.md, "Why 128 KiB").
pub const SLOT_BYTES: usize = 131_072;
/// Length of a slot's header: nonce, sealed fields, tag.
pub(crate) const HEADER_BYTES: usize = 256;
/// How many of an envelope's bytes one slot holds.
pub const PAYLOAD_BYTES: usize = SLOT_BYTES - HEADER_BYTES;
/// The best step for reading: one slot's worth.
pub const READ_BYTES: usize = PAYLOAD_BYTES;

/// Free slots that deposits leave alone, so that a full vault still has cover rewrites.
pub const COVER_SLOTS: usize = 4;
/// A deposit of at most this many slots is small: a message, a photograph or a report,
/// 4 MiB in all.
pub const SMALL_SLOTS: usize = 32;
/// One slot in this many is reserved for small deposits, so that a few large ones do
/// not fill the vault.
pub const SMALL_PART: usize = 8;
/// How many slots one record of the index covers.
pub(crate) const GROUP_SLOTS: usize = 64;
/// Most editors who can confirm one envelope: what the index has room for, and
/// so the largest quorum.
pub const CONFIRMATIONS_MAX: usize = 4;
/// How many editors it takes to free an envelope at once.
pub const DISCARD_QUORUM: usize = 2;
/// The smallest vault: one record of the index.
pub const VAULT_MIN_BYTES: u64 = (GROUP_SLOTS * SLOT_BYTES) as u64;
/// The size of a vault unless told otherwise.
pub const VAULT_DEFAULT_BYTES: u64 = 8 << 30;

#[cfg(test)]
mod tests {
    use sourdine_protocol::{
        envelope::hybrid::HybridIdentity,
        envelope::padding::PADDING_FLOOR_BYTES,
        envelope::{Manifest, SealedBy, Sealer, SubmissionId},
        text::Language,
        wire::RECIPIENTS_MAX,
    };

    use super::*;

    #[test]
    fn the_smallest_envelope_fits_one_slot_and_no_half_of_one() {
        let smallest = |editors: usize| {
            let recipient = HybridIdentity::from_seed(&[1; 32]).to_recipient();
            let id = SubmissionId::from([2; 16]);
            let manifest = Manifest::new(Language::Fr, SealedBy::Cli, id, None);
            let mut sealer = Sealer::new(Vec::new(), &vec![recipient; editors], &manifest).unwrap();
            sealer.begin_message().unwrap();
            sealer.write(b"short").unwrap();
            sealer.end_entry().unwrap();
            sealer.finish().unwrap().len()
        };
        assert!(smallest(1) as u64 > PADDING_FLOOR_BYTES);
        assert!(smallest(1) > SLOT_BYTES / 2);
        assert!(smallest(RECIPIENTS_MAX) <= PAYLOAD_BYTES);
    }
}
