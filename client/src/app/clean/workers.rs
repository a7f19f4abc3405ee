//! Threads that clean documents, as many as there are processors.

use std::{
    io,
    num::NonZero,
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, Sender},
    },
    thread,
};

use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;
use sourdine_platform::files;
use sourdine_protocol::text::Sha256Hex;

use super::{
    documents::{Document, Source},
    error::CleanFileError,
};
use crate::{
    app::{AppError, ProgressEvent, ProgressSink},
    desk::{
        cleaning::{Cleaned, Wishes, clean},
        scratch::{Scratch, TemporaryScratch},
    },
};

/// A clean copy, in a folder of its own that goes with it.
pub(super) struct Work {
    pub(super) cleaned: Cleaned,
    pub(super) original_sha256: Sha256Hex,
    _folder: TemporaryScratch,
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
    let (mut names, mut sources, mut done) = (Vec::new(), Vec::new(), Vec::new());
    for Document { shown, source } in documents {
        names.push(shown);
        let (source, refused) = match source {
            Ok(source) => (Some(source), None),
            Err(error) => (None, Some(Err(error))),
        };
        sources.push(source);
        done.push(refused);
    }
    let next = AtomicUsize::new(0);
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let (tell, told) = mpsc::channel();
        for _ in 0..processors.min(sources.len()) {
            let worker = Worker {
                sources: &sources,
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
    sources: &'a [Option<Source>],
    next: &'a AtomicUsize,
    scratch: &'a Scratch,
    wishes: Wishes<'a>,
    tell: Sender<Word>,
}

impl Worker<'_> {
    fn run(&self) {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(source) = self.sources.get(number) else {
                return;
            };
            if let Some(source) = source {
                let work = Box::new(self.clean(source));
                // Who listens goes on to the end.
                drop(self.tell.send(Word::Done(number, work)));
            }
        }
    }

    fn clean(&self, source: &Source) -> Result<Work, AppError> {
        let original = &source.original;
        let unreadable = |error| CleanFileError::Unreadable {
            path: original.clone(),
            source: error,
        };
        let mut file = files::open_regular(original, DOCUMENT_MAX_BYTES).map_err(unreadable)?;
        let hashed = files::copy_hashed(&mut file, &mut io::sink());
        let (_, original_sha256) = hashed.map_err(unreadable)?;
        let folder = self.scratch.fleeting()?;
        let mut progress = |pages, of| {
            drop(self.tell.send(Word::Progress { pages, of }));
        };
        let cleaned = clean(&source.path, folder.path(), self.wishes, &mut progress)?;
        Ok(Work {
            cleaned: cleaned.with_told(source.told.clone()),
            original_sha256,
            _folder: folder,
        })
    }
}
