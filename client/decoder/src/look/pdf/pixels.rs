//! The page as it is seen, to tell whether a glyph left any trace on it.

use hayro::{
    PixmapSettings, RenderCache, RenderSettings,
    hayro_interpret::InterpreterSettings,
    hayro_syntax::page::Page,
    kurbo::Rect,
    render,
    vello_cpu::{Pixmap, color::palette::css::WHITE},
};

use crate::stream::{single, whole};

/// How many pixels a point has.
const SCALE: f32 = 150.0 / 72.0;
/// A larger page is not drawn.
const PAGE_MAX_PIXELS: f32 = 60_000_000.0;
const SIDE_MAX_PIXELS: f32 = 32_000.0;

pub(super) struct Seen {
    pixmap: Option<Pixmap>,
}

/// The colours of a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tone {
    /// How far its colours are apart.
    pub(super) range: u8,
    /// How bright its brightest part is.
    pub(super) brightest: u8,
}

impl Seen {
    pub(super) fn of(page: &Page<'_>, settings: &InterpreterSettings) -> Self {
        let (width, height) = page.render_dimensions();
        let (width, height) = (width * SCALE, height * SCALE);
        let is_drawn = width * height <= PAGE_MAX_PIXELS && width.max(height) <= SIDE_MAX_PIXELS;
        let pixmap = is_drawn.then(|| {
            render(
                page,
                &RenderCache::new(),
                settings,
                &RenderSettings::default(),
                &PixmapSettings {
                    x_scale: SCALE,
                    y_scale: SCALE,
                    bg_color: WHITE,
                },
            )
        });
        Self { pixmap }
    }

    /// The colours of a place, and of as many pixels around it.
    pub(super) fn tone(&self, place: Rect, around: u32) -> Option<Tone> {
        let pixmap = self.pixmap.as_ref()?;
        let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
        let scaled = |value: f64| whole(single(value) * SCALE);
        let left = scaled(place.x0).saturating_sub(around);
        let top = scaled(place.y0).saturating_sub(around);
        let right = (scaled(place.x1) + 1 + around).min(width);
        let bottom = (scaled(place.y1) + 1 + around).min(height);
        let (mut least, mut most) = ([u8::MAX; 3], [0; 3]);
        for row in top..bottom {
            let from = usize::try_from(row * width + left).ok()?;
            let to = usize::try_from(row * width + right.max(left)).ok()?;
            for pixel in pixmap.data().get(from..to)? {
                let rgb = [pixel.r, pixel.g, pixel.b];
                for ((least, most), part) in least.iter_mut().zip(&mut most).zip(rgb) {
                    *least = (*least).min(part);
                    *most = (*most).max(part);
                }
            }
        }
        let ranges = most.iter().zip(least);
        let range = ranges
            .map(|(most, least)| most.checked_sub(least))
            .max()??;
        Some(Tone {
            range,
            brightest: most.into_iter().max()?,
        })
    }
}
