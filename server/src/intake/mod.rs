//! The engine behind the doors: takes what arrives and puts it, sealed, into the vault.

pub(crate) mod admission;
pub(crate) mod body;
pub(crate) mod executor;
pub(crate) mod line_ends;
pub(crate) mod sealing;
pub(crate) mod summary;
pub(crate) mod uploads;
