//! What only editors see: keys, letters, cases, and the way from a document to its publication.
//!
//! An [`Editor`](identity::editor::Editor) is a [folder](folder) unlocked with a passphrase. Pulled
//! envelopes stay sealed in the [inbox](crate::inbox). Their contents are decrypted only into
//! [memory](scratch). What editors learn is kept in a [case], sealed to every editor of the
//! [roster]. A document takes one way: [`clean`](cleaning::clean) makes a
//! [`Cleaned`](cleaning::Cleaned), [`vet`](vetting::vet) makes it part of something
//! [`Vetted`](vetting::Vetted), and [`publish`](publication::publish) accepts nothing else.

pub mod case;
pub mod characters;
pub mod cleaning;
mod file_error;
pub mod folder;
pub mod identity;
pub mod inspection;
pub mod letter;
pub mod lints;
pub mod openpgp;
pub mod publication;
pub mod roster;
pub mod scratch;
pub mod sealed;
pub mod unlock;
pub mod vetting;

pub use file_error::FileError;

/// Longest private file that is read whole, in bytes. It leaves room for the longest one, a signed
/// roster of 32 editors.
const PRIVATE_FILE_MAX_BYTES: u64 = 1_048_576;
