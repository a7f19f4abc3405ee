//! What may be left of a visit, and the search for it.

pub mod canary;
pub mod canary_content;
pub mod classifier;
pub mod image;
pub mod timestamps;
