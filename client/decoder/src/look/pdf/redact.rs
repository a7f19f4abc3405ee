//! Annotations that were meant to hide something: redactions that nobody applied, and boxes of
//! which the viewer draws the look.

use hayro::{
    hayro_interpret::{FillRule, RectExt, TransformExt},
    hayro_syntax::{
        object::{Array, Dict, Name, Rect as PdfRect},
        page::Page,
    },
    kurbo::{Affine, Rect, Shape},
};

use super::{
    LookedPage,
    paint::{Cover, Ground, Painted},
    recorder::Record,
    text::decoded,
};
use crate::{
    error::DecodeError,
    look::{
        Lines,
        trace::{Trace, TraceKind},
    },
};

/// Flags of an annotation that is not seen. (ISO 32000-2, 12.5.3)
const HIDDEN: u32 = 1 << 1 | 1 << 5;

fn annotations<'a>(page: &Page<'a>) -> Vec<Dict<'a>> {
    let all = page.raw().get::<Array<'_>>(b"Annots");
    all.iter().flat_map(|all| all.iter::<Dict<'_>>()).collect()
}

fn subtype(annotation: &Dict<'_>) -> String {
    let name = annotation.get::<Name<'_>>(b"Subtype");
    name.map_or_else(String::new, |name| name.as_str().to_owned())
}

fn numbers(dict: &Dict<'_>, key: &[u8]) -> Vec<f32> {
    let array = dict.get::<Array<'_>>(key);
    array.iter().flat_map(|array| array.iter::<f32>()).collect()
}

/// Where an annotation is on the page: its boxes, or else all that it takes.
fn places(annotation: &Dict<'_>, transform: Affine) -> Vec<Rect> {
    let corners = numbers(annotation, b"QuadPoints");
    let boxes = corners.chunks_exact(8).map(|corners| {
        let points = corners.chunks_exact(2).filter_map(|pair| match pair {
            [x, y] => Some((f64::from(*x), f64::from(*y))),
            _ => None,
        });
        let rects = points.map(|point| Rect::from_points(point, point));
        rects
            .reduce(|one, other| one.union(other))
            .unwrap_or(Rect::ZERO)
    });
    let mut places: Vec<Rect> = boxes.collect();
    if places.is_empty() {
        let rect = annotation.get::<PdfRect>(b"Rect");
        places.extend(rect.map(|rect| rect.to_kurbo()));
    }
    let on_page = places.iter();
    on_page
        .map(|place| transform.transform_rect_bbox(*place))
        .collect()
}

/// Paints the boxes of annotations that bring no look along: viewers draw them all the same.
pub(super) fn add_plain_annotations(page: &Page<'_>, transform: Affine, record: &mut Record) {
    for annotation in annotations(page) {
        let flags = annotation.get::<u32>(b"F").unwrap_or_default();
        if annotation.contains_key(b"AP") || flags & HIDDEN != 0 {
            continue;
        }
        let (key, cover): (&[u8], _) = match subtype(&annotation).as_str() {
            "Square" | "Circle" | "Polygon" => (b"IC", Cover::Opaque),
            "FreeText" => (b"C", Cover::Opaque),
            "Highlight" => (b"C", Cover::Mixing),
            _ => continue,
        };
        let colour = match numbers(&annotation, key).as_slice() {
            [grey] => [*grey; 3],
            [red, green, blue] => [*red, *green, *blue],
            [cyan, magenta, yellow, key] => {
                [cyan, magenta, yellow].map(|ink| (1.0 - ink) * (1.0 - key))
            }
            _ => continue,
        };
        let is_thin = annotation
            .get::<f32>(b"CA")
            .is_some_and(|opacity| opacity < 0.97);
        let cover = if is_thin { Cover::Veil } else { cover };
        for place in places(&annotation, transform) {
            record.paint_box(place, Ground::Colour(colour), cover);
        }
    }
}

impl Record {
    fn paint_box(&mut self, place: Rect, ground: Ground, cover: Cover) {
        self.paints.push(Painted {
            ground,
            cover,
            path: place.to_path(0.1),
            rule: FillRule::NonZero,
            bounds: place,
            order: usize::MAX,
            clip: None,
            mask: None,
        });
    }
}

/// Tells redactions that were marked and never applied, with what stands under them.
pub(super) fn tell(
    page: &Page<'_>,
    number: u32,
    looked: &LookedPage,
    lines: &mut Lines<'_>,
) -> Result<(), DecodeError> {
    let transform = page.initial_transform(true).to_kurbo();
    for annotation in annotations(page) {
        if subtype(&annotation) != "Redact" {
            continue;
        }
        let places = places(&annotation, transform);
        let glyphs = looked.record.glyphs.iter().filter(|glyph| {
            let centre = glyph.ink.center();
            places.iter().any(|place| place.contains(centre))
        });
        let beneath: String = glyphs.map(|glyph| glyph.text.as_str()).collect();
        let label = annotation.get::<hayro::hayro_syntax::object::String<'_>>(b"OverlayText");
        let label = label.map(|label| decoded(label.as_bytes()));
        lines.trace(Trace {
            part: label.filter(|label| !label.is_empty()),
            legible: true,
            ..Trace::new(TraceKind::UnappliedRedaction, &beneath).on_page(number)
        })?;
    }
    Ok(())
}
