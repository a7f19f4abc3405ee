//! PDFs: every page as a reader shows it. Several pages are drawn at a time, and they are written
//! in their order.

use std::{
    collections::VecDeque,
    io::{self, BufWriter, Write},
    num::NonZero,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, ScopedJoinHandle},
};

use hayro::{
    PixmapSettings, RenderCache, RenderSettings,
    hayro_interpret::InterpreterSettings,
    hayro_syntax::{DecryptionError, LoadPdfError, Pdf, page::Page},
    render,
    vello_cpu::{Pixmap, color::palette::css::WHITE},
};

use crate::{
    error::{DecodeError, Refusal},
    faithful,
    stream::{PIXELS_PER_INCH, PageHead, SAMPLES, whole, write_number},
};

/// How many units of a PDF make an inch.
const UNITS_PER_INCH: f32 = 72.0;
/// The most pixels of a page that is drawn beside others: an A2 sheet. A larger one has the memory
/// to itself.
const SHARED_MAX_PIXELS: u64 = 10_000_000;
/// The most pages that are drawn at a time: a scan of 600 dots an inch takes 180 MB for each.
const THREADS_MAX: usize = 3;
/// How much stack a page may take, in bytes, as the program's first thread has.
const STACK_BYTES: usize = 8 << 20;
/// How many pixels are written at once.
const WRITTEN_PIXELS: usize = 16_384;

impl From<LoadPdfError> for Refusal {
    fn from(error: LoadPdfError) -> Self {
        match error {
            LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Self::Password,
            LoadPdfError::Decryption(_) | LoadPdfError::Invalid => Self::Unreadable,
        }
    }
}

pub(crate) fn decode(document: Vec<u8>, out: impl Write) -> Result<(), DecodeError> {
    let pdf = Pdf::new(document).map_err(|error| DecodeError::Refused(error.into()))?;
    let count = u32::try_from(pdf.pages().len()).unwrap_or(u32::MAX);
    if count == 0 {
        return Err(DecodeError::Refused(Refusal::Empty));
    }
    if !faithful::is_drawn_whole(&pdf) {
        return Err(DecodeError::Refused(Refusal::Unfaithful));
    }
    let mut out = BufWriter::new(out);
    write_number(count, &mut out)?;
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    let processors = processors.min(THREADS_MAX);
    let pencil = &Pencil::new();
    thread::scope(|scope| {
        let mut drawing = VecDeque::new();
        for page in pdf.pages().iter() {
            let head = size(page);
            if head.pixels() > SHARED_MAX_PIXELS {
                // The other side says first whether it takes so large a page.
                while let Some(page) = drawing.pop_front() {
                    finish(page, &mut out)?;
                }
                head.write(&mut out)?;
                pencil.draw(page)?.write(&mut out)?;
                continue;
            }
            if drawing.len() >= processors {
                let first = drawing.pop_front();
                first.map_or(Ok(()), |page| finish(page, &mut out))?;
            }
            let thread = thread::Builder::new().stack_size(STACK_BYTES);
            let drawn = thread.spawn_scoped(scope, || pencil.draw(page))?;
            drawing.push_back((head, drawn));
        }
        let mut rest = drawing.into_iter();
        rest.try_for_each(|page| finish(page, &mut out))
    })
}

/// Writes a page that a thread draws.
fn finish(
    (head, drawn): (PageHead, ScopedJoinHandle<'_, Result<Drawing, DecodeError>>),
    out: &mut impl Write,
) -> Result<(), DecodeError> {
    head.write(&mut *out)?;
    let drawn = drawn.join().map_err(|_| io::ErrorKind::Other);
    drawn.map_err(io::Error::from)??.write(out)
}

/// What draws pages, each by itself.
struct Pencil {
    settings: InterpreterSettings,
    has_warned: Arc<AtomicBool>,
}

impl Pencil {
    fn new() -> Self {
        let has_warned = Arc::new(AtomicBool::new(false));
        let warned = Arc::clone(&has_warned);
        let settings = InterpreterSettings {
            warning_sink: Arc::new(move |_| warned.store(true, Ordering::Relaxed)),
            ..InterpreterSettings::default()
        };
        Self {
            settings,
            has_warned,
        }
    }

    /// Draws a page. It fails if the page would look otherwise than other readers show it.
    fn draw(&self, page: &Page<'_>) -> Result<Drawing, DecodeError> {
        let unfaithful = || DecodeError::Refused(Refusal::Unfaithful);
        if !faithful::is_page_drawn_whole(page) {
            return Err(unfaithful());
        }
        // What fonts and pictures of one page take is gone before the next.
        let cache = RenderCache::new();
        let scale = PIXELS_PER_INCH as f32 / UNITS_PER_INCH;
        let pixmap = render(
            page,
            &cache,
            &self.settings,
            &RenderSettings::default(),
            &PixmapSettings {
                x_scale: scale,
                y_scale: scale,
                bg_color: WHITE,
            },
        );
        if self.has_warned.load(Ordering::Relaxed) {
            return Err(unfaithful());
        }
        Ok(Drawing(pixmap))
    }
}

/// A page that was drawn.
struct Drawing(Pixmap);

impl Drawing {
    fn write(&self, out: &mut impl Write) -> Result<(), DecodeError> {
        let mut samples = Vec::with_capacity(WRITTEN_PIXELS * SAMPLES);
        for pixels in self.0.data().chunks(WRITTEN_PIXELS) {
            samples.clear();
            samples.extend(pixels.iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]));
            out.write_all(&samples)?;
        }
        Ok(out.flush()?)
    }
}

/// How large the page becomes, in pixels: too large for the renderer where a number says so.
fn size(page: &Page<'_>) -> PageHead {
    let (width, height) = page.render_dimensions();
    let scale = PIXELS_PER_INCH as f32 / UNITS_PER_INCH;
    let [width, height] = [width, height].map(|side| whole(side * scale));
    PageHead { width, height }
}
