//! What the system gives: the day, memory.

mod arenas;
pub mod clock;
pub(crate) mod memory;
