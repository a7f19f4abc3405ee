//! The desk.
pub mod cleaning;
pub mod publication;
pub mod publication_draft;
pub mod vetting;
