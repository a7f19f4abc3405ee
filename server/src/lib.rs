//! The submission server.

pub mod language;
pub mod source;
