//! Twelve words as anybody may type them.

use bip39::Language as WordList;
use sha2::{Digest, Sha256};
use sourdine_protocol::{
    codename::{CODENAME_MAX_BYTES, CODENAME_WORDS, Codename, ENTROPY_BYTES},
    text::Language,
};
use unicode_normalization::UnicodeNormalization;

use super::vectors;

/// Bits that a word of a list says.
const WORD_BITS: usize = 11;
/// Bits of the checksum at the end of twelve words.
const CHECKSUM_BITS: u32 = 4;
const LISTS: [(Language, WordList); 2] = [
    (Language::Fr, WordList::French),
    (Language::En, WordList::English),
];

/// What is read as a codename says the same in both languages, and to a reading of BIP 39 of its
/// own; a codename's own words are never refused, nor read as others unless both lists have them
/// all.
pub fn run(input: &[u8]) {
    if let Some((entropy, _)) = input.split_first_chunk() {
        written_and_read(entropy);
    }
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    let plain = LISTS.iter().any(|(_, list)| entropy(text, *list).is_some());
    match Codename::parse(text) {
        Ok(codename) => {
            assert!(text.len() <= CODENAME_MAX_BYTES);
            let said = LISTS.map(|(language, list)| entropy(&codename.words(language), list));
            let [Some(entropy), Some(again)] = said else {
                panic!("words of a codename that are none");
            };
            assert_eq!(entropy, again);
            let typed = letters(text);
            assert!(
                LISTS
                    .iter()
                    .any(|(language, _)| letters(&codename.words(*language)) == typed),
                "other words than were typed"
            );
        }
        Err(_) => assert!(!plain || text.len() > CODENAME_MAX_BYTES),
    }
}

fn written_and_read(entropy: &[u8; ENTROPY_BYTES]) {
    let codename = Codename::from_entropy(entropy);
    for (language, list) in LISTS {
        let words = codename.words(language);
        assert_eq!(self::entropy(&words, list).as_ref(), Some(entropy));
        for typed in [
            words.to_uppercase(),
            words.replace(' ', "\t\u{a0}\n"),
            words.nfd().collect(),
            letters(&words).join(" "),
        ] {
            let read = Codename::parse(&typed).unwrap();
            // English words that are a French codename as well are read as that: one in 7 × 10^15.
            let is_french = letters(&read.words(Language::Fr)) == letters(&words);
            assert!(is_french || *read.words(language) == *words, "{typed:?}");
        }
    }
}

/// Each word's letters without anything above or below them, in lower case.
fn letters(text: &str) -> Vec<String> {
    let bare = |word: &str| {
        let letters = word.nfkd().flat_map(char::to_lowercase);
        letters.filter(char::is_ascii_alphabetic).collect()
    };
    text.split_whitespace().map(bare).collect()
}

/// BIP 39 by the bit: what twelve words of one list say, where their checksum is right.
fn entropy(text: &str, list: WordList) -> Option<[u8; ENTROPY_BYTES]> {
    let mut bits = Vec::new();
    for word in text.split(' ') {
        let word: String = word.nfkd().collect();
        let index = list.word_list().iter().position(|listed| *listed == word)?;
        bits.extend((0..WORD_BITS).rev().map(|bit| index >> bit & 1 == 1));
    }
    if bits.len() != CODENAME_WORDS * WORD_BITS {
        return None;
    }
    let (said, checksum) = bits.split_at(ENTROPY_BYTES * 8);
    let number = |bits: &[bool]| {
        bits.iter()
            .fold(0, |number, bit| number << 1 | u8::from(*bit))
    };
    let mut entropy = [0; ENTROPY_BYTES];
    for (byte, bits) in entropy.iter_mut().zip(said.chunks(8)) {
        *byte = number(bits);
    }
    let expected = Sha256::digest(entropy)[0] >> (8 - CHECKSUM_BITS);
    (number(checksum) == expected).then_some(entropy)
}

/// The words of the vectors, good and bad.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let vectors = vectors("codename.json");
    let texts = [
        ("good", "fr"),
        ("good", "en"),
        ("same", "words"),
        ("bad", "words"),
    ];
    let of = |(kind, key)| {
        let cases = vectors[kind].as_array().unwrap().iter();
        cases.map(move |case: &serde_json::Value| case[key].as_str().unwrap().into())
    };
    texts.into_iter().flat_map(of).collect()
}
