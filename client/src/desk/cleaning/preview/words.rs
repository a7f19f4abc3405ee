//! How many words can be read on each page, counted by as many threads as there are processors.

use std::{
    collections::VecDeque,
    io,
    num::NonZero,
    path::Path,
    thread::{self, Scope, ScopedJoinHandle},
};

use sourdine_decoder::stream::PIXELS_PER_INCH;

use crate::desk::cleaning::{
    pages::{
        image::grey_samples,
        tesseract::{self, Greys},
    },
    pixels::{Page, PixelError},
    sandbox::SandboxError,
};

type Counting<'scope> = ScopedJoinHandle<'scope, Result<usize, SandboxError>>;

/// Counts words while other pages are drawn.
pub(in crate::desk::cleaning) struct WordCounts<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    scratch: &'env Path,
    counting: VecDeque<Counting<'scope>>,
    counted: Vec<usize>,
}

impl<'scope, 'env> WordCounts<'scope, 'env> {
    pub(in crate::desk::cleaning) const fn new(
        scope: &'scope Scope<'scope, 'env>,
        scratch: &'env Path,
    ) -> Self {
        Self {
            scope,
            scratch,
            counting: VecDeque::new(),
            counted: Vec::new(),
        }
    }

    pub(in crate::desk::cleaning) fn add(&mut self, page: Page) -> Result<(), PixelError> {
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        if self.counting.len() >= processors {
            self.finish_one()?;
        }
        let scratch = self.scratch;
        self.counting
            .push_back(self.scope.spawn(move || count(&page, scratch)));
        Ok(())
    }

    /// The counts of all pages, in their order.
    pub(in crate::desk::cleaning) fn finish(mut self) -> Result<Vec<usize>, PixelError> {
        while !self.counting.is_empty() {
            self.finish_one()?;
        }
        Ok(self.counted)
    }

    fn finish_one(&mut self) -> Result<(), PixelError> {
        if let Some(counting) = self.counting.pop_front() {
            let ended = counting.join().map_err(|_| io::ErrorKind::Other.into());
            self.counted.push(ended.map_err(PixelError::NotWritten)??);
        }
        Ok(())
    }
}

fn count(page: &Page, scratch: &Path) -> Result<usize, SandboxError> {
    let greys = Greys {
        samples: &grey_samples(page),
        size: (page.width(), page.height()),
        pixels_per_inch: PIXELS_PER_INCH,
    };
    let seen = tesseract::look(greys, scratch)?.unwrap_or_default();
    Ok(seen.iter().filter(|seen| seen.is_sure()).count())
}
