//! The operator's file, as a hand that slips may leave it.

use std::{collections::BTreeSet, path::Path};

use sourdine_server::{
    config::{Config, ConfigError, EXAMPLE},
    http::listener::Address,
    vault::{CONFIRMATIONS_MAX, VAULT_MIN_BYTES},
};

const MIB: u64 = 1_024 * 1_024;
/// The fewest connections that a door takes.
const CONNECTIONS_MIN: usize = 8;

/// What is taken keeps every limit, and is the same when another hand writes it; what is not is
/// told with a line that there is.
pub fn run(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    match parse(text) {
        Ok(config) => {
            keeps_its_limits(&config);
            let table: toml::Table = text.parse().unwrap();
            let mut again = parse(&toml::to_string(&table).unwrap()).unwrap();
            // Another hand writes it on another line.
            again.vault_bytes_line = config.vault_bytes_line;
            assert_eq!(format!("{config:?}"), format!("{again:?}"));
        }
        Err(error) => {
            let (ConfigError::Malformed { line, .. } | ConfigError::Mistaken { line, .. }) = error
            else {
                panic!("{error}");
            };
            assert!(
                (1..=1 + text.matches('\n').count()).contains(&line),
                "{error}"
            );
        }
    }
}

fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse(text, Path::new("/etc/sourdine/server.toml"))
}

fn keeps_its_limits(config: &Config) {
    assert!(config.vault_bytes >= VAULT_MIN_BYTES);
    assert!((MIB..=config.vault_bytes / 2).contains(&config.submission_max_bytes));
    assert!((1..=CONFIRMATIONS_MAX).contains(&config.retention.quorum));
    assert!(config.retention.keep_days > 0);
    assert!(config.retention.hold_days <= config.retention.keep_days);
    let editors = config.editor_tokens.len();
    assert!(editors == 0 || config.retention.quorum <= editors);
    assert!(config.connections_max >= CONNECTIONS_MIN);
    let mut any_port = false;
    for address in [&config.sources, &config.editors] {
        if let Address::Loopback(address) = address {
            assert!(address.ip().is_loopback());
            any_port |= address.port() == 0;
        }
    }
    assert!(config.sources != config.editors || any_port);
    let tokens = config.editor_tokens.iter().chain(&config.courier_tokens);
    let different: BTreeSet<_> = tokens.clone().collect();
    assert_eq!(different.len(), tokens.count());
    for path in [&config.roster, &config.vault.folder, &config.vault.master] {
        assert!(path.is_absolute(), "relative to the file's folder");
    }
}

/// What a hand that slips writes instead.
const SLIPS: [(&str, &str); 13] = [
    ("quorum = 2", "quorum = 0"),
    ("quorum = 2", "quorum = 5"),
    ("keep_days = 60", "keep_days = 0"),
    ("hold_days = 7", "hold_days = 61"),
    ("hold_days = 7", "hold_days = \"7\""),
    ("unix:/run/sourdine/sources.sock", "tcp:127.0.0.1:70000"),
    ("connections = 512", "connections = 7"),
    ("size_mib = 8192", "size_mib = 7"),
    ("submission_mib = 2048", "submission_mib = 4097"),
    ("submission_mib = 2048", "submission_mib = 0"),
    ("sources.sock", "editors.sock"),
    ("unix:/run/sourdine/sources.sock", "tcp:0.0.0.0:80"),
    (
        "unix:/run/sourdine/sources.sock",
        "tcp:[::ffff:127.0.0.1]:80",
    ),
];

/// The example, the same with everything that it leaves open, and with each slip.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let token = |kind: &str, digits: &str| {
        format!("\n[[{kind}]]\ntoken_hash = \"{}\"\n", digits.repeat(32))
    };
    let tokens = [
        token("editors", "a1"),
        token("editors", "b2"),
        token("couriers", "c3"),
    ]
    .concat();
    let lines = EXAMPLE
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    let bare = lines.collect::<Vec<_>>().join("\n");
    let loopback = bare
        .replace("unix:/run/sourdine/sources.sock", "tcp:127.0.0.1:0")
        .replace("unix:/run/sourdine/editors.sock", "tcp:[::1]:8080");
    let mut texts = vec![
        EXAMPLE.to_owned(),
        [&bare, &*tokens].concat(),
        [&loopback, &*tokens].concat(),
        [&bare, &*tokens, &token("editors", "a1")].concat(),
    ];
    for (right, wrong) in SLIPS {
        texts.push(bare.replace(right, wrong));
    }
    texts.into_iter().map(String::into_bytes).collect()
}
