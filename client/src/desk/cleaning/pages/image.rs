//! How a page is kept: as text in four greys where it is black on white, else as a JPEG.

use jpeg_encoder::EncodingError;
use miniz_oxide::{deflate::compress_to_vec_zlib, inflate::decompress_to_vec_zlib_with_limit};
use sourdine_decoder::stream::SAMPLES;

use crate::desk::cleaning::{
    picture::jpeg::{self, Colours, Quality},
    pixels::{PAGE_MAX_PIXELS, Page},
};

/// How far the samples of a pixel are apart that has a colour.
const COLOUR: u8 = 40;
/// A page with more coloured pixels than one of this many is a coloured page.
const PIXELS_PER_COLOURED: usize = 4_000;
/// What is between black and white.
const GREY: std::ops::Range<u8> = 40..216;
/// A square of this side, in pixels, is looked at for pictures.
const SQUARE: usize = 48;
/// Text has edges: of its pixels so many percent at most are grey. A picture has more.
const SQUARE_GREY_MAX_PERCENT: usize = 60;
/// A page with more pictures than one of this many squares is kept as a picture.
const SQUARES_PER_PICTURE: usize = 60;
/// Bits of a pixel of text, and what its greys are far apart.
pub(super) const TEXT_BITS: u8 = 2;
const TEXT_STEP: u16 = 85;
const PIXELS_PER_BYTE: usize = 8 / TEXT_BITS as usize;
/// How hard zlib tries: the most.
const LEVEL: u8 = 9;

/// What a PDF keeps of a page.
pub(super) enum Image {
    /// Four greys, packed by zlib.
    Text {
        width: u32,
        height: u32,
        packed: Vec<u8>,
    },
    /// A JPEG.
    Picture {
        width: u32,
        height: u32,
        colours: Colours,
        jpeg: Vec<u8>,
    },
}

impl Image {
    pub(super) fn of(page: &Page) -> Result<Self, EncodingError> {
        let (width, height) = (page.width(), page.height());
        if has_colours(page) {
            let jpeg = jpeg::write(page, Quality::Page)?;
            return Ok(Self::Picture {
                width,
                height,
                colours: Colours::Coloured,
                jpeg,
            });
        }
        let greys: Vec<u8> = page.samples().chunks_exact(SAMPLES).map(grey).collect();
        if has_pictures(&greys, width as usize) {
            let jpeg = jpeg::write_grey(&greys, (width, height), Quality::Page)?;
            return Ok(Self::Picture {
                width,
                height,
                colours: Colours::Grey,
                jpeg,
            });
        }
        let packed = compress_to_vec_zlib(&four_greys(&greys, width as usize), LEVEL);
        Ok(Self::Text {
            width,
            height,
            packed,
        })
    }

    pub(super) const fn size(&self) -> (u32, u32) {
        match self {
            Self::Text { width, height, .. } | Self::Picture { width, height, .. } => {
                (*width, *height)
            }
        }
    }

    /// Whether the bytes are those of these many pixels, as we write them, and nothing more.
    pub(super) fn is_ours(&self) -> bool {
        let (width, height) = self.size();
        if u64::from(width) * u64::from(height) > PAGE_MAX_PIXELS {
            return false;
        }
        match self {
            Self::Text { packed, .. } => {
                let length = row_bytes(width as usize) * height as usize;
                decompress_to_vec_zlib_with_limit(packed, length).is_ok_and(|pixels| {
                    pixels.len() == length && compress_to_vec_zlib(&pixels, LEVEL) == *packed
                })
            }
            Self::Picture { colours, jpeg, .. } => {
                jpeg::check(jpeg, Quality::Page).is_some_and(|shape| {
                    (u32::from(shape.width), u32::from(shape.height)) == (width, height)
                        && shape.colours == *colours
                })
            }
        }
    }
}

fn has_colours(page: &Page) -> bool {
    let pixels = page.samples().chunks_exact(SAMPLES);
    let all = pixels.len();
    let coloured = pixels.filter(|pixel| {
        let most = pixel.iter().max().copied().unwrap_or_default();
        let least = pixel.iter().min().copied().unwrap_or_default();
        most - least > COLOUR
    });
    coloured.count() * PIXELS_PER_COLOURED > all
}

/// The brightness that an eye sees. (ITU-R BT.601)
fn grey(pixel: &[u8]) -> u8 {
    const WEIGHTS: [u32; SAMPLES] = [299, 587, 114];
    const WHOLE: u32 = 1_000;
    let sum: u32 = pixel
        .iter()
        .zip(WEIGHTS)
        .map(|(sample, weight)| u32::from(*sample) * weight)
        .sum();
    u8::try_from((sum + WHOLE / 2) / WHOLE).unwrap_or(u8::MAX)
}

fn has_pictures(greys: &[u8], width: usize) -> bool {
    let (mut squares, mut pictures) = (0_usize, 0_usize);
    for band in greys.chunks(width * SQUARE) {
        for left in (0..width).step_by(SQUARE) {
            let right = width.min(left + SQUARE);
            let rows = band
                .chunks_exact(width)
                .filter_map(|row| row.get(left..right));
            let pixels = (band.len() / width) * (right - left);
            let between: usize = rows
                .map(|row| row.iter().filter(|grey| GREY.contains(grey)).count())
                .sum();
            squares += 1;
            pictures += usize::from(between * 100 > pixels * SQUARE_GREY_MAX_PERCENT);
        }
    }
    pictures * SQUARES_PER_PICTURE > squares
}

/// The nearest of four greys for each pixel, four pixels in a byte, each row by itself.
fn four_greys(greys: &[u8], width: usize) -> Vec<u8> {
    let rows = greys.chunks_exact(width);
    rows.flat_map(|row| row.chunks(PIXELS_PER_BYTE).map(pack))
        .collect()
}

fn pack(pixels: &[u8]) -> u8 {
    let nearest = |grey: &u8| (u16::from(*grey) + TEXT_STEP / 2) / TEXT_STEP;
    let mut packed = 0_u16;
    for place in 0..PIXELS_PER_BYTE {
        packed = packed << TEXT_BITS | pixels.get(place).map_or(0, nearest);
    }
    u8::try_from(packed).unwrap_or_default()
}

const fn row_bytes(width: usize) -> usize {
    width.div_ceil(PIXELS_PER_BYTE)
}
