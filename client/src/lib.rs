//! The editors side.

pub mod desk;
pub mod observatory;
