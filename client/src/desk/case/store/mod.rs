//! The folder of the cases, which editors may share through any tool that copies files, and what
//! this machine remembers of it.
//!
//! A case is a file of its keys (`1a2b3c4d.age`), sealed to the editors, and segments of its
//! journal (`1a2b3c4d.<64 random digits>.age`), sealed to its newest key. Each machine writes
//! segments of its own, so that two machines never write the same file; clean copies are called as
//! segments are. What a machine has seen it [remembers](memory): it says so when the folder has
//! less than before, and puts it back when it writes.

mod append;
mod compared;
mod error;
mod folder;
mod keys;
mod load;
mod lock;
mod memory;
mod newer_roster;
mod old;
mod segment;

pub use self::{
    append::Writer,
    error::CasesError,
    folder::Cases,
    load::{Reader, StoredCase},
    lock::LockNotice,
};
