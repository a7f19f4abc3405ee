//! Paths, headers, limits and JSON shapes of the two doors (docs/protocol.md 3, 5 and 6).

mod envelope_hash;
mod envelope_id;
mod sizes;

use std::{marker::PhantomData, str::FromStr};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use zeroize::{ZeroizeOnDrop, Zeroizing};

pub use envelope_hash::{ENVELOPE_HASH_BYTES, EnvelopeHash, EnvelopeHasher, HashError};
pub use envelope_id::{ENVELOPE_ID_BYTES, EnvelopeId, EnvelopeIdError};
pub use sizes::{
    APPEND_MAX_BYTES, CODENAME_WORDS, ENTROPY_BYTES, EXTENSION_MAX_BYTES, FILES_MAX,
    MENDED_MAX_BYTES, MESSAGE_MAX_BYTES, PADDING_FLOOR_BYTES, PIECE_BYTES, PIECE_STEP_BYTES,
    RECIPIENTS_MAX, RECOGNISED_BYTES, REPLY_TAGS, ROSTER_PATH, SCRIPT_PATH, SUBMISSION_MAX_BYTES,
    UPLOAD_PATH,
};

/// The list of envelopes, at the editors' door.
pub const ENVELOPES_PATH: &str = "/v1/envelopes";
/// The signed roster, at the editors' door.
pub const EDITORS_ROSTER_PATH: &str = "/v1/roster";
/// The sealed master key, at the editors' door, as long as the server is sealed.
pub const UNLOCK_PATH: &str = "/v1/unlock";

/// How much of an upload the server has (draft-ietf-httpbis-resumable-upload).
pub const UPLOAD_OFFSET: &str = "upload-offset";
/// Whether an upload is, or is to be, complete: `?0` or `?1`.
pub const UPLOAD_COMPLETE: &str = "upload-complete";
/// The size of the whole upload, in bytes.
pub const UPLOAD_LENGTH: &str = "upload-length";
/// The name that the client chose for its new upload: 43 characters of unpadded base64url.
pub const UPLOAD_NAME: &str = "upload-name";
/// What the server takes.
pub const UPLOAD_LIMIT: &str = "upload-limit";
/// The type of a piece.
pub const PARTIAL_UPLOAD: &str = "application/partial-upload";

/// Length of an editor's or an upload's token, in bytes.
pub const TOKEN_BYTES: usize = 32;
/// The same as text: unpadded base64url.
pub const TOKEN_CHARS: usize = 43;
/// Length of a token's hash, in bytes.
pub const TOKEN_HASH_BYTES: usize = 32;

const EDITOR_TOKEN_DOMAIN: &[u8] = b"sourdine/v1/editor-token";

/// The integer 1, which begins every format of this version.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Version1;

impl Serialize for Version1 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(1)
    }
}

impl<'de> Deserialize<'de> for Version1 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u64::deserialize(deserializer)? {
            1 => Ok(Self),
            _ => Err(serde::de::Error::custom(
                "a version that this Sourdine does not know",
            )),
        }
    }
}

/// Why a token was refused. Never repeats it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "The token does not read ({TOKEN_CHARS} characters are expected): make a new one with “sourdine desk token --replace”, and give its hash to the operator."
)]
pub struct TokenError;

/// Random bytes that open something to their holder; each role's tokens are a type of their own.
#[derive(ZeroizeOnDrop)]
pub struct Token<Role>([u8; TOKEN_BYTES], PhantomData<Role>);

/// The role of a token that opens the editors' door.
pub enum EditorRole {}
/// The role of a token that opens an upload.
pub enum UploadRole {}

/// What an editor shows at the editors' door. The server keeps its hash only.
pub type EditorToken = Token<EditorRole>;

/// The name of an upload, which its client or the server chose: it stands in the upload's path, and
/// a visitor who has it can go on with the upload. The server keeps its hash only.
pub type UploadToken = Token<UploadRole>;

impl<Role> Token<Role> {
    /// A new token from the system's random numbers.
    ///
    /// # Errors
    /// The system has none to give.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut token = Self([0; TOKEN_BYTES], PhantomData);
        getrandom::fill(&mut token.0)?;
        Ok(token)
    }

    /// The token as it is shown: it opens what it was made for.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl EditorToken {
    /// What the server keeps.
    #[must_use]
    pub fn hash(&self) -> [u8; TOKEN_HASH_BYTES] {
        let hash = Sha256::new()
            .chain_update(EDITOR_TOKEN_DOMAIN)
            .chain_update(self.0);
        hash.finalize().into()
    }
}

impl<Role> FromStr for Token<Role> {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != TOKEN_CHARS {
            return Err(TokenError);
        }
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map(Zeroizing::new);
        let bytes = bytes.map_err(|_| TokenError)?;
        let mut token = Self([0; TOKEN_BYTES], PhantomData);
        if bytes.len() != TOKEN_BYTES {
            return Err(TokenError);
        }
        token.0.copy_from_slice(&bytes);
        Ok(token)
    }
}

/// `GET /v1/envelopes`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EnvelopeList {
    version: Version1,
    /// In the order of their random ids.
    pub envelopes: Vec<EnvelopeSummary>,
}

impl EnvelopeList {
    /// A list to be sent.
    #[must_use]
    pub const fn new(envelopes: Vec<EnvelopeSummary>) -> Self {
        Self {
            version: Version1,
            envelopes,
        }
    }
}

/// One envelope that waits.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EnvelopeSummary {
    /// 16 random bytes, hex; known to the server alone.
    pub id: String,
    /// Length of the age file, in bytes.
    pub size: u64,
    /// Hash of the age file.
    #[serde(rename = "blake3")]
    pub hash: EnvelopeHash,
    /// How many editors confirmed it.
    pub confirmations: u32,
}

/// The body of a confirmation or of a discard: what the editor's machine really has.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HashBody {
    /// Hash of the age file.
    #[serde(rename = "blake3")]
    pub hash: EnvelopeHash,
}

impl HashBody {
    /// The body, to be sent.
    #[must_use]
    pub fn to_json(&self) -> String {
        format!("{{\"blake3\":\"{}\"}}", self.hash)
    }
}
