//! Pictures: one page each, turned as their tag says. A TIFF has as many pages as it has pictures.

use std::io::{self, Cursor, Write};

use image::{
    AnimationDecoder, ColorType, DynamicImage, ImageDecoder, ImageError, ImageResult, Limits,
    RgbImage,
    codecs::{
        bmp::BmpDecoder, gif::GifDecoder, jpeg::JpegDecoder, png::PngDecoder, pnm::PnmDecoder,
        tiff::TiffDecoder, webp::WebPDecoder,
    },
    imageops::{self, FilterType},
    metadata::Orientation,
};
use tiff::{
    decoder::{Decoder, ifd::Value},
    tags::Tag,
};

use crate::{
    colour,
    error::{DecodeError, Refusal},
    format::Format,
    jpeg,
    stream::{PIXELS_PER_INCH, PageHead, whole, write_number},
};

/// How much a decoder may allocate for one picture, in bytes.
const MEMORY_BYTES: u64 = 768 << 20;
/// The largest GIF of which frames are looked at, in pixels: two of them fit into that memory.
const GIF_MAX_PIXELS: u64 = MEMORY_BYTES / 8;
/// A picture of a TIFF that says to be finer than this is not believed, in pixels an inch.
const PIXELS_PER_INCH_MAX: f32 = 2_400.0;
/// `FillOrder`: the highest bit of a byte is its first pixel.
const HIGHEST_FIRST: u16 = 1;
/// Where a TIFF says where its first picture begins, and where a large one does.
const FIRST: usize = 4;
const FIRST_OF_LARGE: usize = 8;
const VERSION: usize = 2;
const LARGE: u8 = 43;
/// `ResolutionUnit`: per centimetre. Any other number says per inch.
const PER_CENTIMETRE: u32 = 3;
const CENTIMETRES_PER_INCH: f32 = 2.54;

impl From<ImageError> for DecodeError {
    fn from(_: ImageError) -> Self {
        Self::Refused(Refusal::Unreadable)
    }
}

pub(crate) fn decode(
    format: Format,
    document: Vec<u8>,
    mut out: impl Write,
) -> Result<(), DecodeError> {
    if format == Format::Tiff {
        return tiff(document, out);
    }
    refuse_animation(format, &document)?;
    if format == Format::Jpg && jpeg::length(&document).is_none() {
        return Err(DecodeError::Refused(Refusal::Unreadable));
    }
    write_number(1, &mut out)?;
    let from = Cursor::new(document);
    match format {
        Format::Bmp => one(BmpDecoder::new(from)?, None, out),
        Format::Gif => one(GifDecoder::new(from)?, None, out),
        Format::Heic => one(Turned(PngDecoder::new(from)?), None, out),
        Format::Jpg => one(JpegDecoder::new(from)?, None, out),
        Format::Png => one(PngDecoder::new(from)?, None, out),
        Format::Pnm => one(PnmDecoder::new(from)?, None, out),
        Format::Webp => one(WebPDecoder::new(from)?, None, out),
        Format::Tiff | Format::Pdf => Err(DecodeError::Refused(Refusal::Usage)),
    }
}

/// A picture that is turned already, whatever it says.
struct Turned<D>(D);

impl<D: ImageDecoder> ImageDecoder for Turned<D> {
    fn dimensions(&self) -> (u32, u32) {
        self.0.dimensions()
    }

    fn color_type(&self) -> ColorType {
        self.0.color_type()
    }

    fn icc_profile(&mut self) -> ImageResult<Option<Vec<u8>>> {
        self.0.icc_profile()
    }

    fn orientation(&mut self) -> ImageResult<Orientation> {
        Ok(Orientation::NoTransforms)
    }

    fn set_limits(&mut self, limits: Limits) -> ImageResult<()> {
        self.0.set_limits(limits)
    }

    fn read_image(self, samples: &mut [u8]) -> ImageResult<()> {
        self.0.read_image(samples)
    }

    fn read_image_boxed(self: Box<Self>, samples: &mut [u8]) -> ImageResult<()> {
        (*self).read_image(samples)
    }
}

fn refuse_animation(format: Format, document: &[u8]) -> Result<(), DecodeError> {
    let from = Cursor::new(document);
    let moves = match format {
        Format::Gif => {
            let gif = GifDecoder::new(from)?;
            let (width, height) = gif.dimensions();
            // What is too large for this says so by its head.
            u64::from(width) * u64::from(height) <= GIF_MAX_PIXELS
                && gif.into_frames().take(2).filter(Result::is_ok).count() > 1
        }
        Format::Png | Format::Heic => PngDecoder::new(from)?.is_apng()?,
        Format::Webp => WebPDecoder::new(from)?.has_animation(),
        Format::Bmp | Format::Jpg | Format::Pdf | Format::Pnm | Format::Tiff => false,
    };
    if moves {
        Err(DecodeError::Refused(Refusal::Animated))
    } else {
        Ok(())
    }
}

/// Writes a picture: its head first, by what it says of itself, and its pixels if the other side
/// still listens. `size` makes it that large before it is turned.
fn one(
    mut decoder: impl ImageDecoder,
    size: Option<(u32, u32)>,
    mut out: impl Write,
) -> Result<(), DecodeError> {
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let (width, height) = size.unwrap_or_else(|| decoder.dimensions());
    let head = if is_on_its_side(orientation) {
        PageHead {
            width: height,
            height: width,
        }
    } else {
        PageHead { width, height }
    };
    head.write(&mut out)?;
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MEMORY_BYTES);
    decoder.set_limits(limits)?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture = match size {
        Some((width, height)) if (picture.width(), picture.height()) != (width, height) => {
            let flat = colour::flatten(picture, profile.as_deref());
            imageops::resize(&flat, width, height, FilterType::Triangle).into()
        }
        Some(_) | None => colour::flatten(picture, profile.as_deref()).into(),
    };
    picture.apply_orientation(orientation);
    Ok(write(&picture.into_rgb8(), out)?)
}

fn write(picture: &RgbImage, mut out: impl Write) -> io::Result<()> {
    out.write_all(picture.as_raw())?;
    out.flush()
}

const fn is_on_its_side(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

/// Writes each picture of a TIFF. Several are pages, and get the size of pages.
fn tiff(document: Vec<u8>, mut out: impl Write) -> Result<(), DecodeError> {
    let unreadable = || DecodeError::Refused(Refusal::Unreadable);
    let pages = pages(&document).ok_or_else(unreadable)?;
    let count = u32::try_from(pages.len()).map_err(|_| unreadable())?;
    write_number(count, &mut out)?;
    let mut document = document;
    for page in &pages {
        begin_with(&mut document, page.begins).ok_or_else(unreadable)?;
        let decoder = TiffDecoder::new(Cursor::new(document.as_slice()))?;
        let size = page.seen_size(decoder.dimensions(), count > 1);
        one(decoder, size, &mut out)?;
    }
    Ok(())
}

/// A picture of a TIFF.
struct Page {
    /// Where its directory begins, in bytes from the file's beginning.
    begins: u64,
    /// How many of its pixels make an inch, across and down, if it says so.
    pixels_per_inch: Option<[f32; 2]>,
}

impl Page {
    /// The size of a picture of these many pixels as it is seen: a telefax has other pixels across
    /// than down. A page that is finer than rendered pages are becomes as fine as they.
    fn seen_size(&self, (width, height): (u32, u32), is_page: bool) -> Option<(u32, u32)> {
        let [across, down] = self.pixels_per_inch?;
        let finest = if is_page {
            PIXELS_PER_INCH as f32
        } else {
            f32::MAX
        };
        let fine = across.max(down).min(finest);
        let size = [(width, across), (height, down)];
        let [width, height] = size.map(|(side, own)| whole((side as f32 * fine / own).round()));
        Some((width.max(1), height.max(1)))
    }
}

/// The pictures of a TIFF, in their order. `None` if it is damaged, or its bits are in an order
/// that our decoder does not follow.
fn pages(document: &[u8]) -> Option<Vec<Page>> {
    let mut decoder = Decoder::new(Cursor::new(document)).ok()?;
    let mut pages = Vec::new();
    loop {
        let order = decoder.find_tag_unsigned::<u16>(Tag::FillOrder).ok()?;
        if order.is_some_and(|order| order != HIGHEST_FIRST) {
            return None;
        }
        let unit = decoder.find_tag_unsigned(Tag::ResolutionUnit).ok()?;
        let mut fine = |tag| {
            let fine = pixels_per_unit(&decoder.find_tag(tag).ok()??)?;
            let fine = if unit == Some(PER_CENTIMETRE) {
                fine * CENTIMETRES_PER_INCH
            } else {
                fine
            };
            (1.0..=PIXELS_PER_INCH_MAX).contains(&fine).then_some(fine)
        };
        let both = fine(Tag::XResolution).zip(fine(Tag::YResolution));
        pages.push(Page {
            begins: decoder.ifd_pointer()?.0,
            pixels_per_inch: both.map(<[f32; 2]>::from),
        });
        if !decoder.more_images() {
            return Some(pages);
        }
        decoder.next_image().ok()?;
    }
}

fn pixels_per_unit(value: &Value) -> Option<f32> {
    if let Value::Rational(over, under) = value {
        return (*under > 0).then_some(*over as f32 / *under as f32);
    }
    None
}

/// Makes this picture the first of a TIFF: the one that a decoder of single pictures reads.
fn begin_with(document: &mut [u8], begins: u64) -> Option<()> {
    let is_large = document.get(VERSION..FIRST)?.contains(&LARGE);
    let is_little = document.first() == Some(&b'I');
    let bytes = if is_little {
        begins.to_le_bytes()
    } else {
        begins.to_be_bytes()
    };
    let (at, bytes) = match (is_large, is_little) {
        (true, _) => (FIRST_OF_LARGE, bytes.as_slice()),
        (false, true) => (FIRST, bytes.get(..4)?),
        (false, false) => (FIRST, bytes.get(4..)?),
    };
    document
        .get_mut(at..at + bytes.len())?
        .copy_from_slice(bytes);
    Some(())
}
