//! The archive inside an envelope, as whoever knows the desk's public keys may have made it.

use std::{
    collections::BTreeSet,
    io::{Cursor, Read},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use sourdine_protocol::{
    envelope::{Letter, LetterError},
    text::{MENDED_MAX_BYTES, SafeName},
    wire::MESSAGE_MAX_BYTES,
    zip::{Archive, ArchiveError, ZipWriter},
};
use zip::{CompressionMethod, ZipArchive};

use super::vectors;

type Contents = Vec<(String, Vec<u8>)>;

/// What is read is read alike by a reader of somebody else's, fits into the input, and is the same
/// once it is written again. A letter's names are safe and different.
pub fn run(input: &[u8]) {
    if let Ok(contents) = read(input) {
        let bytes: usize = contents.iter().map(|(_, bytes)| bytes.len()).sum();
        assert!(bytes <= input.len(), "more came out than went in");
        assert_eq!(read(&write(&contents)).unwrap(), contents);
        // Of two files under one name the other reader shows one; a letter has none.
        let names: BTreeSet<_> = contents.iter().map(|(name, _)| name).collect();
        if names.len() == contents.len() {
            assert_eq!(contents, read_by_another(input));
        }
    }
    if let Ok(names) = read_letter(input) {
        let folded: BTreeSet<_> = names.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(folded.len(), names.len());
        assert!(read(input).is_ok());
    }
}

fn read(input: &[u8]) -> Result<Contents, ArchiveError> {
    let mut archive = Archive::open(Cursor::new(input))?;
    let entries = archive.entries().to_vec();
    let mut contents = Vec::new();
    for (index, entry) in entries.into_iter().enumerate() {
        let mut bytes = Vec::new();
        archive.read_entry::<ArchiveError>(index, |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        })?;
        assert_eq!(bytes.len() as u64, entry.size);
        contents.push((entry.name, bytes));
    }
    Ok(contents)
}

fn read_by_another(input: &[u8]) -> Contents {
    let mut archive = ZipArchive::new(Cursor::new(input)).unwrap();
    let entries = 0..archive.len();
    let mut entry = |index| {
        let mut entry = archive.by_index(index).unwrap();
        assert_eq!(entry.compression(), CompressionMethod::Stored);
        assert!(!entry.encrypted());
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (str::from_utf8(entry.name_raw()).unwrap().to_owned(), bytes)
    };
    entries.map(&mut entry).collect()
}

fn write(contents: &Contents) -> Vec<u8> {
    let mut zip = ZipWriter::new(Vec::new());
    for (name, bytes) in contents {
        zip.begin(name, bytes.len() as u64).unwrap();
        zip.write(bytes).unwrap();
        zip.end().unwrap();
    }
    zip.finish().unwrap()
}

/// The names of a letter's files, when all of it can be read.
fn read_letter(input: &[u8]) -> Result<Vec<String>, LetterError> {
    let mut letter = Letter::read(Cursor::new(input))?;
    let message = letter.message()?;
    assert!(message.is_none_or(|message| message.len() <= MESSAGE_MAX_BYTES));
    let mut names = Vec::new();
    for file in letter.files().to_vec() {
        let mut bytes = Vec::new();
        assert_eq!(letter.copy_file(&file, &mut bytes)?, bytes.len() as u64);
        assert_eq!(SafeName::parse(file.name.as_str()).as_ref(), Ok(&file.name));
        if file.name.as_str().len() <= MENDED_MAX_BYTES {
            assert_eq!(SafeName::mend(file.name.as_str()), file.name);
        }
        names.push(file.name.as_str().to_owned());
    }
    letter.check_padding()?;
    Ok(names)
}

/// The archives of the vectors, most of them made to be read in two ways.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let vectors = vectors("archives.json");
    let cases = vectors["cases"].as_array().unwrap().iter();
    cases
        .map(|case| {
            BASE64_STANDARD
                .decode(case["zip"].as_str().unwrap())
                .unwrap()
        })
        .collect()
}
