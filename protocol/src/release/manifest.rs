//! The manifest of a release: every text, and the head of every answer.
//!
//! Its outer fields are those of a WEBCAT manifest (freedomofpress/webcat), and its rules hold:
//! static files, one `Content-Security-Policy` that every answer has, no `Refresh`, no `Link`. What
//! a WEBCAT manifest cannot say is beside them: a file here is a text with placeholders, since each
//! desk fills it with its own roster, and whole answers are described, not bodies alone.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    expected::{Body, ExpectedResponse},
    gzip::{Frame, compress},
    page::{
        BEGIN_INSERT_BYTES, Desk, FillError, RequestContext, Text, confirmation_page, receipt_page,
    },
    placeholder::Placeholder,
    request::{Exchange, Scenario},
};
use crate::wire::{SCRIPT_PATH, UPLOAD_PATH, Version1};

/// The name that every manifest of Sourdine has.
pub const RELEASE_NAME: &str = "sourdine";
/// Longest manifest that is read, in bytes.
pub const MANIFEST_MAX_BYTES: usize = 4_194_304;
/// What no answer of a page that WEBCAT accepts has, nor any of ours,
const FORBIDDEN: [&str; 3] = ["refresh", "link", "set-cookie"];
/// but that a new upload is told its own place, which no browser follows.
const PLACE: &str = "location";
const POLICY: &str = "content-security-policy";
/// The name of an insert's text is its page's with this behind it.
const INSERT: &str = "/hole";

/// Why a manifest was refused.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseManifestError {
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
    /// There is no refusal under a name.
    #[error("the manifest has no refusal `{0}`")]
    Refusal(String),
    /// A head breaks what all of them keep to.
    #[error(
        "the manifest's answer to `{0}` has no policy of its own, or a field that none may have"
    )]
    Head(String),
    /// More than one policy, or WebAssembly.
    #[error("the manifest allows a second policy, or WebAssembly: no release of Sourdine does")]
    Loose,
}

/// What a release answers to every visitor.
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
    pub answers: Vec<Exchange>,
    /// What takes several requests.
    pub visits: Vec<Scenario>,
    /// All refusals by their names, in each language.
    pub refusals: BTreeMap<String, Vec<Exchange>>,
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
    pub answers: Vec<Exchange>,
    /// What takes several requests.
    pub visits: Vec<Scenario>,
    /// All refusals by their names, in each language.
    pub refusals: BTreeMap<String, Vec<Exchange>>,
    /// All texts by name.
    pub texts: BTreeMap<String, Text>,
}

impl ReleaseManifest {
    /// The manifest of these parts.
    ///
    /// # Errors
    /// They break the rules that every manifest keeps.
    pub fn new(parts: Parts) -> Result<Self, ReleaseManifestError> {
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
            visits: parts.visits,
            refusals: parts.refusals,
            texts: parts.texts,
        };
        manifest.check()?;
        Ok(manifest)
    }

    /// Reads a manifest.
    ///
    /// # Errors
    /// It is none, or breaks the rules that every manifest keeps.
    pub fn from_json(json: &[u8]) -> Result<Self, ReleaseManifestError> {
        if json.len() > MANIFEST_MAX_BYTES {
            return Err(ReleaseManifestError::TooLong);
        }
        let manifest: Self =
            serde_json::from_slice(json).map_err(ReleaseManifestError::Malformed)?;
        manifest.check()?;
        Ok(manifest)
    }

    /// Writes it: the same release gives the same bytes.
    ///
    /// # Errors
    /// None in practice: every field is plain text.
    pub fn to_json(&self) -> Result<Vec<u8>, ReleaseManifestError> {
        let mut json = serde_json::to_vec_pretty(self).map_err(ReleaseManifestError::Malformed)?;
        json.push(b'\n');
        Ok(json)
    }

    /// The text of a name.
    ///
    /// # Errors
    /// There is none.
    pub fn text(&self, name: &str) -> Result<&Text, ReleaseManifestError> {
        let text = self.texts.get(name);
        text.ok_or_else(|| ReleaseManifestError::File(name.to_owned()))
    }

    /// The insert of the text of this name.
    ///
    /// # Errors
    /// There is none.
    pub fn insert(&self, name: &str) -> Result<&Text, ReleaseManifestError> {
        self.text(&insert_name(name))
    }

    /// The paths of the pages that have such a placeholder.
    pub fn pages_with(&self, mark: Placeholder) -> impl Iterator<Item = &str> {
        let written = mark.written();
        self.texts
            .iter()
            .filter(move |(_, text)| text.as_str().contains(&written))
            .map(|(name, _)| name.as_str())
            .filter(|name| {
                let asked = |answer: &Exchange| answer.asked.strip_prefix("GET ") == Some(*name);
                self.answers.iter().any(asked)
            })
    }

    /// The script, page and worker in one.
    ///
    /// # Errors
    /// There is none.
    pub fn script(&self) -> Result<&str, ReleaseManifestError> {
        self.text(SCRIPT_PATH).map(Text::as_str)
    }

    /// An answer as the server of a desk sends it to one visitor, to the byte.
    ///
    /// # Errors
    /// Its text or its head cannot be filled.
    pub fn whole(
        &self,
        answer: &Exchange,
        desk: Desk<'_>,
        asker: RequestContext<'_>,
    ) -> Result<ExpectedResponse, FillError> {
        let body = match &answer.text {
            Some(name) => self.body(name, desk)?,
            None => Body::default(),
        };
        let whole = ExpectedResponse::new(&answer.head, body, desk, asker)?;
        Ok(if answer.is_bodiless() {
            whole.without_body()
        } else {
            whole
        })
    }

    /// A text compressed, around its insert or its padding if it has one.
    fn body(&self, name: &str, desk: Desk<'_>) -> Result<Body, FillError> {
        let page = self
            .text(name)
            .map_err(|_| FillError::Placeholder)?
            .fill(desk)?;
        if let Some((before, after)) = page.split_once(&Placeholder::Padding.written()) {
            let frame = Frame::new(before.as_bytes(), after.as_bytes());
            return Ok(Body {
                bytes: receipt_page(&frame)?.to_vec(),
                begun: None,
            });
        }
        let Some((before, after)) = page.split_once(&Placeholder::Insert.written()) else {
            return Ok(Body {
                bytes: compress(page.as_bytes()),
                begun: None,
            });
        };
        let frame = Frame::new(before.as_bytes(), after.as_bytes());
        let text = self.insert(name).map_err(|_| FillError::Placeholder)?;
        Ok(if text.has(Placeholder::Words) {
            Body {
                bytes: frame.fill(&[b' '; BEGIN_INSERT_BYTES]).to_vec(),
                begun: Some((frame, text.clone())),
            }
        } else {
            Body {
                bytes: confirmation_page(&frame, &text.fill(desk)?)?.to_vec(),
                begun: None,
            }
        })
    }

    fn check(&self) -> Result<(), ReleaseManifestError> {
        if self.name != RELEASE_NAME {
            return Err(ReleaseManifestError::Name);
        }
        if !self.extra_csp.is_empty() || !self.wasm.is_empty() {
            return Err(ReleaseManifestError::Loose);
        }
        for (name, text) in &self.texts {
            if self.files.get(name) != Some(&hash(text)) {
                return Err(ReleaseManifestError::File(name.clone()));
            }
        }
        let first = format!("/{}", self.default_index);
        for name in self.files.keys().chain([&first, &self.default_fallback]) {
            self.text(name)?;
        }
        self.script()?;
        let steps = self.visits.iter().flat_map(Scenario::exchanges);
        let refusals = self.refusals.values().flatten();
        for answer in self.answers.iter().chain(steps).chain(refusals) {
            if let Some(name) = &answer.text {
                self.text(name)?;
            }
            for name in &answer.instead {
                let refusal = self.refusals.get(name);
                refusal.ok_or_else(|| ReleaseManifestError::Refusal(name.clone()))?;
            }
            if !self.is_sound(&answer.head) {
                return Err(ReleaseManifestError::Head(answer.asked.clone()));
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
        let place = format!("{UPLOAD_PATH}/{}", Placeholder::Token.written());
        policies == [self.default_csp.as_str()]
            && named(PLACE).all(|(_, value)| *value == *place)
            && FORBIDDEN.iter().all(|name| named(name).next().is_none())
            && head.iter().all(|line| !line.contains(['\r', '\n']))
    }
}

fn hash(text: &Text) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_str()))
}

fn insert_name(name: &str) -> String {
    format!("{name}{INSERT}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        release::{DeskState, Variable},
        roster::Notices,
        wire::UploadToken,
    };

    /// A release that answers a new upload under these lines.
    fn release(lines: &[String]) -> Result<ReleaseManifest, ReleaseManifestError> {
        let head = ["HTTP/1.1 201 Created".to_owned(), format!("{POLICY}: none")];
        let texts = ["/fr", SCRIPT_PATH].map(|name| (name.to_owned(), Text::from(String::new())));
        ReleaseManifest::new(Parts {
            version: "0".to_owned(),
            policy: "none".to_owned(),
            index: "fr".to_owned(),
            fallback: "/fr".to_owned(),
            answers: vec![Exchange {
                asked: format!("POST {UPLOAD_PATH}"),
                fields: Vec::new(),
                form: None,
                head: head.iter().chain(lines).cloned().collect(),
                text: None,
                instead: Vec::new(),
                initiator: None,
            }],
            visits: Vec::new(),
            refusals: BTreeMap::new(),
            texts: texts.into(),
        })
    }

    fn place() -> String {
        format!("{PLACE}: {UPLOAD_PATH}/{}", Placeholder::Token.written())
    }

    fn desk() -> Desk<'static> {
        Desk {
            name: "",
            expires: "2027-11-24".parse().unwrap(),
            roster_json: "",
            editors: &[],
            notices: Notices::NONE,
            state: DeskState::Open,
            largest_bytes: 1_048_576,
            script: "",
        }
    }

    #[test]
    fn an_answer_leads_nowhere_but_to_a_new_upload() {
        assert!(release(&[place()]).is_ok());
        for line in [
            "location: http://x/".to_owned(),
            format!("Location: /{}", Placeholder::Token.written()),
            "refresh: 0".to_owned(),
            "x: y\r\nlocation: /".to_owned(),
        ] {
            let refused = release(&[place(), line]);
            assert!(matches!(refused, Err(ReleaseManifestError::Head(_))));
        }
    }

    #[test]
    fn a_refusal_that_is_named_is_there() {
        let mut json = release(&[]).unwrap();
        json.answers[0].instead = vec!["full".to_owned()];
        let read = ReleaseManifest::from_json(&json.to_json().unwrap());
        assert!(matches!(read, Err(ReleaseManifestError::Refusal(name)) if name == "full"));
    }

    #[test]
    fn the_name_of_an_upload_may_be_any_and_all_around_it_is_the_release_s() {
        let line = format!("x: {}", Placeholder::LargestEnvelope.written());
        let release = release(&[place(), line]).unwrap();
        let whole = release
            .whole(&release.answers[0], desk(), RequestContext::default())
            .unwrap();
        assert_eq!((whole.status(), whole.has_own()), (201, true));
        let text = std::str::from_utf8(whole.bytes()).unwrap();
        assert!(text.ends_with("x: 6358544\r\n\r\n"), "{text}");
        let at = whole.constant_range().end;
        let token = UploadToken::generate().unwrap().expose();
        let mut came = whole.bytes().to_vec();
        came[at..at + token.len()].copy_from_slice(token.as_bytes());
        assert_eq!(whole.own(&came), Ok(Variable::Token(token.clone())));
        assert_eq!(*whole.rebuilt_with(&came).unwrap(), came);
        for outside in [0, at - 1, at + token.len(), came.len() - 1] {
            let mut altered = came.clone();
            altered[outside] ^= 1;
            assert_eq!(
                *whole.rebuilt_with(&altered).unwrap(),
                came,
                "byte {outside}"
            );
        }
        for (inside, byte) in [(at, b'='), (at + token.len() - 1, b'B')] {
            let mut altered = came.clone();
            altered[inside] = byte;
            assert!(whole.own(&altered).is_err(), "byte {inside}");
        }
        assert!(whole.own(&came[..at + 10]).is_err());
    }
}
