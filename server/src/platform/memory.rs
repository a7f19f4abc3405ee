//! Keeps secrets out of what this process's memory leaves behind.
//!
//! The heap is wiped as it is freed (`main.rs`). Here is the rest: what calls leave behind on the
//! stack, core dumps, swap.

use std::{fs, hint::black_box, io};

use rustix::{
    mm::{MlockAllFlags, mlockall},
    process::{
        DumpableBehavior, Resource, Rlimit, dumpable_behavior, getrlimit, set_dumpable_behavior,
        setrlimit,
    },
    system::sysinfo,
};

use super::arenas;

/// How deep a request's calls may go. Deeper ones are wiped so far; a test build needs less
/// than half of it.
const STACK_BYTES: usize = 131_072;
const SWAPS: &str = "/proc/swaps";
/// Swap that is compressed memory.
const ZRAM: &str = "/dev/zram";

/// What the system can still write of memory to a disk.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Guarded {
    pub(crate) swap: Swap,
    /// Whether a crash leaves a core dump.
    pub(crate) dumps: bool,
}

/// Whether the system can swap memory out to a disk.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Swap {
    /// There is no swap.
    None,
    /// There is swap: not for this process's memory, which is locked, but for files in memory.
    MemoryLocked,
    /// There is swap, and the system does not let this process lock what it holds.
    Possible,
}

/// Runs `work`, then wipes what its calls left on the stack: copies of keys, of a receipt, of the
/// end of a buffer.
pub(crate) fn with_wiped_stack<T>(work: impl FnOnce() -> T) -> T {
    let done = in_own_frame(work);
    wipe_stack();
    done
}

/// In a frame of its own, which [`wipe_stack`]'s then takes the place of.
#[inline(never)]
fn in_own_frame<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[inline(never)]
fn wipe_stack() {
    let mut stack = [0_u8; STACK_BYTES];
    black_box(&mut stack);
}

/// Limits the allocator's arenas, forbids core dumps (also those that another program collects) and
/// other processes of this user that read along, and locks memory where the system lets us.
pub(crate) fn guard() -> io::Result<Guarded> {
    arenas::limit();
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none)?;
    // Under a finite limit some later allocation would fail: all or nothing.
    let unlimited = getrlimit(Resource::Memlock).current.is_none();
    // Only what is used is locked, or each thread's whole stack would be taken at once.
    let all = MlockAllFlags::CURRENT | MlockAllFlags::FUTURE | MlockAllFlags::ONFAULT;
    let locked = unlimited && mlockall(all).is_ok();
    // Where there is swap, and its list cannot be read, it may be on a disk.
    let swaps = sysinfo().totalswap > 0
        && fs::read_to_string(SWAPS).map_or(true, |swaps| swaps_to_disk(&swaps));
    let dumpable = dumpable_behavior()? != DumpableBehavior::NotDumpable;
    Ok(Guarded {
        swap: match (swaps, locked) {
            (false, _) => Swap::None,
            (true, true) => Swap::MemoryLocked,
            (true, false) => Swap::Possible,
        },
        dumps: dumpable || getrlimit(Resource::Core).current != Some(0),
    })
}

/// Whether a list of swaps, as the kernel gives it, names one that is not in memory itself. The
/// first line names the columns.
fn swaps_to_disk(swaps: &str) -> bool {
    let mut names = swaps.lines().skip(1);
    names.any(|line| !line.starts_with(ZRAM))
}

/// Gives free memory back to the system.
pub(crate) fn trim() {
    arenas::trim();
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: u64 = 0x5ca1_ab1e_0ddb_a115;

    /// Leaves marks over some of the stack, and tells where.
    #[inline(never)]
    fn soil() -> *const u64 {
        let mut marks = [0_u64; 1_000];
        for mark in &mut marks {
            *mark = black_box(MARK);
        }
        black_box(&mut marks).as_ptr()
    }

    #[test]
    fn swap_in_compressed_memory_is_none_on_a_disk() {
        const COLUMNS: &str = "Filename\tType\tSize\tUsed\tPriority\n";
        let zram = "/dev/zram0\tpartition\t1000\t0\t100\n";
        let disk = "/dev/sda2\tpartition\t1000\t0\t-2\n";
        for (lines, expected) in [
            (String::new(), false),
            (zram.to_owned(), false),
            (disk.to_owned(), true),
            (zram.to_owned() + disk, true),
        ] {
            assert_eq!(
                swaps_to_disk(&(COLUMNS.to_owned() + &lines)),
                expected,
                "{lines}"
            );
        }
    }

    #[test]
    fn the_stack_is_wiped() {
        let page = |at: *const u64| {
            let mut bytes = vec![0; 8_000];
            let memory = fs::File::open("/proc/self/mem").unwrap();
            std::os::unix::fs::FileExt::read_exact_at(&memory, &mut bytes, at.addr() as u64)
                .unwrap();
            let marks = bytes.as_chunks().0;
            marks
                .iter()
                .filter(|bytes| u64::from_ne_bytes(**bytes) == MARK)
                .count()
        };
        // Reading it back needs some of the same stack; most of the marks are out of its way.
        let at = black_box(in_own_frame(soil));
        assert!(page(at) > 100, "the marks can be seen");
        let at = black_box(with_wiped_stack(soil));
        assert_eq!(page(at), 0);
    }
}
