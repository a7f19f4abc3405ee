//! Words for a hash that two people compare by voice.

use unicode_normalization::UnicodeNormalization;

use crate::text::Language;

/// How many words stand for a hash. Each stands for 11 bits, so that an attacker who wants another
/// state with the same words has to try 2^88.
pub const SPOKEN_WORDS: usize = 8;
/// How much of a hash the words stand for, in bytes.
pub const SPOKEN_BYTES: usize = SPOKEN_WORDS * WORD_BITS / 8;

/// What a word stands for, in bits (BIP 39).
const WORD_BITS: usize = 11;

/// The first [`SPOKEN_BYTES`] of a hash as [`SPOKEN_WORDS`] words of a language's BIP 39 list, with
/// single spaces. They are no codename, and no secret.
#[must_use]
pub fn spoken_words(hash: &[u8; 32], language: Language) -> String {
    let list = super::list(language).word_list();
    let bits = hash.iter().take(SPOKEN_BYTES);
    let bits = bits.flat_map(|byte| (0..8).rev().map(move |bit| usize::from(byte >> bit & 1)));
    let bits: Vec<usize> = bits.collect();
    let numbers = bits.chunks(WORD_BITS);
    let numbers = numbers.map(|bits| bits.iter().fold(0, |number, bit| number << 1 | bit));
    let words = numbers.filter_map(|number| list.get(number));
    // The lists are decomposed (NFKD); people compose.
    let words: Vec<String> = words.map(|word| word.nfc().collect()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bits of 0x01 0x00 … are 00000001000 00000000000 …: word 8, and then word 0.
    #[test]
    fn each_eleven_bits_of_a_hash_are_a_word_of_the_list() {
        let mut hash = [0; 32];
        hash[0] = 1;
        let words = spoken_words(&hash, Language::En);
        let list = bip39::Language::English.word_list();
        let mut expected = [list[0]; SPOKEN_WORDS];
        expected[0] = list[8];
        assert_eq!(words, expected.join(" "));
        hash = [0xff; 32];
        assert_eq!(spoken_words(&hash, Language::Fr), ["zoologie"; 8].join(" "));
    }

    #[test]
    fn a_bit_of_what_is_spoken_changes_a_word_and_the_rest_does_not() {
        let spoken = |hash: &[u8; 32]| spoken_words(hash, Language::En);
        let hash = [0x5a; 32];
        for bit in 0..8 * 32 {
            let mut other = hash;
            other[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(spoken(&hash) != spoken(&other), bit < 8 * SPOKEN_BYTES);
        }
    }
}
