//! The `sourdine-server` program.

use std::{alloc::System, process::ExitCode};

use zeroizing_alloc::ZeroAlloc;

/// Wipes all memory when it is freed: without script, a source's plaintext passes through buffers
/// that are not ours.
#[global_allocator]
static WIPING: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    sourdine_server::cli::main(std::env::args_os())
}
