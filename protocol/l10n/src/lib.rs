//! How both programs speak to people, in French and in English.
//!
//! What a program says is a [`Message`]: the key of a Fluent text, and what fills it. The texts
//! stand in a [`Catalog`], which each program makes of its own files and of [those](ENGLISH) that
//! both share. An error says its key with `#[derive(Explain)]`, and is told in no other words:
//! [`Explain::message`] to a person in their language, `Display` in English, [`Message::key`] to a
//! script. What happened stands under the key, what to do next under the key and `-hint`.
//!
//! ```text
//! error-io = Reading or writing failed: { $reason }.
//! vault-full = the vault is full
//! vault-full-hint = let the editors confirm and discard what they have, or make a larger vault
//! ```

mod catalog;
pub mod check;
pub mod command_line;
mod deferred;
mod explain;
mod language;
mod message;
mod process;
mod progress;
mod shared;
mod texts;

pub use catalog::Catalog;
pub use deferred::{defer, defer_begin, flush_deferred, report_panics, warn_deferred};
pub use explain::{Explain, FAILED};
pub use fluent_bundle::FluentArgs;
pub use language::preferred;
pub use message::Message;
pub use process::{eprint, init, print, text, warn};
pub use progress::{Progress, Unit};
pub use sourdine_l10n_derive::Explain;
pub use texts::{Spacing, TextError, Texts, spaced_like_french};

/// What both programs say, in English.
pub const ENGLISH: &str = include_str!("../locales/en.ftl");
/// What both programs say, in French.
pub const FRENCH: &str = include_str!("../locales/fr.ftl");
