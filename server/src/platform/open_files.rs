//! How many files and sockets this process may have open.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files besides connections: the vault, the index, sockets, the log.
const OTHER_FILES: u64 = 64;

/// Raises the limit as far as the system lets this process, and returns how many connections fit
/// under it.
pub(crate) fn connections_max() -> usize {
    let limits = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limits.maximum,
        maximum: limits.maximum,
    };
    let current = if setrlimit(Resource::Nofile, raised).is_ok() {
        limits.maximum
    } else {
        limits.current
    };
    let left = current.map_or(u64::MAX, |files| files.saturating_sub(OTHER_FILES));
    usize::try_from(left).unwrap_or(usize::MAX)
}
