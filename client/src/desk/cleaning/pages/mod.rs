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
    io::{self, Write},
    num::NonZero,
    path::Path,
    thread::{self, Scope, ScopedJoinHandle},
};

use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;

use self::{image::Image, pdf::Sheet};
use crate::desk::cleaning::pixels::{Page, PixelError};

/// Whether a PDF gets a layer of the words that can be read in its pages, so that it can be
/// searched.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TextLayer {
    Add,
    Omit,
}

/// A page, which a thread is writing.
type Writing<'scope> = ScopedJoinHandle<'scope, Result<Sheet<'static>, PixelError>>;

/// Pages that become a PDF: as many are written at once as there are processors.
pub(super) struct Pages<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    text_layer: TextLayer,
    scratch: &'env Path,
    writings: VecDeque<Writing<'scope>>,
    sheets: Vec<Sheet<'static>>,
    bytes: u64,
}

impl<'scope, 'env> Pages<'scope, 'env> {
    pub(super) const fn new(
        scope: &'scope Scope<'scope, 'env>,
        text_layer: TextLayer,
        scratch: &'env Path,
    ) -> Self {
        Self {
            scope,
            text_layer,
            scratch,
            writings: VecDeque::new(),
            sheets: Vec::new(),
            bytes: 0,
        }
    }

    /// Adds a page behind the others. It fails if all of them are more than may be published.
    pub(super) fn add(&mut self, page: Page) -> Result<(), PixelError> {
        if self.writings.len() >= processors() {
            self.finish_writing()?;
        }
        let (text_layer, scratch) = (self.text_layer, self.scratch);
        let writing = self.scope.spawn(move || sheet(page, text_layer, scratch));
        self.writings.push_back(writing);
        Ok(())
    }

    /// Waits for the page that is being written longest.
    fn finish_writing(&mut self) -> Result<(), PixelError> {
        let Some(writing) = self.writings.pop_front() else {
            return Ok(());
        };
        let ended = writing.join().map_err(|_| io::ErrorKind::Other.into());
        let sheet = ended.map_err(PixelError::NotWritten)??;
        self.bytes += sheet.image.bytes().len() as u64;
        self.sheets.push(sheet);
        if self.bytes > DOCUMENT_MAX_BYTES {
            return Err(PixelError::TooHeavy);
        }
        Ok(())
    }

    /// Writes the PDF.
    pub(super) fn write(mut self) -> Result<Vec<u8>, PixelError> {
        while !self.writings.is_empty() {
            self.finish_writing()?;
        }
        let mut file = Vec::with_capacity(usize::try_from(self.bytes).unwrap_or_default());
        pdf::write(self.sheets, &mut file).map_err(PixelError::NotWritten)?;
        Ok(file)
    }
}

/// Makes a sheet of a page, without the dots that printers add.
fn sheet(
    mut page: Page,
    text_layer: TextLayer,
    scratch: &Path,
) -> Result<Sheet<'static>, PixelError> {
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

/// Whether [`Pages`] wrote these bytes: gives the number of pages if so.
pub(super) fn count_written(bytes: &[u8]) -> Option<usize> {
    let sheets = pdf::read(bytes)?;
    let count = sheets.len();
    let mut same = Same(bytes);
    let is_ours = count > 0
        && are_images_ours(&sheets)
        && pdf::write(sheets, &mut same).is_ok()
        && same.0.is_empty();
    is_ours.then_some(count)
}

/// What has to be written next: anything else is an error.
struct Same<'a>(&'a [u8]);

impl Write for Same<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let rest = self.0.strip_prefix(bytes);
        self.0 = rest.ok_or(io::ErrorKind::InvalidData)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether each picture is as we write it: looked at by as many threads as there are processors.
fn are_images_ours(sheets: &[Sheet<'_>]) -> bool {
    let share = sheets.len().div_ceil(processors()).max(1);
    thread::scope(|scope| {
        let look = |part: &'_ [Sheet<'_>]| part.iter().all(|sheet| sheet.image.is_ours());
        let looks: Vec<_> = sheets
            .chunks(share)
            .map(|part| scope.spawn(move || look(part)))
            .collect();
        looks.into_iter().all(|look| look.join().unwrap_or(false))
    })
}

/// What can be read in the layers of words of a PDF that is ours, page by page.
pub(super) fn texts(bytes: &[u8]) -> Vec<String> {
    let sheets = pdf::read(bytes).unwrap_or_default();
    sheets
        .iter()
        .map(|sheet| words::text(&sheet.words))
        .collect()
}

#[cfg(test)]
mod tests {
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

    fn written(pages: impl IntoIterator<Item = Page>) -> Vec<u8> {
        thread::scope(|scope| {
            let mut all = Pages::new(scope, TextLayer::Omit, Path::new("/"));
            pages.into_iter().for_each(|page| all.add(page).unwrap());
            all.write().unwrap()
        })
    }

    fn with_words(image: Image<'static>, texts: &[&str]) -> Vec<u8> {
        let place = Place {
            left: 2,
            top: 3,
            width: 30,
            height: 10,
        };
        let words = texts.iter().map(|text| Word::new(text, place, SIDE));
        let words = words.collect::<Option<_>>().unwrap();
        let mut file = Vec::new();
        pdf::write(vec![Sheet { image, words }], &mut file).unwrap();
        file
    }

    #[test]
    fn what_is_written_is_accepted() {
        assert_eq!(count_written(&written(pages())), Some(3));
        for page in pages() {
            assert_eq!(count_written(&written([page])), Some(1));
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
            packed: miniz_oxide::deflate::compress_to_vec_zlib(pixels, 6).into(),
        };
        let white = Image::of(&Page::of(5, 2, [255; 30].to_vec())).unwrap();
        assert_eq!(white.bytes(), text(&[0xFF, 0xC0, 0xFF, 0xC0], 5, 2).bytes());
        assert!(white.is_ours());
        assert!(!text(&[0xFF, 0xC1, 0xFF, 0xC0], 5, 2).is_ours());
        assert!(!text(&[], 0, 1 << 20).is_ours(), "a page of no width");
    }

    #[test]
    fn nothing_else_is() {
        refuses_all_others(&written(pages().into_iter().take(1)));
        let image = Image::of(&pages()[0]).unwrap();
        refuses_all_others(&with_words(image, &["Délibération", "(18-893)"]));
        assert_eq!(count_written(&written([])), None, "no page");
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
