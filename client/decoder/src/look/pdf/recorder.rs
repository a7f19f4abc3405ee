//! Writes down what a page paints, in the order in which it does: glyphs with their characters,
//! and everything that may cover them.

use hayro::{
    hayro_interpret::{
        BlendMode, ClipPath, Device, DrawMode, DrawProps, FillRule, Image, ImageDrawProps, Paint,
        SoftMask,
        font::{Glyph as FontGlyph, GlyphRun, PositionedGlyph},
        hayro_cmap::BfString,
        pattern::Pattern,
    },
    hayro_syntax::object::{Dict, String as PdfString},
    kurbo::{Affine, BezPath, ParamCurve, Point, Rect, Shape, Stroke, StrokeOpts, stroke},
};

use super::{
    paint::{Clip, Clips, Cover, Ground, Painted},
    text::decoded,
};

/// A stroke that is at least this wide covers as a filled shape does, in points.
const BROAD: f64 = 3.0;
/// A shape that is thinner than this is a line, in points.
const THIN: f64 = 1.6;
/// How much longer than wide a line is at least.
const LINE_RATIO: f64 = 4.0;
/// What is less transparent than this hides what is beneath.
const OPAQUE: f32 = 0.97;
/// How exactly curves are followed, in points.
const TOLERANCE: f64 = 0.2;
const GLYPHS_MAX: usize = 400_000;
const PAINTS_MAX: usize = 200_000;
const LINES_MAX: usize = 100_000;
const STRIPS_MAX: usize = 20_000;

/// A glyph as it stands on the page.
pub(super) struct Glyph {
    pub(super) text: String,
    /// Where its outline is, in points from the page's upper left corner.
    pub(super) ink: Rect,
    /// Where it begins, and where the next one would.
    pub(super) origin: Point,
    pub(super) end: Point,
    /// The size of its font, in points.
    pub(super) size: f64,
    pub(super) order: usize,
    /// Whether it is drawn at all.
    pub(super) drawn: bool,
    pub(super) clip: Clip,
}

/// A thin line.
pub(super) struct Line {
    pub(super) from: Point,
    pub(super) to: Point,
    pub(super) order: usize,
}

/// What a page paints.
#[derive(Default)]
pub(super) struct Record {
    pub(super) glyphs: Vec<Glyph>,
    pub(super) paints: Vec<Painted>,
    pub(super) lines: Vec<Line>,
    /// The same lines as wide as they are: many beside each other cover.
    pub(super) strips: Vec<Painted>,
    pub(super) clips: Clips,
    /// What parts of the page say in other words than those that are drawn.
    pub(super) spoken: Vec<String>,
    groups: Vec<Group>,
    order: usize,
}

#[derive(Clone, Copy)]
struct Group {
    opacity: f32,
    is_plain: bool,
}

impl Record {
    fn next(&mut self) -> usize {
        self.order += 1;
        self.order
    }

    /// How what is painted now covers what is beneath it.
    fn cover(&self, alpha: f32, masked: bool, blend: BlendMode) -> Cover {
        let opacity: f32 = self.groups.iter().map(|group| group.opacity).product();
        let is_plain = self.groups.iter().all(|group| group.is_plain);
        if blend != BlendMode::Normal {
            Cover::Mixing
        } else if masked || !is_plain || alpha * opacity < OPAQUE {
            Cover::Veil
        } else {
            Cover::Opaque
        }
    }

    fn add(&mut self, ground: Ground, path: BezPath, rule: FillRule, cover: Cover) {
        if self.paints.len() < PAINTS_MAX {
            let painted = self.painted(ground, path, rule, cover);
            self.paints.push(painted);
        }
    }

    fn painted(&mut self, ground: Ground, path: BezPath, rule: FillRule, cover: Cover) -> Painted {
        let (order, bounds) = (self.next(), path.bounding_box());
        Painted {
            ground,
            cover,
            path,
            rule,
            bounds,
            order,
            clip: self.clips.current(),
            mask: None,
        }
    }

    fn fill(&mut self, path: BezPath, rule: FillRule, props: &DrawProps<'_>) {
        let bounds = path.bounding_box();
        let (short, long) = (
            bounds.width().min(bounds.height()),
            bounds.width().max(bounds.height()),
        );
        if short <= THIN && long >= LINE_RATIO * short.max(0.1) {
            let from = Point::new(bounds.x0, bounds.y0);
            let to = if bounds.width() > bounds.height() {
                Point::new(bounds.x1, bounds.y0)
            } else {
                Point::new(bounds.x0, bounds.y1)
            };
            self.add_line(from, to);
            self.add_strip(path, rule, props);
            return;
        }
        let (ground, cover) = self.ground(props);
        self.add(ground, path, rule, cover);
    }

    /// What something is painted with, and how it covers.
    fn ground(&self, props: &DrawProps<'_>) -> (Ground, Cover) {
        let masked = props.soft_mask.is_some();
        match &props.paint {
            Paint::Color(colour) => {
                let [red, green, blue, alpha] = colour.to_rgba().components();
                let rgb = [red, green, blue];
                let cover = self.cover(alpha, masked, props.blend_mode);
                (Ground::Colour(rgb.map(|part| part.clamp(0.0, 1.0))), cover)
            }
            Paint::Pattern(pattern) => match pattern.as_ref() {
                Pattern::Shading(_) => (Ground::Shading, Cover::Veil),
                Pattern::Tiling(_) => (Ground::Tiles, Cover::Veil),
            },
        }
    }

    fn add_strip(&mut self, path: BezPath, rule: FillRule, props: &DrawProps<'_>) {
        if self.strips.len() < STRIPS_MAX {
            let (ground, cover) = self.ground(props);
            let strip = self.painted(ground, path, rule, cover);
            self.strips.push(strip);
        }
    }

    fn add_line(&mut self, from: Point, to: Point) {
        if self.lines.len() < LINES_MAX {
            let order = self.next();
            self.lines.push(Line { from, to, order });
        }
    }

    fn draw_stroke(&mut self, path: &BezPath, props: &DrawProps<'_>, width: f64) {
        let scale = scale_of(props.transform);
        let on_page = props.transform * path.clone();
        if width * scale >= BROAD {
            let broad = stroke(
                &on_page,
                &Stroke::new(width * scale),
                &StrokeOpts::default(),
                TOLERANCE,
            );
            self.fill(broad, FillRule::NonZero, props);
            return;
        }
        for segment in on_page.segments() {
            let (from, to) = (segment.start(), segment.end());
            self.add_line(from, to);
            let strip = stroke(
                segment.to_path(TOLERANCE),
                &Stroke::new(width * scale),
                &StrokeOpts::default(),
                TOLERANCE,
            );
            self.add_strip(strip, FillRule::NonZero, props);
        }
    }

    fn glyph(&mut self, glyph: &PositionedGlyph<'_>, place: Affine, ink: Rect, drawn: bool) {
        if self.glyphs.len() >= GLYPHS_MAX {
            return;
        }
        let place = place * glyph.transform();
        let advance = match &**glyph {
            FontGlyph::Outline(outline) => outline.advance_width(),
            FontGlyph::Type3(drawing) => drawing.advance_width(),
        };
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            None => '\u{FFFD}'.to_string(),
        };
        self.glyphs.push(Glyph {
            text,
            ink,
            origin: place * Point::ZERO,
            end: place * Point::new(advance.unwrap_or(0.0).into(), 0.0),
            // Outlines have a thousand units to the em.
            size: scale_of(place) * 1000.0,
            order: self.order,
            drawn,
            clip: self.clips.current(),
        });
    }
}

/// By how much lengths grow.
fn scale_of(transform: Affine) -> f64 {
    transform.determinant().abs().sqrt()
}

impl<'a> Device<'a> for Record {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, draw_mode: &DrawMode) {
        match draw_mode {
            DrawMode::Fill(rule) => {
                self.fill(props.transform * path.clone(), *rule, &props);
            }
            DrawMode::Stroke(of) => self.draw_stroke(path, &props, of.line_width.into()),
            DrawMode::FillAndStroke(rule, of) => {
                self.fill(props.transform * path.clone(), *rule, &props);
                self.draw_stroke(path, &props, of.line_width.into());
            }
            DrawMode::Invisible => {}
        }
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        self.clips.push(clip_path.path.clone(), clip_path.fill);
    }

    fn push_transparency_group(
        &mut self,
        opacity: f32,
        mask: Option<SoftMask<'a>>,
        blend_mode: BlendMode,
    ) {
        self.groups.push(Group {
            opacity,
            is_plain: mask.is_none() && blend_mode == BlendMode::Normal,
        });
    }

    fn draw_glyph_run(
        &mut self,
        glyph_run: &GlyphRun<'_, 'a>,
        props: DrawProps<'a>,
        draw_mode: &DrawMode,
    ) {
        self.next();
        let drawn = !matches!(draw_mode, DrawMode::Invisible);
        for glyph in glyph_run.glyphs() {
            let ink = match &**glyph {
                FontGlyph::Outline(outline) => {
                    let place = props.transform * glyph.transform();
                    (place * outline.outline()).bounding_box()
                }
                FontGlyph::Type3(drawing) => {
                    let mut bounds = Bounds::default();
                    let place = glyph.transform();
                    drawing.interpret(&mut bounds, props.transform, place, &props.paint);
                    bounds.0.unwrap_or(Rect::ZERO)
                }
            };
            self.glyph(glyph, props.transform, ink, drawn);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        let corners = Rect::new(0.0, 0.0, width, height).to_path(TOLERANCE);
        let masked = props.soft_mask.is_some();
        let cover = self.cover(1.0, masked, props.blend_mode);
        let mut mask = None;
        match &image {
            Image::Stencil(stencil) => stencil.with_stencil(|luma, _| mask = Some(luma), None),
            Image::Raster(raster) => {
                let dict = raster.stream().dict();
                if dict.contains_key(b"SMask") || dict.contains_key(b"Mask") {
                    raster.with_rgba(|_, alpha| mask = alpha, None);
                }
            }
        }
        let path = props.transform * corners;
        self.add(Ground::Image, path, FillRule::NonZero, cover);
        if let (Some(mask), Some(painted)) = (mask, self.paints.last_mut()) {
            painted.set_mask(&mask, props.transform);
        }
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        let said = properties.and_then(|found| found.get::<PdfString<'_>>(b"ActualText"));
        let said = said.map(|said| decoded(said.as_bytes()));
        self.spoken.extend(said.filter(|said| !said.is_empty()));
    }
}

/// How far a drawing reaches.
#[derive(Default)]
struct Bounds(Option<Rect>);

impl Bounds {
    fn add(&mut self, other: Rect) {
        self.0 = Some(self.0.map_or(other, |bounds| bounds.union(other)));
    }
}

impl<'a> Device<'a> for Bounds {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, _: &DrawMode) {
        self.add((props.transform * path.clone()).bounding_box());
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            if let FontGlyph::Outline(outline) = &**glyph {
                let place = props.transform * glyph.transform();
                self.add((place * outline.outline()).bounding_box());
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        let corners = Rect::new(0.0, 0.0, width, height).to_path(TOLERANCE);
        self.add((props.transform * corners).bounding_box());
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
