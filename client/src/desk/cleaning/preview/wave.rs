//! How loud a recording is from one moment to the next, as a picture.

use std::io;

use super::canvas::{Area, BLACK, Canvas, GREY};

const WIDTH: u32 = 1_280;
const HEIGHT: u32 = 240;
/// The greatest deviation of a sample.
const LOUDEST: u32 = 32_768;

/// Draws the greatest deviation of each moment, the first on the left, as a PNG.
pub(in crate::desk::cleaning) fn draw(loudness: &[u16]) -> io::Result<Vec<u8>> {
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    let middle = Area {
        left: 0,
        top: HEIGHT / 2,
        width: WIDTH,
        height: 1,
    };
    canvas.fill(middle, GREY);
    for x in 0..WIDTH {
        let at = |x: u32| loudness.len() * x as usize / WIDTH as usize;
        let end = at(x + 1).max(at(x) + 1);
        let moments = loudness.get(at(x)..end).unwrap_or_default();
        let most = moments.iter().max().copied().unwrap_or_default();
        let half = u32::from(most) * (HEIGHT / 2) / LOUDEST;
        let bar = Area {
            left: x,
            top: HEIGHT / 2 - half,
            width: 1,
            height: 2 * half,
        };
        canvas.fill(bar, BLACK);
    }
    canvas.png()
}

/// The loudest moment, in hundredths of the loudest that there can be.
pub(in crate::desk::cleaning) fn loudest_percent(loudness: &[u16]) -> u32 {
    let most = loudness.iter().max().copied().unwrap_or_default();
    u32::from(most) * 100 / LOUDEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_loud_is_seen() {
        let loud = draw(&[0, 32_768, 0]).unwrap();
        let silent = draw(&[0, 0, 0]).unwrap();
        assert_ne!(loud, silent);
        assert_eq!(draw(&[]).unwrap(), silent);
        assert_eq!(loudest_percent(&[7, 16_384]), 50);
        assert_eq!(loudest_percent(&[]), 0);
    }
}
