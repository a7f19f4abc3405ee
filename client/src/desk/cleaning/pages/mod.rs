//! A document, written anew as a PDF of pictures of its pages.
//!
//! [dots] takes away what printers add, [image] decides how a page is kept, [pdf] writes and reads
//! the file.

pub(super) mod dots;
mod image;
mod pdf;

use std::io;

use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;

use self::image::Image;
use crate::desk::cleaning::pixels::{Page, PixelError};

/// Pages that become a PDF.
#[derive(Default)]
pub(super) struct Pages {
    images: Vec<Image>,
    bytes: u64,
}

impl Pages {
    /// Adds a page behind the others. It fails if all of them are more than may be published.
    pub(super) fn add(&mut self, mut page: Page) -> Result<(), PixelError> {
        dots::remove(&mut page);
        let image = Image::of(&page).map_err(io::Error::other);
        let image = image.map_err(PixelError::NotWritten)?;
        self.bytes += image.bytes().len() as u64;
        self.images.push(image);
        if self.bytes > DOCUMENT_MAX_BYTES {
            return Err(PixelError::TooHeavy);
        }
        Ok(())
    }

    /// Writes the PDF.
    pub(super) fn write(&self) -> Vec<u8> {
        pdf::write(&self.images)
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
        pages.into_iter().for_each(|page| all.add(page).unwrap());
        all.write()
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
            packed: miniz_oxide::deflate::compress_to_vec_zlib(pixels, 9),
        };
        let white = Image::of(&Page::of(5, 2, [255; 30].to_vec())).unwrap();
        assert_eq!(white.bytes(), text(&[0xFF, 0xC0, 0xFF, 0xC0], 5, 2).bytes());
        assert!(white.is_ours());
        assert!(!text(&[0xFF, 0xC1, 0xFF, 0xC0], 5, 2).is_ours());
        assert!(!text(&[], 0, 1 << 20).is_ours(), "a page of no width");
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
