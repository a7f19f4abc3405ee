//! A signature as a case keeps it.

use serde::{Deserialize, Serialize};

/// An editor's detached signature. It proves nothing until [`TrustedRoster::signer`] has checked it.
///
/// [`TrustedRoster::signer`]: super::TrustedRoster::signer
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EditorSignature {
    /// The editor's name in the roster.
    pub editor: String,
    /// ASCII-armoured.
    pub signature: String,
}
