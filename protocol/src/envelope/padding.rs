//! PADMÉ padding (Nikitin et al., *Reducing Metadata Leakage from Encrypted Files and
//! Communication with PURBs*, 2019), with a floor.

pub use crate::wire::PADDING_FLOOR_BYTES;

/// The length to which an archive of `length` bytes is padded, in bytes: at most 11.1 % more above
/// the floor.
#[must_use]
pub fn padded(length: u64) -> u64 {
    if length <= PADDING_FLOOR_BYTES {
        return PADDING_FLOOR_BYTES;
    }
    let exponent = length.ilog2();
    let significant = exponent.ilog2() + 1;
    let step = 1_u64 << (exponent - significant);
    length.div_ceil(step).saturating_mul(step)
}
