//! From an installed package to a desk that serves: `setup` and `remove`.
//!
//! Three steps, in this order. [`checked`] reads the roster and every editor's request and believes
//! nothing that is not signed. [`standing`] compares them with what is on the host already. Only
//! then [`install`] writes, through [`folder`], and starts tor and the server. What stands is never
//! changed, so that `setup` run again finishes what was begun. The users, the folders and tor's
//! configuration of a desk are the package's own script's, which also removes them
//! (docs/decisions/0091-a-host-is-set-up-from-requests.md).

pub(crate) mod checked;
mod configuration;
pub(crate) mod desk;
pub(crate) mod error;
mod folder;
pub(crate) mod install;
mod program;
mod requests;
pub(crate) mod standing;

#[cfg(test)]
mod tests;
