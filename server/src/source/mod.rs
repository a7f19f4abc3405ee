//! The sources' door.

mod gzip;
pub mod pages;
mod policy;
pub mod refusal;
mod templates;
