//! What is gathered of a form before it is sealed. Whatever takes memory counts: names of empty
//! files too, what it takes to remember a piece of one byte, and what a piece keeps alive.

use std::mem;

use bytes::Bytes;

/// What a step takes besides its data and names, in bytes: its place, and what the allocator adds.
const STEP_BYTES: usize = 96;
/// A shorter piece is copied: it is a part of the parser's buffer, and would keep all of it.
const OWN_PIECE_BYTES: usize = 6_144;

/// One step of writing a submission.
pub(crate) enum SealStep {
    Message,
    /// A file begins, under the name that the source's machine gave it.
    File(String),
    /// More of the message or file.
    Data(Bytes),
    /// The message or file ends.
    End,
}

/// Steps that are sealed together.
#[derive(Default)]
pub(crate) struct Batch {
    steps: Vec<SealStep>,
    data_bytes: usize,
    names_bytes: usize,
}

impl Batch {
    pub(crate) fn push(&mut self, step: SealStep) {
        self.steps.push(match step {
            SealStep::Data(bytes) => {
                self.data_bytes += bytes.len();
                SealStep::Data(if bytes.len() < OWN_PIECE_BYTES {
                    Bytes::copy_from_slice(&bytes)
                } else {
                    bytes
                })
            }
            SealStep::File(name) => {
                self.names_bytes += name.capacity();
                SealStep::File(name)
            }
            SealStep::Message => SealStep::Message,
            SealStep::End => SealStep::End,
        });
    }

    /// How much memory it takes.
    pub(crate) const fn held_bytes(&self) -> usize {
        self.data_bytes + self.names_bytes + self.steps.len() * STEP_BYTES
    }

    pub(crate) const fn data_bytes(&self) -> usize {
        self.data_bytes
    }

    /// The batch so far; what comes next begins another.
    pub(crate) fn take(&mut self) -> Self {
        mem::take(self)
    }
}

impl IntoIterator for Batch {
    type IntoIter = std::vec::IntoIter<SealStep>;
    type Item = SealStep;

    fn into_iter(self) -> Self::IntoIter {
        self.steps.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENOUGH: usize = 16_384;

    #[test]
    fn a_short_piece_does_not_keep_the_buffer_that_it_is_a_part_of() {
        let buffer = Bytes::from(vec![7; ENOUGH]);
        let mut batch = Batch::default();
        batch.push(SealStep::Data(buffer.slice(..1)));
        batch.push(SealStep::Data(buffer.slice(..OWN_PIECE_BYTES - 1)));
        assert!(buffer.is_unique());
        batch.push(SealStep::Data(buffer.slice(..OWN_PIECE_BYTES)));
        assert!(!buffer.is_unique());
    }

    #[test]
    fn whatever_a_form_is_made_of_its_batch_counts_what_it_takes() {
        let names = |batch: &mut Batch| {
            batch.push(SealStep::File("n".repeat(100)));
            batch.push(SealStep::End);
        };
        let crumbs = |batch: &mut Batch| batch.push(SealStep::Data(Bytes::from("x")));
        let nothing = |batch: &mut Batch| batch.push(SealStep::End);
        for part in [&names as &dyn Fn(&mut Batch), &crumbs, &nothing] {
            let mut batch = Batch::default();
            let mut parts = 0;
            while batch.held_bytes() < ENOUGH {
                part(&mut batch);
                parts += 1;
                assert!(parts <= ENOUGH, "it fills");
            }
            let taken = batch.data_bytes
                + batch.names_bytes
                + batch.steps.capacity() * size_of::<SealStep>();
            assert!(taken <= 2 * ENOUGH, "{taken}");
            let next = batch.take();
            assert_eq!(batch.held_bytes(), 0);
            assert!(next.into_iter().count() >= parts);
        }
    }
}
