//! Letters as an editor opens them: whatever was sent is told apart, opened in memory only, and a
//! letter made to do harm leaves nothing behind.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    clippy::unwrap_in_result,
    clippy::panic_in_result_fn,
    reason = "a test that meets the unexpected stops, and its files are nobody's secret"
)]

mod common;

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use common::{ID, Office, archive, letter as sealed_letter, letter_of, manifest, read, sealed};
use sourdine::desk::{
    letter::{self, Keys, OpenError},
    openpgp::EditorKey,
};
use sourdine_protocol::{day::Day, envelope::SealedBy, envelope::hybrid::HybridIdentity};

/// What a source encrypted with GnuPG.
const PLAIN: &[u8] = b"sealed with GnuPG";
/// What GnuPG makes with `--symmetric`: it asks its agent for that, which no test starts.
const UNDER_A_PASSPHRASE: &[u8] = b"-----BEGIN PGP MESSAGE-----

jA0ECQMCOkZPmTNTYpn/0lgB70dsBchCA6EhSJnmvHsd5mBUDP3KdLT0qQhTO+SI
FzqJJm+6aNqVqvwOs0HkHKtRFPEEbCqxunpDAO+CBh57vaH1RPdcRwXDPakVo9Zh
IlpNfakdaxTY
=VDmt
-----END PGP MESSAGE-----
";
const OTHER: &str = "ffeeddccbbaa99887766554433221100";

fn opened(office: &Office, editor: &str) -> serde_json::Value {
    office.json_as(editor, &["open", ID])["opened"][0].clone()
}

#[test]
fn a_letter_is_listed_shown_opened_and_wiped() {
    let office = Office::founded();
    let alice = office.recipient("alice");
    let files: [(&str, &[u8]); 3] = [
        ("Délibération n° 12.pdf", b"%PDF-1.4 minutes"),
        ("empty.bin", b""),
        ("large.bin", &[7; 300_000]),
    ];
    office.deliver(
        "alice",
        ID,
        &sealed_letter(&[alice], "Où ? À l'hôtel de ville.\n", &files),
    );
    let listed = office.json_as("alice", &["inbox"]);
    assert_eq!(listed["envelopes"][0]["opened"], false);

    let shown = office.json_as("alice", &["show", "0011"]);
    assert_eq!(shown["message"], "Où ? À l'hôtel de ville.\n");
    assert_eq!(shown["sealed_by"], "page");
    assert_eq!(shown["files"][0]["name"], files[0].0);
    assert!(office.in_scratch().is_empty(), "showing writes nothing");
    assert_eq!(
        office.json_as("alice", &["inbox"])["envelopes"][0]["opened"],
        false,
        "nor is it opened"
    );

    let letter = opened(&office, "alice");
    for (index, (name, data)) in files.iter().enumerate() {
        assert_eq!(letter["files"][index]["name"], *name);
        assert_eq!(
            read(Path::new(letter["files"][index]["path"].as_str().unwrap())),
            *data
        );
    }
    assert_eq!(
        office.json_as("alice", &["inbox"])["envelopes"][0]["opened"],
        true
    );
    assert_eq!(office.json_as("alice", &["close", "--all"])["closed"], 1);
    assert!(office.in_scratch().is_empty(), "{:?}", office.in_scratch());
}

#[test]
fn a_letter_for_others_or_damaged_stays_closed() {
    let office = Office::with_bob();
    let (alice, bob) = (office.recipient("alice"), office.recipient("bob"));
    let good = sealed_letter(&[alice], "For alice.", &[("a.bin", &[1; 200_000])]);
    office.deliver("bob", ID, &good);
    office
        .type_as("bob", &["open", ID])
        .bad("is not sealed to you");

    let mut flipped = good.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    let endless = [
        b"age-encryption.org/v1\n".as_slice(),
        &b"-> X a\n\n".repeat(100_000),
    ]
    .concat();
    for damaged in [
        endless.as_slice(),
        &flipped[..],
        &good[..good.len() - 1],
        &good[..70_000],
        &good[..100],
        b"",
        b"nothing of age's",
    ] {
        office.deliver("alice", ID, damaged);
        office.type_as("alice", &["open", ID]).bad("");
        assert!(office.in_scratch().is_empty(), "{:?}", office.in_scratch());
        assert_eq!(
            office.json_as("alice", &["inbox"])["envelopes"][0]["opened"],
            false
        );
    }
    office.deliver("alice", OTHER, &sealed_letter(&[bob], "For bob.", &[]));
    office
        .type_as("alice", &["show", OTHER])
        .bad("is not sealed to you");
}

#[test]
fn archives_made_to_do_harm_leave_nothing_behind() {
    let reader = Reader::new();
    let json = manifest(SealedBy::Page, 3).to_json().unwrap();
    let envelope = |entries: &[(&str, &[u8])]| {
        let all: Vec<(&str, &[u8])> = [("envelope.json", &json[..])]
            .into_iter()
            .chain(entries.iter().copied())
            .collect();
        archive(&all)
    };
    let names = [
        "files/../../escaped",
        "files//etc/passwd",
        "../escaped",
        "/etc/passwd",
        "files/..",
        "files/a\\b",
        "files/a:b",
        "files/\u{1b}[2Ja",
        "files/a\u{202e}fdp.exe",
        "files/\u{200b}a",
        "files/a\nb",
        "files/CON",
        "files/.bashrc",
        "files/-rf",
        "files/",
        "elsewhere",
        "files/a ",
    ];
    for name in names {
        let said = reader.refused(&envelope(&[(name, b"x")]));
        assert!(
            !said.contains("escaped") && !said.contains('\u{1b}'),
            "{name:?} is not repeated: {said}"
        );
    }
    let office = Office::founded();
    let escaping = envelope(&[("files/a", b"good"), ("files/../../escaped", b"x")]);
    office.deliver("alice", ID, &sealed(&office.recipient("alice"), &escaping));
    office
        .type_as("alice", &["open", ID])
        .bad("Nothing of it was kept");
    assert!(office.in_scratch().is_empty(), "{:?}", office.in_scratch());
    let long = format!("files/{}", "a".repeat(201));
    let too_many: Vec<String> = (0..4_097).map(|number| format!("files/{number}")).collect();
    let many: Vec<(&str, &[u8])> = too_many
        .iter()
        .map(|name| (name.as_str(), &b""[..]))
        .collect();
    let hostile: [Vec<(&str, &[u8])>; 6] = [
        vec![("files/a", b"1"), ("files/A", b"2")],
        vec![(&long, b"x")],
        vec![("padding", b"\0\0x")],
        vec![("message.txt", b"\xff\xfe")],
        vec![],
        many,
    ];
    for entries in hostile {
        reader.refused(&envelope(&entries));
    }
}

#[test]
fn sizes_that_lie_links_and_bombs_leave_nothing_behind() {
    let reader = Reader::new();
    let json = manifest(SealedBy::Page, 3).to_json().unwrap();
    let good = archive(&[("envelope.json", &json), ("files/a", b"ten bytes!")]);
    let directory = good
        .windows(4)
        .position(|bytes| bytes == b"PK\x01\x02")
        .unwrap();
    let second = directory
        + 4
        + good[directory + 4..]
            .windows(4)
            .position(|bytes| bytes == b"PK\x01\x02")
            .unwrap();
    let changed = |at: usize, bytes: &[u8]| {
        let mut archive = good.clone();
        archive[at..at + bytes.len()].copy_from_slice(bytes);
        archive
    };
    let bomb = {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let stored = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        zip.start_file("envelope.json", stored).unwrap();
        zip.write_all(&json).unwrap();
        zip.start_file("files/bomb", zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(&vec![0; 50_000_000]).unwrap();
        zip.finish().unwrap().into_inner()
    };
    let hostile = [
        changed(second + 20, &[9]),                  // compressed size
        changed(second + 24, &[255, 255, 255, 127]), // size
        changed(second + 16, &[0]),                  // CRC
        changed(second + 38, &[0, 0, 0xff, 0xa1]),   // a link
        changed(second + 38, &[0, 0, 0xed, 0x41]),   // a folder
        changed(second + 10, &[8]),                  // deflated, it says
        [b"before", good.as_slice()].concat(),
        [good.as_slice(), b"after"].concat(),
        bomb,
    ];
    for (number, plain) in hostile.iter().enumerate() {
        println!("{number}");
        reader.refused(plain);
    }
    reader.open(&good).unwrap();

    // What is found wrong only after files were written is wiped.
    let office = Office::founded();
    let wrong_sum = sealed(&office.recipient("alice"), &changed(second + 16, &[0]));
    office.deliver("alice", ID, &wrong_sum);
    office
        .type_as("alice", &["open", ID])
        .bad("Nothing of it was kept");
    assert!(office.in_scratch().is_empty(), "{:?}", office.in_scratch());
}

#[test]
fn a_message_cannot_play_with_the_terminal() {
    let office = Office::founded();
    let alice = office.recipient("alice");
    let hostile =
        "\u{1b}]0;title\u{7}\u{1b}[2J\u{9b}31mred\u{202e}gpj.exe\u{200b}\rsourdine: all is well\n";
    office.deliver("alice", ID, &sealed_letter(&[alice], hostile, &[]));
    for words in [
        vec!["show", ID],
        vec!["show", ID, "--json"],
        vec!["open", ID],
    ] {
        let said = office.type_as("alice", &words).good();
        let hidden = |c: &char| {
            c.is_control() && *c != '\n'
                || ('\u{200b}'..='\u{200f}').contains(c)
                || ('\u{202a}'..='\u{202e}').contains(c)
        };
        assert_eq!(
            said.out.chars().find(hidden),
            None,
            "{words:?}: {:?}",
            said.out
        );
    }
    let said = office.type_as("alice", &["show", ID]).good();
    assert!(
        said.out.lines().all(|line| !line.starts_with("sourdine:")),
        "{}",
        said.out
    );
    let shown = office.json_as("alice", &["show", ID]);
    assert_eq!(
        shown["message"], hostile,
        "a program reads what was written"
    );
}

#[test]
fn what_the_source_had_sealed_before_is_opened_too() {
    let office = Office::founded();
    let alice = office.recipient("alice");
    let inner = letter_of(
        std::slice::from_ref(&alice),
        &manifest(SealedBy::Offline, 9),
        "Sealed offline.",
        &[("deep.txt", b"deep")],
    );
    let age = sealed(&alice, b"sealed with age");
    let armoured = armour(&age);
    let stranger = HybridIdentity::generate().unwrap().to_recipient();
    let others = sealed(&stranger, b"not for us");
    let gpg = Gpg::new(&office, "alice");
    let message = gpg.encrypt(b"sealed with GnuPG", &["--armor"]);
    let binary = gpg.encrypt(b"sealed with GnuPG", &["--compress-algo", "zip"]);
    let hidden = gpg.encrypt(b"whom for?", &["--throw-keyids"]);
    let twice = sealed(&alice, &message);
    let mut cut = binary.clone();
    cut.truncate(binary.len() - 5);
    let files: [(&str, &[u8]); 12] = [
        ("envelope.age", &inner),
        ("part.1.age", &inner),
        ("part.2.age", &inner),
        ("note.txt.age", &age),
        ("armoured.age", &armoured),
        ("others.age", &others),
        ("message.asc", &message),
        ("message.gpg", &binary),
        ("hidden.gpg", &hidden),
        ("twice.age", &twice),
        ("cut.gpg", &cut),
        ("plain.txt", b"plain"),
    ];
    office.deliver("alice", ID, &sealed_letter(&[alice], "", &files));
    let letter = opened(&office, "alice");
    let of = |name: &str| {
        letter["files"]
            .as_array()
            .unwrap()
            .iter()
            .find(|file| file["name"] == name)
            .unwrap()["inner"]
            .clone()
    };
    let content = |inner: &serde_json::Value| {
        String::from_utf8(read(Path::new(inner["path"].as_str().unwrap()))).unwrap()
    };
    assert_eq!(content(&of("note.txt.age")), "sealed with age");
    assert_eq!(content(&of("armoured.age")), "sealed with age");
    assert_eq!(content(&of("message.asc")), "sealed with GnuPG");
    assert_eq!(content(&of("message.gpg")), "sealed with GnuPG");
    assert_eq!(content(&of("hidden.gpg")), "whom for?");
    assert_eq!(content(&of("twice.age")["inner"]), "sealed with GnuPG");
    assert_eq!(of("others.age")["state"], "for-others");
    assert_eq!(of("cut.gpg")["state"], "spoiled");
    assert!(of("plain.txt").is_null());
    let envelope = of("envelope.age");
    let alike = ["envelope.age", "part.1.age", "part.2.age"].map(|name| of(name)["state"].clone());
    assert_eq!(alike, ["letter"; 3], "each in a folder of its own");
    assert_eq!(content(&envelope["letter"]["files"][0]), "deep");
    let message = envelope["letter"]["message"].as_str().unwrap();
    assert_eq!(read(Path::new(message)), b"Sealed offline.");
    office.type_as("alice", &["close", "--all"]).good();
    assert!(office.in_scratch().is_empty(), "{:?}", office.in_scratch());
}

#[test]
fn a_message_that_is_sealed_text_is_opened_like_a_file() {
    let office = Office::founded();
    let alice = office.recipient("alice");
    let gpg = Gpg::new(&office, "alice");
    let openpgp = String::from_utf8(gpg.encrypt(PLAIN, &["--armor"])).unwrap();
    let age = String::from_utf8(armour(&sealed(&alice, PLAIN))).unwrap();
    let words = format!("Bonjour,\n\n{openpgp}\nMerci\n");
    for message in [&openpgp, &words, &age] {
        office.deliver(
            "alice",
            ID,
            &sealed_letter(std::slice::from_ref(&alice), message, &[]),
        );
        let letter = opened(&office, "alice");
        let inner = letter["message_inner"]["path"].as_str().unwrap();
        assert_eq!(read(Path::new(inner)), PLAIN);
        assert_eq!(
            read(Path::new(letter["message"].as_str().unwrap())),
            message.as_bytes()
        );
        office.type_as("alice", &["close", "--all"]).good();
    }
    office.deliver("alice", ID, &sealed_letter(&[alice], "-----BEGIN", &[]));
    assert!(opened(&office, "alice")["message_inner"].is_null());
}

#[test]
fn what_was_sealed_in_a_way_that_is_not_opened_is_said_to_be_that() {
    let office = Office::founded();
    let alice = office.recipient("alice");
    let gpg = Gpg::new(&office, "alice");
    let stranger = Gpg::stranger();
    let binary = gpg.encrypt(PLAIN, &[]);
    let old = ["--rfc2440", "--disable-mdc", "--cipher-algo", "CAST5"];
    let files = [
        ("passphrase.gpg", "passphrase", UNDER_A_PASSPHRASE.to_vec()),
        ("unprotected.gpg", "unprotected", gpg.encrypt(PLAIN, &old)),
        (
            "unnamed-old.gpg",
            "unprotected",
            gpg.encrypt(PLAIN, &[&["--throw-keyids"], &old[..]].concat()),
        ),
        (
            "unnamed-others.gpg",
            "for-others",
            stranger.encrypt(PLAIN, &["--throw-keyids"]),
        ),
        (
            "3des.gpg",
            "unsafe-cipher",
            gpg.encrypt(PLAIN, &["--cipher-algo", "3DES"]),
        ),
        (
            "cast5.gpg",
            "unsafe-cipher",
            gpg.encrypt(PLAIN, &["--cipher-algo", "CAST5"]),
        ),
        (
            "bzip2.gpg",
            "compression",
            gpg.encrypt(PLAIN, &["--compress-algo", "bzip2"]),
        ),
        ("gnupg.gpg", "format", in_gnupgs_own_format(&binary)),
        ("changed.gpg", "damaged", changed_at_the_end(binary)),
        ("others.gpg", "for-others", stranger.encrypt(PLAIN, &[])),
        (
            "others-old.gpg",
            "for-others",
            stranger.encrypt(PLAIN, &old),
        ),
        (
            "others-bzip2.gpg",
            "for-others",
            stranger.encrypt(PLAIN, &["--compress-algo", "bzip2"]),
        ),
        (
            "others-gnupg.gpg",
            "for-others",
            in_gnupgs_own_format(&stranger.encrypt(PLAIN, &[])),
        ),
    ];
    let sent: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, _, bytes)| (*name, &**bytes))
        .collect();
    office.deliver("alice", ID, &sealed_letter(&[alice], "", &sent));
    let letter = opened(&office, "alice");
    let listed = letter["files"].as_array().unwrap();
    assert_eq!(listed.len(), files.len());
    for (file, (name, expected, _)) in listed.iter().zip(&files) {
        assert_eq!(file["inner"]["state"], *expected, "{name}: {file}");
    }
}

/// The same session key before a packet of GnuPG's own AEAD (tag 20), as its version 2.3 writes it.
fn in_gnupgs_own_format(message: &[u8]) -> Vec<u8> {
    const SESSION_KEY: u8 = 0x84; // tag 1 in the old format, with a length of one byte
    assert_eq!(message[0], SESSION_KEY);
    let session_key = &message[..2 + usize::from(message[1])];
    let aead = [&[0xd4, 100, 1, 9, 2, 16][..], &[7; 96]].concat();
    [session_key, &aead].concat()
}

fn changed_at_the_end(mut message: Vec<u8>) -> Vec<u8> {
    *message.last_mut().unwrap() ^= 1;
    message
}

/// Mail programs and shells put words, marks and other characters around an armour.
#[test]
fn what_was_sealed_opens_whatever_stands_around_its_armour() {
    let office = Office::founded();
    let alice = office.recipient("alice");
    let age = sealed(&alice, b"sealed with age");
    let gpg = Gpg::new(&office, "alice");
    let armours = [
        String::from_utf8(armour(&age)).unwrap(),
        String::from_utf8(gpg.encrypt(PLAIN, &["--armor"])).unwrap(),
    ];
    let binary = gpg.encrypt(PLAIN, &[]);
    let mut files = vec![("marker.gpg".to_owned(), [b"\xa8\x03PGP", &*binary].concat())];
    for (kind, text) in ["age", "asc"].iter().zip(&armours) {
        let lines: Vec<&str> = text.lines().collect();
        let windows = lines.join("\r\n") + "\r\n";
        let utf_16 = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
            let units = windows.encode_utf16().flat_map(bytes);
            mark.into_iter().chain(units).collect::<Vec<u8>>()
        };
        files.extend([
            (format!("bom.{kind}"), format!("\u{feff}{text}").into()),
            (format!("little.{kind}"), utf_16([0xff, 0xfe], u16::to_le_bytes)),
            (format!("big.{kind}"), utf_16([0xfe, 0xff], u16::to_be_bytes)),
            (format!("words.{kind}"), format!("Bonjour,\n\n{text}\n-- \nMoi\n").into()),
            (format!("quoted.{kind}"), format!("> {}\n", lines.join("\n> ")).into()),
            (format!("spaces.{kind}"), (lines.join("  \n") + "  \n").into()),
            (
                format!("mail.{kind}"),
                format!("MIME-Version: 1.0\r\n\r\n--b\r\n\r\nVersion: 1\r\n\r\n--b\r\n\r\n{windows}\r\n--b--\r\n").into(),
            ),
        ]);
    }
    let spoiled = age.iter().flat_map(|byte| match byte {
        b'\n' => vec![b'\r', b'\n'],
        other => vec![*other],
    });
    files.push(("shell.age".to_owned(), spoiled.collect()));
    let listed: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (&**name, &**bytes))
        .collect();
    office.deliver("alice", ID, &sealed_letter(&[alice], "", &listed));
    let letter = opened(&office, "alice");
    for file in letter["files"].as_array().unwrap() {
        let (name, inner) = (file["name"].as_str().unwrap(), &file["inner"]);
        if name == "shell.age" {
            assert_eq!(inner["state"], "spoiled");
            continue;
        }
        let path = inner["path"].as_str();
        let path = path.unwrap_or_else(|| panic!("{name}: {inner}"));
        let plain = read(Path::new(path));
        assert!(plain == PLAIN || plain == b"sealed with age", "{name}");
    }
    office.type_as("alice", &["close", "--all"]).good();
}

fn armour(age: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let format = age::armor::Format::AsciiArmor;
    let mut armour = age::armor::ArmoredWriter::wrap_output(&mut out, format).unwrap();
    armour.write_all(age).unwrap();
    armour.finish().unwrap();
    out
}

#[test]
fn a_bomb_inside_is_told_and_does_not_spoil_the_rest() {
    let office = Office::founded();
    let alice = office.recipient("alice");
    let gpg = Gpg::new(&office, "alice");
    let bomb = gpg.encrypt(&vec![0; 60_000_000], &["--compress-algo", "zip", "-z", "9"]);
    assert!(bomb.len() < 200_000, "it is one: {}", bomb.len());
    let mut deep = b"at the bottom".to_vec();
    for _ in 0..6 {
        deep = sealed(&alice, &deep);
    }
    office.deliver(
        "alice",
        ID,
        &sealed_letter(
            &[alice],
            "",
            &[
                ("bomb.gpg", &bomb),
                ("deep.age", &deep),
                ("fine.txt", b"fine"),
            ],
        ),
    );
    let letter = opened(&office, "alice");
    assert_eq!(letter["files"][0]["inner"]["state"], "too-large");
    let mut inner = letter["files"][1]["inner"].clone();
    while inner["state"] == "file" {
        inner = inner["inner"].clone();
    }
    assert_eq!(inner["state"], "too-deep");
    assert_eq!(
        read(Path::new(letter["files"][2]["path"].as_str().unwrap())),
        b"fine"
    );
}

#[test]
fn the_same_submission_sent_twice_is_recognised() {
    let office = Office::founded();
    let alice = office.recipient("alice");
    office.deliver(
        "alice",
        ID,
        &sealed_letter(std::slice::from_ref(&alice), "Once.", &[]),
    );
    office.deliver("alice", OTHER, &sealed_letter(&[alice], "Once.", &[]));
    office.type_as("alice", &["open", ID]).good();
    let shown = office.json_as("alice", &["show", OTHER]);
    assert_eq!(shown["sent_before"][0], ID);
    let said = office.type_as("alice", &["show", OTHER]).good();
    assert!(said.out.contains(ID), "{}", said.out);
}

#[test]
fn documents_are_never_decrypted_onto_a_disk() {
    let office = Office::founded();
    office.deliver(
        "alice",
        ID,
        &sealed_letter(&[office.recipient("alice")], "Secret.", &[]),
    );
    let disk = tempfile::tempdir_in(concat!(env!("CARGO_MANIFEST_DIR"), "/../target")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sourdine"));
    command
        .env("SOURDINE_DESK", office.path("alice"))
        .arg("--passphrase-file")
        .arg(office.path("passphrase"))
        .arg("--scratch")
        .arg(disk.path())
        .args(["--lang", "en", "open", ID]);
    let said = common::Said::from(command.output().unwrap());
    said.bad("never decrypted onto a disk");
    assert_eq!(std::fs::read_dir(disk.path()).unwrap().count(), 0);
}

/// An editor's keys and a folder, without the command line around them.
struct Reader {
    identity: HybridIdentity,
    openpgp: EditorKey,
    home: tempfile::TempDir,
}

impl Reader {
    fn new() -> Self {
        Self {
            identity: HybridIdentity::generate().unwrap(),
            openpgp: EditorKey::generate("alice", Day(20_781)).unwrap(),
            home: tempfile::tempdir_in("/dev/shm").unwrap(),
        }
    }

    fn open(&self, archive: &[u8]) -> Result<(), OpenError> {
        let path = self.home.path().join("envelope.age");
        std::fs::write(&path, sealed(&self.identity.to_recipient(), archive)).unwrap();
        let folder = tempfile::tempdir_in(self.home.path()).unwrap();
        let keys = Keys {
            identity: &self.identity,
            openpgp: &self.openpgp,
        };
        let result = letter::open(&path, &self.identity).and_then(|mut opened| {
            letter::extract(&mut opened, &path, folder.path(), keys, &mut |_| {}).map(drop)
        });
        drop(folder);
        let left: Vec<_> = std::fs::read_dir(self.home.path()).unwrap().collect();
        assert_eq!(left.len(), 1, "something escaped: {left:?}");
        result
    }

    fn refused(&self, archive: &[u8]) -> String {
        let error = self.open(archive).expect_err("it was opened");
        assert!(matches!(error, OpenError::Letter { .. }), "{error}");
        error.to_string()
    }
}

/// GnuPG with an editor's certificate, as a source would have it.
struct Gpg {
    home: tempfile::TempDir,
}

impl Gpg {
    fn new(office: &Office, editor: &str) -> Self {
        let gpg = Self {
            home: tempfile::tempdir().unwrap(),
        };
        let card = read(&office.path(&format!("{editor}/card.json")));
        let card: serde_json::Value = serde_json::from_slice(&card).unwrap();
        gpg.run(
            &["--import"],
            card["editor"]["certificate"].as_str().unwrap().as_bytes(),
        );
        gpg
    }

    /// A key of another person, under the editor's name.
    fn stranger() -> Self {
        let key = EditorKey::generate("alice", Day(20_781)).unwrap();
        let gpg = Self {
            home: tempfile::tempdir().unwrap(),
        };
        gpg.run(
            &["--import"],
            key.certificate().armoured().unwrap().as_bytes(),
        );
        gpg
    }

    fn encrypt(&self, plain: &[u8], options: &[&str]) -> Vec<u8> {
        let words = [
            options,
            &[
                "--trust-model",
                "always",
                "--recipient",
                "alice",
                "--encrypt",
            ],
        ]
        .concat();
        self.run(&words, plain)
    }

    fn run(&self, words: &[&str], input: &[u8]) -> Vec<u8> {
        let mut gpg = Command::new("gpg")
            .args(["--batch", "--quiet", "--no-autostart", "--homedir"])
            .arg(self.home.path())
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = gpg.stdin.take().unwrap();
        let output = std::thread::scope(|scope| {
            scope.spawn(move || stdin.write_all(input).unwrap());
            gpg.wait_with_output().unwrap()
        });
        assert!(output.status.success(), "gpg {words:?}");
        output.stdout
    }
}
