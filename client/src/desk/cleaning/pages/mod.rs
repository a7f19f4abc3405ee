//! A document, written anew as a PDF of pictures of its pages.
//!
//! [dots] takes away what printers add, [image] decides how a page is kept, [pdf] writes and reads
//! the file.

mod dots;
mod image;
mod pdf;

use std::io;

use jpeg_encoder::EncodingError;

use self::image::Image;
use crate::desk::cleaning::pixels::Page;

/// Pages that become a PDF.
#[derive(Default)]
pub(super) struct Pages {
    images: Vec<Image>,
    failed: Option<EncodingError>,
}

impl Pages {
    /// Adds a page behind the others.
    pub(super) fn add(&mut self, mut page: Page) {
        dots::remove(&mut page);
        match Image::of(&page) {
            Ok(image) => self.images.push(image),
            Err(error) => self.failed = Some(error),
        }
    }

    /// Writes the PDF. It fails if an encoder refused a page.
    pub(super) fn write(self) -> io::Result<Vec<u8>> {
        match self.failed {
            None => Ok(pdf::write(&self.images)),
            Some(error) => Err(io::Error::other(error)),
        }
    }
}

/// Whether [`Pages`] wrote these bytes: gives the number of pages if so.
pub(super) fn count_written(bytes: &[u8]) -> Option<usize> {
    let images = pdf::read(bytes)?;
    let is_ours = images.iter().all(Image::is_ours) && pdf::write(&images) == bytes;
    is_ours.then_some(images.len()).filter(|count| *count > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let mut all = Pages::default();
        pages.into_iter().for_each(|page| all.add(page));
        all.write().unwrap()
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

    #[test]
    fn nothing_else_is() {
        let text = || pages().into_iter().take(1);
        let bytes = written(text());
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_eq!(
                count_written(&changed),
                None,
                "byte {at} of {}",
                bytes.len()
            );
            assert_eq!(count_written(&bytes[..at]), None, "cut at {at}");
            let mut longer = bytes.clone();
            longer.insert(at, b' ');
            assert_eq!(count_written(&longer), None, "a space at {at}");
        }
        assert_eq!(count_written(&[&bytes[..], b"\n"].concat()), None);
        assert_eq!(count_written(&written([])), None, "no page");
    }
}
