//! Cleaning: making a copy of a document that tells nothing about the people who made it.
//!
//! A [text] is written anew from its visible characters. For all else mat2 does the cleaning inside
//! a [sandbox]: it renders PDFs to pixels, re-encodes images, and rewrites office documents member
//! by member. Where mat2 refuses a document, so do we. The result is checked again before it is
//! called [`Cleaned`]: it must be of the same [kind], and mat2 must find nothing left in it but
//! what the format always has. Only [`clean`] and [`recheck`] make a [`Cleaned`], and publishing
//! takes nothing else.

pub mod kind;
pub mod report;
pub mod sandbox;
pub mod text;
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
    sandbox::{SandboxError, Tool, ToolOutput},
    text::TextError,
    vouch::Vouched,
};
use sourdine_l10n::Explain;
use sourdine_platform::files;

const MAT2: &str = "/usr/bin/mat2";
/// The prefix of mat2's error messages, which is not shown.
const LABEL: &str = "ERROR: ";
/// Beginnings of the lines in mat2's errors that concern its libraries, not the document.
const NOISE: [&str; 2] = ["Fontconfig", "Gtk"];
/// How many lines of mat2's refusal are shown at most.
const SAID_LINES_MAX: usize = 5;

/// Why a document was not cleaned, or a copy is not accepted as clean.
#[derive(Debug, Explain, thiserror::Error)]
pub enum CleanError {
    #[explain(transparent)]
    Sandbox(#[from] SandboxError),
    #[explain(transparent)]
    Text(#[from] TextError),
    /// The file is of no kind that can be cleaned.
    #[explain("error-clean-kind")]
    UnknownKind,
    /// The file is larger than a published document may be.
    #[explain("error-clean-large", most = DOCUMENT_MAX_BYTES >> 20)]
    TooLarge,
    #[explain("error-clean-refused")]
    Refused {
        /// The reason that mat2 gave, made safe to show.
        said: String,
    },
    /// The cleaned file is of another kind than the original.
    #[explain("error-clean-changed-kind")]
    ChangedKind,
    /// mat2 still finds this in the cleaned file.
    #[explain("error-clean-left", what)]
    Left(String),
    /// The cleaned file still has this thumbnail.
    #[explain("error-clean-thumbnail", member)]
    Thumbnail(String),
    /// A text has characters, spaces or line ends that a copy has not.
    #[explain("error-clean-text-left")]
    NotRewritten,
    /// The file's hash is not that of the copy that was cleaned.
    #[explain("error-clean-altered")]
    Altered,
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

    /// The clean copy's path, in scratch memory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the clean copy, and checks its hash again.
    pub fn bytes(&self) -> Result<Vec<u8>, CleanError> {
        let bytes = files::read_regular(&self.path, DOCUMENT_MAX_BYTES)?;
        if Sha256Hex::of(&bytes) == self.sha256 {
            Ok(bytes)
        } else {
            Err(CleanError::Altered)
        }
    }
}

/// Cleans a file into `scratch`, a folder in memory that is wiped later.
pub fn clean(original: &Path, scratch: &Path) -> Result<Cleaned, CleanError> {
    let kind = kind_of(original)?;
    if kind == Kind::Txt {
        return clean_text(original, scratch);
    }
    let name = format!("document.{}", kind.extension());
    let before = Job::new(scratch)?;
    let mut removed = show(original, &name)?;
    removed.retain(|finding| !is_format_itself(kind, finding));
    let made_name = format!("document.cleaned.{}", kind.extension());
    let made = before.path().join(&made_name);
    let outcome = Tool::new(MAT2, &["--unknown-members", "abort", &name])
        .on(original, &name)
        .file(&made_name, &made)?;
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
    finish(path, sha256, size, kind, removed)
}

/// Checks a clean copy that comes from a case: its hash must be the one that an editor
/// vouched for, and mat2 must find nothing in it. The folder of the cases is shared, so the
/// copy may have changed.
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
    if kind == Kind::Txt {
        // A text that an earlier release let through is held to the same rules.
        return finish_text(path, found, vouched.cleaned_with().clone(), removed);
    }
    finish(path, found, size, kind, removed)
}

fn clean_text(original: &Path, scratch: &Path) -> Result<Cleaned, CleanError> {
    let bytes = files::read_regular(original, DOCUMENT_MAX_BYTES)?;
    let rewritten = text::rewrite(&bytes).ok_or(CleanError::UnknownKind)??;
    let copy = rewritten.text.into_bytes();
    let sha256 = Sha256Hex::of(&copy);
    let path = scratch.join(format!("clean-{sha256}.{}", Kind::Txt.extension()));
    if !path.exists() {
        files::publish_new(&path, &copy)?;
    }
    let removed = rewritten.removed.into_iter().map(|(field, value)| Finding {
        part: None,
        field,
        value,
    });
    let ours = format!("sourdine {}", env!("CARGO_PKG_VERSION"));
    let ours = Line::try_from(ours).map_err(|_| CleanError::NotRewritten)?;
    finish_text(path, sha256, ours, removed.collect())
}

/// Makes a [`Cleaned`] of a text of which every character is one that may stay.
fn finish_text(
    path: PathBuf,
    sha256: Sha256Hex,
    cleaned_with: Line,
    removed: Vec<Finding>,
) -> Result<Cleaned, CleanError> {
    let bytes = files::read_regular(&path, DOCUMENT_MAX_BYTES)?;
    if Sha256Hex::of(&bytes) != sha256 {
        return Err(CleanError::Altered);
    }
    if !text::is_rewritten(&bytes) {
        return Err(CleanError::NotRewritten);
    }
    Ok(Cleaned {
        path,
        sha256,
        size: bytes.len() as u64,
        kind: Kind::Txt,
        cleaned_with,
        report: Report {
            removed,
            left: Vec::new(),
        },
    })
}

/// Makes a [`Cleaned`] of a copy that is still of its kind, and in which mat2 finds nothing.
fn finish(
    path: PathBuf,
    sha256: Sha256Hex,
    size: u64,
    kind: Kind,
    removed: Vec<Finding>,
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
    let left = show(&path, &format!("document.{}", kind.extension()))?;
    if let Some(finding) = left.iter().find(|finding| !is_format_itself(kind, finding)) {
        return Err(CleanError::Left(format!(
            "{}: {}",
            finding.field, finding.value
        )));
    }
    let cleaned_with = version()?;
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

fn show(file: &Path, name: &str) -> Result<Vec<Finding>, CleanError> {
    let outcome = Tool::new(MAT2, &["--show", name]).on(file, name).text()?;
    if outcome.status.success() && outcome.stdout.lines().all(|line| !line.starts_with("[-]")) {
        Ok(parse_show(&outcome.stdout))
    } else {
        Err(CleanError::Refused {
            said: said(&outcome),
        })
    }
}

fn version() -> Result<Line, CleanError> {
    let outcome = Tool::new(MAT2, &["--version"]).text()?;
    let refused = || CleanError::Refused {
        said: said(&outcome),
    };
    Line::try_from(outcome.stdout.trim().to_owned()).map_err(|_| refused())
}

/// The reason that mat2 gave, or its exit status if it gave none.
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

/// A temporary folder in scratch in which a tool runs.
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
