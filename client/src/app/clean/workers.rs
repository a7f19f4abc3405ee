//! Threads that clean documents, as many as there are processors.

use std::{
    io,
    num::NonZero,
    path::{Path, PathBuf},
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, Sender},
    },
    thread,
};

use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;
use sourdine_platform::files;
use sourdine_protocol::text::Sha256Hex;

use super::{documents::Document, error::CleanFileError};
use crate::{
    app::{AppError, ProgressEvent, ProgressSink},
    desk::{
        cleaning::{Cleaned, TextLayer, clean, redact, redaction::Redaction},
        scratch::{Scratch, TemporaryScratch},
    },
};

/// A clean copy, in a folder of its own that goes with it.
pub(super) struct Work {
    pub(super) cleaned: Cleaned,
    pub(super) original_sha256: Sha256Hex,
    _folder: TemporaryScratch,
}

/// What is asked for.
#[derive(Clone, Copy)]
pub(super) struct Wishes<'a> {
    pub(super) text_layer: TextLayer,
    pub(super) redaction: Option<&'a Redaction>,
}

/// What a worker tells.
enum Word {
    Progress {
        pages: u32,
        of: u32,
    },
    /// The document with this number is done.
    Done(usize, Box<Result<Work, AppError>>),
}

/// Cleans documents, and hands out what became of each, in their order.
pub(super) fn clean_all(
    documents: Vec<Document>,
    scratch: &Scratch,
    wishes: Wishes<'_>,
    progress: &dyn ProgressSink,
    mut each: impl FnMut(&str, Result<Work, AppError>),
) {
    let (mut names, mut paths, mut done) = (Vec::new(), Vec::new(), Vec::new());
    for Document { shown, path } in documents {
        names.push(shown);
        let (path, refused) = match path {
            Ok(path) => (Some(path), None),
            Err(error) => (None, Some(Err(error))),
        };
        paths.push(path);
        done.push(refused);
    }
    let next = AtomicUsize::new(0);
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let (tell, told) = mpsc::channel();
        for _ in 0..processors.min(paths.len()) {
            let worker = Worker {
                paths: &paths,
                next: &next,
                scratch,
                wishes,
                tell: tell.clone(),
            };
            scope.spawn(move || worker.run());
        }
        drop(tell);
        let mut handed = 0;
        let mut hand_out = |done: &mut Vec<Option<Result<Work, AppError>>>| {
            while let Some(work) = done.get_mut(handed).and_then(Option::take) {
                each(names.get(handed).map_or("", String::as_str), work);
                handed += 1;
            }
            handed
        };
        hand_out(&mut done);
        for word in told {
            match word {
                Word::Progress { pages, of } => {
                    if let [file] = names.as_slice() {
                        progress.update(ProgressEvent::Cleaning { file, pages, of });
                    }
                }
                Word::Done(number, work) => {
                    if let Some(place) = done.get_mut(number) {
                        *place = Some(*work);
                    }
                    let documents = hand_out(&mut done);
                    let of = names.len();
                    progress.update(ProgressEvent::CleaningAll { documents, of });
                }
            }
        }
    });
}

/// Takes one document after another.
struct Worker<'a> {
    paths: &'a [Option<PathBuf>],
    next: &'a AtomicUsize,
    scratch: &'a Scratch,
    wishes: Wishes<'a>,
    tell: Sender<Word>,
}

impl Worker<'_> {
    fn run(&self) {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(path) = self.paths.get(number) else {
                return;
            };
            if let Some(path) = path {
                let work = Box::new(self.clean(path));
                // Who listens goes on to the end.
                drop(self.tell.send(Word::Done(number, work)));
            }
        }
    }

    fn clean(&self, path: &Path) -> Result<Work, AppError> {
        let unreadable = |source| CleanFileError::Unreadable {
            path: path.to_owned(),
            source,
        };
        let mut file = files::open_regular(path, DOCUMENT_MAX_BYTES).map_err(unreadable)?;
        let hashed = files::copy_hashed(&mut file, &mut io::sink());
        let (_, original_sha256) = hashed.map_err(unreadable)?;
        let folder = self.scratch.fleeting()?;
        let mut progress = |pages, of| {
            drop(self.tell.send(Word::Progress { pages, of }));
        };
        let (scratch, layer) = (folder.path(), self.wishes.text_layer);
        let cleaned = match self.wishes.redaction {
            Some(redaction) => redact(path, scratch, layer, redaction, &mut progress),
            None => clean(path, scratch, layer, &mut progress),
        }?;
        Ok(Work {
            cleaned,
            original_sha256,
            _folder: folder,
        })
    }
}
