//! The desk.
pub mod cleaning;
