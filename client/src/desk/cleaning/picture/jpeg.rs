//! JPEG: what our encoder writes before the pixels of a picture of this size, then the pixels'
//! codes, which are read bit by bit to the last, so that there is no room for anything else. (ITU-T
//! T.81: <https://www.w3.org/Graphics/JPEG/itu-t81.pdf>)

use jpeg_encoder::{ColorType, Encoder, EncodingError, SamplingFactor};

use super::huffman::{Bits, Table};
use crate::desk::cleaning::pixels::{PAGE_MAX_PIXELS, Page};

/// How many samples a block has on a side.
const BLOCK: usize = 8;
/// How many samples a block has.
const BLOCK_SAMPLES: usize = BLOCK * BLOCK;
/// How many pixels the blocks of a coloured picture that belong together have on a side: four
/// blocks of brightness, one of each colour.
const COLOURED: usize = 2 * BLOCK;
/// The same, where a size is meant.
const COLOURED_SIDE: u32 = 16;
const TABLES_BEGIN: [u8; 2] = [0xFF, 0xC4];
const FRAME_BEGINS: [u8; 2] = [0xFF, 0xC0];
const SCAN_BEGINS: [u8; 2] = [0xFF, 0xDA];
/// From the beginning of a frame to its height, which its width follows, in bytes.
const FRAME_HEIGHT: usize = 5;
/// The length of a number in a header, in bytes.
const NUMBER: usize = 2;
/// The end of a picture.
const END: [u8; 2] = [0xFF, 0xD9];
/// The most bits of a coefficient, and of the first of a block.
const COEFFICIENT_BITS_MAX: u8 = 10;
const FIRST_BITS_MAX: u8 = 11;
/// What stands for sixteen zeros, and for no more than zeros to the end of the block.
const ZEROS: u8 = 0xF0;
const NO_MORE: u8 = 0x00;

/// How exactly pixels are kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Quality {
    /// A photograph.
    Photograph,
    /// A page of a document, on which grain is of no use.
    Page,
}

impl Quality {
    const fn percent(self) -> u8 {
        match self {
            Self::Photograph => 88,
            Self::Page => 75,
        }
    }
}

/// What a JPEG has instead of three colours.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Colours {
    Grey,
    Coloured,
}

/// Writes a picture: grey where no pixel has a colour. It fails if a side has more than 65,535
/// pixels.
pub(crate) fn write(page: &Page, quality: Quality) -> Result<Vec<u8>, EncodingError> {
    let (width, height) = (page.width(), page.height());
    match page.greys() {
        Some(greys) => encode(&greys, (width, height), Colours::Grey, quality),
        None => encode(page.samples(), (width, height), Colours::Coloured, quality),
    }
}

/// Writes a picture of greys.
pub(crate) fn write_grey(
    greys: &[u8],
    size: (u32, u32),
    quality: Quality,
) -> Result<Vec<u8>, EncodingError> {
    encode(greys, size, Colours::Grey, quality)
}

fn encode(
    samples: &[u8],
    (width, height): (u32, u32),
    colours: Colours,
    quality: Quality,
) -> Result<Vec<u8>, EncodingError> {
    let (Ok(width), Ok(height)) = (width.try_into(), height.try_into()) else {
        return Err(EncodingError::BadImageData {
            length: samples.len(),
            required: 0,
        });
    };
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality.percent());
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    let colour_type = match colours {
        Colours::Grey => ColorType::Luma,
        Colours::Coloured => ColorType::Rgb,
    };
    encoder.encode(samples, width, height, colour_type)?;
    Ok(bytes)
}

/// What a JPEG of ours says of itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Shape {
    pub(crate) width: u16,
    pub(crate) height: u16,
    pub(crate) colours: Colours,
}

/// Whether these bytes are what [`write`] writes: gives their shape if they are.
pub(crate) fn check(bytes: &[u8], quality: Quality) -> Option<Shape> {
    [Colours::Grey, Colours::Coloured]
        .into_iter()
        .find_map(|colours| {
            let header = Header::of(bytes, colours, quality)?;
            header.codes_are_pixels(bytes).then_some(header.shape)
        })
}

/// What stands before the codes of a picture.
struct Header {
    bytes: Vec<u8>,
    shape: Shape,
}

impl Header {
    /// Our header for the size that stands in these bytes, if they begin with it.
    fn of(bytes: &[u8], colours: Colours, quality: Quality) -> Option<Self> {
        let samples = [0; COLOURED * COLOURED * 3];
        let needed = match colours {
            Colours::Grey => samples.get(..COLOURED * COLOURED)?,
            Colours::Coloured => &samples,
        };
        let mut header = encode(needed, (COLOURED_SIDE, COLOURED_SIDE), colours, quality).ok()?;
        let scan = position(&header, SCAN_BEGINS)?;
        let length = number(&header, scan + SCAN_BEGINS.len())?;
        header.truncate(scan + SCAN_BEGINS.len() + usize::from(length));
        let at = position(&header, FRAME_BEGINS)? + FRAME_HEIGHT;
        let (height, width) = (number(bytes, at)?, number(bytes, at + NUMBER)?);
        header
            .get_mut(at..at + NUMBER)?
            .copy_from_slice(&height.to_be_bytes());
        header
            .get_mut(at + NUMBER..at + 2 * NUMBER)?
            .copy_from_slice(&width.to_be_bytes());
        let shape = Shape {
            width,
            height,
            colours,
        };
        let pixels = u64::from(width) * u64::from(height);
        let is_ours = bytes.starts_with(&header) && (1..=PAGE_MAX_PIXELS).contains(&pixels);
        is_ours.then_some(Self {
            bytes: header,
            shape,
        })
    }

    /// Whether all blocks of a picture of this size follow, each in its shortest code, and then the
    /// end.
    fn codes_are_pixels(&self, bytes: &[u8]) -> bool {
        let codes = bytes.strip_prefix(self.bytes.as_slice());
        let codes = codes.and_then(|codes| codes.strip_suffix(&END));
        let (Some(codes), Some(tables)) = (codes, self.tables()) else {
            return false;
        };
        let mut bits = Bits::new(codes);
        let across = |side: usize| {
            usize::from(self.shape.width).div_ceil(side)
                * usize::from(self.shape.height).div_ceil(side)
        };
        let [brightness, colour] = &tables;
        let is_read = match self.shape.colours {
            Colours::Grey => (0..across(BLOCK)).all(|_| brightness.read_block(&mut bits)),
            Colours::Coloured => (0..across(COLOURED)).all(|_| {
                (0..4).all(|_| brightness.read_block(&mut bits))
                    && (0..2).all(|_| colour.read_block(&mut bits))
            }),
        };
        is_read && bits.is_at_end()
    }

    /// The codes of brightness and of colour, as they stand in the header.
    fn tables(&self) -> Option<[BlockTables; 2]> {
        let mut tables = Vec::new();
        let mut rest = self.bytes.as_slice();
        while let Some(at) = position(rest, TABLES_BEGIN) {
            rest = rest.get(at + TABLES_BEGIN.len()..)?;
            let length = usize::from(number(rest, 0)?);
            let mut segment = rest.get(NUMBER..length)?;
            while !segment.is_empty() {
                let (table, behind) = Table::read(segment)?;
                tables.push(table);
                segment = behind;
            }
            rest = rest.get(length..)?;
        }
        let find = |is_of_rest: bool, number: u8| {
            let mut tables = tables.iter();
            let found = tables.find(|t| t.is_of_rest == is_of_rest && t.number == number);
            found.cloned()
        };
        let of = |number| {
            Some(BlockTables {
                first: find(false, number)?,
                rest: find(true, number)?,
            })
        };
        Some([of(0)?, of(1).or_else(|| of(0))?])
    }
}

/// How the coefficients of a block are written: the first, and the rest.
struct BlockTables {
    first: Table,
    rest: Table,
}

impl BlockTables {
    /// Reads a block. `false` if it is none, or is longer than it need be.
    fn read_block(&self, bits: &mut Bits<'_>) -> bool {
        let first = self.first.symbol(bits);
        let first = first.filter(|length| *length <= FIRST_BITS_MAX);
        if first.and_then(|length| bits.skip(length)).is_none() {
            return false;
        }
        let mut at = 1;
        let mut zeros_before = false;
        while at < BLOCK_SAMPLES {
            let Some(code) = self.rest.symbol(bits) else {
                return false;
            };
            let (run, length) = (usize::from(code >> 4), code & 0x0F);
            match code {
                NO_MORE => return !zeros_before,
                ZEROS => {
                    zeros_before = true;
                    at += run + 1;
                }
                _ if length == 0 || length > COEFFICIENT_BITS_MAX => return false,
                _ => {
                    zeros_before = false;
                    at += run + 1;
                    if bits.skip(length).is_none() {
                        return false;
                    }
                }
            }
        }
        at == BLOCK_SAMPLES && !zeros_before
    }
}

fn position(bytes: &[u8], marker: [u8; 2]) -> Option<usize> {
    bytes
        .windows(marker.len())
        .position(|window| window == marker)
}

fn number(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at + NUMBER)?;
    Some(u16::from_be_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(width: u32, height: u32, is_grey: bool) -> Page {
        let mut state = 7_u32;
        let pixels = (0..width * height).flat_map(|_| {
            let mut next = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            };
            if is_grey {
                [next(); 3]
            } else {
                [next(), next(), next()]
            }
        });
        Page::of(width, height, pixels.collect())
    }

    fn pictures() -> impl Iterator<Item = (Vec<u8>, Quality)> {
        let sizes = [(1, 1), (8, 8), (16, 16), (17, 33), (100, 75)];
        sizes.into_iter().flat_map(|(width, height)| {
            [true, false].into_iter().flat_map(move |is_grey| {
                [Quality::Photograph, Quality::Page].map(|quality| {
                    (
                        write(&noise(width, height, is_grey), quality).unwrap(),
                        quality,
                    )
                })
            })
        })
    }

    #[test]
    fn what_is_written_is_accepted() {
        for (bytes, quality) in pictures() {
            assert!(check(&bytes, quality).is_some(), "{} bytes", bytes.len());
        }
        let shape = check(
            &write(&noise(17, 33, false), Quality::Page).unwrap(),
            Quality::Page,
        );
        let expected = Shape {
            width: 17,
            height: 33,
            colours: Colours::Coloured,
        };
        assert_eq!(shape, Some(expected));
    }

    #[test]
    fn nothing_else_is() {
        for (bytes, quality) in pictures() {
            let other = match quality {
                Quality::Page => Quality::Photograph,
                Quality::Photograph => Quality::Page,
            };
            assert_eq!(check(&bytes, other), None, "another quality");
            let refused =
                |bytes: &[u8], why: &str| assert_eq!(check(bytes, quality), None, "{why}");
            refused(&bytes[..bytes.len() - 1], "cut");
            refused(&[&bytes[..], b"x"].concat(), "after the end");
            refused(&[&bytes[..], &bytes[..]].concat(), "a second picture");
            let comment = [&bytes[..2], b"\xFF\xFE\0\x06MARK", &bytes[2..]].concat();
            refused(&comment, "a comment");
            let codes = bytes.len() - 2;
            refused(
                &[&bytes[..codes], b"\x7F", &bytes[codes..]].concat(),
                "a byte of padding",
            );
            refused(
                &[&bytes[..codes], &[0xFF, 0xD0], &bytes[codes..]].concat(),
                "a restart",
            );
            refused(
                &[&bytes[..codes], &[0xFF, 0], &bytes[codes..]].concat(),
                "a stuffed byte",
            );
            let mut lower = bytes.clone();
            let at = position(&lower, FRAME_BEGINS).unwrap() + FRAME_HEIGHT;
            lower[at + 1] = lower[at + 1].wrapping_add(64);
            refused(&lower, "higher than its pixels");
        }
    }
}
