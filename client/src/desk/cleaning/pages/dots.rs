//! The yellow dots that colour printers add to a page, in a pattern that names the printer and the
//! time.

use std::ops::Range;

use sourdine_decoder::stream::SAMPLES;

use crate::desk::cleaning::pixels::Page;

/// How much more yellow than the paper around it a dot is. On paper the dots are faint, and their
/// brightness is that of paper: only their colour shows.
const YELLOW: i16 = 10;
/// What is darker than this, in red or green, is ink that people see, and no paper.
const BRIGHT: u8 = 150;
/// Paper is compared with squares of this side, in pixels.
const SQUARE: usize = 24;
/// How long a dot is at most, in pixels. At 150 pixels an inch a dot is one pixel or two wide, and
/// the next is four or more away. What is longer was meant to be seen.
const DOT_MAX_PIXELS: usize = 3;
/// How far around a dot there is paper, in pixels.
const MARGIN: usize = 2;
/// How far the brightness of paper is apart at most.
const PAPER_MAX: u8 = 48;

/// How many dots there are.
pub(in crate::desk) fn count(page: &Page) -> usize {
    find(page).len()
}

/// Gives dots the colour of the paper around them.
pub(in crate::desk::cleaning) fn remove(page: &mut Page) {
    for (dot, paper) in find(page) {
        for at in dot.pixels {
            let pixel = page.samples_mut().get_mut(at * SAMPLES..(at + 1) * SAMPLES);
            if let Some(pixel) = pixel {
                pixel.copy_from_slice(&paper);
            }
        }
    }
}

/// The dots of a page, each with the colour of the paper around it.
fn find(page: &Page) -> Vec<(Dot, [u8; SAMPLES])> {
    let Some(sheet) = Sheet::new(page) else {
        return Vec::new();
    };
    let mut seen = vec![false; sheet.yellow.len()];
    let mut dots = Vec::new();
    for at in 0..sheet.yellow.len() {
        if let Some(dot) = sheet.dot(at, &mut seen)
            && let Some(paper) = sheet.paper_around(&dot, page)
        {
            dots.push((dot, paper));
        }
    }
    dots
}

/// Which pixels of a page are yellow, compared with the paper around them.
struct Sheet {
    width: usize,
    height: usize,
    yellow: Vec<bool>,
}

/// Pixels that touch each other.
struct Dot {
    pixels: Vec<usize>,
    columns: Range<usize>,
    rows: Range<usize>,
}

impl Sheet {
    /// None if no pixel can be yellow compared with another.
    fn new(page: &Page) -> Option<Self> {
        let (width, height) = (page.width() as usize, page.height() as usize);
        let tones: Vec<Option<i16>> = page.samples().chunks_exact(SAMPLES).map(tone).collect();
        let (least, most) = (tones.iter().flatten().min()?, tones.iter().flatten().max()?);
        if most - least < YELLOW {
            return None;
        }
        let mut yellow = vec![false; tones.len()];
        for top in (0..height).step_by(SQUARE) {
            for left in (0..width).step_by(SQUARE) {
                let (rows, columns) = (
                    top..height.min(top + SQUARE),
                    left..width.min(left + SQUARE),
                );
                let all = || {
                    let places = rows
                        .clone()
                        .flat_map(|row| columns.clone().map(move |x| row * width + x));
                    places.filter_map(|at| Some((at, (*tones.get(at)?)?)))
                };
                let mut sorted: Vec<i16> = all().map(|(_, tone)| tone).collect();
                sorted.sort_unstable();
                let Some(paper) = sorted.get(sorted.len() / 2) else {
                    continue;
                };
                for (at, tone) in all() {
                    if let Some(is_yellow) = yellow.get_mut(at) {
                        *is_yellow = tone - paper >= YELLOW;
                    }
                }
            }
        }
        Some(Self {
            width,
            height,
            yellow,
        })
    }

    /// The yellow pixels that touch this one, if none of them was seen before and they are as few
    /// as a dot has.
    fn dot(&self, from: usize, seen: &mut [bool]) -> Option<Dot> {
        let mut is_new = |at: usize| {
            let is_yellow = self.yellow.get(at) == Some(&true);
            is_yellow
                && seen
                    .get_mut(at)
                    .is_some_and(|seen| !std::mem::replace(seen, true))
        };
        if !is_new(from) {
            return None;
        }
        let (mut pixels, mut next) = (vec![from], 0);
        while let Some(at) = pixels.get(next).copied() {
            next += 1;
            let (x, y) = (at % self.width, at / self.width);
            for row in y.saturating_sub(1)..(y + 2).min(self.height) {
                for column in x.saturating_sub(1)..(x + 2).min(self.width) {
                    let near = row * self.width + column;
                    if is_new(near) {
                        pixels.push(near);
                    }
                }
            }
        }
        let span = |places: &mut dyn Iterator<Item = usize>| {
            let (least, most) = places.fold((usize::MAX, 0), |(least, most), place| {
                (least.min(place), most.max(place))
            });
            least..most + 1
        };
        let columns = span(&mut pixels.iter().map(|at| at % self.width));
        let rows = span(&mut pixels.iter().map(|at| at / self.width));
        let is_dot = columns.len() <= DOT_MAX_PIXELS && rows.len() <= DOT_MAX_PIXELS;
        is_dot.then_some(Dot {
            pixels,
            columns,
            rows,
        })
    }

    /// The colour of the paper around a dot, if there is nothing but paper.
    fn paper_around(&self, dot: &Dot, page: &Page) -> Option<[u8; SAMPLES]> {
        let wider = |span: &Range<usize>, end: usize| {
            span.start.saturating_sub(MARGIN)..(span.end + MARGIN).min(end)
        };
        let (columns, rows) = (
            wider(&dot.columns, self.width),
            wider(&dot.rows, self.height),
        );
        let mut around: [Vec<u8>; SAMPLES] = Default::default();
        for row in rows {
            for column in columns.clone() {
                let at = row * self.width + column;
                if dot.columns.contains(&column) && dot.rows.contains(&row) {
                    continue;
                }
                let pixel = page.samples().get(at * SAMPLES..(at + 1) * SAMPLES)?;
                for (samples, sample) in around.iter_mut().zip(pixel) {
                    samples.push(*sample);
                }
            }
        }
        let mut paper = [0; SAMPLES];
        for (samples, middle) in around.iter_mut().zip(&mut paper) {
            samples.sort_unstable();
            *middle = *samples.get(samples.len() / 2)?;
        }
        let [red, green, _] = &around;
        let is_paper = [red, green].iter().all(|samples| match samples.as_slice() {
            [least, .., most] => *least >= BRIGHT && most - least <= PAPER_MAX,
            _ => false,
        });
        is_paper.then_some(paper)
    }
}

/// How much less blue than red and green a pixel has, if it is as bright as paper.
fn tone(pixel: &[u8]) -> Option<i16> {
    let [red, green, blue] = pixel else {
        return None;
    };
    let least = *red.min(green);
    (least >= BRIGHT).then(|| i16::from(least) - i16::from(*blue))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDE: u32 = 60;

    /// A page of one colour with patches of others: where, how large on a side, in what colour.
    fn page(paper: [u8; 3], patches: &[((u32, u32), u32, [u8; 3])]) -> Page {
        let mut samples = paper.repeat((SIDE * SIDE) as usize);
        for ((left, top), side, colour) in patches {
            for at in 0..side * side {
                let (x, y) = (left + at % side, top + at / side);
                let begin = ((y * SIDE + x) as usize) * SAMPLES;
                samples[begin..begin + SAMPLES].copy_from_slice(colour);
            }
        }
        Page::of(SIDE, SIDE, samples)
    }

    fn after(paper: [u8; 3], patches: &[((u32, u32), u32, [u8; 3])]) -> Vec<u8> {
        let mut page = page(paper, patches);
        remove(&mut page);
        page.samples().to_vec()
    }

    #[test]
    fn dots_go_from_white_and_from_grey_paper() {
        let dots = [(5, 5), (20, 9), (33, 40), (0, 0), (58, 58)];
        for (paper, dot) in [
            ([255; 3], [255, 255, 120]),
            ([255; 3], [250, 252, 236]),
            ([236; 3], [232, 231, 214]),
            ([242, 234, 214], [240, 232, 190]),
        ] {
            for side in 1..=2 {
                let patches = dots.map(|place| (place, side, dot));
                let left = after(paper, &patches);
                assert_eq!(
                    left,
                    paper.repeat((SIDE * SIDE) as usize),
                    "{dot:?} of {side}"
                );
            }
        }
    }

    /// A line of one pixel's width is no dot, whatever its colour, and neither is one of dots
    /// beside ink.
    #[test]
    fn thin_lines_and_what_is_not_on_paper_stay() {
        let line: Vec<_> = (0..40)
            .map(|x| ((10 + x, 20 + x / 3), 1, [255, 180, 0]))
            .collect();
        assert_eq!(after([255; 3], &line), page([255; 3], &line).samples());
        let beside = [((20, 20), 6, [0; 3]), ((26, 22), 2, [255, 255, 100])];
        assert_eq!(after([255; 3], &beside), page([255; 3], &beside).samples());
        let dark = [((20, 20), 2, [120, 120, 20])];
        assert_eq!(after([100; 3], &dark), page([100; 3], &dark).samples());
    }

    #[test]
    fn what_was_meant_to_be_seen_stays() {
        for (side, colour) in [(8, [255, 255, 100]), (1, [0, 0, 200]), (2, [200, 30, 30])] {
            let patches = [((20, 20), side, colour)];
            assert_eq!(
                after([255; 3], &patches),
                page([255; 3], &patches).samples()
            );
        }
    }
}
