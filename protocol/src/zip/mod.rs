//! The ZIP inside an envelope (APPNOTE 6.3.10, docs/protocol.md 1.2 and 1.6).
//!
//! The padding has to bring the archive to an exact length, and a reader has to refuse what two
//! readers could read differently: both need the exact bytes of the framing, which no library
//! promises. So the framing is here: a [writer](ZipWriter) that never goes back, and a
//! [reader](Archive) that accepts stored entries only and accounts for every byte.

mod layout;
mod reader;
mod writer;

pub use reader::{Archive, ArchiveError, Entry};
pub use writer::{ZipWriteError, ZipWriter};
