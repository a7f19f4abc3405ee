//! The desk.
pub mod cleaning;
pub mod publication;
pub mod vetting;
