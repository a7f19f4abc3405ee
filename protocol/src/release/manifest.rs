//! The manifest of a release: every text, and the head of every answer.
//!
//! Its outer fields are those of a WEBCAT manifest (freedomofpress/webcat), whose rules hold: static files, one `Content-Security-Policy` that every answer has, no
//! `Refresh`, no `Link`. What a WEBCAT manifest cannot say is beside them: a file here is a text with marks, since each desk fills it with its own
//! roster, and whole answers are described, not bodies alone.

use std::{collections::BTreeMap, ops::Range};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{
    gzip::{Frame, compress},
    text::{BEGIN_HOLE_BYTES, Desk, FillError, Mark, Text, begin_hole},
};
use crate::{
    codename::Codename,
    envelope::Language,
    receipt::Receipt,
    wire::{SCRIPT_PATH, Version1},
};

/// The name that every manifest of Sourdine has.
pub const RELEASE_NAME: &str = "sourdine";
/// Longest manifest that is read, in bytes.
pub const MANIFEST_MAX_BYTES: usize = 4_194_304;
/// What no answer of a page that WEBCAT accepts has, nor any of ours.
const FORBIDDEN: [&str; 4] = ["refresh", "link", "set-cookie", "location"];
const POLICY: &str = "content-security-policy";
const LINE_END: &str = "\r\n";
/// What is added to a text's name for what stands in its hole.
const HOLE: &str = "/hole";

/// Why a manifest was refused.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// Not the JSON that version 1 has.
    #[error("not a manifest of a Sourdine release, version 1")]
    Malformed(#[source] serde_json::Error),
    /// Longer than [`MANIFEST_MAX_BYTES`].
    #[error("longer than any manifest of a release")]
    TooLong,
    /// Of another program.
    #[error("the manifest of another program")]
    Name,
    /// A text is not the one whose hash is given, or there is none under a name.
    #[error("the manifest's text `{0}` is missing, or another than its hash says")]
    File(String),
    /// A head breaks what all of them keep to.
    #[error(
        "the manifest's answer to `{0}` has no policy of its own, or a field that none may have"
    )]
    Head(String),
    /// More than one policy, or WebAssembly.
    #[error("the manifest allows a second policy, or WebAssembly: no release of Sourdine does")]
    Loose,
}

/// One answer.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Method and path.
    pub asked: String,
    /// The form that is sent with it, in which a receipt may be [marked](Mark::Receipt).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Text>,
    /// The lines of its head, of which one says the [length](Mark::Length) of the body.
    pub head: Vec<String>,
    /// The name of the text that its body is.
    pub text: String,
}

/// What a release answers, whoever asks.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseManifest {
    name: String,
    /// The release's version.
    pub version: String,
    /// The `Content-Security-Policy` of every answer.
    pub default_csp: String,
    extra_csp: BTreeMap<String, String>,
    default_index: String,
    default_fallback: String,
    /// The SHA-256 of each text, in unpadded base64url.
    files: BTreeMap<String, String>,
    wasm: Vec<String>,
    format: Version1,
    /// What is answered to what. Where two answer the same, the operator's settings choose one.
    pub answers: Vec<Answer>,
    /// What may be answered to anything by a server that is too busy.
    pub busy: Vec<Answer>,
    texts: BTreeMap<String, Text>,
}

/// What a release is made of.
pub struct Parts {
    /// Its version.
    pub version: String,
    /// The policy of every answer.
    pub policy: String,
    /// The name of the text that is the first page, without its slash.
    pub index: String,
    /// The name of the text that stands for what is not there.
    pub fallback: String,
    /// What is answered to what.
    pub answers: Vec<Answer>,
    /// What a busy server answers.
    pub busy: Vec<Answer>,
    /// All texts by name.
    pub texts: BTreeMap<String, Text>,
}

impl ReleaseManifest {
    /// The manifest of these parts.
    ///
    /// # Errors
    /// They break the rules that every manifest keeps.
    pub fn new(parts: Parts) -> Result<Self, ManifestError> {
        let hashes = parts.texts.iter();
        let files = hashes.map(|(name, text)| (name.clone(), hash(text)));
        let manifest = Self {
            name: RELEASE_NAME.to_owned(),
            version: parts.version,
            default_csp: parts.policy,
            extra_csp: BTreeMap::new(),
            default_index: parts.index,
            default_fallback: parts.fallback,
            files: files.collect(),
            wasm: Vec::new(),
            format: Version1,
            answers: parts.answers,
            busy: parts.busy,
            texts: parts.texts,
        };
        manifest.check()?;
        Ok(manifest)
    }

    /// Reads a manifest.
    ///
    /// # Errors
    /// It is none, or breaks the rules that every manifest keeps.
    pub fn from_json(json: &[u8]) -> Result<Self, ManifestError> {
        if json.len() > MANIFEST_MAX_BYTES {
            return Err(ManifestError::TooLong);
        }
        let manifest: Self = serde_json::from_slice(json).map_err(ManifestError::Malformed)?;
        manifest.check()?;
        Ok(manifest)
    }

    /// Writes it: the same release gives the same bytes.
    ///
    /// # Errors
    /// None in practice: every field is plain text.
    pub fn to_json(&self) -> Result<Vec<u8>, ManifestError> {
        let mut json = serde_json::to_vec_pretty(self).map_err(ManifestError::Malformed)?;
        json.push(b'\n');
        Ok(json)
    }

    /// The text of a name.
    ///
    /// # Errors
    /// There is none.
    pub fn text(&self, name: &str) -> Result<&Text, ManifestError> {
        let text = self.texts.get(name);
        text.ok_or_else(|| ManifestError::File(name.to_owned()))
    }

    /// What stands in the hole of the text of this name.
    ///
    /// # Errors
    /// There is none.
    pub fn hole(&self, name: &str) -> Result<&Text, ManifestError> {
        self.text(&hole_name(name))
    }

    /// The paths of the pages that have such a mark.
    pub fn pages_with(&self, mark: Mark) -> impl Iterator<Item = &str> {
        let written = mark.written();
        self.texts
            .iter()
            .filter(move |(_, text)| text.as_str().contains(&written))
            .map(|(name, _)| name.as_str())
            .filter(|name| {
                let asked = |answer: &Answer| answer.asked.strip_prefix("GET ") == Some(*name);
                self.answers.iter().any(asked)
            })
    }

    /// The script, page and worker in one.
    ///
    /// # Errors
    /// There is none.
    pub fn script(&self) -> Result<&str, ManifestError> {
        self.text(SCRIPT_PATH).map(Text::as_str)
    }

    /// An answer as the server of a desk sends it, to the byte.
    ///
    /// # Errors
    /// Its text cannot be filled.
    pub fn whole(&self, answer: &Answer, desk: Desk<'_>) -> Result<Whole, FillError> {
        let text = self.texts.get(&answer.text).ok_or(FillError::Mark)?;
        let page = text.fill(desk)?;
        let hole = Mark::Hole.written();
        let Some((before, after)) = page.split_once(&hole) else {
            return Ok(Whole::new(&answer.head, &compress(page.as_bytes()), None));
        };
        let frame = Frame::new(before.as_bytes(), after.as_bytes());
        let text = self.hole(&answer.text).map_err(|_| FillError::Mark)?;
        let body = frame.fill(&[b' '; BEGIN_HOLE_BYTES]);
        let begun = Begun {
            frame,
            text: text.clone(),
        };
        Ok(Whole::new(&answer.head, &body, Some(begun)))
    }

    fn check(&self) -> Result<(), ManifestError> {
        if self.name != RELEASE_NAME {
            return Err(ManifestError::Name);
        }
        if !self.extra_csp.is_empty() || !self.wasm.is_empty() {
            return Err(ManifestError::Loose);
        }
        for (name, text) in &self.texts {
            if self.files.get(name) != Some(&hash(text)) {
                return Err(ManifestError::File(name.clone()));
            }
        }
        let first = format!("/{}", self.default_index);
        for name in self.files.keys().chain([&first, &self.default_fallback]) {
            self.text(name)?;
        }
        self.script()?;
        for answer in self.answers.iter().chain(&self.busy) {
            self.text(&answer.text)?;
            if !self.is_sound(&answer.head) {
                return Err(ManifestError::Head(answer.asked.clone()));
            }
        }
        Ok(())
    }

    fn is_sound(&self, head: &[String]) -> bool {
        let fields = || {
            let lines = head.iter().skip(1);
            lines.map(|line| line.split_once(": ").unwrap_or((line, "")))
        };
        let named = |wanted: &str| {
            let wanted = wanted.to_owned();
            fields().filter(move |(name, _)| name.eq_ignore_ascii_case(&wanted))
        };
        let policies: Vec<&str> = named(POLICY).map(|(_, value)| value).collect();
        policies == [self.default_csp.as_str()]
            && FORBIDDEN.iter().all(|name| named(name).next().is_none())
            && head.iter().all(|line| !line.contains(['\r', '\n']))
    }
}

fn hash(text: &Text) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_str()))
}

fn hole_name(name: &str) -> String {
    format!("{name}{HOLE}")
}

/// Why a page that carries a codename is not the release's.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("what stands where codename and receipt belong is neither")]
pub struct BegunError;

/// An answer, head and body, as it comes over the wire.
pub struct Whole {
    bytes: Vec<u8>,
    head_bytes: usize,
    begun: Option<Begun>,
}

/// What it takes to make a page around another codename.
struct Begun {
    frame: Frame,
    text: Text,
}

impl Whole {
    fn new(head: &[String], body: &[u8], begun: Option<Begun>) -> Self {
        let length = body.len().to_string();
        let mut bytes = Vec::with_capacity(body.len() * 2);
        for line in head {
            bytes.extend_from_slice(line.replace(&Mark::Length.written(), &length).as_bytes());
            bytes.extend_from_slice(LINE_END.as_bytes());
        }
        bytes.extend_from_slice(LINE_END.as_bytes());
        let head_bytes = bytes.len();
        bytes.extend_from_slice(body);
        Self {
            bytes,
            head_bytes,
            begun,
        }
    }

    /// All of it; where a codename belongs there are spaces.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The head alone, with the empty line at its end.
    #[must_use]
    pub fn head(&self) -> &[u8] {
        self.bytes.get(..self.head_bytes).unwrap_or_default()
    }

    /// Up to where all answers to this are the same: its length, or that of what stands before a codename.
    #[must_use]
    pub fn constant(&self) -> Range<usize> {
        let end = match &self.begun {
            Some(begun) => self.head_bytes + begun.frame.hole(),
            None => self.bytes.len(),
        };
        0..end
    }

    /// Whether it carries a codename, so that no two of them are alike.
    #[must_use]
    pub const fn is_begun(&self) -> bool {
        self.begun.is_some()
    }

    /// The same answer around the codename and receipt of one that came, which differs from that one in whatever else is not the release's.
    ///
    /// # Errors
    /// What came carries none, or too little of it came.
    pub fn around(&self, came: &[u8]) -> Result<Zeroizing<Vec<u8>>, BegunError> {
        let begun = self.begun.as_ref().ok_or(BegunError)?;
        let from = self.constant().end + Frame::STORED_HEADER_BYTES;
        let hole = came.get(from..from + BEGIN_HOLE_BYTES).ok_or(BegunError)?;
        let hole = std::str::from_utf8(hole).map_err(|_| BegunError)?;
        let words = begun.text.value(Mark::Words, hole).ok_or(BegunError)?;
        let receipt = begun.text.value(Mark::Receipt, hole).ok_or(BegunError)?;
        let codename = Codename::parse(words).map_err(|_| BegunError)?;
        let spoken = |language: &Language| *codename.words(*language) == *words;
        let slip: Receipt = receipt.parse().map_err(|_| BegunError)?;
        if !Language::ALL.iter().any(spoken) || *slip.to_hex() != *receipt {
            return Err(BegunError);
        }
        let hole = begin_hole(&begun.text, words, receipt).map_err(|_| BegunError)?;
        let body = begun.frame.fill(hole.as_bytes());
        Ok(Zeroizing::new([self.head(), &body].concat()))
    }
}
