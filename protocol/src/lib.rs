//! What Sourdine's server, page and command line must agree on; `docs/protocol.md` in code.
//!
//! A source hands over a message and files. Whoever seals them (the page, the server, an editor's
//! command line) pours them into a [`Sealer`](envelope::Sealer): a ZIP written as a stream inside
//! an age file, readable only with one of the roster's [hybrid](envelope::hybrid) identities.
//! Whoever opened the age file reads the ZIP as a [`Letter`](envelope::Letter), which refuses all
//! that two readers could read differently. The source keeps twelve words, a
//! [`Codename`](codename::Codename), from which every key it needs later is derived.
//!
//! Nothing here does I/O of its own, waits, or reads a clock. Decrypting an age file with an
//! editor's key is not here either: only the client can do that.

// What other crates stand on is explained in full; inside the two programs a name may be enough.
#![warn(missing_docs, clippy::missing_errors_doc)]

pub mod access;
mod checked;
pub mod codename;
pub mod day;
pub mod envelope;
pub mod release;
pub mod roster;
pub mod text;
pub mod unlock;
pub mod wire;
pub mod zip;
