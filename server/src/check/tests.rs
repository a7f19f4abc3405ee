use std::path::{Path, PathBuf};

use sourdine_l10n::Explain;
use sourdine_protocol::{day::Day, text::Language};

use super::{
    finding::{Finding, Level},
    judge,
    observed::{Observed, Place, SeenKey, SeenRoster},
    roster::WARNING_DAYS,
    seen_file::{Mode, Role, SeenFile},
    signature::Verdict,
};
use crate::{
    config::{Config, EXAMPLE, MIB},
    messages::CATALOG,
    platform::memory::{Guarded, Swap},
    vault::VAULT_DEFAULT_BYTES,
};

const SERVER: u32 = 990;
const STRANGER: u32 = 1_000;
const TODAY: Day = Day(20_800);
/// What each file may have: the modes of the operators' guide.
const FILES: [(Role, &str, u32, u32); 10] = [
    (Role::Config, "/etc/sourdine/server.toml", SERVER, 0o640),
    (Role::Roster, "/etc/sourdine/roster.json", SERVER, 0o644),
    (Role::MasterKey, "/run/sourdine-key/master", SERVER, 0o600),
    (Role::KeyFolder, "/run/sourdine-key", SERVER, 0o700),
    (Role::VaultFolder, "/var/lib/sourdine/vault", SERVER, 0o700),
    (Role::Slots, "/var/lib/sourdine/vault/vault", SERVER, 0o600),
    (
        Role::KeyTable,
        "/var/lib/sourdine/vault/keys",
        SERVER,
        0o600,
    ),
    (Role::SocketFolder, "/run/sourdine", SERVER, 0o2750),
    (Role::SocketFolder, "/run/sourdine-editors", SERVER, 0o2750),
    (Role::SettingsFolder, "/etc/sourdine", SERVER, 0o755),
];

fn right_config() -> Config {
    let mut text = EXAMPLE.to_owned();
    for digit in ["a", "b"] {
        let hash = digit.repeat(64);
        text += &format!("\n[[editors]]\ntoken_hash = \"{hash}\"\n");
    }
    Config::parse(&text, Path::new("/etc/sourdine/server.toml")).unwrap()
}

/// The host of the operators' guide.
fn right_host() -> Observed {
    Observed {
        today: TODAY,
        server: SERVER,
        files: FILES
            .iter()
            .map(|(role, path, owner, mode)| SeenFile {
                role: *role,
                path: PathBuf::from(path),
                owner: *owner,
                mode: Mode::of(*mode),
            })
            .collect(),
        key: SeenKey::There {
            bytes: 32,
            place: Place::Memory,
        },
        unlock: false,
        slots: Some(VAULT_DEFAULT_BYTES),
        free: Some(10_000 * MIB),
        roster: Some(SeenRoster {
            signature: Verdict::Made(TODAY),
            expires: TODAY.plus(WARNING_DAYS + 1),
            editors: 2,
        }),
        socket_folders: vec![(PathBuf::from("/run/sourdine"), true)],
        guarded: Guarded {
            swap: Swap::None,
            dumps: false,
        },
    }
}

/// What is wrong or warned of, by key; notes are for right hosts too.
fn told(config: &Config, host: &Observed) -> Vec<(&'static str, Level)> {
    let findings = judge(config, host);
    for finding in &findings {
        for language in Language::ALL {
            let text = CATALOG.render(language, &finding.message());
            assert!(!text.contains("{$") && text.len() > 40, "{text}");
        }
    }
    let findings = findings.iter().filter(|one| one.level() != Level::Note);
    findings
        .map(|one| (one.message().key(), one.level()))
        .collect()
}

/// What one change to the right host makes of it.
fn after(change: impl FnOnce(&mut Observed)) -> Vec<(&'static str, Level)> {
    let mut host = right_host();
    change(&mut host);
    told(&right_config(), &host)
}

#[test]
fn a_right_host_gives_no_warning() {
    assert_eq!(after(|_| {}), []);
    // Root may own all, and run the server.
    assert_eq!(
        after(|host| {
            host.server = 0;
            host.files.iter_mut().for_each(|file| file.owner = 0);
        }),
        []
    );
    // A group may read configuration and roster where root owns them.
    assert_eq!(
        after(|host| {
            for file in &mut host.files {
                if [Role::Config, Role::Roster].contains(&file.role) {
                    file.owner = 0;
                }
            }
        }),
        []
    );
}

/// Each permission bit that a file may not have, added alone.
#[test]
fn every_bit_that_lets_others_in_is_told_of_its_file() {
    let mut mutants = 0;
    for (at, (role, _, _, mode)) in FILES.into_iter().enumerate() {
        for bit in (0..9).map(|shift| 1_u32 << shift) {
            if mode & bit != 0 {
                continue;
            }
            let expected = match (role, bit) {
                (Role::MasterKey, 0o004 | 0o040 | 0o002 | 0o020) => {
                    Some(("check-key-open", Level::Wrong))
                }
                (Role::VaultFolder | Role::Slots | Role::KeyTable, 0o002 | 0o020) => {
                    Some(("check-others-write", Level::Wrong))
                }
                (Role::VaultFolder | Role::Slots | Role::KeyTable, 0o004 | 0o040) => {
                    Some(("check-others-read", Level::Warning))
                }
                (_, 0o002) => Some(("check-others-write", Level::Wrong)),
                (_, 0o020) => Some(("check-group-writes", Level::Warning)),
                (_, _) => None,
            };
            mutants += usize::from(expected.is_some());
            let found = after(|host| host.files[at].mode = Mode::of(mode | bit));
            assert_eq!(found, Vec::from_iter(expected), "{role:?} {bit:o}");
        }
    }
    assert!(mutants >= 20, "{mutants}");
}

#[test]
fn every_file_of_a_stranger_s_is_told() {
    for (at, (role, ..)) in FILES.into_iter().enumerate() {
        let found = after(|host| host.files[at].owner = STRANGER);
        let keys: Vec<&str> = found.iter().map(|(key, _)| *key).collect();
        let expected = match role {
            Role::MasterKey => vec!["check-owner-of-secret", "check-unreadable"],
            Role::KeyFolder | Role::VaultFolder | Role::Slots | Role::KeyTable => {
                vec!["check-owner-of-secret"]
            }
            Role::Config | Role::Roster | Role::SettingsFolder | Role::SocketFolder => {
                vec!["check-owner"]
            }
        };
        assert_eq!(keys, expected, "{role:?}");
    }
    let key = after(|host| host.files[2].owner = 0);
    assert_eq!(key, [("check-unreadable", Level::Wrong)]);
}

#[test]
fn where_a_socket_s_folder_is_missing_or_closed_to_tor_it_is_told() {
    assert_eq!(
        after(|host| host.socket_folders[0].1 = false),
        [("check-no-socket-folder", Level::Wrong)]
    );
    assert_eq!(
        after(|host| host.files[7].mode = Mode::of(0o700)),
        [("check-closed-socket-folder", Level::Warning)]
    );
    // In /tmp, which has this mode, no other user can replace a socket.
    assert_eq!(after(|host| host.files[7].mode = Mode::of(0o1777)), []);
}

#[test]
fn the_master_key_is_judged_by_its_place_and_length() {
    let (bytes, place) = (32, Place::Disk);
    for (key, expected) in [
        (
            SeenKey::There { bytes, place },
            ("check-key-on-disk", Level::Warning),
        ),
        (
            SeenKey::There { bytes: 31, place },
            ("vault-not-a-master", Level::Wrong),
        ),
        (SeenKey::Missing, ("vault-no-master", Level::Wrong)),
        (SeenKey::NoFolder, ("vault-no-folder", Level::Wrong)),
    ] {
        assert_eq!(after(|host| host.key = key), [expected], "{key:?}");
    }
    // Where an editor can bring it, it need not be there.
    for key in [SeenKey::Missing, SeenKey::NoFolder] {
        let sealed = |host: &mut Observed| (host.key, host.unlock) = (key, true);
        assert_eq!(after(sealed), [], "{key:?}");
    }
}

#[test]
fn a_roster_is_judged_by_its_signature_and_warned_of_from_thirty_days_on() {
    fn roster(host: &mut Observed) -> &mut SeenRoster {
        host.roster.as_mut().unwrap()
    }
    assert_eq!(WARNING_DAYS, 30);
    assert_eq!(
        after(|host| roster(host).signature = Verdict::Invalid),
        [("check-roster-signature", Level::Wrong)]
    );
    assert_eq!(
        after(|host| roster(host).signature = Verdict::Made(TODAY.plus(1))),
        [("check-roster-future", Level::Warning)]
    );
    for (days, expected) in [
        (30, ("check-roster-ends", Level::Warning)),
        (0, ("check-roster-ends", Level::Warning)),
    ] {
        assert_eq!(
            after(|host| roster(host).expires = TODAY.plus(days)),
            [expected]
        );
    }
    assert_eq!(
        after(|host| roster(host).expires = Day(TODAY.0 - 1)),
        [("check-roster-ended", Level::Warning)]
    );
    let early = after(|host| host.today = Day(10_000));
    assert!(
        early.contains(&("clock-before-release", Level::Wrong)),
        "{early:?}"
    );
}

#[test]
fn a_vault_of_another_size_or_none_and_a_full_disk_are_told() {
    assert_eq!(
        after(|host| host.slots = Some(VAULT_DEFAULT_BYTES / 2)),
        [("check-vault-size", Level::Wrong)]
    );
    assert_eq!(
        after(|host| host.slots = None),
        [("vault-none", Level::Wrong)]
    );
    assert_eq!(
        after(|host| host.free = Some(64 * MIB - 1)),
        [("check-disk-small", Level::Warning)]
    );
    assert_eq!(after(|host| host.free = Some(64 * MIB)), []);
}

#[test]
fn what_memory_can_reach_a_disk_is_told() {
    for (swap, dumps, expected) in [
        (
            Swap::MemoryLocked,
            false,
            ("check-key-swapped", Level::Warning),
        ),
        (Swap::Possible, false, ("memory-swapped", Level::Warning)),
        (Swap::None, true, ("check-dumps", Level::Wrong)),
    ] {
        let found = after(|host| host.guarded = Guarded { swap, dumps });
        assert_eq!(found, [expected]);
    }
}

#[test]
fn a_desk_without_an_editor_is_warned_of() {
    let config = Config::parse(EXAMPLE, Path::new("/etc/sourdine/server.toml")).unwrap();
    assert_eq!(
        told(&config, &right_host()),
        [("check-no-editor", Level::Warning)]
    );
}

#[test]
fn notes_say_until_when_the_roster_is_good_and_that_a_reboot_takes_the_key() {
    let mut host = right_host();
    host.roster.as_mut().unwrap().editors = 1;
    let findings = judge(&right_config(), &host);
    let notes = findings.iter().filter(|one| one.level() == Level::Note);
    let keys: Vec<&str> = notes.map(|one: &Finding| one.message().key()).collect();
    assert_eq!(
        keys,
        [
            "check-roster-until",
            "check-more-tokens",
            "check-key-in-memory"
        ]
    );
}
