//! The machine below a server: its clock, its journal, its disk; and a whole Debian.

pub mod clock;
pub mod container;
pub mod debian;
pub mod journald;
pub mod small_disk;
