//! What the system gives: the day, and memory.

mod arenas;
pub mod clock;
pub(crate) mod memory;
