//! The shared vectors of `tests/vectors/`, held against this crate.

#![expect(
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::wildcard_enum_match_arm,
    reason = "a test that meets the unexpected stops"
)]

use std::{
    fs,
    io::{Cursor, Read},
    path::PathBuf,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use secrecy::ExposeSecret;
use serde_json::Value;
use sha2::{Digest, Sha256};
use sourdine_protocol::{
    codename::{Codename, CodenameError},
    envelope::hybrid::{HybridIdentity, HybridRecipient},
    envelope::padding::padded,
    envelope::recognise::{Sealed, recognise},
    envelope::{Letter, LetterError},
    text::Language,
    text::{NameSet, SafeName, shows_nothing},
};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors")
}

fn json(name: &str) -> Value {
    serde_json::from_slice(&fs::read(folder().join(name)).unwrap()).unwrap()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap()
}

/// What the community's vector says should happen.
fn expectation(header: &str, key: &str) -> Vec<String> {
    let prefix = format!("{key}: ");
    header
        .lines()
        .filter_map(|line| line.strip_prefix(&prefix))
        .map(str::to_owned)
        .collect()
}

#[test]
fn hybrid_vectors_of_the_age_community() {
    let mut counts = (0, 0);
    for file in fs::read_dir(folder().join("age")).unwrap() {
        let path = file.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let split = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap();
        let header = std::str::from_utf8(&bytes[..split]).unwrap();
        let expect = expectation(header, "expect").remove(0);
        let identities: Vec<Box<dyn age::Identity>> = expectation(header, "identity")
            .iter()
            .map(|line| identity(line))
            .collect();
        let opened = open(&bytes[split + 2..], &identities);
        let hash = opened
            .as_ref()
            .map(|plain| hex::encode(Sha256::digest(plain)));
        if expect == "success" {
            assert_eq!(
                hash,
                Ok(expectation(header, "payload").remove(0)),
                "{}",
                path.display()
            );
            counts.0 += 1;
        } else {
            assert!(opened.is_err(), "{} opened", path.display());
            if expect == "no match" {
                assert_eq!(opened, Err("no match".to_owned()), "{}", path.display());
            }
            counts.1 += 1;
        }
    }
    assert_eq!(counts, (5, 14));
}

fn identity(line: &str) -> Box<dyn age::Identity> {
    match line.parse::<HybridIdentity>() {
        Ok(hybrid) => Box::new(hybrid),
        Err(_) => Box::new(line.parse::<age::x25519::Identity>().unwrap()),
    }
}

fn open(file: &[u8], identities: &[Box<dyn age::Identity>]) -> Result<Vec<u8>, String> {
    let input = age::armor::ArmoredReader::new(file);
    let decryptor = age::Decryptor::new(input).map_err(|_| "header".to_owned())?;
    let mut plain = Vec::new();
    decryptor
        .decrypt(identities.iter().map(AsRef::as_ref))
        .map_err(|error| match error {
            age::DecryptError::NoMatchingKeys => "no match".to_owned(),
            _ => "header".to_owned(),
        })?
        .read_to_end(&mut plain)
        .map_err(|_| "payload".to_owned())?;
    Ok(plain)
}

#[test]
fn a_text_that_shows_nothing_is_told_from_one_that_shows_something() {
    let vectors = json("blank.json");
    for (key, expected) in [("blank", true), ("written", false)] {
        let texts = vectors[key].as_array().unwrap();
        assert!(texts.len() > 10);
        for text in texts {
            let text = text.as_str().unwrap();
            assert_eq!(text.chars().all(shows_nothing), expected, "{text:?}");
        }
    }
}

#[test]
fn what_was_sealed_before_is_recognised_and_nothing_else() {
    let (mut sealed, mut refused) = (0, 0);
    for case in json("recognised.json")["cases"].as_array().unwrap() {
        let file = BASE64_STANDARD.decode(text(case, "file")).unwrap();
        let found = match recognise(&file) {
            Some(Sealed::Age) => "age",
            Some(Sealed::OpenPgp) => "openpgp",
            Some(Sealed::Spoiled) => "spoiled",
            None => "none",
        };
        assert_eq!(found, text(case, "expect"), "{}", text(case, "note"));
        match found {
            "age" | "openpgp" => sealed += 1,
            _ => refused += 1,
        }
    }
    assert!(sealed > 30 && refused > sealed, "{sealed}, {refused}");
}

#[test]
fn archives_are_read_or_refused() {
    let vectors = json("archives.json");
    let mut counts = (0, 0);
    for case in vectors["cases"].as_array().unwrap() {
        let bytes = BASE64_STANDARD.decode(text(case, "zip")).unwrap();
        let outcome = read_whole(&bytes);
        match text(case, "expect") {
            "letter" => {
                outcome.unwrap_or_else(|error| panic!("{}: {error}", text(case, "note")));
                counts.0 += 1;
            }
            _ => {
                assert!(outcome.is_err(), "read: {}", text(case, "note"));
                counts.1 += 1;
            }
        }
    }
    assert!(counts.0 >= 8 && counts.1 > 10 * counts.0, "{counts:?}");
}

fn read_whole(zip: &[u8]) -> Result<(), LetterError> {
    let mut letter = Letter::read(Cursor::new(zip))?;
    letter.message()?;
    for file in letter.files().to_vec() {
        letter.copy_file(&file, &mut std::io::sink())?;
    }
    letter.check_padding()
}

#[test]
fn every_flipped_bit_of_a_letter_is_refused_or_harmless() {
    let vectors = json("archives.json");
    let case = &vectors["cases"][6];
    assert_eq!(text(case, "note"), "raw, without");
    let bytes = BASE64_STANDARD.decode(text(case, "zip")).unwrap();
    for position in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[position] ^= 1 << bit;
            // Times, versions and attributes may change; what is read may not.
            if let Ok(mut letter) = Letter::read(Cursor::new(&changed)) {
                if let Ok(message) = letter.message() {
                    assert_eq!(message.unwrap().as_str(), "Bonjour, ceci est un message.\n");
                }
                let names: Vec<_> = letter
                    .files()
                    .iter()
                    .map(|file| file.name.as_str())
                    .collect();
                assert_eq!(names.len(), 1);
            }
        }
    }
}

#[test]
fn codenames_of_another_implementation() {
    let vectors = json("codename.json");
    for good in vectors["good"].as_array().unwrap() {
        let mut entropy = [0; 16];
        hex::decode_to_slice(text(good, "entropy"), &mut entropy).unwrap();
        let codename = Codename::from_entropy(&entropy);
        for (language, key) in [(Language::Fr, "fr"), (Language::En, "en")] {
            assert_eq!(codename.words(language).as_str(), text(good, key));
            assert_same(text(good, key), good);
        }
        assert_same(text(good, "fr"), good);
    }
    for same in vectors["same"].as_array().unwrap() {
        let codename = Codename::parse(text(same, "words")).unwrap();
        let good = vectors["good"].as_array().unwrap();
        let good = good
            .iter()
            .find(|good| good["entropy"] == same["entropy"])
            .unwrap();
        assert_eq!(
            codename.words(Language::En).as_str(),
            text(good, "en"),
            "{}",
            text(same, "note")
        );
    }
}

fn assert_same(words: &str, good: &Value) {
    let codename = Codename::parse(words).unwrap();
    let identity = codename.reply_identity();
    assert_eq!(
        identity.to_secret_string().expose_secret(),
        text(good, "identity")
    );
    let address = codename.reply_address();
    let recipient = Sha256::digest(address.recipient.to_string());
    assert_eq!(hex::encode(recipient), text(good, "recipient_sha256"));
    assert_eq!(address.verification.to_string(), text(good, "verification"));
    let hashes: Vec<Value> = address
        .tags
        .iter()
        .map(|tag| tag.to_string().into())
        .collect();
    assert_eq!(Value::Array(hashes), good["tag_hashes"]);
    let tags: Vec<Value> = (0..16)
        .map(|i| hex::encode(codename.reply_tag(i).expose()).into())
        .collect();
    assert_eq!(Value::Array(tags), good["tags"]);
}

#[test]
fn words_that_are_no_codename() {
    let vectors = json("codename.json");
    let bad = vectors["bad"].as_array().unwrap();
    assert!(bad.len() > 20);
    for case in bad {
        let error = match text(case, "error") {
            "count" => CodenameError::Count,
            "word" => CodenameError::Word,
            _ => CodenameError::Checksum,
        };
        assert_eq!(
            Codename::parse(text(case, "words")).err(),
            Some(error),
            "{}",
            text(case, "note")
        );
    }
}

#[test]
fn names_are_mended_accepted_or_refused() {
    let vectors = json("names.json");
    for pair in vectors["mend"].as_array().unwrap() {
        let mended = SafeName::mend(pair[0].as_str().unwrap());
        assert_eq!(mended.as_str(), pair[1].as_str().unwrap(), "{:?}", pair[0]);
        assert!(SafeName::parse(mended.as_str()).is_ok(), "{:?}", pair[1]);
    }
    let mut names = NameSet::default();
    for pair in vectors["unique"].as_array().unwrap() {
        let name = names.unique(SafeName::mend(pair[0].as_str().unwrap()));
        assert_eq!(name.as_str(), pair[1].as_str().unwrap());
    }
    for name in vectors["refused"].as_array().unwrap() {
        assert!(SafeName::parse(name.as_str().unwrap()).is_err(), "{name:?}");
    }
    for name in vectors["accepted"].as_array().unwrap() {
        assert!(SafeName::parse(name.as_str().unwrap()).is_ok(), "{name:?}");
    }
}

#[test]
fn lengths_are_padded() {
    for pair in json("padding.json")["vectors"].as_array().unwrap() {
        assert_eq!(
            padded(pair[0].as_u64().unwrap()),
            pair[1].as_u64().unwrap(),
            "{pair}"
        );
    }
}

#[test]
fn recipients_other_than_hybrid_are_refused() {
    let good = fs::read_to_string(folder().join("recipient.txt")).unwrap();
    let good = good.trim();
    assert_eq!(good.parse::<HybridRecipient>().unwrap().to_string(), good);
    let flipped = good.replacen('q', "p", 1);
    let upper = good.to_uppercase();
    for bad in [
        "",
        "age1",
        "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
        "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN",
        "AGE-SECRET-KEY-PQ-1HZLGZUPT4ETPKDEV8HSGFDCYZ4E522W0A7PU2LHT8EH9W6YLNC3SW78XKG",
        &good[..good.len() - 1],
        &flipped,
        &upper,
        &format!("{good} "),
        &format!("{good}\n"),
    ] {
        assert!(bad.parse::<HybridRecipient>().is_err(), "{bad}");
    }
}
