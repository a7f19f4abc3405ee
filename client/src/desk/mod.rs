//! The desk.
pub mod attachment;
pub mod case;
pub mod cleaning;
pub mod publication;
pub mod publication_draft;
pub mod vetting;
