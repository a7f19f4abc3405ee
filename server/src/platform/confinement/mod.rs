//! Takes from this process what serving does not need: files ([`files`]) and system calls
//! ([`calls`]). A flaw that runs an attacker's code in a server reaches no more than this.
//!
//! Both hold for the thread that asks and for those it starts: they come before the first one.

mod calls;
mod files;

use std::path::PathBuf;

use sourdine_l10n::Explain;

/// What a confined server reaches still.
#[derive(Debug)]
pub struct Reach {
    /// The folder in which it writes.
    pub vault: PathBuf,
    /// The folder whose files it reads.
    pub key: PathBuf,
    /// The folders in which it makes its sockets.
    pub sockets: Vec<PathBuf>,
    /// The TCP ports on which it listens, where tor is not in front.
    pub ports: Vec<u16>,
}

#[derive(Debug, Explain, thiserror::Error)]
pub enum ConfinementError {
    #[explain("confinement-path", path, source)]
    Path {
        path: PathBuf,
        #[source]
        source: landlock::PathFdError,
    },
    #[explain("confinement-files", source)]
    Files {
        #[from]
        source: landlock::RulesetError,
    },
    #[explain("confinement-calls", source)]
    Calls {
        #[from]
        source: seccompiler::Error,
    },
}

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
