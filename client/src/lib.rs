//! The editors side.

pub mod observatory;
