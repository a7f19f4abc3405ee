//! Cleaning: making a copy of a document that tells nothing about the people who made it.
//!
//! A document is [written anew](rebuilt) from the characters, pixels, frames and samples that are
//! seen and heard. Tools run inside a [sandbox]. The result is looked at again before it is called
//! [`Cleaned`]. Only [`clean`] and [`recheck`] make a [`Cleaned`], and publishing takes nothing
//! else.

pub mod kind;
pub mod pixels;
pub mod recording;
pub mod redaction;
pub mod report;
pub mod sandbox;
pub mod text;
pub mod vouch;

mod cells;
pub(in crate::desk) mod converted;
mod copy_file;
mod drawn;
mod error;
pub(in crate::desk) mod exiftool;
pub(in crate::desk) mod heif;
mod locked;
mod members;
pub(in crate::desk) mod office;
pub(in crate::desk) mod pages;
mod picture;
mod preview;
mod previewed;
pub(in crate::desk) mod qpdf;
pub(in crate::desk) mod reading;
mod rebuilt;
pub(in crate::desk) mod rsvg;
mod told;
mod wishes;

use std::{
    io,
    path::{Path, PathBuf},
};

use sourdine_decoder::format::Format;
use sourdine_observatory::{folder::DOCUMENT_MAX_BYTES, model::text::Line};
use sourdine_protocol::text::Sha256Hex;

pub use sourdine_decoder::office::hidden::HiddenParts;

pub use self::{
    cells::{Sheets, sheets},
    error::CleanError,
    locked::{asks_for_password, unlock},
    members::{Member, Room, members},
    pages::TextLayer,
    previewed::{Preview, PreviewWishes, PreviewedPage, TakeSheet, preview},
    rebuilt::is_written,
    wishes::{Tracks, Wishes},
};
use self::{
    copy_file::{CopyReader, Draft, path_of},
    kind::{CopyFormat, Kind, Way},
    rebuilt::Rebuilt,
    redaction::Redaction,
    report::{Finding, RedactedPage, Report},
    vouch::Vouched,
};
use sourdine_platform::files;

/// A clean copy, and the proof that it is one: only this module makes it.
///
/// ```compile_fail,E0451
/// use sourdine::desk::cleaning::Cleaned;
/// // A file that nobody cleaned cannot be called clean.
/// let forged = Cleaned { path: "original.pdf".into(), ..unimplemented!() };
/// ```
pub struct Cleaned {
    path: PathBuf,
    sha256: Sha256Hex,
    size: u64,
    kind: Kind,
    cleaned_with: Line,
    report: Report,
}

impl Cleaned {
    /// The hash of the clean copy, not of the original.
    pub const fn sha256(&self) -> &Sha256Hex {
        &self.sha256
    }

    pub const fn size(&self) -> u64 {
        self.size
    }

    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The tool that made the copy, with its version.
    pub const fn cleaned_with(&self) -> &Line {
        &self.cleaned_with
    }

    /// What was removed. It is never published, since it repeats what the original told.
    pub const fn report(&self) -> &Report {
        &self.report
    }

    /// The same copy, and where the editor who made it left something out.
    #[must_use]
    pub(in crate::desk) fn with_redacted(mut self, redacted: Vec<RedactedPage>) -> Self {
        self.report.redacted = redacted;
        self
    }

    /// The same copy, and what the document told of which it was made.
    #[must_use]
    pub fn with_told(mut self, told: Vec<Finding>) -> Self {
        self.report.removed.extend(told);
        self
    }

    /// The clean copy's path, in scratch memory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the clean copy as it is needed, and checks its hash again: before, and where it ends.
    pub(in crate::desk) fn reader(&self) -> Result<CopyReader<'_>, CleanError> {
        CopyReader::open(&self.path, &self.sha256)
    }

    /// Reads the clean copy whole, and checks its hash again.
    pub fn bytes(&self) -> Result<Vec<u8>, CleanError> {
        let bytes = files::read_regular(&self.path, DOCUMENT_MAX_BYTES)?;
        if Sha256Hex::of(&bytes) == self.sha256 {
            Ok(bytes)
        } else {
            Err(CleanError::Altered)
        }
    }

    /// What can be read in the copy, page by page. Nothing of a picture, of a recording, and of
    /// pages without a layer of words.
    pub fn texts(&self) -> Result<Vec<String>, CleanError> {
        Ok(match self.kind.copy_format() {
            Some(CopyFormat::Txt) => vec![String::from_utf8_lossy(&self.bytes()?).into_owned()],
            Some(CopyFormat::Pdf) => pages::texts(self.reader()?)?,
            Some(CopyFormat::Jpg | CopyFormat::Ogg | CopyFormat::Png | CopyFormat::Webm) | None => {
                Vec::new()
            }
        })
    }
}

/// Cleans a file into `scratch`, a folder in memory that is wiped later. `progress` is told how
/// many pages or seconds are written, and of how many.
pub fn clean<'a>(
    original: &Path,
    scratch: &Path,
    wishes: impl Into<Wishes<'a>>,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<Cleaned, CleanError> {
    let wishes = wishes.into();
    if let Some(redaction) = wishes.redaction {
        return redact(original, scratch, wishes, redaction, progress);
    }
    let kind = kind_of(original)?;
    let rebuilt = rebuilt::rebuild(original, kind, scratch, wishes, progress)?;
    keep(rebuilt, scratch)
}

/// The same without what an editor leaves out. The copy is read again, and refused if a text can
/// still be found in it. The report names no text that was looked for.
fn redact(
    original: &Path,
    scratch: &Path,
    wishes: Wishes<'_>,
    redaction: &Redaction,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<Cleaned, CleanError> {
    let (mut pass, mut before) = (0, 0);
    let progress = &mut |done: u32, of: u32| {
        pass += u32::from(done < before);
        before = done;
        progress(pass * of + done, redaction.passes() * of);
    };
    let kind = kind_of(original)?;
    let mut rebuilt = rebuilt::rebuild(original, kind, scratch, wishes, progress)?;
    for finding in &mut rebuilt.removed {
        finding.value = redaction.mask(&finding.value);
        finding.field = redaction.mask(&finding.field);
        finding.part = finding.part.take().map(|part| redaction.mask(&part));
    }
    let plan = std::mem::take(&mut rebuilt.plan);
    let cleaned = keep(rebuilt, scratch)?;
    if let Some(format) = pixels_of(cleaned.kind()) {
        redaction.check(&plan, cleaned.path(), format, scratch, progress)?;
    }
    Ok(cleaned)
}

/// How the pixels of a copy are read.
const fn pixels_of(kind: Kind) -> Option<Format> {
    match kind.way() {
        Way::Pixels(format) => Some(format),
        Way::Characters | Way::Reading(_) | Way::Members => None,
        Way::Office(_) | Way::Lines | Way::Recording => None,
    }
}

/// Gives a copy in scratch its name, and looks at it.
fn keep(rebuilt: Rebuilt, scratch: &Path) -> Result<Cleaned, CleanError> {
    let (path, sha256) = rebuilt.draft.keep(scratch, rebuilt.kind)?;
    let ours = format!("sourdine {}", env!("CARGO_PKG_VERSION"));
    let ours = Line::try_from(ours).map_err(|_| CleanError::NotRewritten)?;
    let report = Report {
        removed: rebuilt.removed,
        left: Vec::new(),
        redacted: rebuilt.redacted,
    };
    finish(path, sha256, rebuilt.kind, ours, report)
}

/// Checks a clean copy that comes from a case: its hash must be the one that an editor vouched for,
/// and it is looked at as it was when it was made. The folder of the cases is shared, so the copy
/// may have changed.
pub fn recheck(
    copy: &Path,
    vouched: &Vouched,
    removed: Vec<Finding>,
    scratch: &Path,
) -> Result<Cleaned, CleanError> {
    let sha256 = vouched.sha256();
    let kind = kind_of(copy)?;
    let mut path = path_of(scratch, sha256, kind);
    if copy != path {
        let mut draft = Draft::new(scratch)?;
        let mut file = files::open_regular(copy, DOCUMENT_MAX_BYTES)?;
        if files::copy_hashed(&mut file, &mut draft)?.1 != *sha256 {
            return Err(CleanError::Altered);
        }
        path = draft.keep(scratch, kind)?.0;
    }
    // A copy that an earlier release let through is held to the same rules.
    let report = Report {
        removed,
        ..Report::default()
    };
    let cleaned_with = vouched.cleaned_with().clone();
    finish(path, sha256.clone(), kind, cleaned_with, report)
}

/// Makes a [`Cleaned`] of a copy in which nothing stands but what we write.
fn finish(
    path: PathBuf,
    sha256: Sha256Hex,
    kind: Kind,
    cleaned_with: Line,
    report: Report,
) -> Result<Cleaned, CleanError> {
    let size = rebuilt::examine(&path, &sha256, kind)?;
    Ok(Cleaned {
        path,
        sha256,
        size,
        kind,
        cleaned_with,
        report,
    })
}

pub(in crate::desk) fn kind_of(path: &Path) -> Result<Kind, CleanError> {
    let opened = files::open_regular(path, DOCUMENT_MAX_BYTES);
    let mut file = opened.map_err(|error| {
        if error.kind() == io::ErrorKind::FileTooLarge {
            CleanError::TooLarge
        } else {
            CleanError::Io(error)
        }
    })?;
    if file.metadata()?.len() == 0 {
        return Err(CleanError::Empty);
    }
    Kind::recognise(&mut file)?.ok_or(CleanError::UnknownKind)
}
