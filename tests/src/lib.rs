//! What several stories share: other people's programs, and where things are.

pub mod others;
