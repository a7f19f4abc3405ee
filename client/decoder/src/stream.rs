//! How pixels leave the sandbox: how many pages there are, then for each page its head and its
//! samples. Numbers are 32 bits long, the least significant byte first.

use std::io::{self, Read, Write};

/// How many samples a pixel has: red, green, blue, of one byte each.
pub const SAMPLES: usize = 3;
/// How many pixels of a rendered page make an inch.
pub const PIXELS_PER_INCH: u32 = 150;

/// What stands before the samples of a page: width and height, in pixels.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PageHead {
    pub width: u32,
    pub height: u32,
}

impl PageHead {
    /// How many pixels the page has.
    #[must_use]
    pub const fn pixels(self) -> u64 {
        self.width as u64 * self.height as u64
    }

    /// How many bytes of samples follow.
    #[must_use]
    pub const fn bytes(self) -> u64 {
        self.pixels() * SAMPLES as u64
    }

    /// # Errors
    /// If the stream ends.
    pub fn read(mut from: impl Read) -> io::Result<Self> {
        Ok(Self {
            width: read_number(&mut from)?,
            height: read_number(&mut from)?,
        })
    }

    /// # Errors
    /// If the stream takes no more.
    pub fn write(self, mut to: impl Write) -> io::Result<()> {
        write_number(self.width, &mut to)?;
        write_number(self.height, &mut to)?;
        // The other side decides by this head whether the page is worth decoding.
        to.flush()
    }
}

/// # Errors
/// If the stream ends.
pub fn read_number(mut from: impl Read) -> io::Result<u32> {
    let mut bytes = [0; 4];
    from.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}

/// # Errors
/// If the stream takes no more.
pub fn write_number(number: u32, mut to: impl Write) -> io::Result<()> {
    to.write_all(&number.to_le_bytes())
}

/// A number with fewer digits.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    reason = "places on a page need no more digits"
)]
pub const fn single(number: f64) -> f32 {
    number as f32
}

/// The whole part of a number. Below zero it is zero, and past all numbers the largest.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "this conversion stays at the nearest number that there is"
)]
pub const fn whole(number: f32) -> u32 {
    number as u32
}
