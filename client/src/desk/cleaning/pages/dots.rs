//! The yellow dots that colour printers add to a page, in a pattern that names the printer and the
//! time.

use sourdine_decoder::stream::SAMPLES;

use crate::desk::cleaning::pixels::Page;

/// How much less blue than red and green makes a pixel yellow. On paper the dots are faint, and
/// their brightness is that of paper: only their colour shows.
const YELLOW: u8 = 12;
/// What is darker than this, in red or green, is ink that people see.
const BRIGHT: u8 = 160;
/// How far around a dot is looked, in pixels. At 150 pixels an inch a dot is one pixel or two wide,
/// and the next is four or more away.
const AROUND: usize = 3;
/// A dot has at most this many yellow pixels around it, itself included. A larger patch was meant
/// to be seen.
const DOT_MAX_PIXELS: usize = 9;
/// What stands for a dot.
const WHITE: u8 = 255;

/// Makes dots white.
pub(super) fn remove(page: &mut Page) {
    let (width, height) = (page.width() as usize, page.height() as usize);
    let yellow: Vec<bool> = page
        .samples()
        .chunks_exact(SAMPLES)
        .map(is_yellow)
        .collect();
    for (at, pixel) in page.samples_mut().chunks_exact_mut(SAMPLES).enumerate() {
        if yellow.get(at) != Some(&true) {
            continue;
        }
        let (x, y) = (at % width, at / width);
        let columns = x.saturating_sub(AROUND)..(x + AROUND + 1).min(width);
        let rows = y.saturating_sub(AROUND)..(y + AROUND + 1).min(height);
        let around: usize = rows
            .filter_map(|row| yellow.get(row * width..)?.get(columns.clone()))
            .map(|row| row.iter().filter(|is_yellow| **is_yellow).count())
            .sum();
        if around <= DOT_MAX_PIXELS {
            pixel.fill(WHITE);
        }
    }
}

fn is_yellow(pixel: &[u8]) -> bool {
    match pixel {
        [red, green, blue] => {
            let least = *red.min(green);
            least >= BRIGHT && least.saturating_sub(*blue) >= YELLOW
        }
        _ => false,
    }
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
        ] {
            for side in 1..=2 {
                let patches = dots.map(|place| (place, side, dot));
                let left = after(paper, &patches);
                let coloured = left
                    .chunks_exact(3)
                    .filter(|pixel| is_yellow(pixel))
                    .count();
                assert_eq!(coloured, 0, "{dot:?} of {side}");
            }
        }
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
