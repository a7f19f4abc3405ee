//! The operator's one file: TOML, read once at start; every error names its line.

mod address;
mod malformed;
mod value_error;

use std::{
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use sourdine_l10n::Explain;
use sourdine_protocol::{
    roster::{Roster, RosterError, SignedRoster},
    text::Language,
    wire::TOKEN_HASH_BYTES,
};
use toml::Spanned;

use self::value_error::Misplaced;
pub use self::{malformed::LineError, value_error::ValueError};

use crate::{
    Settings,
    http::listener::Address,
    vault::{CONFIRMATIONS_MAX, Retention, VAULT_MIN_BYTES, VaultPaths},
};

/// What `init` writes: every key, its default, and why one would change it.
pub const EXAMPLE: &str = include_str!("../../sourdine-server.toml");

/// The unit of sizes.
pub const MIB: u64 = 1_024 * 1_024;

/// With fewer connections the sources' door would serve no page with its script.
const CONNECTIONS_MIN: usize = 8;

/// A configuration that was checked.
#[derive(Debug)]
pub struct Config {
    /// The file itself.
    pub path: PathBuf,
    /// The language of `GET /`.
    pub language: Language,
    pub roster: PathBuf,
    pub sources: Address,
    pub editors: Address,
    pub vault: VaultPaths,
    /// The size of a new vault, and the line that says so.
    pub vault_bytes: u64,
    pub vault_bytes_line: usize,
    pub retention: Retention,
    pub submission_max_bytes: u64,
    pub connections_max: usize,
    pub editor_tokens: Vec<[u8; TOKEN_HASH_BYTES]>,
    pub courier_tokens: Vec<[u8; TOKEN_HASH_BYTES]>,
}

#[derive(Debug, Explain, thiserror::Error)]
pub enum ConfigError {
    #[explain("config-unreadable")]
    Unreadable {
        path: PathBuf,
        source: std::io::Error,
    },
    /// It is no TOML, or a key is unknown, missing or of another type.
    #[explain("config-malformed", message(reason))]
    Malformed {
        path: PathBuf,
        line: usize,
        reason: LineError,
    },
    #[explain("config-mistaken", message(mistake))]
    Mistaken {
        path: PathBuf,
        line: usize,
        mistake: ValueError,
    },
    #[explain("roster-unreadable")]
    RosterUnreadable {
        path: PathBuf,
        source: std::io::Error,
    },
    #[explain("roster-refused", message(source))]
    Roster { path: PathBuf, source: RosterError },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfigFile {
    language: Language,
    roster: PathBuf,
    listen: ListenSection,
    vault: VaultSection,
    retention: RetentionSection,
    limits: LimitsSection,
    #[serde(default)]
    editors: Vec<TokenSection>,
    #[serde(default)]
    couriers: Vec<TokenSection>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListenSection {
    sources: Spanned<String>,
    editors: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VaultSection {
    folder: PathBuf,
    master_key: PathBuf,
    size_mib: Spanned<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RetentionSection {
    quorum: Spanned<usize>,
    hold_days: Spanned<u32>,
    keep_days: Spanned<u32>,
    spread_days: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitsSection {
    submission_mib: Spanned<u64>,
    connections: Spanned<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenSection {
    token_hash: Spanned<String>,
}

impl Config {
    /// Reads and checks a configuration. Paths in it are relative to its folder.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        Self::parse(&text_of(path)?, path)
    }

    /// The same, with every mistake of the values and not the first alone.
    pub(crate) fn read_whole(path: &Path) -> Result<Self, Vec<ConfigError>> {
        let text = text_of(path).map_err(|error| vec![error])?;
        Self::parse_whole(&text, path)
    }

    /// Checks a text that was read already; errors name `path`.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        Self::parse_whole(text, path).map_err(|mistakes| {
            let first = mistakes.into_iter().next();
            first.unwrap_or_else(|| ConfigError::Malformed {
                path: path.to_owned(),
                line: 1,
                reason: LineError::Syntax(String::new()),
            })
        })
    }

    fn parse_whole(text: &str, path: &Path) -> Result<Self, Vec<ConfigError>> {
        let file: ConfigFile = toml::from_str(text).map_err(|error| {
            vec![ConfigError::Malformed {
                path: path.to_owned(),
                line: line(text, error.span().unwrap_or_default()),
                reason: LineError::of(&error, text),
            }]
        })?;
        let size_line = line(text, file.vault.size_mib.span());
        let checked = file.check(path, size_line);
        checked.map_err(|mut mistakes| {
            mistakes.sort_by_key(|(span, _)| span.start);
            let placed = mistakes.into_iter().map(|(span, mistake)| {
                let path = path.to_owned();
                let line = line(text, span);
                ConfigError::Mistaken {
                    path,
                    line,
                    mistake,
                }
            });
            placed.collect()
        })
    }

    /// The roster that the configuration names, as it is signed; the signature is not checked here.
    pub(crate) fn signed_roster(&self) -> Result<(SignedRoster, Roster), ConfigError> {
        let json = fs::read(&self.roster);
        let json = json.map_err(|source| ConfigError::RosterUnreadable {
            path: self.roster.clone(),
            source,
        })?;
        SignedRoster::from_json(&json)
            .and_then(|signed| signed.unchecked().map(|roster| (signed, roster)))
            .map_err(|source| ConfigError::Roster {
                path: self.roster.clone(),
                source,
            })
    }

    /// What the server runs with: the configuration and the roster that it names.
    pub(crate) fn settings(&self, roster: SignedRoster) -> Settings {
        Settings {
            language: self.language,
            roster,
            editors: self.editor_tokens.clone(),
            couriers: self.courier_tokens.clone(),
            submission_max_bytes: self.submission_max_bytes,
            connections_max: self.connections_max,
            sealed: None,
        }
    }
}

fn text_of(path: &Path) -> Result<String, ConfigError> {
    fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

/// The line that a span begins on.
fn line(text: &str, span: Range<usize>) -> usize {
    let before = text.get(..span.start).unwrap_or_default();
    1 + before.matches('\n').count()
}

/// The mistakes of a file, all of them: an operator mends them in one go.
#[derive(Default)]
struct Mistakes(Vec<Misplaced>);

impl Mistakes {
    fn keep<T>(&mut self, checked: Result<T, Misplaced>) -> Option<T> {
        checked.map_err(|mistake| self.0.push(mistake)).ok()
    }

    fn require<T>(&mut self, holds: bool, value: &Spanned<T>, mistake: ValueError) {
        if !holds {
            self.0.push((value.span(), mistake));
        }
    }
}

impl ConfigFile {
    fn check(self, path: &Path, size_line: usize) -> Result<Config, Vec<Misplaced>> {
        let folder = path.parent().unwrap_or_else(|| Path::new("."));
        let mut mistakes = Mistakes::default();
        let sources = mistakes.keep(address::parse(&self.listen.sources, folder));
        let editors = mistakes.keep(address::parse(&self.listen.editors, folder));
        let free_port = matches!(&sources, Some(Address::Loopback(address)) if address.port() == 0);
        mistakes.require(
            sources.is_none() || sources != editors || free_port,
            &self.listen.editors,
            ValueError::SameAddress,
        );
        let vault_bytes = self.vault.size_mib.get_ref().saturating_mul(MIB);
        let submission = self.limits.submission_mib.get_ref().saturating_mul(MIB);
        mistakes.require(
            vault_bytes >= VAULT_MIN_BYTES,
            &self.vault.size_mib,
            ValueError::VaultSize,
        );
        mistakes.require(
            (MIB..=vault_bytes / 2).contains(&submission),
            &self.limits.submission_mib,
            ValueError::Submission,
        );
        let connections = &self.limits.connections;
        mistakes.require(
            *connections.get_ref() >= CONNECTIONS_MIN,
            connections,
            ValueError::Connections,
        );
        let retention = self.retention.check(self.editors.len(), &mut mistakes);
        let tokens = mistakes.keep(tokens(&self.editors, &self.couriers));
        let (Some(sources), Some(editors), Some((editor_tokens, courier_tokens)), true) =
            (sources, editors, tokens, mistakes.0.is_empty())
        else {
            return Err(mistakes.0);
        };
        Ok(Config {
            path: path.to_owned(),
            language: self.language,
            roster: folder.join(self.roster),
            sources,
            editors,
            vault: VaultPaths {
                folder: folder.join(self.vault.folder),
                master: folder.join(self.vault.master_key),
            },
            vault_bytes,
            vault_bytes_line: size_line,
            retention,
            submission_max_bytes: submission,
            connections_max: *self.limits.connections.get_ref(),
            editor_tokens,
            courier_tokens,
        })
    }
}

impl RetentionSection {
    fn check(&self, editors: usize, mistakes: &mut Mistakes) -> Retention {
        let quorum = *self.quorum.get_ref();
        let (hold, keep) = (*self.hold_days.get_ref(), *self.keep_days.get_ref());
        mistakes.require(
            (1..=CONFIRMATIONS_MAX).contains(&quorum),
            &self.quorum,
            ValueError::Quorum,
        );
        // Without any editor yet, the operator waits for the tokens' hashes.
        mistakes.require(
            editors == 0 || quorum <= editors || quorum > CONFIRMATIONS_MAX,
            &self.quorum,
            ValueError::QuorumOverEditors { quorum, editors },
        );
        mistakes.require(keep > 0, &self.keep_days, ValueError::Retention);
        mistakes.require(
            keep == 0 || hold <= keep,
            &self.hold_days,
            ValueError::HoldOverKeep { hold, keep },
        );
        Retention {
            quorum,
            hold_days: hold,
            keep_days: keep,
            spread_days: self.spread_days,
        }
    }
}

type TokenHashes = Vec<[u8; TOKEN_HASH_BYTES]>;

/// The hashes of the editors' and of the couriers' tokens, no two of them the same.
fn tokens(
    editors: &[TokenSection],
    couriers: &[TokenSection],
) -> Result<(TokenHashes, TokenHashes), Misplaced> {
    let mut hashes = Vec::new();
    for TokenSection { token_hash } in editors.iter().chain(couriers) {
        let mut hash = [0; TOKEN_HASH_BYTES];
        hex::decode_to_slice(token_hash.get_ref(), &mut hash)
            .map_err(|_| (token_hash.span(), ValueError::TokenHash))?;
        if hashes.contains(&hash) {
            return Err((token_hash.span(), ValueError::TokenTwice));
        }
        hashes.push(hash);
    }
    let of_couriers = hashes.split_off(editors.len());
    Ok((hashes, of_couriers))
}

#[cfg(test)]
mod tests;
