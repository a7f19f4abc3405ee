//! The editors side.
