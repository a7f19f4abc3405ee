//! The editors' votes on an envelope, as the index keeps them.

use sha2::{Digest, Sha256};
use sourdine_protocol::{day::Day, wire::EnvelopeId};

use super::{
    format::layout::{CONFIRMATIONS_MAX, DISCARD_QUORUM},
    interface::EditorMark,
};

const MARK_DOMAIN: &[u8] = b"sourdine/v1/vault/editor-mark";

/// A mark is never 0: 0 is an empty field.
#[derive(Clone, Copy, Default, Eq, PartialEq)]
pub(crate) struct Votes {
    /// The day of the first confirmation, 0 before it.
    pub(crate) since: u32,
    pub(crate) confirmed: [u32; CONFIRMATIONS_MAX],
    /// The editors who would discard it, but for the one whose vote does it.
    pub(crate) discarded: [u32; DISCARD_QUORUM - 1],
}

impl Votes {
    pub(crate) fn confirmations(&self) -> usize {
        self.confirmed.iter().filter(|mark| **mark != 0).count()
    }

    pub(crate) fn confirm(&mut self, id: EnvelopeId, editor: EditorMark, today: Day) {
        if self.confirmations() == 0 {
            self.since = today.0;
        }
        add(&mut self.confirmed, mark(id, editor));
    }

    /// Whether this vote makes the quorum.
    pub(crate) fn discard(&mut self, id: EnvelopeId, editor: EditorMark) -> bool {
        !add(&mut self.discarded, mark(id, editor))
    }
}

/// Writes a mark into the first empty field, unless it is there. `false` when no field is left.
fn add(fields: &mut [u32], mark: u32) -> bool {
    if fields.contains(&mark) {
        return true;
    }
    let empty = fields.iter_mut().find(|field| **field == 0);
    empty.map(|field| *field = mark).is_some()
}

/// An editor, as the index knows them: another number for each envelope.
fn mark(id: EnvelopeId, editor: EditorMark) -> u32 {
    let hash = Sha256::new()
        .chain_update(MARK_DOMAIN)
        .chain_update(id.0)
        .chain_update(editor.0)
        .finalize();
    let mark = hash
        .first_chunk()
        .map_or(0, |bytes| u32::from_be_bytes(*bytes));
    mark.max(1)
}
