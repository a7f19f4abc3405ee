//! The pages of a document, read by as many threads as there are processors.

use std::{
    collections::VecDeque,
    io,
    num::NonZero,
    path::Path,
    thread::{self, ScopedJoinHandle},
};

use sourdine_decoder::format::Format;

use super::{
    error::RedactionError,
    hits::Hits,
    reading::{self, Reading},
    search::Needle,
};
use crate::desk::cleaning::{
    pixels::{self, Page, PixelError},
    sandbox::SandboxError,
};

/// What is read on a page, by a thread.
type Looking<'scope> = ScopedJoinHandle<'scope, Result<Option<Vec<Reading>>, SandboxError>>;
/// What is done with a page before it is read: its number, and its pixels.
type Before<'a> = dyn FnMut(u32, &Page) -> Result<(), RedactionError> + 'a;
/// What is done with what was found: the page's number, how many there are, where texts stand.
type Each<'a> = dyn FnMut(u32, u32, Hits) -> Result<(), RedactionError> + 'a;

/// A document, and the texts that are looked for.
pub(super) struct Pages<'a> {
    pub(super) document: &'a Path,
    pub(super) format: Format,
    pub(super) scratch: &'a Path,
    pub(super) needles: &'a [Needle],
}

impl Pages<'_> {
    /// Looks for the texts page by page, and gives how many pages there are.
    pub(super) fn read(
        &self,
        before: &mut Before<'_>,
        each: &mut Each<'_>,
    ) -> Result<u32, RedactionError> {
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        let mut failure = None;
        let done = thread::scope(|scope| {
            let (mut looking, mut number) = (VecDeque::new(), 0);
            let read = pixels::decode(self.document, self.format, |page, of| {
                number += 1;
                let add = || {
                    before(number, &page)?;
                    if looking.len() >= processors {
                        self.finish(&mut looking, of, each)?;
                    }
                    let scratch = self.scratch;
                    let has_texts = !self.needles.is_empty();
                    let look = move || match has_texts {
                        true => reading::read(&page, scratch),
                        false => Ok(Some(Vec::new())),
                    };
                    looking.push_back((number, scope.spawn(look)));
                    Ok(())
                };
                add().map_err(|error| {
                    failure = Some(error);
                    // It ends the decoder; what is said is the failure.
                    PixelError::NotWritten(io::ErrorKind::Interrupted.into())
                })
            });
            let count = read?;
            while !looking.is_empty() {
                self.finish(&mut looking, count, each)?;
            }
            Ok(count)
        });
        match failure {
            Some(failure) => Err(failure),
            None => done,
        }
    }

    /// Waits for the page that is being read longest.
    fn finish(
        &self,
        looking: &mut VecDeque<(u32, Looking<'_>)>,
        of: u32,
        each: &mut Each<'_>,
    ) -> Result<(), RedactionError> {
        let Some((page, thread)) = looking.pop_front() else {
            return Ok(());
        };
        let ended = thread.join().map_err(|_| io::ErrorKind::Other);
        let readings = ended.map_err(|kind| SandboxError::Io(kind.into()))??;
        let readings = readings.ok_or(RedactionError::NotRead { page })?;
        each(page, of, Hits::of(&readings, self.needles))
    }
}
