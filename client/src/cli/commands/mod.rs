//! One file a command: what can be typed for it, and the use-case that it calls.

pub(super) mod audit;
pub(super) mod clean;
pub(super) mod close;
pub(super) mod completions;
pub(super) mod confirm;
pub(super) mod desk;
pub(super) mod inbox;
pub(super) mod inspect;
pub(super) mod man;
pub(super) mod observatory;
pub(super) mod open;
pub(super) mod preview;
pub(super) mod publish;
pub(super) mod pull;
pub(super) mod redact;
pub(super) mod roster;
pub(super) mod show;
pub(super) mod triage;
pub(super) mod unlock_server;
pub(super) mod vet;
pub(super) mod wishes;
