//! The pixels of a document, which our decoder makes inside the sandbox. Nothing else comes out.

use std::{
    io::{self, Read},
    path::Path,
    time::Duration,
};

use sourdine_decoder::{
    error::Refusal,
    format::Format,
    stream::{PIXELS_PER_INCH, PageHead, SAMPLES, read_number, whole},
};
use sourdine_l10n::Explain;
use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;

use crate::desk::cleaning::sandbox::{Limits, Output, SandboxError, Tool, ToolOutput};

/// The name of a document inside the sandbox.
const NAME: &str = "document";
/// The most pages that one document may have.
pub const PAGES_MAX: u32 = 5_000;
/// The longest side that a page may have, in pixels.
pub const SIDE_MAX_PIXELS: u32 = 32_767;
/// The most pixels that a page may have: a plan of 1.2 by 1.7 metres, or a very large photograph.
pub const PAGE_MAX_PIXELS: u64 = 100_000_000;
/// How long we wait for a page. One that a person drew takes seconds.
const PAGE_PATIENCE: Duration = Duration::from_mins(2);
const CENTIMETRES_PER_INCH: f32 = 2.54;
/// The stream as a whole has no limit in bytes: each page has its own.
const UNBOUNDED: u64 = u64::MAX - 1;
/// The status of a decoder that was given no more memory (SIGABRT): 128 and the signal's number, as
/// a shell says it.
const ENDED_BY_MEMORY: u8 = 128 + 6;

/// Why a document has no pixels that could be published.
#[derive(Debug, Explain, thiserror::Error)]
pub enum PixelError {
    #[explain(transparent)]
    Sandbox(#[from] SandboxError),
    /// It is damaged, or written in a way that the decoder does not know.
    #[explain("error-pixels-unreadable")]
    Unreadable,
    #[explain("error-pixels-password")]
    Password,
    /// It is a short film.
    #[explain("error-pixels-animated")]
    Animated,
    #[explain("error-pixels-empty")]
    Empty,
    #[explain("error-pixels-many", count, most = PAGES_MAX)]
    TooManyPages { count: u32 },
    #[explain(
        "error-pixels-large",
        page,
        width,
        height,
        centimetres = centimetres(*width, *height)
    )]
    TooLarge { page: u32, width: u32, height: u32 },
    /// A page has no width or no height, or its pixels did not come.
    #[explain("error-pixels-blank", page)]
    WithoutPixels { page: u32 },
    #[explain("error-pixels-unfaithful")]
    Unfaithful,
    /// It has cells whose result depends on the day on which it is opened.
    #[explain("error-pixels-computes")]
    Computes,
    /// The copy would be larger than a published document may be.
    #[explain("error-pixels-heavy", most = DOCUMENT_MAX_BYTES >> 20)]
    TooHeavy,
    /// An encoder of ours refused the pixels.
    #[explain(transparent)]
    NotWritten(io::Error),
}

/// A page in full colour.
pub struct Page {
    head: PageHead,
    samples: Vec<u8>,
}

impl Page {
    /// A white page.
    pub fn blank(width: u32, height: u32) -> Self {
        let head = PageHead { width, height };
        let bytes = usize::try_from(head.bytes()).unwrap_or_default();
        Self {
            head,
            samples: vec![u8::MAX; bytes],
        }
    }

    /// A page of these samples. None if they are too many or too few.
    pub fn of_samples(width: u32, height: u32, samples: Vec<u8>) -> Option<Self> {
        let head = PageHead { width, height };
        (samples.len() as u64 == head.bytes()).then_some(Self { head, samples })
    }

    pub const fn width(&self) -> u32 {
        self.head.width
    }

    pub const fn height(&self) -> u32 {
        self.head.height
    }

    /// Red, green and blue of each pixel, row after row from the top.
    pub fn samples(&self) -> &[u8] {
        &self.samples
    }

    pub fn samples_mut(&mut self) -> &mut [u8] {
        &mut self.samples
    }

    /// The grey of each pixel, if none has a colour.
    pub fn greys(&self) -> Option<Vec<u8>> {
        greys(&self.samples)
    }
}

#[cfg(test)]
impl Page {
    /// A page of these samples.
    ///
    /// # Panics
    /// If they are too many or too few.
    pub fn of(width: u32, height: u32, samples: Vec<u8>) -> Self {
        let head = PageHead { width, height };
        assert_eq!(samples.len() as u64, head.bytes());
        Self { head, samples }
    }
}

/// The grey of each pixel of these samples, if none has a colour.
pub fn greys(samples: &[u8]) -> Option<Vec<u8>> {
    let pixels = samples.chunks_exact(SAMPLES);
    pixels
        .map(|pixel| match pixel {
            [red, green, blue] if red == green && green == blue => Some(*red),
            _ => None,
        })
        .collect()
}

/// Hands out the pages of a document one by one, in their order, each with how many there are.
/// Gives how many there were.
pub fn decode(
    document: &Path,
    format: Format,
    mut each: impl FnMut(Page, u32) -> Result<(), PixelError>,
) -> Result<u32, PixelError> {
    let mut failed = None;
    let output = Tool::decoder(&[format.into(), NAME])
        .on(document, NAME)
        .within(Limits::of_pieces(PAGE_PATIENCE))
        .read(UNBOUNDED, |from| {
            let read = read_pages(from, &mut each);
            Ok(read.unwrap_or_else(|error| {
                failed = Some(error);
                0
            }))
        })?;
    match (refusal(&output), failed) {
        (None, None) => Ok(output.stdout),
        // What the stream lacks follows from the decoder's refusal. All else was there before it.
        (Some(error), None | Some(PixelError::Unreadable | PixelError::WithoutPixels { .. })) => {
            Err(error)
        }
        (_, Some(error)) => Err(error),
    }
}

fn read_pages(
    from: &mut Output<'_>,
    each: &mut dyn FnMut(Page, u32) -> Result<(), PixelError>,
) -> Result<u32, PixelError> {
    let count = read_number(&mut *from).map_err(|_| PixelError::Unreadable)?;
    match count {
        0 => return Err(PixelError::Empty),
        1..=PAGES_MAX => {}
        _ => return Err(PixelError::TooManyPages { count }),
    }
    for page in 1..=count {
        let without_pixels = |_| PixelError::WithoutPixels { page };
        let head = PageHead::read(&mut *from).map_err(without_pixels)?;
        if head.pixels() == 0 {
            return Err(PixelError::WithoutPixels { page });
        }
        let side = head.width.max(head.height);
        if side > SIDE_MAX_PIXELS || head.pixels() > PAGE_MAX_PIXELS {
            let PageHead { width, height } = head;
            return Err(PixelError::TooLarge {
                page,
                width,
                height,
            });
        }
        let mut samples = Vec::new();
        let read = Read::take(&mut *from, head.bytes()).read_to_end(&mut samples);
        if read.map_err(without_pixels)? as u64 != head.bytes() {
            return Err(PixelError::WithoutPixels { page });
        }
        from.renew();
        each(Page { head, samples }, count)?;
    }
    match from.read(&mut [0]) {
        Ok(0) => Ok(count),
        Ok(_) | Err(_) => Err(PixelError::Unreadable),
    }
}

/// Why the decoder ended as it did. Its exit status is all that is heard of what it says.
pub(in crate::desk) fn refusal<T>(output: &ToolOutput<T>) -> Option<PixelError> {
    if output.status.success() {
        return None;
    }
    let number = output
        .status
        .code()
        .and_then(|code| u8::try_from(code).ok());
    Some(match number.and_then(Refusal::from_repr) {
        Some(Refusal::Password) => PixelError::Password,
        Some(Refusal::Animated) => PixelError::Animated,
        Some(Refusal::Empty) => PixelError::Empty,
        Some(Refusal::Unfaithful) => PixelError::Unfaithful,
        Some(Refusal::Computes) => PixelError::Computes,
        Some(Refusal::Usage | Refusal::Unreadable | Refusal::Many) => PixelError::Unreadable,
        None if number == Some(ENDED_BY_MEMORY) => SandboxError::TooMuchMemory.into(),
        None => PixelError::Unreadable,
    })
}

/// The longer side of a rendered page, in centimetres.
fn centimetres(width: u32, height: u32) -> u32 {
    let inches = width.max(height) as f32 / PIXELS_PER_INCH as f32;
    whole(inches * CENTIMETRES_PER_INCH)
}
