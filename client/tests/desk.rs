//! A desk as its editors type it: founded, joined, its roster changed; and every wrong turn on the
//! way.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    reason = "a test that meets the unexpected stops, and its files are nobody's secret"
)]

mod common;

use std::{
    fs::Permissions,
    io::Write,
    os::unix::fs::PermissionsExt,
    process::{Command, Stdio},
};

use common::{Office, PASSPHRASE, Said};
use sourdine_platform::files;
use sourdine_protocol::{envelope::hybrid::HybridIdentity, roster::SignedRoster};

#[test]
fn a_desk_is_founded_joined_and_its_roster_grows_and_shrinks() {
    let office = Office::with_bob();
    let shown = office.json_as("bob", &["roster", "show"]);
    assert_eq!(shown["serial"], 2);
    let names: Vec<&str> = shown["editors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["alice", "bob"]);

    let said = office
        .type_as("alice", &["roster", "remove", "bob", "--yes"])
        .good();
    assert!(said.out.contains("triage reseal"), "{}", said.out);
    assert_eq!(office.json_as("alice", &["roster", "show"])["serial"], 3);
    office
        .type_as("alice", &["roster", "remove", "alice", "--yes"])
        .bad("last editor");
    office
        .type_as("alice", &["roster", "remove", "carol", "--yes"])
        .bad("No editor");
    let card = office.path("alice/card.json");
    office
        .type_as("alice", &["roster", "add", card.to_str().unwrap(), "--yes"])
        .bad("already");
}

/// What sources read about the desk is written down, edited, signed, and shown to who accepts it.
#[test]
fn the_desk_signs_what_its_sources_read() {
    let office = Office::with_bob();
    let file = office.path("notices.toml");
    let name = file.to_str().unwrap();
    let template = office.type_as("alice", &["roster", "notices"]).good().out;
    assert!(template.contains("# [kept]\n# fr = \"\"\n"), "{template}");
    std::fs::write(&file, &template).unwrap();
    let sign = ["roster", "notices", name];
    let signed = office.json_as("alice", &sign);
    assert!(signed.get("notices").is_none(), "{signed}");

    let kept = "[kept]\nfr = 'Un an : pas plus.'\nen = 'A year.'\n";
    for (wrong, told) in [
        (
            kept.replace("A year", "A <b>year</b>"),
            "“kept” (en) has the character U+003C",
        ),
        (kept.replace("A year", "A\u{202e}year"), "U+202E"),
        (kept.replace("A year.", ""), "empty"),
        (
            kept.replace("A year", &"A year".repeat(80)),
            "longer than 400 bytes",
        ),
        (kept.replace("en =", "de ="), "notices.toml:3"),
        ("[lost]\n".to_owned(), "notices.toml:1"),
    ] {
        std::fs::write(&file, wrong).unwrap();
        office.type_as("alice", &sign).bad(told);
    }
    let serial = office.json_as("alice", &["roster", "show"])["serial"].clone();
    assert_eq!(serial, signed["serial"], "nothing was signed");
    std::fs::write(&file, kept).unwrap();
    let signed = office.json_as("alice", &sign);
    let notice = serde_json::json!([
        { "topic": "kept", "fr": "Un an\u{a0}: pas plus.", "en": "A year." },
    ]);
    assert_eq!(signed["notices"], notice);

    // The next roster keeps them, and so does the file that is written down.
    office.type_as("alice", &["roster", "sign"]).good();
    let again = office.type_as("alice", &["roster", "notices"]).good().out;
    assert!(
        again.contains("\n[kept]\nfr = \"Un an\u{a0}: pas plus.\"\n"),
        "{again}"
    );
    let roster = office.path("told.json");
    let roster = roster.to_str().unwrap();
    office
        .type_as("alice", &["roster", "export", roster])
        .good();
    let accepted = office.type_as("bob", &["roster", "accept", roster]).good();
    assert!(
        accepted.out.contains("kept (en): A year."),
        "{}",
        accepted.out
    );

    // The signature covers them.
    let altered = std::fs::read_to_string(roster).unwrap();
    let altered = altered.replace("A year.", "A week.");
    std::fs::write(roster, altered).unwrap();
    office
        .type_as("bob", &["roster", "accept", roster])
        .bad("signature is not the desk’s");
}

#[test]
fn private_files_are_private_and_hold_no_secret_in_the_clear() {
    let office = Office::founded_as_it_is();
    office.type_as("alice", &["desk", "token"]).good();
    for item in std::fs::read_dir(office.path("alice")).unwrap() {
        let item = item.unwrap();
        assert_eq!(
            item.metadata().unwrap().permissions().mode() & 0o077,
            0,
            "{item:?}"
        );
        let changed = item.metadata().unwrap().modified().unwrap();
        assert_eq!(changed, std::time::UNIX_EPOCH, "{item:?} tells when");
        let bytes = std::fs::read(item.path()).unwrap();
        for secret in [
            &b"AGE-SECRET-KEY"[..],
            b"PRIVATE KEY",
            PASSPHRASE.as_bytes(),
        ] {
            let found = bytes.windows(secret.len()).any(|window| window == secret);
            assert!(!found, "{item:?}");
        }
    }
}

#[test]
fn a_link_in_place_of_the_identity_is_not_followed() {
    let office = Office::founded();
    let (identity, elsewhere) = (
        office.path("alice/identity.age"),
        office.path("elsewhere.age"),
    );
    std::fs::rename(&identity, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &identity).unwrap();
    office.type_as("alice", &["inbox"]).good();
    office
        .type_as("alice", &["triage", "list"])
        .bad("not a regular file");
}

#[test]
fn a_roster_is_trusted_only_if_this_desk_signed_it_and_none_newer_was_seen() {
    let office = Office::with_bob();
    let old = office.path("old.json");
    let old = old.to_str().unwrap();
    office.type_as("alice", &["roster", "export", old]).good();
    let (first, fingerprint) = (std::fs::read_to_string(old).unwrap(), office.fingerprint());

    office.type_as("alice", &["roster", "sign"]).good();
    let new = office.path("new.json");
    let new = new.to_str().unwrap();
    office.type_as("alice", &["roster", "export", new]).good();
    office.type_as("bob", &["roster", "accept", new]).good();
    office
        .type_as("bob", &["roster", "accept", old])
        .bad("somebody offers an old one");

    let altered = office.path("altered.json");
    let altered = altered.to_str().unwrap();
    std::fs::write(altered, first.replace("Observatoire", "Observatoirf")).unwrap();
    office
        .type_as("bob", &["roster", "accept", altered])
        .bad("signature is not the desk’s");

    // Another desk under the same name, whose roster is as well signed.
    let stranger = Office::with_bob();
    let theirs = stranger.path("roster.json");
    office
        .type_as("bob", &["roster", "accept", theirs.to_str().unwrap()])
        .bad("another desk’s");
    office
        .type_as("carol", &["roster", "accept", new])
        .bad("--fingerprint");
    office
        .type_as(
            "carol",
            &["roster", "accept", new, "--fingerprint", "12 34"],
        )
        .bad("fingerprint");
    office
        .type_as(
            "carol",
            &["roster", "accept", new, "--fingerprint", &fingerprint],
        )
        .good();

    // The same number twice: the desk's key was used on two machines.
    let signed = SignedRoster::from_json(&std::fs::read(new).unwrap()).unwrap();
    assert!(signed.unchecked().is_ok());
    let copy = office.path("copy");
    copy_folder(&office.path("alice"), &copy);
    office
        .type_as("alice", &["roster", "sign", "--days", "10"])
        .good();
    office
        .type_as("copy", &["roster", "sign", "--days", "20"])
        .good();
    let one = office.path("one.json");
    let two = office.path("two.json");
    office
        .type_as("alice", &["roster", "export", one.to_str().unwrap()])
        .good();
    office
        .type_as("copy", &["roster", "export", two.to_str().unwrap()])
        .good();
    office
        .type_as("bob", &["roster", "accept", one.to_str().unwrap()])
        .good();
    office
        .type_as("bob", &["roster", "accept", two.to_str().unwrap()])
        .bad("two different rosters");
}

#[test]
fn wrong_turns_are_told_apart_and_change_nothing() {
    let office = Office::founded();
    std::fs::write(office.path("wrong"), "another passphrase of six words").unwrap();
    let wrong = office.path("wrong");
    let wrong = wrong.to_str().unwrap();
    let with = |words: &[&str]| {
        let output = office
            .command("alice", &[])
            .args(["--passphrase-file", wrong])
            .args(words)
            .output()
            .unwrap();
        Said::from(output)
    };
    // clap takes the option once: the command line above already has it.
    assert!(!with(&["roster", "sign"]).ok);
    std::fs::write(office.path("passphrase"), "another passphrase of six words").unwrap();
    office
        .type_as("alice", &["roster", "sign"])
        .bad("does not open");
    std::fs::write(office.path("passphrase"), "short").unwrap();
    office
        .type_as("bob", &["desk", "card", "--editor", "bob"])
        .bad("fewer than");
    assert!(!office.path("bob/identity.age").exists());
    std::fs::write(office.path("passphrase"), PASSPHRASE).unwrap();
    office
        .type_as("bob", &["desk", "card", "--editor", "Bob!"])
        .bad("editor’s name");
    office
        .type_as("alice", &["desk", "card", "--editor", "bob"])
        .bad("already");
    office.type_as("bob", &["roster", "show"]).bad("No roster");
    office.type_as("alice", &["desk", "token"]).good();
    office.type_as("alice", &["desk", "token"]).bad("already");

    std::fs::write(office.path("alice/desk.toml"), "# one\nserver = 3\n").unwrap();
    office.type_as("alice", &["inbox"]).good();
    office.type_as("alice", &["pull"]).bad("desk.toml:2");
}

#[test]
fn a_passphrase_is_read_from_a_private_regular_file_and_its_first_line_only() {
    let office = Office::founded();
    let path = office.path("passphrase");
    let refused = |key: &str| {
        let said = office.type_as("alice", &["triage", "list", "--json"]);
        let error: serde_json::Value = serde_json::from_str(&said.err).unwrap();
        assert_eq!(error["error"], key, "{}", said.err);
    };
    let mode = |mode| std::fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
    for open in [0o640, 0o604, 0o620] {
        mode(open);
        refused("error-passphrase-open");
    }
    mode(0o600);
    let after = "é".repeat(100_000);
    std::fs::write(&path, format!("{PASSPHRASE}\r\n{after}")).unwrap();
    office.type_as("alice", &["triage", "list"]).good();
    std::fs::write(&path, "x".repeat(1_024)).unwrap();
    refused("error-passphrase");
    std::fs::write(&path, "x".repeat(1_025)).unwrap();
    refused("error-passphrase-long");
    let elsewhere = office.path("elsewhere");
    std::fs::rename(&path, &elsewhere).unwrap();
    refused("error-read");
    std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
    refused("error-read");
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    refused("error-read");
}

#[test]
fn a_desk_that_is_refused_leaves_nothing_behind() {
    let office = Office::new();
    let new = |name: &str, editor: &str| {
        office.type_as(
            "alice",
            &["desk", "new", "--name", name, "--editor", editor],
        )
    };
    for name in ["", " ", &"é".repeat(101), "a\u{1b}[2Jb"] {
        new(name, "alice").bad("desk’s name");
    }
    new("Observatoire", "Alice!").bad("editor’s name");
    std::fs::write(office.path("passphrase"), "short").unwrap();
    new("Observatoire", "alice").bad("fewer than");
    assert!(!office.path("alice").exists());
    std::fs::write(office.path("passphrase"), PASSPHRASE).unwrap();
    for file in ["desk-key.age", "fingerprint", "roster.json"] {
        let path = office.path("alice").join(file);
        files::publish_new(&path, b"another desk's").unwrap();
        new("Observatoire", "alice").bad(file);
        assert!(!office.path("alice/identity.age").exists());
        std::fs::remove_file(&path).unwrap();
    }
    new("Observatoire", "alice").good();
}

#[test]
fn the_identity_file_is_a_stock_one_that_npm_age_opens() {
    let office = Office::founded_as_it_is();
    let tests = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests");
    let script = "import { webcrypto } from 'node:crypto'; globalThis.crypto ??= webcrypto;\n\
                  import { readFileSync } from 'node:fs';\n\
                  const { Decrypter } = await import('age-encryption');\n\
                  const d = new Decrypter(); d.addPassphrase(process.argv[1]);\n\
                  process.stdout.write(await d.decrypt(readFileSync(process.argv[2]), 'text'));";
    let output = Command::new("node")
        .current_dir(tests)
        .args(["--input-type=module", "-e", script, PASSPHRASE])
        .arg(office.path("alice/identity.age"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text.lines().find(|line| !line.starts_with('#')).unwrap();
    let identity: HybridIdentity = line.parse().unwrap();
    assert_eq!(identity.to_recipient(), office.recipient("alice"));
}

#[test]
fn a_guess_at_a_passphrase_costs_what_age_makes_it_cost() {
    let office = Office::founded_as_it_is();
    for name in ["identity.age", "desk-key.age"] {
        let sealed = std::fs::read(office.path("alice").join(name)).unwrap();
        let header = String::from_utf8_lossy(&sealed);
        let stanza = header.lines().nth(1).unwrap();
        let words: Vec<&str> = stanza.split(' ').collect();
        assert_eq!(words[..2], ["->", "scrypt"], "{name}");
        // A power of two: 256 MiB and about a second.
        assert_eq!(words[3], "18", "{name}");
    }
}

#[test]
fn keys_and_signatures_tell_no_time_of_day() {
    let office = Office::with_bob();
    let card: serde_json::Value =
        serde_json::from_slice(&std::fs::read(office.path("bob/card.json")).unwrap()).unwrap();
    let signed =
        SignedRoster::from_json(&std::fs::read(office.path("roster.json")).unwrap()).unwrap();
    let publication = signed.unchecked().unwrap().publication.unwrap();
    for armoured in [
        card["editor"]["certificate"].as_str().unwrap(),
        &signed.signature,
        &publication.certificate,
    ] {
        let mut gpg = Command::new("gpg")
            .args(["--batch", "--list-packets"])
            .env("GNUPGHOME", office.home.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        gpg.stdin
            .take()
            .unwrap()
            .write_all(armoured.as_bytes())
            .unwrap();
        let said = String::from_utf8(gpg.wait_with_output().unwrap().stdout).unwrap();
        let times: Vec<u64> = said
            .split("created ")
            .skip(1)
            .filter_map(|rest| {
                rest.split(|c: char| !c.is_ascii_digit())
                    .next()?
                    .parse()
                    .ok()
            })
            // A date that gpg writes beside it begins with its year.
            .filter(|number| *number > 9_999)
            .collect();
        assert!(!times.is_empty(), "{said}");
        assert!(times.iter().all(|time| time % 86_400 == 0), "{times:?}");
    }
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir(to).unwrap();
    for item in std::fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        if item.path().is_file() {
            std::fs::copy(item.path(), to.join(item.file_name())).unwrap();
        }
    }
}
