//! Power cuts, replayed: what a program asked of its disk ([`Recording`], taken by strace), and
//! every disk that a cut may leave of it ([`Disk`]).
//!
//! A disk owes what was synced, and nothing else. Of the rest any sector may have reached it or
//! not, in any order; a name that was made, moved or taken away may have reached it or not, until
//! its folder was synced. This is stricter than any file system in use, which keeps some order of
//! its own.

mod content;
mod cut;
mod disk;
mod line;
mod names;
mod recording;

pub use cut::{CUTS, Cut};
pub use disk::{Disk, Forgets};
pub use recording::{Act, Call, Moment, Recording, failing, recorder};
