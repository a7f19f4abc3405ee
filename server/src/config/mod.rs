//! The operator's one file: TOML, read once at start; every error names its line.

use std::{
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use sourdine_l10n::Explain;
use sourdine_protocol::{
    roster::{RosterError, SignedRoster},
    text::Language,
    wire::TOKEN_HASH_BYTES,
};
use toml::Spanned;

use crate::{
    Settings,
    http::listener::Address,
    vault::{CONFIRMATIONS_MAX, Retention, VAULT_MIN_BYTES, VaultPaths},
};

/// What `init` writes: every key, its default, and why one would change it.
pub const EXAMPLE: &str = include_str!("../../sourdine-server.toml");

const MIB: u64 = 1_024 * 1_024;
const UNIX: &str = "unix:";
const TCP: &str = "tcp:";

/// A configuration that was checked.
#[derive(Debug)]
pub struct Config {
    /// The language of `GET /`.
    pub language: Language,
    pub roster: PathBuf,
    pub sources: Address,
    pub editors: Address,
    pub vault: VaultPaths,
    /// The size of a new vault.
    pub vault_bytes: u64,
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
    #[explain("config-malformed")]
    Malformed {
        path: PathBuf,
        line: usize,
        reason: String,
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

#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub enum ValueError {
    #[explain("config-address")]
    Address,
    #[explain("config-not-loopback")]
    NotLoopback,
    #[explain("config-same-address")]
    SameAddress,
    #[explain("config-vault-size")]
    VaultSize,
    #[explain("config-quorum", max = CONFIRMATIONS_MAX)]
    Quorum,
    #[explain("config-retention")]
    Retention,
    /// None, or more than the vault holds.
    #[explain("config-submission")]
    Submission,
    #[explain("config-connections")]
    Connections,
    #[explain("config-token-hash")]
    TokenHash,
    /// Two blocks with one token.
    #[explain("config-token-twice")]
    TokenTwice,
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
    hold_days: u32,
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
        let text = fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        Self::parse(&text, path)
    }

    /// Checks a text that was read already; errors name `path`.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let line = |span: Range<usize>| {
            1 + text
                .get(..span.start)
                .map_or(0, |before| before.matches('\n').count())
        };
        let file: ConfigFile = toml::from_str(text).map_err(|error| ConfigError::Malformed {
            path: path.to_owned(),
            line: line(error.span().unwrap_or_default()),
            reason: error.message().to_owned(),
        })?;
        file.check(path.parent().unwrap_or_else(|| Path::new(".")))
            .map_err(|(span, mistake)| ConfigError::Mistaken {
                path: path.to_owned(),
                line: line(span),
                mistake,
            })
    }

    /// What the server runs with: the configuration and the roster that it names.
    pub fn settings(&self) -> Result<Settings, ConfigError> {
        let json = fs::read(&self.roster);
        let json = json.map_err(|source| ConfigError::RosterUnreadable {
            path: self.roster.clone(),
            source,
        })?;
        let roster = SignedRoster::from_json(&json)
            .and_then(|signed| signed.unchecked().map(|_| signed))
            .map_err(|source| ConfigError::Roster {
                path: self.roster.clone(),
                source,
            })?;
        Ok(Settings {
            language: self.language,
            roster,
            editors: self.editor_tokens.clone(),
            couriers: self.courier_tokens.clone(),
            submission_max_bytes: self.submission_max_bytes,
            connections_max: self.connections_max,
        })
    }
}

/// What is wrong, and where.
type Misplaced = (Range<usize>, ValueError);

impl ConfigFile {
    fn check(self, folder: &Path) -> Result<Config, Misplaced> {
        let sources = address(&self.listen.sources, folder)?;
        let editors = address(&self.listen.editors, folder)?;
        let free_port = matches!(&sources, Address::Loopback(address) if address.port() == 0);
        if sources == editors && !free_port {
            return Err((self.listen.editors.span(), ValueError::SameAddress));
        }
        let vault_bytes = self.vault.size_mib.get_ref().saturating_mul(MIB);
        let submission = self.limits.submission_mib.get_ref().saturating_mul(MIB);
        require(
            vault_bytes >= VAULT_MIN_BYTES,
            &self.vault.size_mib,
            ValueError::VaultSize,
        )?;
        require(
            (MIB..=vault_bytes / 2).contains(&submission),
            &self.limits.submission_mib,
            ValueError::Submission,
        )?;
        let quorum = &self.retention.quorum;
        require(
            (1..=CONFIRMATIONS_MAX).contains(quorum.get_ref()),
            quorum,
            ValueError::Quorum,
        )?;
        let keep = &self.retention.keep_days;
        require(*keep.get_ref() > 0, keep, ValueError::Retention)?;
        let connections = &self.limits.connections;
        require(
            *connections.get_ref() >= 8,
            connections,
            ValueError::Connections,
        )?;
        let (editor_tokens, courier_tokens) = tokens(&self.editors, &self.couriers)?;
        Ok(Config {
            language: self.language,
            roster: folder.join(self.roster),
            sources,
            editors,
            vault: VaultPaths {
                folder: folder.join(self.vault.folder),
                master: folder.join(self.vault.master_key),
            },
            vault_bytes,
            retention: Retention {
                quorum: *quorum.get_ref(),
                hold_days: self.retention.hold_days,
                keep_days: *keep.get_ref(),
                spread_days: self.retention.spread_days,
            },
            submission_max_bytes: submission,
            connections_max: *connections.get_ref(),
            editor_tokens,
            courier_tokens,
        })
    }
}

fn require<T>(holds: bool, value: &Spanned<T>, mistake: ValueError) -> Result<(), Misplaced> {
    holds.then_some(()).ok_or_else(|| (value.span(), mistake))
}

fn address(text: &Spanned<String>, folder: &Path) -> Result<Address, Misplaced> {
    let mistaken = |mistake| (text.span(), mistake);
    if let Some(path) = text.get_ref().strip_prefix(UNIX) {
        return Ok(Address::Unix(folder.join(path)));
    }
    let tcp = text.get_ref().strip_prefix(TCP);
    let tcp: std::net::SocketAddr = tcp
        .and_then(|tcp| tcp.parse().ok())
        .ok_or_else(|| mistaken(ValueError::Address))?;
    if tcp.ip().is_loopback() {
        Ok(Address::Loopback(tcp))
    } else {
        Err(mistaken(ValueError::NotLoopback))
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
        require(!hashes.contains(&hash), token_hash, ValueError::TokenTwice)?;
        hashes.push(hash);
    }
    let of_couriers = hashes.split_off(editors.len());
    Ok((hashes, of_couriers))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, ConfigError> {
        Config::parse(text, Path::new("/etc/sourdine/server.toml"))
    }

    #[test]
    fn the_example_is_the_default_and_reads() {
        let config = parse(EXAMPLE).unwrap();
        assert_eq!(config.vault_bytes, crate::vault::VAULT_DEFAULT_BYTES);
        assert_eq!(
            config.submission_max_bytes,
            sourdine_protocol::wire::SUBMISSION_MAX_BYTES
        );
        assert_eq!(config.roster, Path::new("/etc/sourdine/roster.json"));
        assert!(config.editor_tokens.is_empty() && config.courier_tokens.is_empty());
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let cases = [
            (
                "sources = \"unix:/run/sourdine/sources.sock\"",
                "sources = \"8080\"",
                ValueError::Address,
            ),
            (
                "sources = \"unix:/run/sourdine/sources.sock\"",
                "sources = \"tcp:0.0.0.0:80\"",
                ValueError::NotLoopback,
            ),
            (
                "editors = \"unix:/run/sourdine/editors.sock\"",
                "editors = \"unix:/run/sourdine/sources.sock\"",
                ValueError::SameAddress,
            ),
            ("size_mib = 8192", "size_mib = 7", ValueError::VaultSize),
            (
                "submission_mib = 2048",
                "submission_mib = 5000",
                ValueError::Submission,
            ),
            (
                "submission_mib = 2048",
                "submission_mib = 0",
                ValueError::Submission,
            ),
            ("quorum = 2", "quorum = 5", ValueError::Quorum),
            ("quorum = 2", "quorum = 0", ValueError::Quorum),
            ("keep_days = 60", "keep_days = 0", ValueError::Retention),
            (
                "connections = 1536",
                "connections = 1",
                ValueError::Connections,
            ),
        ];
        for (right, wrong, expected) in cases {
            let text = EXAMPLE.replace(&format!("\n{right}\n"), &format!("\n{wrong}\n"));
            let at = 1 + text.lines().position(|line| line == wrong).unwrap();
            match parse(&text) {
                Err(ConfigError::Mistaken { line, mistake, .. }) => {
                    assert_eq!((line, mistake), (at, expected), "{wrong}");
                }
                other => panic!("{wrong}: {other:?}"),
            }
        }
        let text = format!("{EXAMPLE}\n[[editors]]\ntoken_hash = \"abc\"\n");
        let last = text.lines().count();
        assert!(matches!(
            parse(&text),
            Err(ConfigError::Mistaken { line, mistake: ValueError::TokenHash, .. }) if line == last
        ));
    }

    #[test]
    fn a_token_is_an_editors_or_a_couriers() {
        let block = |kind: &str, digit: &str| {
            format!("\n[[{kind}]]\ntoken_hash = \"{}\"\n", digit.repeat(64))
        };
        let one_each = [EXAMPLE, &block("editors", "a"), &block("couriers", "b")].concat();
        let config = parse(&one_each).unwrap();
        assert_eq!(config.editor_tokens, [[0xaa; 32]]);
        assert_eq!(config.courier_tokens, [[0xbb; 32]]);
        for twice in ["editors", "couriers"] {
            let text = one_each.clone() + &block(twice, "a");
            let last = text.lines().count();
            assert!(matches!(
                parse(&text),
                Err(ConfigError::Mistaken { line, mistake: ValueError::TokenTwice, .. }) if line == last
            ));
        }
    }

    #[test]
    fn unknown_keys_and_wrong_types_are_told_with_their_line() {
        for wrong in ["connections = \"many\"", "connection = 12"] {
            let text = EXAMPLE.replace("\nconnections = 1536\n", &format!("\n{wrong}\n"));
            let at = 1 + text.lines().position(|line| line == wrong).unwrap();
            match parse(&text) {
                Err(ConfigError::Malformed { line, .. }) => assert_eq!(line, at, "{wrong}"),
                other => panic!("{wrong}: {other:?}"),
            }
        }
    }
}
