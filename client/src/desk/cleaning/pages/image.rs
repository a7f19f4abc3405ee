//! How a page is kept: as text in four greys where it is black on white, else as a JPEG.

use jpeg_encoder::EncodingError;
use miniz_oxide::{deflate::compress_to_vec_zlib, inflate::decompress_to_vec_zlib_with_limit};
use sourdine_decoder::stream::SAMPLES;

use crate::desk::cleaning::{
    picture::jpeg::{self, Colours, Quality},
    pixels::{PAGE_MAX_PIXELS, Page, SIDE_MAX_PIXELS},
};

/// How far the samples of a pixel are apart that has a colour.
const COLOUR: u8 = 40;
/// A page with more coloured pixels than one of this many is a coloured page.
const PIXELS_PER_COLOURED: usize = 4_000;
/// What is between black and white.
const GREY: std::ops::Range<u8> = 40..216;
/// A square of this side, in pixels, is looked at for pictures.
const SQUARE: usize = 48;
/// The largest share of grey pixels in a square of text, which has edges. A picture has more.
const SQUARE_GREY_MAX_PERCENT: usize = 60;
/// A page with more pictures than one of this many squares is kept as a picture.
const SQUARES_PER_PICTURE: usize = 60;
/// A square of this side, in pixels, is looked at for faint things.
const CELL: usize = 8;
/// Greys that are this far apart are seen.
const CONTRAST: u8 = 12;
/// The most squares of a page that may lose what is in them: specks.
const CELLS_LOST_MAX: usize = 2;
/// Bits of a pixel of text, and what its greys are far apart.
pub(super) const TEXT_BITS: u8 = 2;
const TEXT_STEP: u16 = 85;
const PIXELS_PER_BYTE: usize = 8 / TEXT_BITS as usize;
/// How hard zlib tries. Trying harder takes half as long again, and saves one byte of a hundred.
const LEVEL: u8 = 6;

/// What a PDF keeps of a page.
#[cfg_attr(test, derive(Debug, PartialEq))]
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
        let greys = grey_samples(page);
        if has_pictures(&greys, width as usize) || loses_contrast(&greys, width as usize) {
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
        let pixels = u64::from(width) * u64::from(height);
        if !(1..=PAGE_MAX_PIXELS).contains(&pixels) || width.max(height) > SIDE_MAX_PIXELS {
            return false;
        }
        match self {
            Self::Text { packed, .. } => {
                let length = row_bytes(width as usize) * height as usize;
                decompress_to_vec_zlib_with_limit(packed, length).is_ok_and(|pixels| {
                    pixels.len() == length
                        && are_rows_filled_with_zeros(&pixels, width as usize)
                        && compress_to_vec_zlib(&pixels, LEVEL) == *packed
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

/// The brightness of each pixel of a page.
pub(in crate::desk::cleaning) fn grey_samples(page: &Page) -> Vec<u8> {
    page.samples().chunks_exact(SAMPLES).map(grey).collect()
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

/// Whether something would be gone if each pixel had the nearest of four greys: a square in which
/// greys are apart, and around which all would be the same.
fn loses_contrast(greys: &[u8], width: usize) -> bool {
    let columns = width.div_ceil(CELL);
    let cells: Vec<Cell> = greys
        .chunks(width * CELL)
        .flat_map(|band| (0..columns).map(|column| Cell::of(band, width, column * CELL)))
        .collect();
    let rows = cells.len() / columns.max(1);
    let lost = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let lost = lost.filter(|(row, column)| {
        let near = |at: usize, end: usize| at.saturating_sub(1)..(at + 2).min(end);
        let around = near(*row, rows)
            .filter_map(|row| cells.get(row * columns..)?.get(near(*column, columns)))
            .flatten();
        let all = around.fold(Cell::EMPTY, |all, cell| all.with(*cell));
        let own = cells.get(row * columns + column);
        let is_seen = own.is_some_and(|own| own.most - own.least >= CONTRAST);
        is_seen && nearest(all.least) == nearest(all.most)
    });
    lost.count() > CELLS_LOST_MAX
}

/// The darkest and the brightest of some pixels.
#[derive(Clone, Copy)]
struct Cell {
    least: u8,
    most: u8,
}

impl Cell {
    const EMPTY: Self = Self {
        least: u8::MAX,
        most: u8::MIN,
    };

    fn of(band: &[u8], width: usize, left: usize) -> Self {
        let right = width.min(left + CELL);
        let rows = band
            .chunks_exact(width)
            .filter_map(|row| row.get(left..right));
        rows.flatten().fold(Self::EMPTY, |cell, grey| {
            cell.with(Self {
                least: *grey,
                most: *grey,
            })
        })
    }

    fn with(self, other: Self) -> Self {
        Self {
            least: self.least.min(other.least),
            most: self.most.max(other.most),
        }
    }
}

/// The nearest of four greys.
fn nearest(grey: u8) -> u16 {
    (u16::from(grey) + TEXT_STEP / 2) / TEXT_STEP
}

/// The nearest of four greys for each pixel, four pixels in a byte, each row by itself.
fn four_greys(greys: &[u8], width: usize) -> Vec<u8> {
    let rows = greys.chunks_exact(width);
    rows.flat_map(|row| row.chunks(PIXELS_PER_BYTE).map(pack))
        .collect()
}

fn pack(pixels: &[u8]) -> u8 {
    let mut packed = 0_u16;
    for place in 0..PIXELS_PER_BYTE {
        packed = packed << TEXT_BITS | pixels.get(place).map_or(0, |grey| nearest(*grey));
    }
    u8::try_from(packed).unwrap_or_default()
}

/// Whether no bit is set behind the last pixel of a row.
fn are_rows_filled_with_zeros(packed: &[u8], width: usize) -> bool {
    let filled = row_bytes(width) * PIXELS_PER_BYTE - width;
    let mask = (1_u16 << (filled * usize::from(TEXT_BITS))) - 1;
    let mut rows = packed.chunks_exact(row_bytes(width));
    rows.all(|row| row.last().is_some_and(|last| u16::from(*last) & mask == 0))
}

const fn row_bytes(width: usize) -> usize {
    width.div_ceil(PIXELS_PER_BYTE)
}
