//! Annotations: where they are, and what viewers draw of those that bring no look along.

use hayro::{
    hayro_interpret::{FillRule, RectExt},
    hayro_syntax::{
        object::{Array, Dict, Name, Rect as PdfRect},
        page::Page,
    },
    kurbo::{Affine, Rect, Shape},
};

use super::{
    paint::{Cover, Ground, Painted},
    recorder::Record,
};

/// Flags of an annotation that is not seen. (ISO 32000-2, 12.5.3)
const HIDDEN: u32 = 1 << 1 | 1 << 5;

pub(super) fn annotations<'a>(page: &Page<'a>) -> Vec<Dict<'a>> {
    let all = page.raw().get::<Array<'_>>(b"Annots");
    all.iter().flat_map(|all| all.iter::<Dict<'_>>()).collect()
}

pub(super) fn subtype(annotation: &Dict<'_>) -> String {
    let name = annotation.get::<Name<'_>>(b"Subtype");
    name.map_or_else(String::new, |name| name.as_str().to_owned())
}

fn numbers(dict: &Dict<'_>, key: &[u8]) -> Vec<f32> {
    let array = dict.get::<Array<'_>>(key);
    array.iter().flat_map(|array| array.iter::<f32>()).collect()
}

/// Where an annotation is on the page: its boxes, or else all that it takes.
pub(super) fn places(annotation: &Dict<'_>, transform: Affine) -> Vec<Rect> {
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
