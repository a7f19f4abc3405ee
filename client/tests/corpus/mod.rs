//! What a document has to show, and how what is published is searched and read.

use std::{fs, path::Path, process::Command};

use miniz_oxide::inflate::{DecompressError, decompress_to_vec_zlib_with_limit};
use serde::Deserialize;
use sourdine::desk::cleaning::kind::Kind;
use tempfile::TempDir;

/// What every mark begins with.
const MARK: &[u8] = b"MARK";
/// The longest stream that is unpacked to look for marks, in bytes.
const UNPACKED_MAX: usize = 64 << 20;
/// The shortest line that may be base64, in letters.
const BASE64_MIN: usize = 24;

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Shape {
    Pages,
    Picture,
    Film,
    Sound,
    Text,
    /// Nothing by itself: other documents are in it.
    Members,
}

/// A document of the corpus.
#[derive(Debug, Deserialize)]
pub(crate) struct Expected {
    pub(crate) file: String,
    pub(crate) kind: String,
    pub(crate) shape: Shape,
    /// What can be read, in this order.
    #[serde(default)]
    pub(crate) words: String,
    /// How many of its words have to be read, in hundredths. A text that says none has to be all of
    /// them, to the letter.
    #[serde(default)]
    pub(crate) share: usize,
    pub(crate) count: Option<usize>,
    pub(crate) width: Option<u32>,
    pub(crate) height: Option<u32>,
    pub(crate) seconds: Option<f64>,
    /// The documents that are in it, in their order. Each has the name that it has there.
    #[serde(default)]
    pub(crate) members: Vec<Self>,
}

/// A mark in these bytes: as it is, in two bytes a letter, in hexadecimal digits, in letters of
/// which none is seen, in what zlib packed, in base64.
pub(crate) fn has_mark(bytes: &[u8]) -> Option<String> {
    let is_in = |bytes: &[u8]| find(bytes, MARK).is_some();
    if is_in(bytes) {
        return Some("a mark".to_owned());
    }
    let wide: Vec<u8> = MARK.iter().flat_map(|letter| [*letter, 0]).collect();
    let other: Vec<u8> = MARK.iter().flat_map(|letter| [0, *letter]).collect();
    if find(bytes, &wide).is_some() || find(bytes, &other).is_some() {
        return Some("a wide mark".to_owned());
    }
    let digits: String = MARK.iter().map(|letter| format!("{letter:02x}")).collect();
    if find(&bytes.to_ascii_lowercase(), digits.as_bytes()).is_some() {
        return Some("a mark in digits".to_owned());
    }
    let letters = String::from_utf8_lossy(bytes);
    let plain = letters
        .chars()
        .filter_map(|c| char::from_u32(u32::from(c) & 0xFF));
    if plain.collect::<String>().contains("MARK") {
        return Some("an unseen mark".to_owned());
    }
    let streams = bytes.windows(2).enumerate().filter(|(_, two)| {
        two[0] == 0x78 && u16::from_be_bytes([two[0], two[1]]).is_multiple_of(31)
    });
    for (at, _) in streams {
        let unpacked = match decompress_to_vec_zlib_with_limit(&bytes[at..], UNPACKED_MAX) {
            Ok(unpacked) => unpacked,
            Err(DecompressError { output, .. }) => output,
        };
        if is_in(&unpacked) {
            return Some("a packed mark".to_owned());
        }
    }
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/".contains(byte);
    let mut runs = bytes.split(|byte| !is_letter(byte));
    runs.any(|run| run.len() >= BASE64_MIN && (0..4).any(|from| is_in(&base64(&run[from..]))))
        .then(|| "an encoded mark".to_owned())
}

fn find(bytes: &[u8], text: &[u8]) -> Option<usize> {
    bytes.windows(text.len()).position(|window| window == text)
}

/// What letters of base64 stand for.
fn base64(letters: &[u8]) -> Vec<u8> {
    let value = |letter: &u8| match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let fours = letters.chunks_exact(4);
    let threes = fours.flat_map(|four| {
        let sum = four
            .iter()
            .fold(0_u32, |sum, letter| sum << 6 | u32::from(value(letter)));
        let [_, a, b, c] = sum.to_be_bytes();
        [a, b, c]
    });
    threes.collect()
}

/// What is read in the pixels of a copy, page by page.
pub(crate) fn read(copy: &Path, kind: Kind) -> Vec<String> {
    let folder = TempDir::new().unwrap();
    let pages = folder.path().join("page");
    let drawn = if kind == Kind::Pdf {
        Command::new("pdftoppm")
            .args(["-r", "200", "-gray", "-png"])
            .args([copy, &pages])
            .status()
    } else {
        Command::new("ffmpeg")
            .args(["-nostdin", "-v", "error", "-i"])
            .arg(copy)
            .args(["-frames:v", "1"])
            .arg(folder.path().join("page.png"))
            .status()
    };
    assert!(drawn.unwrap().success());
    let entries = fs::read_dir(folder.path()).unwrap();
    let mut pages: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    let texts = pages.iter().map(|page| {
        let tesseract = Command::new("tesseract")
            .env("OMP_THREAD_LIMIT", "1")
            .arg(page)
            .args(["-", "-l", "fra"])
            .output();
        String::from_utf8(tesseract.unwrap().stdout).unwrap()
    });
    texts.collect()
}

/// Width and height of a picture, in pixels.
pub(crate) fn size_of(copy: &Path) -> (u32, u32) {
    let said = Command::new("ffprobe")
        .args([
            "-v",
            "error",
            "-show_entries",
            "stream=width,height",
            "-of",
            "csv=p=0",
        ])
        .arg(copy)
        .output();
    let said = String::from_utf8(said.unwrap().stdout).unwrap();
    let (width, height) = said.trim().split_once(',').unwrap();
    (width.parse().unwrap(), height.parse().unwrap())
}

/// How many words of a text are read in their order, and how many there are: the longest common
/// sequence of both.
pub(crate) fn kept_in_order(words: &str, read: &str) -> (usize, usize) {
    let split = |text: &str| {
        let words = text.split(|c: char| !c.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect::<Vec<_>>()
    };
    let (words, read) = (split(words), split(read));
    let mut row = vec![0_usize; read.len() + 1];
    for word in &words {
        let mut diagonal = 0;
        for (at, other) in read.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if word == other {
                diagonal + 1
            } else {
                above.max(row[at])
            };
            diagonal = above;
        }
    }
    (row[read.len()], words.len())
}
