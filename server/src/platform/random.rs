//! Random numbers of the system.

/// A random number below `bound`, which is not 0. The bias is at most `bound` / 2⁶⁴.
pub(crate) fn random_below(bound: u64) -> Result<u64, getrandom::Error> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes).checked_rem(bound).unwrap_or(0))
}
