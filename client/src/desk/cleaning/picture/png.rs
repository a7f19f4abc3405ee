//! PNG: one header, one stream of pixels, one end. A copy is what our encoder makes of its pixels,
//! byte for byte, so that there is no room for anything else. (PNG specification, third edition:
//! <https://www.w3.org/TR/png-3/>)

use std::io::{self, Cursor};

use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Filter, Transformations};

use crate::desk::cleaning::pixels::{PAGE_MAX_PIXELS, Page, greys};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const HEADER: &[u8] = b"IHDR";
const DATA: &[u8] = b"IDAT";
const END: &[u8] = b"IEND";

/// Writes a picture: grey where no pixel has a colour.
pub(crate) fn write(page: &Page) -> io::Result<Vec<u8>> {
    let (width, height) = (page.width(), page.height());
    match page.greys() {
        Some(greys) => encode(width, height, ColorType::Grayscale, &greys),
        None => encode(width, height, ColorType::Rgb, page.samples()),
    }
}

/// Whether [`write`] wrote these bytes.
pub(crate) fn is_written(bytes: &[u8]) -> bool {
    has_pixels_only(bytes) && written_again(bytes).is_ok_and(|again| again == bytes)
}

fn encode(width: u32, height: u32, colour: ColorType, samples: &[u8]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height);
    encoder.set_color(colour);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    encoder.set_filter(Filter::Adaptive);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(samples)?;
    writer.finish()?;
    Ok(bytes)
}

fn written_again(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut decoder = Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(Transformations::IDENTITY);
    let mut reader = decoder.read_info()?;
    let (width, height) = (reader.info().width, reader.info().height);
    let (colour, depth) = reader.output_color_type();
    let size = reader.output_buffer_size();
    let (Some(size), BitDepth::Eight) = (size, depth) else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    if u64::from(width) * u64::from(height) > PAGE_MAX_PIXELS {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut samples = vec![0; size];
    reader.next_frame(&mut samples)?;
    let is_ours =
        colour == ColorType::Grayscale || (colour == ColorType::Rgb && greys(&samples).is_none());
    if !is_ours {
        return Err(io::ErrorKind::InvalidData.into());
    }
    encode(width, height, colour, &samples)
}

/// Whether there is a header, pixels and an end, and nothing before, between or after.
fn has_pixels_only(bytes: &[u8]) -> bool {
    let chunks = bytes.strip_prefix(SIGNATURE).map(Chunks);
    let names: Option<Vec<&[u8]>> = chunks.and_then(Iterator::collect);
    match names.as_deref() {
        Some([HEADER, data @ .., END]) => !data.is_empty() && data.iter().all(|name| *name == DATA),
        Some(_) | None => false,
    }
}

/// The names of a file's chunks. One that is cut has none, and is the last.
struct Chunks<'a>(&'a [u8]);

impl<'a> Iterator for Chunks<'a> {
    type Item = Option<&'a [u8]>;

    fn next(&mut self) -> Option<Self::Item> {
        const LENGTH: usize = 4;
        const NAME: usize = 4;
        const SUM: usize = 4;
        if self.0.is_empty() {
            return None;
        }
        let bytes = std::mem::take(&mut self.0);
        let chunk = bytes
            .split_first_chunk::<LENGTH>()
            .and_then(|(length, rest)| {
                let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
                let end = NAME.checked_add(length)?.checked_add(SUM)?;
                Some((rest.get(..NAME)?, rest.get(end..)?))
            });
        Some(chunk.map(|(name, rest)| {
            self.0 = rest;
            name
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pictures() -> [Page; 3] {
        let coloured: Vec<u8> = (0..=255).cycle().take(30 * 20 * 3).collect();
        [
            Page::of(1, 1, vec![7; 3]),
            Page::of(30, 20, vec![200; 30 * 20 * 3]),
            Page::of(30, 20, coloured),
        ]
    }

    #[test]
    fn what_is_written_is_accepted() {
        for page in pictures() {
            assert!(is_written(&write(&page).unwrap()));
        }
    }

    #[test]
    fn nothing_else_is() {
        for page in pictures() {
            let bytes = write(&page).unwrap();
            for at in 0..bytes.len() {
                let mut changed = bytes.clone();
                changed[at] ^= 1;
                assert!(!is_written(&changed), "byte {at} of {}", bytes.len());
                assert!(!is_written(&bytes[..at]), "cut at {at}");
            }
            assert!(!is_written(&[&bytes[..], b"\0"].concat()), "after the end");
            let header = SIGNATURE.len() + 25;
            for name in ["tEXt", "IEND", "IHDR", "IDAT", "gAMA"] {
                let mut chunk = 0_u32.to_be_bytes().to_vec();
                chunk.extend(name.as_bytes());
                let sum = crc32(name.as_bytes());
                chunk.extend(sum.to_be_bytes());
                let more = [&bytes[..header], &chunk, &bytes[header..]].concat();
                assert!(!is_written(&more), "{name} of no bytes");
            }
        }
    }

    /// Colours under transparent pixels are not seen, and a grey picture has one way to be written.
    #[test]
    fn neither_transparent_nor_needless_colours_are() {
        for (colour, samples) in [
            (ColorType::Rgba, [77, 65, 82, 0].repeat(4)),
            (ColorType::GrayscaleAlpha, [77, 0].repeat(4)),
            (ColorType::Rgb, [9; 12].to_vec()),
        ] {
            let bytes = encode(2, 2, colour, &samples).unwrap();
            assert!(!is_written(&bytes), "{colour:?}");
        }
    }

    /// The check sum of a chunk's name and data. (PNG specification, annex D)
    fn crc32(bytes: &[u8]) -> u32 {
        const POLYNOMIAL: u32 = 0xEDB8_8320;
        let sum = bytes.iter().fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                sum >> 1 ^ if sum & 1 == 1 { POLYNOMIAL } else { 0 }
            })
        });
        !sum
    }
}
