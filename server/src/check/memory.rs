//! Whether what is in memory can reach a disk.

use super::finding::Finding;
use crate::platform::memory::{Guarded, Swap};

pub(crate) fn judge(guarded: Guarded) -> Vec<Finding> {
    let swap = match guarded.swap {
        Swap::None => None,
        Swap::MemoryLocked => Some(Finding::KeySwapped),
        Swap::Possible => Some(Finding::MemorySwapped),
    };
    let dumps = guarded.dumps.then_some(Finding::Dumps);
    swap.into_iter().chain(dumps).collect()
}
