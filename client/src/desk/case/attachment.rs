//! The clean copies that a case keeps. Each is a file of its own beside the case, sealed to the
//! case's key, under a random name.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use age::Identity;
use sourdine_l10n::Explain;
use sourdine_platform::files;
use sourdine_protocol::envelope::hybrid::HybridRecipient;

use crate::desk::{
    FileError,
    case::{
        Case,
        event::{CaseId, CleanCopy, DocumentFile},
        store::{Cases, CasesError},
    },
    cleaning::{
        CleanError, Cleaned, recheck,
        vouch::{self, VouchError},
    },
    roster::TrustedRoster,
    sealed::{self, SealedError},
};
use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;

/// Why a clean copy was not kept or not taken out.
#[derive(Debug, Explain, thiserror::Error)]
pub enum AttachmentError {
    #[explain(transparent)]
    File(#[from] FileError),
    #[explain(transparent)]
    Sealed(#[from] SealedError),
    #[explain(transparent)]
    Cases(#[from] CasesError),
    #[explain(transparent)]
    Vouch(#[from] VouchError),
    #[explain(transparent)]
    Clean(#[from] CleanError),
    /// The system has no random numbers.
    #[explain("error-io", reason)]
    Random(#[from] getrandom::Error),
}

/// Seals a clean copy beside its case, and gives the name of its file.
pub fn keep(
    cases: &Cases,
    case: &CaseId,
    cleaned: &Cleaned,
    recipient: &HybridRecipient,
) -> Result<DocumentFile, AttachmentError> {
    let file = DocumentFile::generate()?;
    let path = cases.random_file(case, &file);
    let to = std::slice::from_ref(recipient);
    sealed::seal(&path, to, &mut cleaned.reader()?)?;
    Ok(file)
}

/// Opens a clean copy into scratch. It is refused unless an editor of today's roster vouches for
/// it, its hash is the one in the case, and a new check finds nothing that cleaning removes.
pub fn take(
    cases: &Cases,
    case: &CaseId,
    copy: &CleanCopy,
    roster: &TrustedRoster,
    identities: &[&dyn Identity],
    scratch: &Path,
) -> Result<Cleaned, AttachmentError> {
    let vouched = vouch::check(
        case,
        &copy.sha256,
        &copy.cleaned_with,
        &copy.vouched,
        roster,
    )?;
    let sealed_copy = cases.random_file(case, &copy.file);
    let opened = scratch.join(format!("opened-{}", copy.sha256));
    let failed = FileError::at(&opened);
    let mut file = files::open_or_create(&opened).map_err(failed)?;
    file.set_len(0).map_err(failed)?;
    sealed::open(&sealed_copy, identities, DOCUMENT_MAX_BYTES, &mut file)?;
    let removed = copy.report.removed.clone();
    let cleaned = recheck(&opened, &vouched, removed, scratch)?;
    // What was looked at is a copy of it: one is enough in memory.
    fs::remove_file(&opened).map_err(failed)?;
    Ok(cleaned.with_redacted(copy.report.redacted.clone()))
}

/// Seals the clean copies of a case again, to its newest key. Gives how many there are, and the
/// files that do not open, which stay as they were.
pub fn reseal(
    cases: &Cases,
    case: &Case,
    identities: &[&dyn Identity],
    recipient: &HybridRecipient,
) -> Result<(usize, Vec<PathBuf>), AttachmentError> {
    let view = case.view();
    let mut files: Vec<&DocumentFile> = view.copies.iter().map(|copy| &copy.file).collect();
    files.sort();
    files.dedup();
    let (mut resealed, mut failed) = (0, Vec::new());
    for file in files {
        let path = cases.random_file(case.id(), file);
        let Ok(bytes) = sealed::open_bytes(&path, identities, DOCUMENT_MAX_BYTES) else {
            failed.push(path);
            continue;
        };
        let mut bytes = bytes.as_slice().take(DOCUMENT_MAX_BYTES);
        sealed::seal(&path, std::slice::from_ref(recipient), &mut bytes)?;
        resealed += 1;
    }
    Ok((resealed, failed))
}
