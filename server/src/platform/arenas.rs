//! What the C library's allocator keeps of what was freed: the settings without a safe call
//! (docs/decisions/0013-two-arenas.md). Other C libraries have none of them.

/// Threads here allocate too rarely to wait long for each other.
#[cfg(target_env = "gnu")]
const ARENAS: libc::c_int = 2;
/// What is longer than this goes back to the system when it is freed, in bytes: a slot, a chunk of
/// age's, a batch that is sealed, tables of a whole vault. In an arena, other allocations would
/// settle between them.
#[cfg(target_env = "gnu")]
const MAPPED_BYTES: libc::c_int = 49_152;
/// How much that is free an arena keeps at its end, in bytes: some batches of a form.
#[cfg(target_env = "gnu")]
const KEPT_BYTES: libc::c_int = 1_048_576;

/// By default each busy thread has an arena of its own, which keeps all that it once needed. Call
/// this before there are threads.
#[cfg_attr(
    target_env = "gnu",
    expect(unsafe_code, reason = "docs/decisions/0013-two-arenas.md")
)]
pub(crate) fn limit() {
    #[cfg(target_env = "gnu")]
    for (setting, value) in [
        (libc::M_ARENA_MAX, ARENAS),
        (libc::M_MMAP_THRESHOLD, MAPPED_BYTES),
        (libc::M_TRIM_THRESHOLD, KEPT_BYTES),
    ] {
        // SAFETY: the call takes two numbers and keeps one of them, and there is no other thread
        // yet.
        let _taken: libc::c_int = unsafe { libc::mallopt(setting, value) };
    }
}

/// Gives back what is free: the start needed more than what comes after it.
#[cfg_attr(
    target_env = "gnu",
    expect(unsafe_code, reason = "docs/decisions/0013-two-arenas.md")
)]
pub(crate) fn trim() {
    #[cfg(target_env = "gnu")]
    // SAFETY: the call takes a number, and locks each arena while it looks at it.
    let _given: libc::c_int = unsafe { libc::malloc_trim(0) };
}
