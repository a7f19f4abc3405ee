//! Two editors sign exactly what will be published, and nothing else is.
//!
//! A [`Candidate`] is an entry's bytes with the [`Cleaned`] documents that it lists: no other document can be in it. Its [`Statement`] names them
//! all by hash; editors sign that. [`vet`] takes a candidate and two signatures and makes [`Vetted`], the only thing that
//! [`publish`](super::publication::publish) takes. A byte changed after signing changes the statement, and the signatures no longer match.
//!
//! A candidate takes what was cleaned, not a path or bytes:
//!
//! ```compile_fail,E0308
//! use sourdine::desk::vetting::Candidate;
//! let candidate = Candidate::new(b"+++".to_vec(), vec![std::path::PathBuf::from("original.pdf")]);
//! ```
//!
//! One signature is not two:
//!
//! ```compile_fail,E0308
//! use sourdine::desk::vetting::{Candidate, EditorSignature, TrustedRoster, vet};
//! fn alone(candidate: Candidate, roster: &TrustedRoster, mine: &EditorSignature) {
//!     let vetted = vet(candidate, roster, [mine]);
//! }
//! ```
//!
//! Nor do the signatures of a group that only the caller calls editors count:
//!
//! ```compile_fail,E0308
//! use sourdine::desk::vetting::{Candidate, EditorSignature, vet};
//! struct Anybody;
//! fn claimed(candidate: Candidate, mine: &EditorSignature, hers: &EditorSignature) {
//!     let vetted = vet(candidate, &Anybody, [mine, hers]);
//! }
//! ```
//!
//! With two editors of the roster it is:
//!
//! ```
//! use sourdine::desk::vetting::{Candidate, EditorSignature, TrustedRoster, vet};
//! fn together(
//!     candidate: Candidate,
//!     roster: &TrustedRoster,
//!     mine: &EditorSignature,
//!     hers: &EditorSignature,
//! ) {
//!     let vetted = vet(candidate, roster, [mine, hers]);
//! }
//! ```

pub mod signatures;

pub use super::roster::{TrustedRoster, signature::EditorSignature};

use sourdine_observatory::{
    folder::entry_file::{self, EntryError},
    model::entry::{Document, Entry},
};
use sourdine_protocol::text::Sha256Hex;

use super::cleaning::Cleaned;

use sourdine_l10n::Explain;

/// What a statement begins with; a signature over anything else is not a vetting.
const STATEMENT_TITLE: &str = "sourdine/v1/vetting";

/// Why an entry and its documents are no candidate.
#[derive(Debug, Explain, thiserror::Error)]
pub enum CandidateError {
    /// The entry does not read.
    #[explain(transparent)]
    Entry(#[from] EntryError),
    /// It lists a document that nobody cleaned.
    #[explain("error-not-cleaned", file)]
    NotCleaned(String),
    /// It says something else of the document than cleaning found.
    #[explain("error-document-disagrees", file, extension, cleaned)]
    Disagrees(String, &'static str, String),
    /// A clean document that it does not list.
    #[explain("error-not-listed", sha256)]
    NotListed(Sha256Hex),
}

/// What would be published: an entry's bytes and the clean documents that it lists, in its order.
pub struct Candidate {
    bytes: Vec<u8>,
    entry: Entry,
    documents: Vec<Cleaned>,
}

impl Candidate {
    /// Puts an entry together with its documents.
    ///
    /// # Errors
    /// When the entry does not read, or the documents are not exactly those that it lists.
    pub fn new(bytes: Vec<u8>, mut cleaned: Vec<Cleaned>) -> Result<Self, CandidateError> {
        let entry = entry_file::parse(&bytes)?;
        let mut documents = Vec::new();
        for document in &entry.documents {
            let found = cleaned
                .iter()
                .position(|copy| *copy.sha256() == document.sha256);
            let copy = cleaned.swap_remove(
                found.ok_or_else(|| CandidateError::NotCleaned(document.file.to_string()))?,
            );
            check_agreement(document, &copy)?;
            documents.push(copy);
        }
        match cleaned.first() {
            Some(copy) => Err(CandidateError::NotListed(copy.sha256().clone())),
            None => Ok(Self {
                bytes,
                entry,
                documents,
            }),
        }
    }

    /// The entry.
    #[must_use]
    pub const fn entry(&self) -> &Entry {
        &self.entry
    }

    /// The entry's bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its documents with their clean copies.
    pub fn documents(&self) -> impl Iterator<Item = (&Document, &Cleaned)> {
        self.entry.documents.iter().zip(&self.documents)
    }

    /// What editors sign.
    #[must_use]
    pub fn statement(&self) -> Statement {
        Statement::of(&self.entry, &self.bytes)
    }
}

fn check_agreement(document: &Document, copy: &Cleaned) -> Result<(), CandidateError> {
    let extension = copy.kind().extension();
    let agrees = document.file.as_str().ends_with(&format!(".{extension}"))
        && document.cleaned_with == *copy.cleaned_with();
    let disagrees = || {
        CandidateError::Disagrees(
            document.file.to_string(),
            extension,
            copy.cleaned_with().to_string(),
        )
    };
    agrees.then_some(()).ok_or_else(disagrees)
}

/// The text that binds a signature to what will be published: the entry's name and hash, each document's name and hash, in the entry's order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Statement(String);

impl Statement {
    /// What is said of an entry, whose bytes these are.
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

    /// What signatures over an entry's file are checked against. To be signed or published, the documents have to be at hand: that takes a [`Candidate`].
    ///
    /// # Errors
    /// The entry does not read.
    pub fn read(bytes: &[u8]) -> Result<Self, EntryError> {
        Ok(Self::of(&entry_file::parse(bytes)?, bytes))
    }

    /// Its hash, by which a case remembers it.
    #[must_use]
    pub fn sha256(&self) -> Sha256Hex {
        Sha256Hex::of(self.as_bytes())
    }

    /// The text to sign.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Display for Statement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a candidate is not vetted.
#[derive(Clone, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub enum VettingError {
    /// A signature is not an editor's over this.
    #[explain("error-not-signed", editor)]
    NotSigned(String),
    /// The same editor twice.
    #[explain("error-same-editor", editor)]
    SameEditor(String),
}

/// What two editors of the current roster signed. Only [`vet`] makes it.
///
/// ```compile_fail,E0423
/// use sourdine::desk::vetting::{Candidate, Vetted};
/// fn forge(candidate: Candidate) -> Vetted {
///     Vetted(candidate)
/// }
/// ```
pub struct Vetted(Candidate);

impl Vetted {
    /// What was vetted.
    #[must_use]
    pub const fn candidate(&self) -> &Candidate {
        &self.0
    }
}

/// Checks two editors' signatures over exactly this candidate.
///
/// # Errors
/// When one does not count, or both are of one editor.
pub fn vet(
    candidate: Candidate,
    roster: &TrustedRoster,
    signatures: [&EditorSignature; 2],
) -> Result<Vetted, VettingError> {
    let statement = candidate.statement();
    let fingerprint = |signed: &EditorSignature| {
        roster
            .signer(signed, statement.as_bytes())
            .ok_or_else(|| VettingError::NotSigned(signed.editor.clone()))
    };
    let [first, second] = signatures;
    if fingerprint(first)? == fingerprint(second)? || first.editor == second.editor {
        return Err(VettingError::SameEditor(second.editor.clone()));
    }
    Ok(Vetted(candidate))
}
