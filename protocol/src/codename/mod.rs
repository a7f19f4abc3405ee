//! The codename: twelve words from which a source's keys are derived (docs/protocol.md 2).

pub mod receipt;
mod spoken;

use std::sync::LazyLock;

use bip39::Mnemonic;
use ed25519_dalek::SigningKey;
use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

pub use self::spoken::{SPOKEN_BYTES, SPOKEN_WORDS, spoken_words};
pub use crate::wire::{CODENAME_WORDS, ENTROPY_BYTES, REPLY_TAGS};
use crate::{
    envelope::hybrid::{HybridIdentity, SEED_BYTES},
    envelope::{ReplyAddress, TAG_HASH_BYTES, TagHash, VerificationKey},
    text::Language,
};

/// Length of a reply tag, in bytes.
pub const REPLY_TAG_BYTES: usize = 32;
/// Longest text that is looked at for a codename, in bytes: twelve long words, generously spaced.
pub const CODENAME_MAX_BYTES: usize = 1_024;

/// What a word and the checksum at the end of the last one stand for, in bits (BIP 39).
const WORD_BITS: u32 = 11;
const CHECKSUM_BITS: u32 = 4;
const INFO_PREFIX: &[u8] = b"sourdine/v1/";
const TAG_HASH_DOMAIN: &[u8] = b"sourdine/v1/reply-tag-hash";

/// Why words were refused. Never repeats them.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CodenameError {
    /// Fewer or more than twelve.
    #[error("a codename has twelve words; count yours")]
    Count,
    /// At least one is in neither list, or the lists are mixed.
    #[error("one of the words is not a codename's; look for a misspelling")]
    Word,
    /// All words exist, and do not belong together.
    #[error("these words are not a codename together; look for a wrong word or a wrong order")]
    Checksum,
}

/// 128 random bits that a source keeps as twelve words, and the server forgets.
#[derive(ZeroizeOnDrop)]
pub struct Codename([u8; ENTROPY_BYTES]);

/// One of the source's own tags; a visitor who shows it may read and delete the reply under its
/// hash.
#[derive(ZeroizeOnDrop)]
pub struct ReplyTag([u8; REPLY_TAG_BYTES]);

impl Codename {
    /// A new codename from the system's random numbers.
    ///
    /// # Errors
    /// The system has no random numbers to give.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut codename = Self([0; ENTROPY_BYTES]);
        getrandom::fill(&mut codename.0)?;
        Ok(codename)
    }

    /// The codename of given entropy, which the caller wipes.
    #[must_use]
    pub const fn from_entropy(entropy: &[u8; ENTROPY_BYTES]) -> Self {
        Self(*entropy)
    }

    /// Reads twelve words of the French or the English list, in any case, with or without accents.
    ///
    /// # Errors
    /// There are not twelve words, a word is in neither list, or the checksum is wrong.
    pub fn parse(text: &str) -> Result<Self, CodenameError> {
        if text.len() > CODENAME_MAX_BYTES {
            return Err(CodenameError::Count);
        }
        let words: Vec<Zeroizing<String>> = text.split_whitespace().map(bare).collect();
        if words.len() != CODENAME_WORDS {
            return Err(CodenameError::Count);
        }
        let mut error = CodenameError::Word;
        for list in &*LISTS {
            match parse_in(list, &words) {
                Ok(codename) => return Ok(codename),
                Err(CodenameError::Checksum) => error = CodenameError::Checksum,
                Err(CodenameError::Word | CodenameError::Count) => {}
            }
        }
        Err(error)
    }

    /// The twelve words, in lower case, with single spaces.
    #[must_use]
    pub fn words(&self, language: Language) -> Zeroizing<String> {
        let list = list(language);
        let mut text = Zeroizing::new(String::with_capacity(CODENAME_MAX_BYTES));
        // Sixteen bytes are a length that BIP 39 knows.
        if let Ok(mut mnemonic) = Mnemonic::from_entropy_in(list, &self.0) {
            for (index, word) in mnemonic.words().enumerate() {
                if index > 0 {
                    text.push(' ');
                }
                // The lists are decomposed (NFKD); people and browsers compose.
                text.extend(word.nfc());
            }
            mnemonic.zeroize();
        }
        text
    }

    /// The identity that opens replies.
    #[must_use]
    pub fn reply_identity(&self) -> HybridIdentity {
        HybridIdentity::from_seed(&self.derive::<SEED_BYTES>(b"reply-identity"))
    }

    /// The key that signs follow-ups.
    #[must_use]
    pub fn follow_up_key(&self) -> SigningKey {
        SigningKey::from_bytes(&self.derive::<{ ed25519_dalek::SECRET_KEY_LENGTH }>(b"follow-up"))
    }

    /// The source's reply tag number `index`.
    #[must_use]
    pub fn reply_tag(&self, index: u32) -> ReplyTag {
        ReplyTag(*self.derive::<REPLY_TAG_BYTES>(format!("reply-tag/{index}").as_bytes()))
    }

    /// All that the editors may know.
    #[must_use]
    pub fn reply_address(&self) -> ReplyAddress {
        let mut index = 0;
        let tags = [(); REPLY_TAGS].map(|()| {
            let hash = self.reply_tag(index).hash();
            index += 1;
            hash
        });
        ReplyAddress {
            recipient: self.reply_identity().to_recipient(),
            verification: VerificationKey::from(self.follow_up_key().verifying_key().to_bytes()),
            tags,
        }
    }

    /// HKDF-SHA256 (RFC 5869) without salt, one label a use.
    fn derive<const N: usize>(&self, label: &[u8]) -> Zeroizing<[u8; N]> {
        let mut key = Zeroizing::new([0; N]);
        let expanded = Hkdf::<Sha256>::new(None, &self.0)
            .expand_multi_info(&[INFO_PREFIX, label], key.as_mut_slice());
        debug_assert!(expanded.is_ok(), "HKDF-SHA256 gives up to 8,160 bytes");
        key
    }
}

impl ReplyTag {
    /// What the envelope carries of it.
    #[must_use]
    pub fn hash(&self) -> TagHash {
        let hash = Sha256::new()
            .chain_update(TAG_HASH_DOMAIN)
            .chain_update(self.0);
        TagHash::from(<[u8; TAG_HASH_BYTES]>::from(hash.finalize()))
    }

    /// The tag, to show to the server or to hold against a vector.
    #[must_use]
    pub const fn expose(&self) -> &[u8; REPLY_TAG_BYTES] {
        &self.0
    }
}

/// The word list of a language.
const fn list(language: Language) -> bip39::Language {
    match language {
        Language::Fr => bip39::Language::French,
        Language::En => bip39::Language::English,
    }
}

/// A list's words as they are compared, in their order, each with its index: made once, or every
/// form that comes in would strip the accents of both lists anew.
struct WordList {
    list: bip39::Language,
    words: Vec<(Box<str>, usize)>,
}

static LISTS: LazyLock<[WordList; 2]> =
    LazyLock::new(|| [bip39::Language::French, bip39::Language::English].map(WordList::new));

impl WordList {
    fn new(list: bip39::Language) -> Self {
        let words = list.word_list().iter().enumerate();
        let mut words: Vec<_> = words
            .map(|(index, word)| (Box::from(bare(word).as_str()), index))
            .collect();
        words.sort_unstable();
        Self { list, words }
    }

    /// The index of a word in the list.
    fn find(&self, bare: &str) -> Option<usize> {
        let found = self.words.binary_search_by(|(word, _)| (**word).cmp(bare));
        let (_, index) = self.words.get(found.ok()?)?;
        Some(*index)
    }
}

fn parse_in(list: &WordList, words: &[Zeroizing<String>]) -> Result<Codename, CodenameError> {
    let mut indices = Zeroizing::new([0; CODENAME_WORDS]);
    let mut entropy = Zeroizing::new(0_u128);
    for (index, word) in indices.iter_mut().zip(words) {
        *index = list.find(word).ok_or(CodenameError::Word)?;
        // What the last word pushes out belongs to the first word, and comes back below.
        *entropy = *entropy << WORD_BITS | *index as u128;
    }
    let first = indices.first().map_or(0, |index| *index as u128);
    *entropy = *entropy >> CHECKSUM_BITS | first << (u128::BITS - WORD_BITS);
    let codename = Codename(entropy.to_be_bytes());
    let mut mnemonic =
        Mnemonic::from_entropy_in(list.list, &codename.0).map_err(|_| CodenameError::Checksum)?;
    let belongs = mnemonic.word_indices().eq(indices.iter().copied());
    mnemonic.zeroize();
    if belongs {
        Ok(codename)
    } else {
        Err(CodenameError::Checksum)
    }
}

/// A word as it is compared: lower case, no accents.
fn bare(word: &str) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(word.len() * 4));
    out.extend(
        word.nfkd()
            .filter(|c| !is_combining_mark(*c))
            .flat_map(char::to_lowercase),
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_both_lists_is_found_without_its_accents_and_is_no_other() {
        for list in &*LISTS {
            for (index, word) in list.list.word_list().iter().enumerate() {
                assert_eq!(list.find(&bare(word)), Some(index));
            }
            assert_eq!(list.find("abaisse"), None);
        }
    }
}
