//! The people of a story: who sends, and who reads.

pub mod desk;
pub mod machine;
pub mod source;
pub mod submission;
