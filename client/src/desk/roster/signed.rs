//! Who may sign, and what a signature is as a case keeps it.

use serde::{Deserialize, Serialize};

/// Those who may sign now: the editors of the current roster.
pub trait Editors {
    /// The fingerprint of the certificate with which the editor of this name made this detached signature; none where the roster has no such editor, or the
    /// signature is not theirs over these bytes.
    fn signer(&self, name: &str, signed: &[u8], signature: &str) -> Option<String>;
}

/// An editor's detached signature as a case keeps it. Nothing is proven until [`Editors`] have looked at it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EditorSignature {
    /// The editor's name in the roster.
    pub editor: String,
    /// ASCII-armoured.
    pub signature: String,
}
