//! Sealing and reading back: what went in comes out, every length is padded, nothing is sealed to a
//! classical key.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected stops")]

use std::io::{Cursor, Read, Write};

use proptest::prelude::*;
use sha2::{Digest, Sha256};
use sourdine_protocol::{
    codename::Codename,
    envelope::hybrid::HybridIdentity,
    envelope::padding::padded,
    envelope::{Letter, Manifest, SealError, SealedBy, Sealer, SubmissionId},
    text::Language,
    wire::{FILES_MAX, MESSAGE_MAX_BYTES, RECIPIENTS_MAX},
};

fn manifest() -> Manifest {
    let reply = Codename::from_entropy(&[7; 16]).reply_address();
    Manifest::new(
        Language::Fr,
        SealedBy::Server,
        SubmissionId::from([9; 16]),
        Some(reply),
    )
}

fn seal(
    identity: &HybridIdentity,
    message: Option<&str>,
    files: &[(String, Vec<u8>)],
) -> Result<Vec<u8>, SealError> {
    let mut sealer = Sealer::new(Vec::new(), &[identity.to_recipient()], &manifest())?;
    if let Some(message) = message {
        sealer.begin_message()?;
        sealer.write(message.as_bytes())?;
        sealer.end_entry()?;
    }
    for (name, data) in files {
        sealer.begin_file(name, u64::from(u32::MAX))?;
        for piece in data.chunks(1_000) {
            sealer.write(piece)?;
        }
        sealer.end_entry()?;
    }
    sealer.finish()
}

fn decrypt(identity: &HybridIdentity, file: &[u8]) -> Vec<u8> {
    let decryptor = age::Decryptor::new(file).unwrap();
    let mut plain = Vec::new();
    let identity: &dyn age::Identity = identity;
    decryptor
        .decrypt(std::iter::once(identity))
        .unwrap()
        .read_to_end(&mut plain)
        .unwrap();
    plain
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_goes_in_comes_out(
        message in proptest::option::of(".{0,200}"),
        files in proptest::collection::vec((".{0,30}", proptest::collection::vec(any::<u8>(), 0..5_000)), 0..6),
    ) {
        let identity = HybridIdentity::generate().unwrap();
        let sealed = seal(&identity, message.as_deref(), &files);
        if message.is_none() && files.is_empty() {
            prop_assert!(matches!(sealed, Err(SealError::Empty)));
            return Ok(());
        }
        let plain = decrypt(&identity, &sealed.unwrap());
        prop_assert_eq!(plain.len() as u64, padded(plain.len() as u64));

        let mut letter = Letter::read(Cursor::new(&plain)).unwrap();
        prop_assert_eq!(letter.manifest(), &manifest());
        prop_assert_eq!(letter.message().unwrap().map(|text| text.to_string()), message);
        let entries = letter.files().to_vec();
        prop_assert_eq!(entries.len(), files.len());
        for (entry, (_, data)) in entries.iter().zip(&files) {
            let mut out = Vec::new();
            letter.copy_file(entry, &mut out).unwrap();
            prop_assert_eq!(&out, data);
        }
        letter.check_padding().unwrap();
    }

    #[test]
    fn padding_is_monotonous_and_cheap(length in 0_u64..1 << 50) {
        let target = padded(length);
        prop_assert!(target >= length);
        prop_assert_eq!(padded(target), target);
        prop_assert!(length <= 65_536 || target - length <= length * 111 / 1_000);
        prop_assert!(padded(length + 1) >= target);
    }
}

#[test]
fn each_recipient_opens_it_and_nobody_else() {
    let identities: Vec<_> = (0..3)
        .map(|_| HybridIdentity::generate().unwrap())
        .collect();
    let recipients: Vec<_> = identities
        .iter()
        .map(HybridIdentity::to_recipient)
        .collect();
    let mut sealer = Sealer::new(Vec::new(), &recipients, &manifest()).unwrap();
    sealer.begin_message().unwrap();
    sealer.write(b"for three").unwrap();
    sealer.end_entry().unwrap();
    let sealed = sealer.finish().unwrap();
    for identity in &identities {
        let plain = decrypt(identity, &sealed);
        let message = Letter::read(Cursor::new(plain)).unwrap().message().unwrap();
        assert_eq!(message.unwrap().as_str(), "for three");
    }
    let stranger = HybridIdentity::generate().unwrap();
    let stranger: &dyn age::Identity = &stranger;
    let outcome = age::Decryptor::new(sealed.as_slice())
        .unwrap()
        .decrypt(std::iter::once(stranger));
    assert!(matches!(outcome, Err(age::DecryptError::NoMatchingKeys)));
}

#[test]
fn a_hybrid_recipient_does_not_mix_with_a_classical_one() {
    let hybrid = HybridIdentity::generate().unwrap().to_recipient();
    let classical = age::x25519::Identity::generate().to_public();
    let both: [&dyn age::Recipient; 2] = [&hybrid, &classical];
    assert!(age::Encryptor::with_recipients(both.into_iter()).is_err());
}

#[test]
fn no_message_is_sealed_that_no_reader_takes() {
    let to = [HybridIdentity::generate().unwrap().to_recipient()];
    let mut sealer = Sealer::new(std::io::sink(), &to, &manifest()).unwrap();
    sealer.begin_message().unwrap();
    sealer.write(b"caf").unwrap();
    let latin_1 = sealer.write(b"\xe9 noir");
    assert!(matches!(latin_1, Err(SealError::MessageNotText)));

    let mut sealer = Sealer::new(std::io::sink(), &to, &manifest()).unwrap();
    sealer.begin_message().unwrap();
    sealer.write(b"caf\xc3").unwrap();
    assert!(matches!(sealer.end_entry(), Err(SealError::MessageNotText)));
    sealer.write(b"\xa9").unwrap();
    sealer.end_entry().unwrap();
    sealer.begin_file("a.bin", 1).unwrap();
    sealer.write(b"\xe9").unwrap();
    sealer.end_entry().unwrap();
}

#[test]
fn limits_are_kept() {
    let identity = HybridIdentity::generate().unwrap();
    let recipient = identity.to_recipient();
    let none = Sealer::new(Vec::new(), &[], &manifest());
    assert!(matches!(none.err(), Some(SealError::Recipients)));
    let many = vec![recipient.clone(); RECIPIENTS_MAX + 1];
    assert!(matches!(
        Sealer::new(Vec::new(), &many, &manifest()).err(),
        Some(SealError::Recipients)
    ));

    let mut sealer = Sealer::new(
        std::io::sink(),
        std::slice::from_ref(&recipient),
        &manifest(),
    )
    .unwrap();
    sealer.begin_message().unwrap();
    sealer.write(&vec![b'a'; MESSAGE_MAX_BYTES]).unwrap();
    assert!(matches!(sealer.write(b"a"), Err(SealError::MessageTooLong)));

    let mut sealer = Sealer::new(
        std::io::sink(),
        std::slice::from_ref(&recipient),
        &manifest(),
    )
    .unwrap();
    for _ in 0..FILES_MAX {
        sealer.begin_file("same.txt", 10).unwrap();
        sealer.end_entry().unwrap();
    }
    assert!(matches!(
        sealer.begin_file("same.txt", 10),
        Err(SealError::TooManyFiles)
    ));

    let mut sealer = Sealer::new(std::io::sink(), &[recipient], &manifest()).unwrap();
    assert!(sealer.begin_message().is_ok());
    assert!(
        sealer.begin_file("a", 10).is_err(),
        "a file inside the message"
    );
    sealer.end_entry().unwrap();
    sealer.begin_file("a", 3).unwrap();
    assert!(sealer.write(b"four").is_err(), "a file grew");
}

/// Discards what it is given, and counts it.
struct Counted(u64);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The contents of `tests/vectors/sealed.json`, which the page's tests seal too.
#[test]
fn every_sealer_writes_the_same_zip() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/sealed.json");
    let vectors: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let identity = HybridIdentity::generate().unwrap();
    for case in vectors["cases"].as_array().unwrap() {
        let manifest =
            Manifest::from_json(case["envelope_json"].as_str().unwrap().as_bytes()).unwrap();
        let mut sealer = Sealer::new(Vec::new(), &[identity.to_recipient()], &manifest).unwrap();
        if let Some(message) = case["message"].as_str() {
            sealer.begin_message().unwrap();
            sealer.write(message.as_bytes()).unwrap();
            sealer.end_entry().unwrap();
        }
        for file in case["files"].as_array().unwrap() {
            let size = file["size"].as_u64().unwrap();
            let byte = u8::try_from(file["byte"].as_u64().unwrap()).unwrap();
            let largest = file["largest"].as_u64().unwrap_or(size);
            sealer
                .begin_file(file["name"].as_str().unwrap(), largest)
                .unwrap();
            sealer
                .write(&vec![byte; usize::try_from(size).unwrap()])
                .unwrap();
            sealer.end_entry().unwrap();
        }
        let plain = decrypt(&identity, &sealer.finish().unwrap());
        let note = &case["note"];
        assert_eq!(case["length"].as_u64(), Some(plain.len() as u64), "{note}");
        assert_eq!(
            case["sha256"].as_str().unwrap(),
            hex::encode(Sha256::digest(&plain)),
            "{note}"
        );
    }
}

/// Only counted, never held: the sealer's memory does not depend on what streams through it.
#[test]
fn an_archive_past_four_gibibytes_is_zip64() {
    const SIZE: u64 = (1 << 32) + 5;
    let mut zip = sourdine_protocol::zip::ZipWriter::new(Counted(0));
    let zeros = vec![0; 1 << 20];
    zip.begin("files/large", SIZE).unwrap();
    let mut left = SIZE;
    while left > 0 {
        let now = left.min(zeros.len() as u64);
        zip.write(&zeros[..usize::try_from(now).unwrap()]).unwrap();
        left -= now;
    }
    zip.end().unwrap();
    let announced = zip.length_with("padding", 100);
    zip.begin("padding", 100).unwrap();
    zip.write(&zeros[..100]).unwrap();
    zip.end().unwrap();
    assert_eq!(zip.finish().unwrap().0, announced);
}
