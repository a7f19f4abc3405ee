//! How much of the machine a tool may take.

use std::{num::NonZero, thread, time::Duration};

use sourdine_platform::memory::core_bytes;

const MIB: u64 = 1 << 20;

/// Memory of one sandbox, in bytes: of all its processes together, and of what they write.
pub(super) const MEMORY_BYTES: u64 = 2048 * MIB;
/// Size of the folder in which a tool works, in bytes: room for the largest document that we
/// publish, and for a copy of it.
pub(super) const WORK_BYTES: u64 = 576 * MIB;
/// Size of `/tmp`, in bytes: office documents are unpacked there.
pub(super) const TMP_BYTES: u64 = 256 * MIB;
/// Size of `/dev/shm`, in bytes.
pub(super) const SHM_BYTES: u64 = 64 * MIB;
/// What is left to the processes, in bytes.
pub(super) const PROCESSES_BYTES: u64 = MEMORY_BYTES - WORK_BYTES - TMP_BYTES - SHM_BYTES;
/// The largest file that a tool may write, in bytes.
pub(super) const FILE_BYTES: u64 = WORK_BYTES;
/// Files that a process may have open.
pub(super) const OPEN_FILES: u64 = 256;
/// How much of a text that a tool says is kept, in bytes.
pub(super) const SAID_BYTES: u64 = MIB;
/// Processes and threads that a tool may have, beside one for each processor: ffmpeg starts some
/// threads for each.
const TASKS: u64 = 32;

/// Processor time of a tool that says pieces, in seconds: some hours. Each piece has its own limit.
const PIECES_CPU_SECONDS: u64 = 8 * 3_600;

/// What differs between tools.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Address space of each process, in bytes.
    pub address_space_bytes: u64,
    /// Processes and threads together.
    pub tasks: u64,
    /// Processor time of each process, in seconds.
    pub cpu_seconds: u64,
    /// How long we wait for the tool, or for each piece that it says, before it is ended.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        Self {
            address_space_bytes: 1024 * MIB,
            tasks: TASKS + processors as u64,
            cpu_seconds: 300,
            patience: Duration::from_mins(10),
        }
    }
}

impl Limits {
    /// The limits of a tool that says pieces, such as pages, and takes this long for each: there
    /// may be thousands.
    pub fn of_pieces(patience: Duration) -> Self {
        Self {
            cpu_seconds: PIECES_CPU_SECONDS,
            patience,
            ..Self::default()
        }
    }

    /// The arguments of `prlimit`, which sets the limits inside the sandbox: there, processes are
    /// counted apart from those that the same user has outside.
    pub(super) fn arguments(&self) -> [String; 6] {
        [
            format!("--as={}", self.address_space_bytes),
            format!("--nproc={}", self.tasks),
            // At the hard limit, the kernel kills without saying why.
            format!("--cpu={}:{}", self.cpu_seconds, self.cpu_seconds + 1),
            format!("--fsize={FILE_BYTES}"),
            format!("--nofile={OPEN_FILES}"),
            format!("--core={}", core_bytes()),
        ]
    }
}
