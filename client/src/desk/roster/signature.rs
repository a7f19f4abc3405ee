//! A signature as a case keeps it.

use serde::{Deserialize, Serialize};

/// An editor's detached signature as a case keeps it. It proves nothing until
/// [`signer`](super::TrustedRoster::signer) has checked it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EditorSignature {
    /// The editor's name in the roster.
    pub editor: String,
    /// The signature in ASCII armour.
    pub signature: String,
}
