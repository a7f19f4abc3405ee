//! A page cut into tiles, of which only the hashes are kept: enough to see where two pages differ.

use std::hash::{DefaultHasher, Hasher};

use sourdine_decoder::stream::{PIXELS_PER_INCH, SAMPLES};

use crate::desk::cleaning::pixels::Page;

/// The side of a tile, in pixels.
const SIDE: usize = 16;
const POINTS_PER_INCH: u32 = 72;

/// What is kept of a page.
#[derive(Clone, Eq, PartialEq)]
pub(super) struct Tiles {
    size: [u32; 2],
    across: usize,
    hashes: Vec<u64>,
}

impl Tiles {
    pub(super) fn of(page: &Page) -> Self {
        let row_bytes = page.width() as usize * SAMPLES;
        let across = (page.width() as usize).div_ceil(SIDE);
        let rows: Vec<&[u8]> = page.samples().chunks(row_bytes.max(1)).collect();
        let mut hashes = Vec::new();
        for band in rows.chunks(SIDE) {
            let mut hashers = vec![DefaultHasher::new(); across];
            for row in band {
                for (hasher, piece) in hashers.iter_mut().zip(row.chunks(SIDE * SAMPLES)) {
                    hasher.write(piece);
                }
            }
            hashes.extend(hashers.iter().map(Hasher::finish));
        }
        Self {
            size: [page.width(), page.height()],
            across,
            hashes,
        }
    }

    /// Where another page differs, in points: left, top, width and height. None if it does not.
    pub(super) fn difference(&self, other: &Self) -> Option<[i32; 4]> {
        if self.size != other.size {
            return Some([0, 0, points(self.size[0]), points(self.size[1])]);
        }
        let both = self.hashes.iter().zip(&other.hashes).enumerate();
        let differing = both.filter(|(_, (one, other))| one != other);
        let places = differing.map(|(at, _)| [at % self.across, at / self.across]);
        let (least, most) = places.fold(
            ([usize::MAX; 2], [0; 2]),
            |([left, top], [right, bottom]), [x, y]| {
                (
                    [left.min(x), top.min(y)],
                    [right.max(x + 1), bottom.max(y + 1)],
                )
            },
        );
        let ([left, top], [right, bottom]) = (least, most);
        (right > 0).then(|| {
            [left, top, right - left, bottom - top]
                .map(|tiles| points(u32::try_from(tiles * SIDE).unwrap_or(u32::MAX)))
        })
    }
}

fn points(pixels: u32) -> i32 {
    let points = u64::from(pixels) * u64::from(POINTS_PER_INCH) / u64::from(PIXELS_PER_INCH);
    i32::try_from(points).unwrap_or(i32::MAX)
}
