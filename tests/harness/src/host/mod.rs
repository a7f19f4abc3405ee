//! The machine below a server: its clock, its journal, its disk.

pub mod clock;
pub mod journald;
pub mod small_disk;
