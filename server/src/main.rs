//! The `sourdine-server` program.

use std::{alloc::System, process::ExitCode};

use zeroizing_alloc::ZeroAlloc;

/// Whatever passed through memory is wiped when it is freed: sources' plaintext, when they have no script, is in buffers that are not ours.
#[global_allocator]
static WIPING: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    sourdine_server::cli::main(std::env::args_os())
}
