//! `sourdine clean CASE FILE…`.

use std::{
    ffi::OsStr,
    io,
    path::{Path, PathBuf},
};

use clap::Args;
use serde::Serialize;
use sourdine_platform::files;
use sourdine_protocol::text::SafeName;

use super::{
    Failure, Outcome,
    case_shown::{beginning, kind_word},
    case_work::{CaseWork, forward},
    size::human,
    workplace::Workplace,
};
use crate::{
    cli::render::{Explain, Message, Table, Terminal},
    courier::EnvelopeId,
    desk::{
        case::attachment,
        case::{
            Case,
            event::{CaseId, CaseState, CleanCopy, EventKind},
        },
        cleaning::{clean, kind::Kind, report::Finding},
        scratch::Scratch,
    },
    observatory::{folder::DOCUMENT_MAX_BYTES, text::harmless},
};

/// Where an opened letter has its files.
const FILES: &str = "files";
/// Between a letter and one of its files.
const OF_LETTER: char = ':';
/// The most findings that are shown to a person.
const FINDINGS_SHOWN_MAX: usize = 40;
/// Where what belongs to a file begins.
const INDENT: usize = 2;

/// What to clean.
#[derive(Args, Debug)]
pub struct Clean {
    /// The case, by the beginning of its name
    pub case: String,
    /// Files: a path, or LETTER:NAME for a file of an opened letter of the case
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
}

/// Why a file was not cleaned, besides what is in it.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It is not there.
    #[error("{path} cannot be read: {source}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The letter is not open.
    #[error("letter {0} is not open on this machine: open it with `sourdine open`")]
    NotOpen(EnvelopeId),
    /// The letter is another case's.
    #[error("letter {0} is not in this case: put it there with `sourdine triage add`")]
    OtherCase(EnvelopeId),
    /// The letter has no such file.
    #[error("letter {letter} has no file `{name}`: `sourdine show` lists them")]
    NoSuchFile {
        /// Which letter.
        letter: EnvelopeId,
        /// What was typed.
        name: String,
    },
    /// Of several, some were refused.
    #[error("{refused} of {all} files were refused: nothing of them can be published")]
    Some {
        /// How many were refused.
        refused: usize,
        /// Of how many.
        all: usize,
    },
}

impl Explain for FileError {
    fn message(&self) -> Message {
        match self {
            Self::Unreadable { path, source } => Message::new("error-read")
                .with("path", path.display())
                .with("reason", source),
            Self::NotOpen(letter) => Message::new("error-letter-not-open").with("letter", letter),
            Self::OtherCase(letter) => {
                Message::new("error-letter-other-case").with("letter", letter)
            }
            Self::NoSuchFile { letter, name } => Message::new("error-letter-no-file")
                .with("letter", letter)
                .with("name", name),
            Self::Some { refused, all } => Message::new("error-clean-some")
                .with("refused", refused)
                .with("all", all),
        }
    }
}

/// What became of the files.
#[derive(Serialize)]
struct Cleaning<'a> {
    case: &'a CaseId,
    kept: Vec<Kept>,
    refused: Vec<Refused>,
}

/// A clean copy beside the case.
#[derive(Serialize)]
struct Kept {
    size: u64,
    #[serde(flatten)]
    copy: CleanCopy,
}

/// A file of which nothing passes.
#[derive(Serialize)]
struct Refused {
    file: String,
    error: &'static str,
    message: String,
}

/// Does it.
///
/// # Errors
/// A file was refused; those before and after it are kept all the same.
pub fn run(wanted: &Clean, workplace: &Workplace<'_>) -> Outcome {
    let work = CaseWork::open(workplace)?;
    let case = work.find(&wanted.case)?;
    let scratch = workplace.scratch()?;
    let terminal = workplace.terminal;
    let mut cleaning = Cleaning {
        case: case.id(),
        kept: Vec::new(),
        refused: Vec::new(),
    };
    let mut last = None;
    for file in &wanted.files {
        let name = harmless(&file.to_string_lossy());
        match clean_one(&work, &case, file, &scratch) {
            Ok(kept) => {
                show_kept(&name, &kept, terminal)?;
                cleaning.kept.push(kept);
            }
            Err(failure) => {
                let message = failure.message();
                let refused = Refused {
                    file: name,
                    error: message.key(),
                    message: terminal.text(&message),
                };
                if wanted.files.len() > 1 {
                    let told = Message::new("clean-refused")
                        .with("file", &refused.file)
                        .with("why", &refused.message);
                    terminal.say(&told)?;
                }
                cleaning.refused.push(refused);
                last = Some(failure);
            }
        }
    }
    if terminal.json() {
        terminal.give(&cleaning, &Message::new("clean-refused"))?;
    }
    match last {
        None => Ok(()),
        Some(failure) if wanted.files.len() == 1 => Err(failure),
        Some(_) => Err(FileError::Some {
            refused: cleaning.refused.len(),
            all: wanted.files.len(),
        }
        .into()),
    }
}

fn clean_one(
    work: &CaseWork,
    case: &Case,
    typed: &Path,
    scratch: &Scratch,
) -> Result<Kept, Failure> {
    // Whoever may not write to the case need not wait for mat2.
    let recipients = work.recipients()?;
    let original = locate(work, case, typed, scratch)?;
    let unreadable = |source| FileError::Unreadable {
        path: original.clone(),
        source,
    };
    let mut file = files::open_regular(&original, DOCUMENT_MAX_BYTES).map_err(unreadable)?;
    let hashed = files::copy_hashed(&mut file, &mut io::sink());
    let (_, original_sha256) = hashed.map_err(unreadable)?;
    let fleeting = scratch.fleeting()?;
    let cleaned = clean(&original, fleeting.path())?;
    let file = attachment::keep(&work.cases, case.id(), &cleaned, &recipients)?;
    let copy = CleanCopy {
        original_name: harmless(&original.file_name().unwrap_or_default().to_string_lossy()),
        original_sha256,
        file,
        sha256: cleaned.sha256().clone(),
        format: cleaned.kind(),
        cleaned_with: cleaned.cleaned_with().clone(),
        report: cleaned.report().clone(),
        vouched: work.vouch(&cleaned)?,
    };
    let mut done = vec![EventKind::Cleaned(Box::new(copy.clone()))];
    done.extend(forward(&work.read(case.id())?, CaseState::Cleaning));
    work.add(case.id(), done)?;
    Ok(Kept {
        size: cleaned.size(),
        copy,
    })
}

/// The file that was meant: one that is there, else `LETTER:NAME`.
fn locate(
    work: &CaseWork,
    case: &Case,
    typed: &Path,
    scratch: &Scratch,
) -> Result<PathBuf, Failure> {
    let of_letter = typed.to_str().and_then(|text| text.split_once(OF_LETTER));
    let Some((letter, name)) = of_letter.filter(|_| typed.symlink_metadata().is_err()) else {
        return Ok(typed.to_owned());
    };
    let id = work.editor.folder().inbox()?.find(letter)?.id;
    let view = case.view();
    let known = view.envelopes.iter();
    if !known
        .map(|known| known.envelope.as_str())
        .any(|known| known == id.to_string())
    {
        return Err(FileError::OtherCase(id).into());
    }
    let opened = scratch.opened(&id.to_string());
    if !opened.is_dir() {
        return Err(FileError::NotOpen(id).into());
    }
    let safe = SafeName::parse(name).ok();
    let path = safe.map(|name| opened.join(FILES).join(OsStr::new(name.as_str())));
    match path.filter(|path| path.is_file()) {
        Some(path) => Ok(path),
        None => Err(FileError::NoSuchFile {
            letter: id,
            name: name.to_owned(),
        }
        .into()),
    }
}

fn show_kept(name: &str, kept: &Kept, terminal: &Terminal) -> Outcome {
    let copy = &kept.copy;
    let message = Message::new("clean-kept")
        .with("file", name)
        .with("kind", kind_word(copy.format))
        .with("size", human(kept.size, terminal.language()))
        .with("tool", &copy.cleaned_with)
        .with("sha256", beginning(copy.sha256.as_str()));
    terminal.say(&message)?;
    let removed = &copy.report.removed;
    if removed.is_empty() {
        terminal.show_text(INDENT, &terminal.text(&Message::new("clean-nothing")))?;
    } else {
        let heading = Message::new("clean-removed").with("count", removed.len());
        terminal.show_text(INDENT, &terminal.text(&heading))?;
        terminal.show_table(&findings(removed))?;
    }
    let more = removed.len().saturating_sub(FINDINGS_SHOWN_MAX);
    if more > 0 {
        let message = Message::new("clean-more").with("count", more);
        terminal.show_text(2 * INDENT, &terminal.text(&message))?;
    }
    let remains = terminal.text(&Message::new(caution(copy.format)));
    terminal.show_text(INDENT, &remains)?;
    Ok(())
}

fn findings(removed: &[Finding]) -> Table {
    let mut table = Table::new(2 * INDENT);
    let parts = removed.iter().any(|finding| finding.part.is_some());
    for finding in removed.iter().take(FINDINGS_SHOWN_MAX) {
        let part = finding.part.clone().unwrap_or_default();
        let cells = [part, finding.field.clone(), finding.value.clone()];
        table.row(cells.into_iter().skip(usize::from(!parts)));
    }
    table
}

/// What no cleaning takes away, by kind.
const fn caution(kind: Kind) -> &'static str {
    match kind {
        Kind::Pdf => "clean-caution-pdf",
        Kind::Jpg | Kind::Png | Kind::Gif | Kind::Tiff => "clean-caution-image",
        Kind::Docx | Kind::Xlsx | Kind::Pptx | Kind::Odt | Kind::Ods | Kind::Odp | Kind::Txt => {
            "clean-caution-text"
        }
        Kind::Mp3 | Kind::Flac | Kind::Ogg | Kind::Wav | Kind::Mp4 | Kind::Avi => {
            "clean-caution-recording"
        }
    }
}
