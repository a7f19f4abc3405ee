//! PDFs: every page as a reader shows it.

use std::{
    io::{BufWriter, Write},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use hayro::{
    PixmapSettings, RenderCache, RenderSettings,
    hayro_interpret::InterpreterSettings,
    hayro_syntax::{DecryptionError, LoadPdfError, Pdf, page::Page},
    render,
    vello_cpu::color::palette::css::WHITE,
};

use crate::{
    error::{DecodeError, Refusal},
    faithful,
    stream::{PIXELS_PER_INCH, PageHead, whole, write_number},
};

/// How many units of a PDF make an inch.
const UNITS_PER_INCH: f32 = 72.0;

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
    let has_warned = Arc::new(AtomicBool::new(false));
    let warned = Arc::clone(&has_warned);
    let settings = InterpreterSettings {
        warning_sink: Arc::new(move |_| warned.store(true, Ordering::Relaxed)),
        ..InterpreterSettings::default()
    };
    let mut out = BufWriter::new(out);
    write_number(count, &mut out)?;
    for page in pdf.pages().iter() {
        let head = size(page);
        head.write(&mut out)?;
        if !faithful::is_page_drawn_whole(page) {
            return Err(DecodeError::Refused(Refusal::Unfaithful));
        }
        // What fonts and pictures of one page take is gone before the next.
        let cache = RenderCache::new();
        let scale = PIXELS_PER_INCH as f32 / UNITS_PER_INCH;
        let pixmap = render(
            page,
            &cache,
            &settings,
            &RenderSettings::default(),
            &PixmapSettings {
                x_scale: scale,
                y_scale: scale,
                bg_color: WHITE,
            },
        );
        if has_warned.load(Ordering::Relaxed) {
            return Err(DecodeError::Refused(Refusal::Unfaithful));
        }
        for pixel in pixmap.data() {
            out.write_all(&[pixel.r, pixel.g, pixel.b])?;
        }
        out.flush()?;
    }
    Ok(())
}

/// How large the page becomes, in pixels: too large for the renderer where a number says so.
fn size(page: &Page<'_>) -> PageHead {
    let (width, height) = page.render_dimensions();
    let scale = PIXELS_PER_INCH as f32 / UNITS_PER_INCH;
    let [width, height] = [width, height].map(|side| whole(side * scale));
    PageHead { width, height }
}
