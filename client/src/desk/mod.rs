//! What only editors see: keys, letters, cases, and the way from a document to its publication.
//!
//! An [`Editor`](identity::editor::Editor) is a [folder](folder) unlocked with a passphrase. Letters wait sealed in the [inbox]; what is in them is opened in
//! [memory](scratch) only, and remembered in a [case], sealed to the [roster]. A document goes one way: [`clean`](cleaning::clean) makes a
//! [`Cleaned`](cleaning::Cleaned), [`vet`](vetting::vet) makes it part of something [`Vetted`](vetting::Vetted), [`publish`](publication::publish) takes
//! nothing else.

pub mod case;
pub mod cleaning;
pub mod folder;
pub mod identity;
pub mod inbox;
pub mod letter;
pub mod openpgp;
pub mod publication;
pub mod roster;
pub mod scratch;
pub mod sealed;
pub mod vetting;

/// Longest private file that is read whole, in bytes: a signed roster of 32 editors is the longest.
const PRIVATE_FILE_MAX_BYTES: u64 = 1_048_576;
