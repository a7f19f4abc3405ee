//! What a page paints, and whether it covers a point.

use hayro::{
    hayro_interpret::{FillRule, LumaData},
    kurbo::{Affine, BezPath, Point, Rect, Shape},
};

use crate::stream::{single, whole};

/// A sample of a mask that is at least this covers.
const COVERING: u8 = 224;

/// What covers.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Ground {
    /// Red, green and blue, from 0 to 1.
    Colour([f32; 3]),
    Shading,
    Tiles,
    Image,
}

/// Whether what is beneath can still be seen.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Cover {
    Opaque,
    /// It is transparent, or we do not know where it is not.
    Veil,
    /// It mixes its colour with what is beneath, as a highlighter does.
    Mixing,
}

/// Something painted that is not text.
pub(super) struct Painted {
    pub(super) ground: Ground,
    pub(super) cover: Cover,
    pub(super) path: BezPath,
    pub(super) rule: FillRule,
    pub(super) bounds: Rect,
    pub(super) order: usize,
    pub(super) clip: Clip,
    pub(super) mask: Option<Mask>,
}

/// Where a picture is painted at all.
pub(super) struct Mask {
    samples: Vec<u8>,
    width: u32,
    height: u32,
    to_samples: Affine,
}

impl Painted {
    pub(super) fn set_mask(&mut self, mask: &LumaData, transform: Affine) {
        let (across, down) = mask.scale_factors;
        let scale = Affine::scale_non_uniform(across.into(), down.into());
        self.mask = Some(Mask {
            samples: mask.data.clone(),
            width: mask.width,
            height: mask.height,
            to_samples: (transform * scale).inverse(),
        });
    }

    /// Whether it is painted at this point.
    pub(super) fn is_at(&self, point: Point, clips: &Clips) -> bool {
        self.bounds.contains(point)
            && is_inside(&self.path, self.rule, point)
            && clips.let_through(self.clip, point)
            && self.mask.as_ref().is_none_or(|mask| mask.is_at(point))
    }
}

impl Mask {
    fn is_at(&self, point: Point) -> bool {
        let place = self.to_samples * point;
        if place.x < 0.0 || place.y < 0.0 {
            return false;
        }
        let (x, y) = (whole(single(place.x)), whole(single(place.y)));
        let at = u64::from(y) * u64::from(self.width) + u64::from(x);
        let sample = usize::try_from(at).ok().and_then(|at| self.samples.get(at));
        x < self.width && y < self.height && sample.is_some_and(|sample| *sample >= COVERING)
    }
}

fn is_inside(path: &BezPath, rule: FillRule, point: Point) -> bool {
    let winding = path.winding(point);
    match rule {
        FillRule::NonZero => winding != 0,
        FillRule::EvenOdd => winding % 2 != 0,
    }
}

/// The clip under which something is painted.
pub(super) type Clip = Option<usize>;

/// All clips of a page: each lies within another.
#[derive(Default)]
pub(super) struct Clips {
    all: Vec<Within>,
    current: Clip,
}

struct Within {
    path: BezPath,
    bounds: Rect,
    rule: FillRule,
    around: Clip,
}

impl Clips {
    pub(super) const fn current(&self) -> Clip {
        self.current
    }

    pub(super) fn push(&mut self, path: BezPath, rule: FillRule) {
        let around = self.current;
        self.current = Some(self.all.len());
        self.all.push(Within {
            bounds: path.bounding_box(),
            path,
            rule,
            around,
        });
    }

    pub(super) fn pop(&mut self) {
        let current = self.current.and_then(|current| self.all.get(current));
        self.current = current.and_then(|current| current.around);
    }

    /// Whether what is painted at this point under a clip is seen.
    pub(super) fn let_through(&self, clip: Clip, point: Point) -> bool {
        let mut next = clip;
        while let Some(within) = next.and_then(|clip| self.all.get(clip)) {
            if !within.bounds.contains(point) || !is_inside(&within.path, within.rule, point) {
                return false;
            }
            next = within.around;
        }
        true
    }
}
