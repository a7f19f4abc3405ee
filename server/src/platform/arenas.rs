//! How many arenas the C library's allocator keeps: the one setting that has no safe call (docs/decisions/0013-two-arenas.md).

/// One for those who come first, one more: nobody here allocates so often that they would wait for each other.
#[cfg(target_env = "gnu")]
const ARENAS: libc::c_int = 2;

/// Keeps what is freed where the next can use it. By default each busy thread has an arena, which keeps what it once needed. To be called before there
/// are threads; other C libraries have no arenas.
#[cfg_attr(
    target_env = "gnu",
    expect(unsafe_code, reason = "docs/decisions/0013-two-arenas.md")
)]
pub(crate) fn limit() {
    #[cfg(target_env = "gnu")]
    // SAFETY: it takes two numbers and keeps one of them, and no other thread is there yet.
    let _taken: libc::c_int = unsafe { libc::mallopt(libc::M_ARENA_MAX, ARENAS) };
}
