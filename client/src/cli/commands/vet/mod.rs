//! `sourdine vet draft | sign | show`.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use serde::Serialize;

use sourdine_platform::files;

use super::{
    Failure, Outcome,
    case_shown::{Signature, signatures},
    case_work::{CaseWork, forward},
    question::certain,
    size::human,
    typed,
    workplace::Workplace,
};
use crate::{
    cli::render::{Explain, Message, Table, Terminal},
    desk::{
        case::{
            Case,
            event::{CaseId, CaseState, EventKind},
        },
        publication,
        publication::draft::Draft,
        vetting::signatures::QuorumError,
        vetting::{Candidate, EditorSignature, Statement},
    },
    observatory::{
        entry::Entry,
        entry_file::{self, ENTRY_MAX_BYTES},
        first_entries::new_about,
        folder::{About, FolderError},
        names::{Sha256Hex, Uuid},
    },
};

/// Random bytes of a UUID.
const UUID_RANDOM_BYTES: usize = 32;
/// Where what belongs to a line begins.
const INDENT: usize = 2;

/// What to do with an entry that waits for two editors.
#[derive(Debug, Subcommand)]
pub enum VetCommand {
    /// Write the beginning of an entry from what the case knows, or take out the one that was signed last
    Draft(DraftWanted),
    /// Look at exactly what will be published, and sign it
    Sign(Sign),
    /// Show who signed what, and whether two editors did
    Show(ShowWanted),
}

/// Which draft.
#[derive(Args, Debug)]
pub struct DraftWanted {
    /// The case, by the beginning of its name
    pub case: String,
    /// The name of a new entry [default: the entry signed last, to be corrected]
    #[arg(long, value_name = "ENTRY-ID")]
    pub id: Option<String>,
    /// Where to write it [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
}

/// What to sign.
#[derive(Args, Debug)]
pub struct Sign {
    /// The case, by the beginning of its name
    pub case: String,
    /// The entry's file [default: the entry that another editor signed]
    #[arg(long, value_name = "FILE")]
    pub entry: Option<PathBuf>,
    /// Where the preview is written [default: memory, until you have answered]
    #[arg(long, value_name = "DIR")]
    pub preview: Option<PathBuf>,
    /// The observatory for which it is meant [default: the one in desk.toml]
    #[arg(long, value_name = "DIR")]
    pub observatory: Option<PathBuf>,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

/// Whose signatures.
#[derive(Args, Debug)]
pub struct ShowWanted {
    /// The case, by the beginning of its name
    pub case: String,
}

/// Why nothing was signed or written.
#[derive(Debug, thiserror::Error)]
pub enum VetError {
    /// No entry to look at.
    #[error(
        "no entry was signed in this case yet: give one with --entry; `sourdine vet draft` begins one"
    )]
    NoEntry,
    /// No entry to take out.
    #[error("no entry was signed in this case yet: name a new one with --id")]
    NoDraft,
    /// The entry's file cannot be read or written.
    #[error("{path} cannot be used: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is there already.
    #[error("{0} is there already, perhaps with your work in it: name another with --to")]
    Occupied(PathBuf),
    /// The same editor again.
    #[error(
        "you (`{0}`) have signed exactly this already: now another editor has to look at it and sign"
    )]
    Already(String),
}

impl Explain for VetError {
    fn message(&self) -> Message {
        match self {
            Self::NoEntry => Message::new("error-vet-no-entry"),
            Self::NoDraft => Message::new("error-vet-no-draft"),
            Self::File { path, source } => Message::new("error-file")
                .with("path", path.display())
                .with("reason", source),
            Self::Occupied(path) => Message::new("error-vet-occupied").with("path", path.display()),
            Self::Already(editor) => Message::new("error-vet-already").with("editor", editor),
        }
    }
}

impl Explain for QuorumError {
    fn message(&self) -> Message {
        match self {
            Self::Nobody => Message::new("error-vet-no-entry"),
            Self::Alone(editor) => Message::new("error-alone").with("editor", editor),
            Self::SameEditor(editor) => Message::new("error-same-editor").with("editor", editor),
            Self::NotAnEditor(editor) => Message::new("error-left").with("editor", editor),
            Self::OtherEntry(editor) => Message::new("error-other-entry").with("editor", editor),
            Self::Invalid(editor) => Message::new("error-not-signed").with("editor", editor),
        }
    }
}

#[derive(Serialize)]
struct Drafted<'a> {
    case: &'a CaseId,
    entry: &'a str,
    file: Option<&'a Path>,
}

#[derive(Serialize)]
struct Vetting<'a> {
    case: &'a CaseId,
    statement: String,
    statement_sha256: Sha256Hex,
    signatures: Vec<Signature<'a>>,
    ready: bool,
}

/// Does it.
///
/// # Errors
/// There is nothing to sign, it is not what it should be, or it cannot be written.
pub fn run(command: &VetCommand, workplace: &Workplace<'_>) -> Outcome {
    let work = CaseWork::open(workplace)?;
    match command {
        VetCommand::Draft(wanted) => draft(&work, wanted, workplace),
        VetCommand::Sign(wanted) => sign(&work, wanted, workplace),
        VetCommand::Show(wanted) => show(&work, &work.find(&wanted.case)?, workplace.terminal),
    }
}

fn draft(work: &CaseWork, wanted: &DraftWanted, workplace: &Workplace<'_>) -> Outcome {
    let id = wanted.id.as_deref();
    let id = id.map(|id| typed::entry_id("--id", id)).transpose()?;
    let case = work.find(&wanted.case)?;
    let text = match id {
        Some(id) => {
            let fleeting = workplace.scratch()?.fleeting()?;
            let view = case.view();
            let mut copies = Vec::new();
            for copy in &view.copies {
                copies.push(work.take(case.id(), copy, fleeting.path())?);
            }
            let draft = Draft {
                id,
                uuid: new_uuid()?,
                day: workplace.today,
                place: view.place.cloned(),
                technologies: view.technologies.to_vec(),
                documents: copies.iter().collect(),
            };
            draft.text()
        }
        None => {
            let last = case.view().entry().map(str::to_owned);
            last.ok_or(VetError::NoDraft)?
        }
    };
    let drafted = Drafted {
        case: case.id(),
        entry: &text,
        file: wanted.to.as_deref(),
    };
    match &wanted.to {
        Some(path) => {
            write_draft(path, &text)?;
            let message = Message::new("vet-drafted")
                .with("file", path.display())
                .with("case", case.id());
            Ok(workplace.terminal.give(&drafted, &message)?)
        }
        None if workplace.terminal.json() => Ok(workplace
            .terminal
            .give(&drafted, &Message::new("vet-drafted"))?),
        None => Ok(io::stdout().write_all(text.as_bytes())?),
    }
}

fn new_uuid() -> io::Result<Uuid> {
    let mut random = [0; UUID_RANDOM_BYTES];
    getrandom::fill(&mut random).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(Uuid::from_random(random))
}

fn write_draft(path: &Path, text: &str) -> Result<(), VetError> {
    files::publish_new(path, text.as_bytes()).map_err(|source| {
        if source.kind() == io::ErrorKind::AlreadyExists {
            VetError::Occupied(path.to_owned())
        } else {
            VetError::File {
                path: path.to_owned(),
                source,
            }
        }
    })
}

fn sign(work: &CaseWork, wanted: &Sign, workplace: &Workplace<'_>) -> Outcome {
    let terminal = workplace.terminal;
    let roster = work.roster()?;
    let case = work.find(&wanted.case)?;
    let entry = entry_bytes(wanted, &case)?;
    let name = work.editor.name();
    let (known, _) = signatures(&case.view(), &roster);
    let last = case.view().entry().map(str::as_bytes) == Some(entry.as_slice());
    if last && known.iter().any(|one| one.counts && one.editor == name) {
        return Err(VetError::Already(name.to_owned()).into());
    }
    let fleeting = workplace.scratch()?.fleeting()?;
    let candidate = work.candidate(&case, &entry, fleeting.path())?;
    let observatory = work.observatory(wanted.observatory.as_deref())?;
    if let Some(folder) = &observatory {
        publication::check(&candidate, folder)?;
    }
    show_candidate(&candidate, terminal)?;
    let to = wanted.preview.clone();
    let to = to.unwrap_or_else(|| fleeting.path().join("preview"));
    publication::preview(&candidate, about(observatory.as_deref())?, &to)?;
    let page = format!(
        "{}/entries/{}.html",
        terminal.language(),
        candidate.entry().id
    );
    let page = to.join(page);
    if wanted.preview.is_some() || !wanted.yes {
        terminal.say(&Message::new("vet-preview").with("page", page.display()))?;
        terminal.gap()?;
    }
    certain(terminal, &Message::new("vet-question"), wanted.yes)?;

    let statement = candidate.statement();
    let key = work.editor.signing_key()?;
    let signature = key.sign(statement.as_bytes(), workplace.today)?;
    let signed = EditorSignature {
        editor: name.to_owned(),
        signature,
    };
    // An entry that reads is text.
    let entry = String::from_utf8_lossy(candidate.bytes()).into_owned();
    let mut done = vec![EventKind::Vetted { entry, signed }];
    done.extend(forward(&case, CaseState::Vetting));
    let case = work.add(case.id(), done)?;
    show(work, &case, terminal)
}

fn entry_bytes(wanted: &Sign, case: &Case) -> Result<Vec<u8>, Failure> {
    let Some(path) = &wanted.entry else {
        let last = case.view().entry().map(|entry| entry.as_bytes().to_vec());
        return Ok(last.ok_or(VetError::NoEntry)?);
    };
    let bytes = files::read_regular(path, ENTRY_MAX_BYTES as u64);
    let bytes = bytes.map_err(|source| VetError::File {
        path: path.clone(),
        source,
    })?;
    // Refused here, where the file's name is known.
    entry_file::parse(&bytes).map_err(|error| FolderError::Entry {
        path: path.clone(),
        error,
    })?;
    Ok(bytes)
}

/// What the observatory is called; a new one's name where none is known.
fn about(observatory: Option<&Path>) -> Result<About, Failure> {
    match observatory {
        Some(folder) => Ok(About::read(folder)?),
        None => Ok(new_about(&new_uuid()?).map_err(|error| io::Error::other(error.to_string()))?),
    }
}

/// Shows exactly what a signature will be over.
fn show_candidate(candidate: &Candidate, terminal: &Terminal) -> Outcome {
    let entry = candidate.entry();
    terminal.say(&Message::new("vet-candidate").with("entry", &entry.id))?;
    show_entry(entry, terminal)?;
    terminal.gap()?;
    terminal.say(&Message::new("vet-statement"))?;
    for line in candidate.statement().to_string().lines() {
        // A hash has its own line: two that are compared stand under each other.
        let (what, hash) = line.rsplit_once(' ').unwrap_or((line, ""));
        terminal.show_text(INDENT, what)?;
        terminal.show_text(2 * INDENT, hash)?;
    }
    let mut table = Table::new(INDENT);
    for (document, copy) in candidate.documents() {
        table.row([
            document.file.to_string(),
            human(copy.size(), terminal.language()),
            document.title.get(terminal.language()).to_string(),
        ]);
    }
    if !table.is_empty() {
        terminal.gap()?;
        terminal.say(&Message::new("vet-documents"))?;
        terminal.show_table(&table)?;
    }
    Ok(terminal.gap()?)
}

fn show_entry(entry: &Entry, terminal: &Terminal) -> Outcome {
    for text in [&entry.title, &entry.summary] {
        terminal.show_text(INDENT, &text.get(terminal.language()).to_string())?;
    }
    let facts = Message::new("vet-facts")
        .with("status", entry.status.key())
        .with("confidence", entry.confidence.key())
        .with("claims", entry.claims.len())
        .with("sources", entry.sources.len())
        .with("documents", entry.documents.len());
    Ok(terminal.say(&facts)?)
}

fn show(work: &CaseWork, case: &Case, terminal: &Terminal) -> Outcome {
    let view = case.view();
    let entry = view.entry().ok_or(VetError::NoEntry)?;
    let statement = Statement::read(entry.as_bytes())?;
    let (signatures, ready) = signatures(&view, &work.editor.roster()?);
    let vetting = Vetting {
        case: case.id(),
        statement: statement.to_string(),
        statement_sha256: statement.sha256(),
        signatures,
        ready,
    };
    if terminal.json() {
        return Ok(terminal.give(&vetting, &Message::new("vet-ready"))?);
    }
    let parsed = entry_file::parse(entry.as_bytes())?;
    terminal.say(&Message::new("vet-signed").with("entry", &parsed.id))?;
    let mut table = Table::new(INDENT);
    for signature in &vetting.signatures {
        table.row(signature.cells(terminal));
    }
    terminal.show_table(&table)?;
    let next = if ready { "vet-ready" } else { "vet-waiting" };
    Ok(terminal.say(&Message::new(next).with("case", case.id()))?)
}
