//! What only editors see: keys, letters, cases, and the way from a document to its publication.
//!
//! An [`Editor`](editor::Editor) is a [folder](folder) unlocked with a passphrase. Letters wait sealed in the [inbox]; what is in them is opened in
//! [memory](scratch) only, and remembered in a [case], sealed to the [roster]. A document goes one way: [`clean`](cleaning::clean) makes a
//! [`Cleaned`](cleaning::Cleaned), [`vet`](vetting::vet) makes it part of something [`Vetted`](vetting::Vetted), [`publish`](publication::publish) takes
//! nothing else.

mod age_header;
pub mod attachment;
pub mod card;
pub mod case;
pub mod cleaning;
pub mod editor;
mod files;
pub mod folder;
pub mod identity;
pub mod inbox;
pub mod letter;
pub mod openpgp;
pub mod publication;
pub mod publication_draft;
pub mod roster;
pub mod scratch;
pub mod sealed;
pub mod signed;
pub mod tally;
pub mod vetting;
