//! Takes from this process what serving does not need: files ([`files`]) and system calls
//! ([`calls`]). A flaw that runs an attacker's code in a server reaches no more than this.
//!
//! Both hold for the thread that asks and for those it starts: they come before the first one.

mod calls;
mod error;
mod files;
mod reach;

pub use self::{error::ConfinementError, reach::Reach};

/// Confines this thread, and all that it starts. What the kernel does not know of it is left out
/// (docs/guides/operators.md says which kernel knows what).
///
/// Fails if a folder is not there, or the kernel refuses.
pub fn confine(reach: &Reach) -> Result<(), ConfinementError> {
    files::confine(reach)?;
    calls::confine(!reach.ports.is_empty())
}

#[cfg(test)]
mod tests;
