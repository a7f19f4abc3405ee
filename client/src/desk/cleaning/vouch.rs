//! An editor's signed statement that a copy came out of their own cleaning.
//!
//! Several editors write to the folder of the cases, and age does not tell who wrote a file. A
//! second look at a copy shows that it is written as we write, not that it was made of the
//! document: pixels can show anything. So the editor who cleans a document signs the copy's
//! hash, and a copy that no editor of today's roster signed is not accepted.

use std::fmt::Display;

use sourdine_observatory::model::text::Line;
use sourdine_protocol::text::Sha256Hex;

use crate::desk::roster::{TrustedRoster, scope::Scope, signature::EditorSignature};
use sourdine_l10n::Explain;

/// The first line of a statement. A signature over any other text vouches for nothing.
const STATEMENT_TITLE: &str = "sourdine/v2/cleaned";

/// No editor of today's roster vouches for this copy.
#[derive(Clone, Debug, Eq, PartialEq, Explain, thiserror::Error)]
#[explain("error-not-vouched", sha256)]
pub struct VouchError(pub Sha256Hex);

/// The hash of a copy that an editor of today's roster cleaned, and with what: only [`check`] makes
/// it.
///
/// ```compile_fail,E0423
/// use sourdine::desk::cleaning::vouch::Vouched;
/// use sourdine_protocol::text::Sha256Hex;
/// fn forge(sha256: Sha256Hex) -> Vouched {
///     Vouched(sha256)
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Vouched(Sha256Hex, Line);

impl Vouched {
    pub const fn sha256(&self) -> &Sha256Hex {
        &self.0
    }

    pub const fn cleaned_with(&self) -> &Line {
        &self.1
    }
}

/// The text that an editor signs for a copy that they cleaned.
pub fn statement(scope: &Scope, sha256: &Sha256Hex, cleaned_with: &Line) -> String {
    let said = format!("{sha256} {}", cleaned_with.as_str());
    scope.text(STATEMENT_TITLE, &said)
}

/// Checks that an editor of today's roster cleaned this copy for this case.
pub fn check(
    case: &dyn Display,
    sha256: &Sha256Hex,
    cleaned_with: &Line,
    signed: &EditorSignature,
    roster: &TrustedRoster,
) -> Result<Vouched, VouchError> {
    let scope = Scope::new(roster.desk(), case);
    let text = statement(&scope, sha256, cleaned_with);
    roster
        .signer(signed, text.as_bytes())
        .map(|_| Vouched(sha256.clone(), cleaned_with.clone()))
        .ok_or_else(|| VouchError(sha256.clone()))
}
