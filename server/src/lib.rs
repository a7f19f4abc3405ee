//! The submission server.

pub mod clock;
pub mod language;
pub mod source;
pub mod vault;
