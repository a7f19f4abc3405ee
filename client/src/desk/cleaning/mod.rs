//! Making a copy that tells nothing of who made it.
//!
//! mat2 does the cleaning, inside a [sandbox]: it renders PDFs to pixels, re-encodes images, rewrites office documents member by member. Where it is not sure, it
//! refuses, and then so do we. What comes out is looked at again before it is called [`Cleaned`]: it must be of the same [kind], and mat2 must see
//! nothing left in it but the format itself. Only [`clean`] and [`recheck`] make a [`Cleaned`]; publishing takes nothing else.

pub mod kind;
pub mod report;
pub mod sandbox;
pub mod vouch;

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use sourdine_observatory::{folder::DOCUMENT_MAX_BYTES, model::text::Line};
use sourdine_protocol::text::Sha256Hex;

use self::{
    kind::Kind,
    report::{Finding, Report, harmless, is_format_itself, parse_show},
    sandbox::{SandboxError, ToolOutput},
    vouch::Vouched,
};
use sourdine_l10n::Explain;
use sourdine_platform::files;

const MAT2: &str = "/usr/bin/mat2";
/// What mat2 puts before what it says.
const LABEL: &str = "ERROR: ";
/// Lines of mat2's errors that concern its libraries, not the document.
const NOISE: [&str; 2] = ["Fontconfig", "Gtk"];
/// The most lines of mat2's refusal that are repeated.
const SAID_LINES_MAX: usize = 5;

/// Why nothing was cleaned.
#[derive(Debug, Explain, thiserror::Error)]
pub enum CleanError {
    /// The sandbox did not run.
    #[explain(transparent)]
    Sandbox(#[from] SandboxError),
    /// Nothing that can be cleaned.
    #[explain("error-clean-kind")]
    UnknownKind,
    /// Larger than what is published.
    #[explain("error-clean-large", most = DOCUMENT_MAX_BYTES >> 20)]
    TooLarge,
    /// mat2 would not.
    #[explain("error-clean-refused")]
    Refused {
        /// What it said.
        said: String,
    },
    /// Another kind came out.
    #[explain("error-clean-changed-kind")]
    ChangedKind,
    /// Something was left.
    #[explain("error-clean-left", what)]
    Left(String),
    /// A thumbnail was left.
    #[explain("error-clean-thumbnail", member)]
    Thumbnail(String),
    /// The file is not the one that was cleaned.
    #[explain("error-clean-altered")]
    Altered,
    /// A file could not be read or written.
    #[explain(transparent)]
    Io(#[from] io::Error),
}

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
    /// The hash of the clean copy; the original's is never computed.
    #[must_use]
    pub const fn sha256(&self) -> &Sha256Hex {
        &self.sha256
    }

    /// Its size in bytes.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// What it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The tool and its version.
    #[must_use]
    pub const fn cleaned_with(&self) -> &Line {
        &self.cleaned_with
    }

    /// What was removed. Private: it repeats what the original told.
    #[must_use]
    pub const fn report(&self) -> &Report {
        &self.report
    }

    /// Where the clean copy is, in RAM-only scratch.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The clean copy's bytes, hashed once more.
    ///
    /// # Errors
    /// When it changed.
    pub fn bytes(&self) -> Result<Vec<u8>, CleanError> {
        let bytes = files::read_regular(&self.path, DOCUMENT_MAX_BYTES)?;
        if Sha256Hex::of(&bytes) == self.sha256 {
            Ok(bytes)
        } else {
            Err(CleanError::Altered)
        }
    }
}

/// Cleans a file into `scratch` (a folder in RAM that is wiped).
///
/// # Errors
/// When it cannot be cleaned; then nothing of it can be published.
pub fn clean(original: &Path, scratch: &Path) -> Result<Cleaned, CleanError> {
    let kind = kind_of(original)?;
    let name = format!("document.{}", kind.extension());
    let before = Job::new(scratch)?;
    let mut removed = show(&before, original, &name)?;
    removed.retain(|finding| !is_format_itself(kind, finding));
    let outcome = sandbox::run(
        MAT2,
        &["--unknown-members", "abort", &name],
        before.path(),
        Some((original, &name)),
    )?;
    let made = before
        .path()
        .join(format!("document.cleaned.{}", kind.extension()));
    if !outcome.status.success() || !made.is_file() {
        return Err(CleanError::Refused {
            said: said(&outcome),
        });
    }
    let (size, sha256) = files::copy_hashed(
        &mut files::open_regular(&made, DOCUMENT_MAX_BYTES)?,
        &mut io::sink(),
    )?;
    let path = scratch.join(format!("clean-{sha256}.{}", kind.extension()));
    fs::rename(&made, &path)?;
    finish(path, sha256, size, kind, removed, scratch)
}

/// Looks at a clean copy again, as it came from the case: its bytes may have been anywhere since.
///
/// # Errors
/// When its hash is not the one that an editor vouched for, or something is in it that cleaning removes.
pub fn recheck(
    copy: &Path,
    vouched: &Vouched,
    removed: Vec<Finding>,
    scratch: &Path,
) -> Result<Cleaned, CleanError> {
    let sha256 = vouched.sha256();
    let kind = kind_of(copy)?;
    let path = scratch.join(format!("clean-{sha256}.{}", kind.extension()));
    let (size, found) = files::copy_hashed(
        &mut files::open_regular(copy, DOCUMENT_MAX_BYTES)?,
        &mut io::sink(),
    )?;
    if found != *sha256 {
        return Err(CleanError::Altered);
    }
    if copy != path {
        let mut text = Vec::new();
        files::open_regular(copy, DOCUMENT_MAX_BYTES)?.read_to_end(&mut text)?;
        if !path.exists() {
            files::publish_new(&path, &text)?;
        }
    }
    finish(path, found, size, kind, removed, scratch)
}

/// Nothing is called clean that mat2 finds anything in.
fn finish(
    path: PathBuf,
    sha256: Sha256Hex,
    size: u64,
    kind: Kind,
    removed: Vec<Finding>,
    scratch: &Path,
) -> Result<Cleaned, CleanError> {
    let mut file = files::open_regular(&path, DOCUMENT_MAX_BYTES)?;
    if Kind::recognise(&mut file)? != Some(kind) {
        return Err(CleanError::ChangedKind);
    }
    let members = if matches!(kind, Kind::Pdf | Kind::Jpg) {
        Vec::new()
    } else {
        kind::member_names(&mut file)?
    };
    if let Some(thumbnail) = members
        .iter()
        .find(|name| name.to_lowercase().contains("thumbnail"))
    {
        return Err(CleanError::Thumbnail(harmless(thumbnail)));
    }
    let after = Job::new(scratch)?;
    let left = show(&after, &path, &format!("document.{}", kind.extension()))?;
    if let Some(finding) = left.iter().find(|finding| !is_format_itself(kind, finding)) {
        return Err(CleanError::Left(format!(
            "{}: {}",
            finding.field, finding.value
        )));
    }
    let cleaned_with = version(&after)?;
    Ok(Cleaned {
        path,
        sha256,
        size,
        kind,
        cleaned_with,
        report: Report { removed, left },
    })
}

fn kind_of(path: &Path) -> Result<Kind, CleanError> {
    let opened = files::open_regular(path, DOCUMENT_MAX_BYTES);
    let mut file = opened.map_err(|error| {
        if error.kind() == io::ErrorKind::FileTooLarge {
            CleanError::TooLarge
        } else {
            CleanError::Io(error)
        }
    })?;
    Kind::recognise(&mut file)?.ok_or(CleanError::UnknownKind)
}

fn show(job: &Job, file: &Path, name: &str) -> Result<Vec<Finding>, CleanError> {
    let outcome = sandbox::run(MAT2, &["--show", name], job.path(), Some((file, name)))?;
    if outcome.status.success() && outcome.stdout.lines().all(|line| !line.starts_with("[-]")) {
        Ok(parse_show(&outcome.stdout))
    } else {
        Err(CleanError::Refused {
            said: said(&outcome),
        })
    }
}

fn version(job: &Job) -> Result<Line, CleanError> {
    let outcome = sandbox::run(MAT2, &["--version"], job.path(), None)?;
    let refused = || CleanError::Refused {
        said: said(&outcome),
    };
    Line::try_from(outcome.stdout.trim().to_owned()).map_err(|_| refused())
}

/// What mat2 gave as its reason.
fn said(outcome: &ToolOutput) -> String {
    let lines = outcome
        .stderr
        .lines()
        .chain(outcome.stdout.lines())
        .map(|line| line.trim().trim_start_matches(LABEL));
    let telling: Vec<String> = lines
        .filter(|line| !line.is_empty() && !NOISE.iter().any(|noise| line.starts_with(noise)))
        .take(SAID_LINES_MAX)
        .map(harmless)
        .collect();
    if telling.is_empty() {
        format!("{}", outcome.status)
    } else {
        telling.join("; ")
    }
}

/// A folder of its own for one run of a tool, in scratch.
struct Job(tempfile::TempDir);

impl Job {
    fn new(scratch: &Path) -> io::Result<Self> {
        tempfile::Builder::new()
            .prefix("job-")
            .tempdir_in(scratch)
            .map(Self)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}
