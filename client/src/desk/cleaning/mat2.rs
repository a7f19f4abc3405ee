//! mat2, which removes what it knows to tell something: for the kinds that are not yet written
//! anew.
//!
//! mat2 rewrites office documents member by member, and hands recordings to ffmpeg. Where it
//! refuses a document, so do we.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use sourdine_observatory::{folder::DOCUMENT_MAX_BYTES, model::text::Line};
use sourdine_platform::files;
use sourdine_protocol::text::Sha256Hex;

use super::{
    error::CleanError,
    kind::{self, Kind},
    report::{Finding, Report, harmless, parse_show},
    sandbox::{Tool, ToolOutput},
};

const MAT2: &str = "/usr/bin/mat2";
/// The prefix of mat2's error messages, which is not shown.
const LABEL: &str = "ERROR: ";
/// Beginnings of the lines in mat2's errors that concern its libraries, not the document.
const NOISE: [&str; 2] = ["Fontconfig", "Gtk"];
/// How many lines of mat2's refusal are shown at most.
const SAID_LINES_MAX: usize = 5;

/// A copy that mat2 made.
pub(super) struct Made {
    pub(super) path: PathBuf,
    pub(super) sha256: Sha256Hex,
    pub(super) size: u64,
    pub(super) removed: Vec<Finding>,
}

/// Has mat2 make a copy in `scratch`.
pub(super) fn clean(original: &Path, kind: Kind, scratch: &Path) -> Result<Made, CleanError> {
    let name = format!("document.{}", kind.extension());
    let removed = show(original, &name)?;
    let before = Job::new(scratch)?;
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
    Ok(Made {
        path,
        sha256,
        size,
        removed,
    })
}

/// Looks again at a copy: it is still of its kind, and mat2 finds nothing in it. Gives the report,
/// and mat2's version.
pub(super) fn examine(
    copy: &Path,
    kind: Kind,
    removed: Vec<Finding>,
) -> Result<(Report, Line), CleanError> {
    let mut file = files::open_regular(copy, DOCUMENT_MAX_BYTES)?;
    if Kind::recognise(&mut file)? != Some(kind) {
        return Err(CleanError::ChangedKind);
    }
    let members = kind::member_names(&mut file)?;
    if let Some(thumbnail) = members
        .iter()
        .find(|name| name.to_lowercase().contains("thumbnail"))
    {
        return Err(CleanError::Thumbnail(harmless(thumbnail)));
    }
    let left = show(copy, &format!("document.{}", kind.extension()))?;
    if let Some(finding) = left.first() {
        return Err(CleanError::Left(format!(
            "{}: {}",
            finding.field, finding.value
        )));
    }
    Ok((Report { removed, left }, version()?))
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
