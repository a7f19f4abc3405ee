//! What this process's memory gives away: keys and letters are in it.

use std::io;

use rustix::process::{
    DumpableBehavior, Resource, Rlimit, getrlimit, set_dumpable_behavior, setrlimit,
};

/// The largest core file, in bytes: too small for one to be written. Where none may be, the kernel
/// still hands a core to a program such as systemd-coredump; at one byte it does not.
pub const CORE_BYTES: u64 = 1;

/// No core dump, also none through a program that collects them, and no other process of this
/// user that reads along.
///
/// Fails when the system refuses what it never should.
pub fn guard() -> io::Result<()> {
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    let most = Some(core_bytes());
    let limit = Rlimit {
        current: most,
        maximum: most,
    };
    Ok(setrlimit(Resource::Core, limit)?)
}

/// The limit on core files that this process can set: [`CORE_BYTES`], or none where who started it
/// allows none.
pub fn core_bytes() -> u64 {
    let most = getrlimit(Resource::Core).maximum;
    most.unwrap_or(CORE_BYTES).min(CORE_BYTES)
}

#[cfg(test)]
mod tests {
    use rustix::process::dumpable_behavior;

    use super::*;

    #[test]
    fn nothing_is_dumped() {
        guard().unwrap();
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
        assert!(getrlimit(Resource::Core).maximum <= Some(CORE_BYTES));
    }
}
