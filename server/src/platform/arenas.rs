//! How many arenas the C library's allocator keeps: the one setting without a safe call
//! (docs/decisions/0013-two-arenas.md).

/// Threads here allocate too rarely to wait long for each other.
#[cfg(target_env = "gnu")]
const ARENAS: libc::c_int = 2;

/// By default each busy thread has an arena of its own, which keeps all that it once needed. Call
/// this before there are threads; other C libraries have no arenas.
#[cfg_attr(
    target_env = "gnu",
    expect(unsafe_code, reason = "docs/decisions/0013-two-arenas.md")
)]
pub(crate) fn limit() {
    #[cfg(target_env = "gnu")]
    // SAFETY: the call takes two numbers and keeps one of them, and there is no other thread yet.
    let _taken: libc::c_int = unsafe { libc::mallopt(libc::M_ARENA_MAX, ARENAS) };
}
