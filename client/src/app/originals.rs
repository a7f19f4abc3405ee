//! The words of a case's originals, as far as this machine has them: a wording that is repeated in
//! public leads to who had it.
//!
//! A case holds clean copies, and not the originals. Their words are those that a clean copy shows,
//! and those of letters that are on this machine and open for this editor: their messages and
//! texts, also inside what a source had sealed before. What cannot be compared is named.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sourdine_platform::files;
use sourdine_protocol::text::{Sha256Hex, harmless};

use super::{AppError, CommandContext, case_session::CaseSession, findings::Uncompared};
use crate::desk::{
    case::{Case, event::CaseEnvelope},
    cleaning::text,
    letter::{self, Keys},
    lints::Originals,
    vetting::Proposal,
};

/// Largest letter that is opened to be compared, in bytes of its files.
const LETTER_MAX_BYTES: u64 = 268_435_456;
/// Largest text of a letter that is compared, in bytes.
const TEXT_MAX_BYTES: u64 = 16_777_216;
/// The deepest folder of an opened letter that is looked into: letters inside letters.
const DEPTH_MAX: usize = 8;
/// How much of a letter's name is shown, in characters.
const BEGINNING_CHARS: usize = 12;

/// The originals of a case.
pub(super) struct Compared {
    pub(super) originals: Originals,
    pub(super) uncompared: Vec<Uncompared>,
    /// The originals whose clean copies have words.
    in_copies: Vec<Sha256Hex>,
}

impl Compared {
    /// Gathers the words of a case's originals. Those of the proposal's documents are at hand.
    pub(super) fn of(
        context: &CommandContext<'_>,
        session: &CaseSession,
        case: &Case,
        proposal: &Proposal,
        scratch: &Path,
    ) -> Result<Self, AppError> {
        let mut compared = Self {
            originals: Originals::default(),
            uncompared: Vec::new(),
            in_copies: Vec::new(),
        };
        compared.add_copies(session, case, proposal, scratch)?;
        let view = case.view();
        for envelope in &view.envelopes {
            if let Err(why) = compared.add_letter(context, session, envelope) {
                compared.leave(beginning(&envelope.envelope), why);
            }
        }
        Ok(compared)
    }

    fn leave(&mut self, original: &str, why: &'static str) {
        self.uncompared.push(Uncompared {
            original: harmless(original),
            why,
        });
    }

    fn add_copies(
        &mut self,
        session: &CaseSession,
        case: &Case,
        proposal: &Proposal,
        scratch: &Path,
    ) -> Result<(), AppError> {
        let view = case.view();
        for copy in &view.copies {
            let listed = proposal
                .documents()
                .iter()
                .find(|one| *one.sha256() == copy.sha256);
            let texts = match listed {
                Some(cleaned) => cleaned.texts()?,
                None => match session.take(case.id(), copy, scratch) {
                    Ok(cleaned) => cleaned.texts()?,
                    Err(_) => {
                        self.leave(&copy.original_name, "copy-refused");
                        continue;
                    }
                },
            };
            if texts.iter().all(|text| text.trim().is_empty()) {
                self.leave(&copy.original_name, "no-words");
                continue;
            }
            self.originals
                .add(&harmless(&copy.original_name), &texts.join("\n"));
            self.in_copies.push(copy.original_sha256.clone());
        }
        Ok(())
    }

    /// Adds the texts of a letter. The error is a key that says why not.
    fn add_letter(
        &mut self,
        context: &CommandContext<'_>,
        session: &CaseSession,
        envelope: &CaseEnvelope,
    ) -> Result<(), &'static str> {
        let inbox = session.editor.folder().inbox().map_err(|_| "letter-away")?;
        let stored = inbox.find(&envelope.envelope).map_err(|_| "letter-away")?;
        let path = inbox.path(&stored.id);
        let identity = session.editor.identity();
        let mut opened = letter::open(&path, identity).map_err(|_| "letter-closed")?;
        let size: u64 = opened.files().iter().map(|file| file.size).sum();
        if size > LETTER_MAX_BYTES {
            return Err("letter-large");
        }
        let folder = context
            .scratch()
            .and_then(|scratch| Ok(scratch.fleeting()?));
        let folder = folder.map_err(|_| "letter-large")?;
        let openpgp = session.editor.signing_key().map_err(|_| "letter-closed")?;
        let keys = Keys {
            identity,
            openpgp: &openpgp,
        };
        letter::extract(&mut opened, &path, folder.path(), keys, &mut |_| ())
            .map_err(|_| "letter-closed")?;
        let mut found = Vec::new();
        files_below(folder.path(), 0, &mut found);
        for file in found {
            let name = file.strip_prefix(folder.path()).unwrap_or(&file);
            let name = format!("{} {}", beginning(&envelope.envelope), name.display());
            self.add_file(&name, &file);
        }
        Ok(())
    }

    fn add_file(&mut self, name: &str, path: &Path) {
        let Ok(bytes) = files::read_regular(path, TEXT_MAX_BYTES) else {
            self.leave(name, "file-large");
            return;
        };
        match text::read(&bytes) {
            Some(text) => self.originals.add(&harmless(name), &text),
            None if self.in_copies.contains(&Sha256Hex::of(&bytes)) => {}
            None => self.leave(name, "no-words"),
        }
    }
}

fn beginning(id: &str) -> &str {
    id.get(..BEGINNING_CHARS).unwrap_or(id)
}

/// The files of an opened letter, in the order of their names.
fn files_below(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let Ok(items) = fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<PathBuf> = items.flatten().map(|item| item.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() && depth < DEPTH_MAX {
            files_below(&path, depth + 1, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}
