//! Vetting: two editors sign exactly what will be published, and nothing else is published.
//!
//! A [`Proposal`] is an entry's bytes with the [`Cleaned`] documents that it lists, and no other
//! document. [`Proposal::look`] looks through it for what should not be public, and what is found
//! has to be [`Allowed`] before it becomes a [`Candidate`]. Its [`Statement`] names them all by
//! hash, and editors sign the statement. [`vet`] takes a candidate and two signatures and makes
//! [`Vetted`], the only thing that [`publish`](super::publication::publish) accepts. If a byte
//! changes after signing, the statement changes too, and the signatures no longer match.
//!
//! A proposal takes cleaned documents, not paths or bytes:
//!
//! ```compile_fail,E0308
//! use sourdine::desk::vetting::Proposal;
//! let proposal = Proposal::new(b"+++".to_vec(), vec![std::path::PathBuf::from("original.pdf")]);
//! ```
//!
//! A proposal that was not looked through is no candidate:
//!
//! ```compile_fail,E0308
//! use sourdine::desk::vetting::{Candidate, Proposal};
//! fn blind(proposal: Proposal) {
//!     let candidate = Candidate::new(proposal, &[]);
//! }
//! ```
//!
//! One signature is not enough:
//!
//! ```compile_fail,E0308
//! use sourdine::desk::case::event::CaseId;
//! use sourdine::desk::vetting::{Candidate, EditorSignature, TrustedRoster, vet};
//! fn alone(
//!     candidate: Candidate,
//!     case: &CaseId,
//!     roster: &TrustedRoster,
//!     mine: &EditorSignature,
//! ) {
//!     let vetted = vet(candidate, case, roster, [mine]);
//! }
//! ```
//!
//! Only a trusted roster says who the editors are, not a type of the caller's own:
//!
//! ```compile_fail,E0308
//! use sourdine::desk::case::event::CaseId;
//! use sourdine::desk::vetting::{Candidate, EditorSignature, vet};
//! struct Anybody;
//! fn claimed(
//!     candidate: Candidate,
//!     case: &CaseId,
//!     mine: &EditorSignature,
//!     hers: &EditorSignature,
//! ) {
//!     let vetted = vet(candidate, case, &Anybody, [mine, hers]);
//! }
//! ```
//!
//! Two signatures of editors on the roster are enough:
//!
//! ```
//! use sourdine::desk::case::event::CaseId;
//! use sourdine::desk::vetting::{Candidate, EditorSignature, TrustedRoster, vet};
//! fn together(
//!     candidate: Candidate,
//!     case: &CaseId,
//!     roster: &TrustedRoster,
//!     mine: &EditorSignature,
//!     hers: &EditorSignature,
//! ) {
//!     let vetted = vet(candidate, case, roster, [mine, hers]);
//! }
//! ```

pub mod allowed;
pub mod coverage;
mod proposal;
pub mod signatures;

pub use self::{
    allowed::Allowed,
    proposal::{CandidateError, Looked, Proposal},
};
pub use super::roster::{TrustedRoster, scope::Scope, signature::EditorSignature};

use sourdine_observatory::{
    folder::entry_file::{self, EntryError},
    model::entry::{Document, Entry},
};
use sourdine_protocol::text::Sha256Hex;

use super::{case::event::CaseId, cleaning::Cleaned, lints::Finding};

use sourdine_l10n::Explain;

/// The first line of a statement.
const STATEMENT_TITLE: &str = "sourdine/v1/vetting";
/// The first line of what vets a statement. A signature over any other text is no vetting.
const VETTING_TITLE: &str = "sourdine/v2/vetting";

/// What would be published: an entry's bytes and the clean documents that it lists, in its order.
/// Whatever the lints found in it, an editor allowed.
pub struct Candidate(Proposal);

impl Candidate {
    /// Takes a proposal in which nothing was found, or nothing but what editors allowed.
    pub fn new(looked: Looked, allowed: &[Allowed<'_>]) -> Result<Self, CandidateError> {
        let is_open = |finding: &&Finding| !allowed.iter().any(|one| one.is_of(finding));
        match looked.findings().iter().filter(is_open).count() {
            0 => Ok(Self(looked.proposal)),
            count => Err(CandidateError::Findings(count)),
        }
    }

    pub const fn entry(&self) -> &Entry {
        &self.0.entry
    }

    /// The bytes of the entry's file.
    pub fn bytes(&self) -> &[u8] {
        &self.0.bytes
    }

    /// The entry's documents, each with its clean copy.
    pub fn documents(&self) -> impl Iterator<Item = (&Document, &Cleaned)> {
        self.0.entry.documents.iter().zip(&self.0.documents)
    }

    pub fn statement(&self) -> Statement {
        Statement::of(&self.0.entry, &self.0.bytes)
    }
}

/// The text whose hash editors sign, and which binds them to what will be published: the entry's
/// name and hash, then each document's name and hash, in the entry's order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Statement(String);

impl Statement {
    /// The statement about an entry that was parsed from these bytes.
    fn of(entry: &Entry, bytes: &[u8]) -> Self {
        let mut text = format!(
            "{STATEMENT_TITLE}\nentry {} {}\n",
            entry.id,
            Sha256Hex::of(bytes)
        );
        for document in &entry.documents {
            text.push_str(&format!("document {} {}\n", document.file, document.sha256));
        }
        Self(text)
    }

    /// The statement that signatures over an entry's file are checked against. It is not enough for
    /// signing or publishing: a [`Candidate`] has the documents too.
    pub fn read(bytes: &[u8]) -> Result<Self, EntryError> {
        Ok(Self::of(&entry_file::parse(bytes)?, bytes))
    }

    /// The hash by which a case remembers the statement.
    pub fn sha256(&self) -> Sha256Hex {
        Sha256Hex::of(self.as_bytes())
    }

    fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Display for Statement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an editor signs who vets what a statement says.
pub fn vetting(scope: &Scope, statement: &Statement) -> String {
    let said = format!("statement {}", statement.sha256());
    scope.text(VETTING_TITLE, &said)
}

#[derive(Clone, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub enum VettingError {
    /// This editor's signature over the candidate does not count.
    #[explain("error-not-signed", editor)]
    NotSigned(String),
    /// This editor signed twice, where two editors must sign.
    #[explain("error-same-editor", editor)]
    SameEditor(String),
}

/// A candidate that two editors of the current roster signed. Only [`vet`] makes it.
///
/// ```compile_fail,E0423
/// use sourdine::desk::vetting::{Candidate, Vetted};
/// fn forge(candidate: Candidate) -> Vetted {
///     Vetted(candidate)
/// }
/// ```
pub struct Vetted(Candidate);

impl Vetted {
    pub const fn candidate(&self) -> &Candidate {
        &self.0
    }
}

/// Checks two signatures over exactly this candidate, made in this case. They must be of two
/// editors on the roster, with two certificates.
pub fn vet(
    candidate: Candidate,
    case: &CaseId,
    roster: &TrustedRoster,
    signatures: [&EditorSignature; 2],
) -> Result<Vetted, VettingError> {
    let scope = Scope::new(roster.desk(), case);
    let text = vetting(&scope, &candidate.statement());
    let fingerprint = |signed: &EditorSignature| {
        roster
            .signer(signed, text.as_bytes())
            .ok_or_else(|| VettingError::NotSigned(signed.editor.clone()))
    };
    let [first, second] = signatures;
    if fingerprint(first)? == fingerprint(second)? || first.editor == second.editor {
        return Err(VettingError::SameEditor(second.editor.clone()));
    }
    Ok(Vetted(candidate))
}
