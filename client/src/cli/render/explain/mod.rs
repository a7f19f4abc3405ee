//! Errors of the folders below, in the person's language.

mod courier;
mod desk;
pub(in crate::cli) mod observatory;
mod publication;
