//! A document, written anew as a PDF of pictures of its pages.
//!
//! [dots] takes away what printers add, [image] decides how a page is kept, [tesseract] reads its
//! [words], [pdf] writes and reads the file.

pub(in crate::desk) mod dots;
pub(super) mod image;
pub(super) mod tesseract;

mod pdf;
mod words;

use std::{
    collections::VecDeque,
    io::{self, BufRead, BufReader, Read, Write},
    num::NonZero,
    path::Path,
    thread::{self, Scope, ScopedJoinHandle},
};

use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;

use self::{
    image::Image,
    pdf::{Sheet, invalid},
};
use crate::desk::cleaning::pixels::{Page, PixelError};

/// Whether a PDF gets a layer of the words that can be read in its pages, so that it can be
/// searched.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TextLayer {
    Add,
    Omit,
}

/// Work on pages by as many threads as there are processors. It is finished in the pages' order,
/// so that no more pages are in memory than there are threads.
struct InOrder<'scope, 'env, T> {
    scope: &'scope Scope<'scope, 'env>,
    begun: VecDeque<ScopedJoinHandle<'scope, T>>,
}

impl<'scope, 'env, T: Send + 'scope> InOrder<'scope, 'env, T> {
    const fn new(scope: &'scope Scope<'scope, 'env>) -> Self {
        Self {
            scope,
            begun: VecDeque::new(),
        }
    }

    /// Begins work on a page. Gives what was begun longest ago, if all processors are busy with
    /// pages.
    fn begin(&mut self, work: impl FnOnce() -> T + Send + 'scope) -> io::Result<Option<T>> {
        let is_busy = self.begun.len() >= processors();
        let finished = is_busy.then(|| self.finish()).transpose()?.flatten();
        self.begun.push_back(self.scope.spawn(work));
        Ok(finished)
    }

    /// Waits for the work that was begun longest ago.
    fn finish(&mut self) -> io::Result<Option<T>> {
        let ended = self.begun.pop_front().map(ScopedJoinHandle::join);
        ended
            .transpose()
            .map_err(|_| io::Error::other("a thread broke"))
    }
}

/// Pages that become a PDF: each is written as soon as those before it are.
pub(super) struct Pages<'scope, 'env, W> {
    text_layer: TextLayer,
    scratch: &'env Path,
    work: InOrder<'scope, 'env, Result<Sheet, PixelError>>,
    file: pdf::Writer<W>,
}

impl<'scope, 'env, W: Write> Pages<'scope, 'env, W> {
    /// Begins a PDF of this many pages.
    pub(super) fn begin(
        scope: &'scope Scope<'scope, 'env>,
        text_layer: TextLayer,
        scratch: &'env Path,
        (to, count): (W, usize),
    ) -> Result<Self, PixelError> {
        let file = pdf::Writer::begin(to, count);
        Ok(Self {
            text_layer,
            scratch,
            work: InOrder::new(scope),
            file: file.map_err(PixelError::NotWritten)?,
        })
    }

    /// Adds a page behind the others. It fails if all of them are more than may be published.
    pub(super) fn add(&mut self, page: Page) -> Result<(), PixelError> {
        let (text_layer, scratch) = (self.text_layer, self.scratch);
        let work = move || sheet(page, text_layer, scratch);
        let finished = self.work.begin(work).map_err(PixelError::NotWritten)?;
        finished.map_or(Ok(()), |sheet| self.write(&sheet?))
    }

    /// Writes the pages that are not written yet, and the end.
    pub(super) fn end(mut self) -> Result<W, PixelError> {
        while let Some(sheet) = self.work.finish().map_err(PixelError::NotWritten)? {
            self.write(&sheet?)?;
        }
        self.file.end().map_err(PixelError::NotWritten)
    }

    fn write(&mut self, sheet: &Sheet) -> Result<(), PixelError> {
        self.file.add(sheet).map_err(PixelError::NotWritten)?;
        if self.file.length() > DOCUMENT_MAX_BYTES {
            return Err(PixelError::TooHeavy);
        }
        Ok(())
    }
}

/// Makes a sheet of a page, without the dots that printers add.
fn sheet(mut page: Page, text_layer: TextLayer, scratch: &Path) -> Result<Sheet, PixelError> {
    dots::remove(&mut page);
    let image = Image::of(&page).map_err(io::Error::other);
    let image = image.map_err(PixelError::NotWritten)?;
    let words = match text_layer {
        TextLayer::Add => tesseract::read(&page, scratch)?,
        TextLayer::Omit => Vec::new(),
    };
    Ok(Sheet { image, words })
}

fn processors() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// How many pages a PDF has that [`Pages`] wrote. It fails with `InvalidData` if there is a byte
/// that we do not write.
///
/// Both readers read the same PDF. Its pages are taken from the one, some at a time, and written
/// again; what the other reads, to its end, has to be what is written. So what is in the one is not
/// believed.
pub(super) fn count_written(pages: impl Read, same: impl Read) -> io::Result<usize> {
    let mut pages = pdf::Reader::new(pages);
    let first = pages.next()?.ok_or_else(invalid)?;
    let count = pages.count().ok_or_else(invalid)?;
    let mut again = pdf::Writer::begin(Same(BufReader::new(same)), count)?;
    thread::scope(|scope| {
        let mut looks = InOrder::new(scope);
        let mut next = Some(first);
        while let Some(sheet) = next {
            let look = move || sheet.image.is_ours().then_some(sheet);
            if let Some(seen) = looks.begin(look)? {
                again.add(&seen.ok_or_else(invalid)?)?;
            }
            next = pages.next()?;
        }
        while let Some(seen) = looks.finish()? {
            again.add(&seen.ok_or_else(invalid)?)?;
        }
        again.end()?.expect_end()
    })?;
    Ok(count)
}

/// What has to be written next: anything else is an error.
struct Same<R>(BufReader<R>);

impl<R: Read> Same<R> {
    /// It fails if there is more than was written.
    fn expect_end(mut self) -> io::Result<()> {
        let is_over = self.0.fill_buf()?.is_empty();
        is_over.then_some(()).ok_or_else(invalid)
    }
}

impl<R: Read> Write for Same<R> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let expected = self.0.fill_buf()?;
        let length = expected.len().min(bytes.len());
        if length == 0 || expected.get(..length) != bytes.get(..length) {
            return Err(invalid());
        }
        self.0.consume(length);
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What can be read in the layers of words of a PDF that is ours, page by page.
pub(super) fn texts(from: impl Read) -> io::Result<Vec<String>> {
    let mut pages = pdf::Reader::new(from);
    let mut texts = Vec::new();
    while let Some(sheet) = pages.next()? {
        texts.push(words::text(&sheet.words));
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::{
        words::{Place, Word},
        *,
    };
    use crate::desk::cleaning::picture::jpeg::Colours;

    const SIDE: u32 = 40;

    /// A page of text, one of colour, one of many greys.
    fn pages() -> Vec<Page> {
        let pixels = (SIDE * SIDE) as usize;
        let text: Vec<u8> = [[0; 3], [255; 3]].concat().repeat(pixels / 2);
        let colour = [200, 30, 30].repeat(pixels);
        let greys: Vec<u8> = (0..pixels)
            .flat_map(|at| [60 + u8::try_from(at % 120).unwrap(); 3])
            .collect();
        let samples = [text, colour, greys].into_iter();
        samples
            .map(|samples| Page::of(SIDE, SIDE, samples))
            .collect()
    }

    fn written(pages: impl ExactSizeIterator<Item = Page>) -> Vec<u8> {
        thread::scope(|scope| {
            let to = (Vec::new(), pages.len());
            let all = Pages::begin(scope, TextLayer::Omit, Path::new("/"), to);
            let mut all = all.unwrap_or_else(|error| panic!("{error}"));
            pages.for_each(|page| all.add(page).unwrap());
            all.end().unwrap()
        })
    }

    fn count_written(bytes: &[u8]) -> Option<usize> {
        super::count_written(bytes, bytes).ok()
    }

    fn with_words(image: Image, texts: &[&str]) -> Vec<u8> {
        let place = Place {
            left: 2,
            top: 3,
            width: 30,
            height: 10,
        };
        let words = texts.iter().map(|text| Word::new(text, place, SIDE));
        let words = words.collect::<Option<_>>().unwrap();
        let mut file = pdf::Writer::begin(Vec::new(), 1).unwrap();
        file.add(&Sheet { image, words }).unwrap();
        file.end().unwrap()
    }

    #[test]
    fn what_is_written_is_accepted() {
        assert_eq!(count_written(&written(pages().into_iter())), Some(3));
        for page in pages() {
            assert_eq!(count_written(&written([page].into_iter())), Some(1));
        }
    }

    #[test]
    fn each_kind_of_page_is_kept_in_its_way() {
        let kinds = pages()
            .into_iter()
            .map(|page| match Image::of(&page).unwrap() {
                Image::Text { .. } => "text",
                Image::Picture { colours, .. } => match colours {
                    Colours::Grey => "grey",
                    Colours::Coloured => "coloured",
                },
            });
        assert_eq!(kinds.collect::<Vec<_>>(), ["text", "coloured", "grey"]);
    }

    /// What is faint, or dark on dark, would be gone among four greys.
    #[test]
    fn what_is_faint_stays() {
        for (paper, ink) in [(252, 222), (255, 236), (28, 41), (150, 165)] {
            let samples = (0..SIDE * SIDE).flat_map(|at| {
                let is_ink = (at / SIDE) % 8 < 2 && at % SIDE > 8;
                [if is_ink { ink } else { paper }; 3]
            });
            let page = Page::of(SIDE, SIDE, samples.collect());
            let image = Image::of(&page).unwrap();
            assert!(matches!(image, Image::Picture { .. }), "{ink} on {paper}");
        }
    }

    #[test]
    fn no_bit_is_free_behind_a_row() {
        let text = |pixels: &[u8], width, height| Image::Text {
            width,
            height,
            packed: miniz_oxide::deflate::compress_to_vec_zlib(pixels, 6),
        };
        let white = Image::of(&Page::of(5, 2, [255; 30].to_vec())).unwrap();
        assert_eq!(white, text(&[0xFF, 0xC0, 0xFF, 0xC0], 5, 2));
        assert!(white.is_ours());
        assert!(!text(&[0xFF, 0xC1, 0xFF, 0xC0], 5, 2).is_ours());
        assert!(!text(&[], 0, 1 << 20).is_ours(), "a page of no width");
    }

    #[test]
    fn nothing_else_is() {
        refuses_all_others(&written(pages().into_iter().take(1)));
        let image = Image::of(&pages()[0]).unwrap();
        refuses_all_others(&with_words(image, &["Délibération", "(18-893)"]));
        assert_eq!(count_written(&written([].into_iter())), None, "no page");
    }

    /// What the one reader gives is not believed: all that is compared comes from the other.
    #[test]
    fn both_readers_have_to_read_the_same() {
        let [one, other] = [0, 1].map(|nth| written(pages().into_iter().skip(nth).take(1)));
        for (pages, same) in [(&one, &other), (&other, &one)] {
            assert!(super::count_written(pages.as_slice(), same.as_slice()).is_err());
        }
    }

    /// How many bytes were read of a file.
    struct Counted<'a> {
        rest: &'a [u8],
        read: &'a Cell<usize>,
    }

    impl Read for Counted<'_> {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            let read = self.rest.read(to)?;
            self.read.set(self.read.get() + read);
            Ok(read)
        }
    }

    /// Reads with the one reader, and notes how far ahead of the other it is.
    struct Ahead<'a>(Counted<'a>, &'a Cell<usize>, &'a Cell<usize>);

    impl Read for Ahead<'_> {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            let read = self.0.read(to)?;
            let ahead = self.0.read.get().saturating_sub(self.1.get());
            self.2.set(self.2.get().max(ahead));
            Ok(read)
        }
    }

    #[test]
    fn a_long_pdf_is_never_whole_in_memory() {
        const COUNT: usize = 400;
        let [_, _, greys] = <[Page; 3]>::try_from(pages()).ok().unwrap();
        let copy = |_| Page::of(SIDE, SIDE, greys.samples().to_vec());
        let bytes = written((0..COUNT).map(copy));
        let (read, compared, ahead) = (Cell::new(0), Cell::new(0), Cell::new(0));
        let of = |read| Counted { rest: &bytes, read };
        let pages = Ahead(of(&read), &compared, &ahead);
        assert_eq!(super::count_written(pages, of(&compared)).unwrap(), COUNT);
        let pages_ahead = ahead.get() * COUNT / bytes.len();
        assert!(pages_ahead < COUNT / 4, "{pages_ahead} pages");
        assert_eq!([read.get(), compared.get()], [bytes.len(); 2]);
    }

    fn refuses_all_others(bytes: &[u8]) {
        assert_eq!(count_written(bytes), Some(1));
        for at in 0..bytes.len() {
            let mut changed = bytes.to_vec();
            changed[at] ^= 1;
            assert_eq!(
                count_written(&changed),
                None,
                "byte {at} of {}",
                bytes.len()
            );
            assert_eq!(count_written(&bytes[..at]), None, "cut at {at}");
            let mut longer = bytes.to_vec();
            longer.insert(at, b' ');
            assert_eq!(count_written(&longer), None, "a space at {at}");
        }
        assert_eq!(count_written(&[bytes, b"\n"].concat()), None);
    }
}
