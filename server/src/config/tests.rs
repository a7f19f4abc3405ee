use super::*;

const SOURCES: &str = "sources = \"unix:/run/sourdine/sources.sock\"";
const EDITORS: &str = "editors = \"unix:/run/sourdine/editors.sock\"";
const LONG_SOCKET: &str = concat!(
    "sources = \"unix:/run/a-folder-with-a-long-name/and-in-it-another-folder/",
    "and-in-that-one-a-third-folder-with-a-name-of-that-kind/sources.sock\""
);

/// A line of the example, the same with a mistake, and what is told of it.
const MISTAKES: [(&str, &str, ValueError); 14] = [
    (SOURCES, "sources = \"8080\"", ValueError::Address),
    (SOURCES, "sources = \"unix:\"", ValueError::Address),
    (
        SOURCES,
        "sources = \"tcp:127.0.0.1:70000\"",
        ValueError::Port,
    ),
    (SOURCES, LONG_SOCKET, ValueError::SocketPath),
    (
        SOURCES,
        "sources = \"tcp:0.0.0.0:80\"",
        ValueError::NotLoopback,
    ),
    (
        EDITORS,
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
        "hold_days = 7",
        "hold_days = 61",
        ValueError::HoldOverKeep { hold: 61, keep: 60 },
    ),
    (
        "connections = 1536",
        "connections = 1",
        ValueError::Connections,
    ),
];

fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse(text, Path::new("/etc/sourdine/server.toml"))
}

/// The example with another line, and the number of that line.
fn with(right: &str, wrong: &str) -> (String, usize) {
    let text = EXAMPLE.replace(&format!("\n{right}\n"), &format!("\n{wrong}\n"));
    let at = 1 + text.lines().position(|line| line == wrong).unwrap();
    (text, at)
}

fn block(kind: &str, digit: &str) -> String {
    format!("\n[[{kind}]]\ntoken_hash = \"{}\"\n", digit.repeat(64))
}

/// The line and the mistake that are told.
fn mistake(refused: &Result<Config, ConfigError>) -> Option<(usize, ValueError)> {
    match refused {
        Err(ConfigError::Mistaken { line, mistake, .. }) => Some((*line, *mistake)),
        Err(
            ConfigError::Unreadable { .. }
            | ConfigError::Malformed { .. }
            | ConfigError::RosterUnreadable { .. }
            | ConfigError::Roster { .. },
        )
        | Ok(_) => None,
    }
}

/// The line and the reason that are told.
fn reason(refused: &Result<Config, ConfigError>) -> Option<(usize, LineError)> {
    match refused {
        Err(ConfigError::Malformed { line, reason, .. }) => Some((*line, reason.clone())),
        Err(
            ConfigError::Unreadable { .. }
            | ConfigError::Mistaken { .. }
            | ConfigError::RosterUnreadable { .. }
            | ConfigError::Roster { .. },
        )
        | Ok(_) => None,
    }
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
    let size = EXAMPLE.lines().nth(config.vault_bytes_line - 1);
    assert_eq!(size, Some("size_mib = 8192"));
}

#[test]
fn mistakes_are_told_with_their_line() {
    for (right, wrong, expected) in MISTAKES {
        let (text, at) = with(right, wrong);
        assert_eq!(mistake(&parse(&text)), Some((at, expected)), "{wrong}");
    }
    let text = format!("{EXAMPLE}\n[[couriers]]\ntoken_hash = \"abc\"\n");
    let last = text.lines().count();
    assert_eq!(mistake(&parse(&text)), Some((last, ValueError::TokenHash)));
}

#[test]
fn a_token_is_an_editors_or_a_couriers() {
    let editors = block("editors", "a") + &block("editors", "c");
    let one_each = [EXAMPLE, &editors, &block("couriers", "b")].concat();
    let config = parse(&one_each).unwrap();
    assert_eq!(config.editor_tokens, [[0xaa; 32], [0xcc; 32]]);
    assert_eq!(config.courier_tokens, [[0xbb; 32]]);
    for twice in ["editors", "couriers"] {
        let text = one_each.clone() + &block(twice, "a");
        let last = text.lines().count();
        assert_eq!(mistake(&parse(&text)), Some((last, ValueError::TokenTwice)));
    }
}

#[test]
fn a_quorum_counts_the_editors_once_there_is_one() {
    let one = EXAMPLE.to_owned() + &block("editors", "a");
    let at = 1 + one.lines().position(|line| line == "quorum = 2").unwrap();
    let (quorum, editors) = (2, 1);
    let expected = ValueError::QuorumOverEditors { quorum, editors };
    assert_eq!(mistake(&parse(&one)), Some((at, expected)));
    parse(&(one + &block("editors", "b"))).unwrap();
}

#[test]
fn all_mistakes_of_the_values_are_told_in_their_order() {
    let text = EXAMPLE
        .replace("\nconnections = 1536\n", "\nconnections = 1\n")
        .replace("\nhold_days = 7\n", "\nhold_days = 90\n")
        .replace("\"unix:/run/sourdine/editors.sock\"", "\"127.0.0.1\"");
    let mistakes = Config::parse_whole(&text, Path::new("server.toml")).unwrap_err();
    let told: Vec<ValueError> = mistakes
        .into_iter()
        .map(|error| mistake(&Err(error)).unwrap().1)
        .collect();
    let hold = ValueError::HoldOverKeep { hold: 90, keep: 60 };
    assert_eq!(told, [ValueError::Address, hold, ValueError::Connections]);
}

#[test]
fn a_number_that_does_not_read_is_told_with_what_to_write() {
    let number = |key: &str| LineError::NotANumber(key.to_owned());
    for (right, wrong, expected) in [
        (
            "size_mib = 8192",
            "size_mib = \"8192\"",
            LineError::QuotedNumber("size_mib".to_owned()),
        ),
        ("size_mib = 8192", "size_mib = 8 GiB", number("size_mib")),
        ("size_mib = 8192", "size_mib = -8", number("size_mib")),
        ("size_mib = 8192", "size_mib = 81.92", number("size_mib")),
        (
            "hold_days = 7",
            "hold_days = 5000000000",
            number("hold_days"),
        ),
        ("quorum = 2", "quorum = \"two\"", number("quorum")),
    ] {
        let (text, at) = with(right, wrong);
        assert_eq!(reason(&parse(&text)), Some((at, expected)), "{wrong}");
    }
}

#[test]
fn a_text_that_does_not_read_is_told_with_what_to_write() {
    let unquoted = |key: &str| LineError::Unquoted(key.to_owned());
    for (right, wrong, expected) in [
        ("language = \"fr\"", "language = fr", unquoted("language")),
        ("language = \"fr\"", "language = true", unquoted("language")),
        (
            "language = \"fr\"",
            "language = \"de\"",
            LineError::Language,
        ),
        (
            "roster = \"roster.json\"",
            "roster = /etc/roster.json",
            unquoted("roster"),
        ),
        (
            "roster = \"roster.json\"",
            "roster = \"roster.json",
            unquoted("roster"),
        ),
    ] {
        let (text, at) = with(right, wrong);
        assert_eq!(reason(&parse(&text)), Some((at, expected)), "{wrong}");
    }
}

#[test]
fn unknown_missing_and_double_keys_are_told_with_their_line() {
    let (text, at) = with("connections = 1536", "connection = 12");
    let unknown = LineError::UnknownKey {
        key: "connection".to_owned(),
        known: "submission_mib, connections".to_owned(),
    };
    assert_eq!(reason(&parse(&text)), Some((at, unknown)));
    let text = EXAMPLE.replace("\nquorum = 2\n", "\n");
    let (line, told) = reason(&parse(&text)).unwrap();
    assert_eq!(told, LineError::MissingKey("quorum".to_owned()));
    let section = text.lines().nth(line - 1);
    assert_eq!(section, Some("[retention]"));
    let text = EXAMPLE.replace("\nquorum = 2\n", "\nquorum = 2\nquorum = 3\n");
    let at = 1 + text.lines().position(|line| line == "quorum = 3").unwrap();
    let twice = LineError::Twice("quorum".to_owned());
    assert_eq!(reason(&parse(&text)), Some((at, twice)));
}
