//! Each error in the operator's language: what happened, what to do.

use sourdine_protocol::roster::RosterError;

use super::Message;
use crate::{
    StartError,
    config::{ConfigError, Mistake},
    vault::{CONFIRMATIONS_MAX, VAULT_MIN_BYTES, VaultError},
};

/// An error that can be told to the operator.
pub(crate) trait Explain {
    fn message(&self) -> Message;
}

impl Explain for VaultError {
    fn message(&self) -> Message {
        match self {
            Self::Full => Message::new("vault-full"),
            Self::Unknown => Message::new("vault-unknown"),
            Self::OtherHash => Message::new("vault-other-hash"),
            Self::Empty => Message::new("vault-empty"),
            Self::InUse(path) => Message::new("vault-in-use").with("path", path.display()),
            Self::Exists(path) => Message::new("vault-exists").with("path", path.display()),
            Self::Size(size) => Message::new("vault-size")
                .with("size", size)
                .with("min", VAULT_MIN_BYTES),
            Self::Quorum(_) => Message::new("config-quorum").with("max", CONFIRMATIONS_MAX),
            Self::NoVault(path) => Message::new("vault-none").with("path", path.display()),
            Self::NoMaster(path) => Message::new("vault-no-master").with("path", path.display()),
            Self::NoFolder(path) => Message::new("vault-no-folder").with("path", path.display()),
            Self::NotAMaster(path) => {
                Message::new("vault-not-a-master").with("path", path.display())
            }
            Self::KeyTable(path) => Message::new("vault-key-table").with("path", path.display()),
            Self::WrongSize {
                path,
                found,
                expected,
            } => Message::new("vault-wrong-size")
                .with("path", path.display())
                .with("found", found)
                .with("expected", expected),
            Self::Damaged { slot } => Message::new("vault-damaged").with("slot", slot),
            Self::Broken => Message::new("vault-broken"),
            Self::Io { doing, source } => Message::new("vault-io")
                .with("doing", doing)
                .with("reason", source),
            Self::Random(_) => Message::new("vault-random"),
            Self::Cipher => Message::new("vault-cipher"),
        }
    }
}

impl Explain for ConfigError {
    fn message(&self) -> Message {
        match self {
            Self::Unreadable { path, source } => Message::new("config-unreadable")
                .with("path", path.display())
                .with("reason", source),
            Self::Malformed { path, line, reason } => Message::new("config-malformed")
                .with("path", path.display())
                .with("line", line)
                .with("reason", reason),
            Self::Mistaken {
                path,
                line,
                mistake,
            } => Message::new("config-mistaken")
                .with("path", path.display())
                .with("line", line)
                .with("mistake", super::text(&mistake.message())),
            Self::RosterUnreadable { path, source } => Message::new("roster-unreadable")
                .with("path", path.display())
                .with("reason", source),
            Self::Roster { path, source } => Message::new("roster-refused")
                .with("path", path.display())
                .with("reason", super::text(&source.message())),
        }
    }
}

impl Explain for Mistake {
    fn message(&self) -> Message {
        match self {
            Self::Address => Message::new("config-address"),
            Self::NotLoopback => Message::new("config-not-loopback"),
            Self::SameAddress => Message::new("config-same-address"),
            Self::VaultSize => Message::new("config-vault-size"),
            Self::Quorum => Message::new("config-quorum").with("max", CONFIRMATIONS_MAX),
            Self::Retention => Message::new("config-retention"),
            Self::Submission => Message::new("config-submission"),
            Self::Connections => Message::new("config-connections"),
            Self::TokenHash => Message::new("config-token-hash"),
            Self::TokenTwice => Message::new("config-token-twice"),
        }
    }
}

impl Explain for RosterError {
    fn message(&self) -> Message {
        match self {
            Self::Malformed(_) => Message::new("roster-malformed"),
            Self::TooLong => Message::new("roster-too-long"),
            Self::Editors => Message::new("roster-editors"),
            Self::Desk => Message::new("roster-desk"),
            Self::Expired(day) => Message::new("roster-expired").with("day", day),
        }
    }
}

impl Explain for StartError {
    fn message(&self) -> Message {
        match self {
            Self::Clock(day) => Message::new("clock-before-release").with("day", day),
            Self::Roster(error) => error.message(),
            Self::Pages(_) => Message::new("build-broken"),
        }
    }
}
