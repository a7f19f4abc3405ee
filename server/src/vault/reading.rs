//! Reading an envelope back, slot by slot, each authenticated as it is read.

use std::sync::Arc;

use sourdine_protocol::wire::EnvelopeId;

use super::{
    error::VaultError,
    format::{cipher::Purpose, header::SlotHeader, layout::PAYLOAD_BYTES},
    store::Store,
};

impl Store {
    pub(crate) fn read(
        &self,
        id: EnvelopeId,
        offset: u64,
        buffer: &mut [u8],
    ) -> Result<usize, VaultError> {
        let (size, slots) = {
            let catalog = self.catalog();
            let envelope = catalog.get(id).ok_or(VaultError::Unknown)?;
            (envelope.head.size, Arc::clone(&envelope.slots))
        };
        self.read_slots(id, size, &slots, offset, buffer)
            .map_err(|error| {
                // What was deleted while it was read is not damaged.
                if self.catalog().get(id).is_none() {
                    VaultError::Unknown
                } else {
                    error
                }
            })
    }

    fn read_slots(
        &self,
        id: EnvelopeId,
        size: u64,
        slots: &[u32],
        offset: u64,
        buffer: &mut [u8],
    ) -> Result<usize, VaultError> {
        let wanted = usize::try_from(size.saturating_sub(offset))
            .map_or(buffer.len(), |left| left.min(buffer.len()));
        let first = offset / PAYLOAD_BYTES as u64;
        let mut skip = usize::try_from(offset % PAYLOAD_BYTES as u64).unwrap_or(0);
        let mut left = buffer.get_mut(..wanted).unwrap_or_default();
        let mut scratch = Vec::new();
        for sequence in first.. {
            if left.is_empty() {
                break;
            }
            let sequence = usize::try_from(sequence).map_err(|_| VaultError::Unknown)?;
            let slot = *slots.get(sequence).ok_or(VaultError::Unknown)?;
            if skip == 0 && left.len() >= PAYLOAD_BYTES {
                let (body, rest) = left.split_at_mut(PAYLOAD_BYTES);
                self.open_slot(slot, id, sequence, body)?;
                left = rest;
                continue;
            }
            scratch.resize(PAYLOAD_BYTES, 0);
            self.open_slot(slot, id, sequence, &mut scratch)?;
            let part = scratch.get(skip..).unwrap_or_default();
            let (place, rest) = left.split_at_mut(left.len().min(part.len()));
            place
                .iter_mut()
                .zip(part)
                .for_each(|(place, byte)| *place = *byte);
            left = rest;
            skip = 0;
        }
        Ok(wanted)
    }

    /// Fills `body` with a slot's payload, if header and body authenticate and are this very
    /// piece of this envelope.
    pub(crate) fn open_slot(
        &self,
        slot: u32,
        id: EnvelopeId,
        sequence: usize,
        body: &mut [u8],
    ) -> Result<(), VaultError> {
        let key = self.key(slot)?;
        let header = SlotHeader::open(&self.slots.read_header(slot)?, &key, slot)
            .known()
            .ok_or(VaultError::Damaged { slot })?;
        if header.envelope != id || header.sequence as usize != sequence {
            return Err(VaultError::Damaged { slot });
        }
        self.slots.read_body(slot, body)?;
        key.open(Purpose::Body(slot), &header.body, body)
            .map_err(|_| VaultError::Damaged { slot })
    }
}
