//! What editors propose to publish: an entry with its clean copies, before and after it was looked
//! through for what should not be public.

use sourdine_l10n::Explain;
use sourdine_observatory::{
    folder::{
        entry_file::{self, EntryError},
        entry_texts,
    },
    model::entry::{Document, Entry},
};
use sourdine_protocol::text::Sha256Hex;

use crate::desk::{
    cleaning::{CleanError, Cleaned},
    lints::{Author, Finding, Lints, PublicText},
};

/// Why an entry and its documents are no candidate.
#[derive(Debug, Explain, thiserror::Error)]
pub enum CandidateError {
    #[explain(transparent)]
    Entry(#[from] EntryError),
    #[explain(transparent)]
    Cleaned(#[from] CleanError),
    /// The entry lists a document that was not cleaned.
    #[explain("error-not-cleaned", file)]
    NotCleaned(String),
    /// The entry names this file with another extension or cleaning tool than the clean copy has.
    #[explain("error-document-disagrees", file, extension, cleaned)]
    Disagrees(String, &'static str, String),
    /// The entry does not list this clean document.
    #[explain("error-not-listed", sha256)]
    NotListed(Sha256Hex),
    /// Something was found that no editor has allowed.
    #[explain("error-findings", count)]
    Findings(usize),
}

/// An entry's bytes and the clean documents that it lists, in its order.
pub struct Proposal {
    pub(super) bytes: Vec<u8>,
    pub(super) entry: Entry,
    pub(super) documents: Vec<Cleaned>,
}

impl Proposal {
    /// Puts an entry together with its documents, which must be exactly those that it lists.
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

    /// The clean copies that would be published.
    pub fn documents(&self) -> &[Cleaned] {
        &self.documents
    }

    /// Looks through everything that would be public.
    pub fn look(self, lints: &Lints) -> Result<Looked, CandidateError> {
        let findings = lints.look(&self.texts()?);
        Ok(Looked {
            proposal: self,
            findings,
        })
    }

    /// Every text that would be public: the entry's, and what can be read in its documents.
    fn texts(&self) -> Result<Vec<PublicText>, CandidateError> {
        let id = &self.entry.id;
        let entry = entry_texts::texts(&self.bytes)?.into_iter();
        let mut texts: Vec<PublicText> = entry
            .map(|text| PublicText {
                identity: format!("entry {id} {}", text.field),
                place: text.field,
                line: text.line,
                column: text.column,
                text: text.text,
                author: Author::Editor,
            })
            .collect();
        for (document, copy) in self.entry.documents.iter().zip(&self.documents) {
            for (text, page) in copy.texts()?.into_iter().zip(1_usize..) {
                texts.push(PublicText {
                    place: format!("{}:{page}", document.file),
                    identity: format!("document {} {page}", copy.sha256()),
                    line: 1,
                    column: 1,
                    text,
                    author: Author::Document,
                });
            }
        }
        Ok(texts)
    }
}

/// A proposal that was looked through: only [`Proposal::look`] makes it.
///
/// ```compile_fail,E0451
/// use sourdine::desk::vetting::{Looked, Proposal};
/// fn blind(proposal: Proposal) -> Looked {
///     Looked { proposal, findings: Vec::new() }
/// }
/// ```
pub struct Looked {
    pub(super) proposal: Proposal,
    findings: Vec<Finding>,
}

impl Looked {
    /// What was found, in the order of the entry and its documents.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
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
