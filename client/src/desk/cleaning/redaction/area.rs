//! A box that an editor draws: on which page, and where, in hundredths of the page as it is seen.

use std::str::FromStr;

use sourdine_l10n::Explain;

use super::rect::Rect;

/// How many parts a hundredth of a page has.
const PARTS: u32 = 100;
/// How many parts a whole page has.
const WHOLE: u32 = 100 * PARTS;
/// The most digits behind the point.
const DECIMALS: usize = 2;

/// What was typed is no box.
#[derive(Clone, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub enum AreaError {
    #[explain("error-area-form", typed)]
    Form { typed: String },
    /// It has no width, or no height.
    #[explain("error-area-empty", typed)]
    Empty { typed: String },
    #[explain("error-area-beyond", typed)]
    Beyond { typed: String },
}

/// A box on a page, typed as `PAGE:X,Y,WIDTH,HEIGHT`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Area {
    /// The first is 1.
    pub(super) page: u32,
    left: u32,
    top: u32,
    right: u32,
    bottom: u32,
}

impl Area {
    /// All pixels of which it covers a part, on a page of this size.
    pub(super) fn on(&self, (width, height): (u32, u32)) -> Rect {
        let first = |part: u32, side: u32| scaled(part, side, 0);
        let behind = |part: u32, side: u32| scaled(part, side, WHOLE - 1);
        Rect {
            left: first(self.left, width),
            top: first(self.top, height),
            right: behind(self.right, width),
            bottom: behind(self.bottom, height),
        }
    }
}

fn scaled(part: u32, side: u32, more: u32) -> u32 {
    let pixels = (u64::from(part) * u64::from(side) + u64::from(more)) / u64::from(WHOLE);
    u32::try_from(pixels).unwrap_or(u32::MAX)
}

impl FromStr for Area {
    type Err = AreaError;

    fn from_str(text: &str) -> Result<Self, AreaError> {
        let typed = || sourdine_protocol::text::harmless(text);
        let form = || AreaError::Form { typed: typed() };
        let (page, numbers) = text.split_once(':').ok_or_else(form)?;
        let page = digits(page).filter(|page| *page > 0).ok_or_else(form)?;
        let numbers: Option<Vec<u32>> = numbers.split(',').map(parts).collect();
        let Some([left, top, width, height]) = numbers.as_deref() else {
            return Err(form());
        };
        if *width == 0 || *height == 0 {
            return Err(AreaError::Empty { typed: typed() });
        }
        let end = |from: &u32, length: &u32| {
            let end = from.checked_add(*length).filter(|end| *end <= WHOLE);
            end.ok_or_else(|| AreaError::Beyond { typed: typed() })
        };
        Ok(Self {
            page,
            left: *left,
            top: *top,
            right: end(left, width)?,
            bottom: end(top, height)?,
        })
    }
}

/// A number of nothing but digits.
fn digits(text: &str) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// Hundredths, perhaps with two digits behind the point, in parts of them.
fn parts(text: &str) -> Option<u32> {
    let (whole, rest) = match text.trim().split_once('.') {
        Some((whole, rest)) if (1..=DECIMALS).contains(&rest.len()) => (whole, rest),
        Some(_) => return None,
        None => (text.trim(), "0"),
    };
    let rest = digits(&format!("{rest:0<DECIMALS$}"))?;
    digits(whole)?.checked_mul(PARTS)?.checked_add(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(text: &str) -> Result<Area, AreaError> {
        text.parse()
    }

    #[test]
    fn a_box_covers_each_pixel_that_it_touches() {
        let rect = area("2:10,20.5,30,40.25").unwrap().on((1_000, 1_000));
        assert_eq!(
            (rect.left, rect.top, rect.right, rect.bottom),
            (100, 205, 400, 608)
        );
        let whole = area("1:0,0,100,100").unwrap().on((7, 3));
        assert_eq!((whole.left, whole.right, whole.bottom), (0, 7, 3));
        let least = area("1:50,50,0.01,0.01").unwrap().on((3, 3));
        assert_eq!((least.left, least.right), (1, 2));
        assert_eq!(area("1: 10, 20, 30, 40"), area("1:10,20,30,40"));
    }

    #[test]
    fn what_is_no_box_is_refused() {
        for text in [
            "",
            "1",
            "1:",
            ":1,2,3,4",
            "1:1,2,3",
            "1:1,2,3,4,5",
            "0:1,2,3,4",
            "-1:1,2,3,4",
            "1:-1,2,3,4",
            "1:NaN,2,3,4",
            "1:inf,2,3,4",
            "1:1e1,2,3,4",
            "1:+1,2,3,4",
            "1:1.234,2,3,4",
            "1:1.,2,3,4",
            "1:.5,2,3,4",
            "1:1,2,3,99999999999",
            "1:1;2;3;4",
            "99999999999:1,2,3,4",
            "1:٣,2,3,4",
            "1:42949673,1,1,1",
        ] {
            assert!(matches!(area(text), Err(AreaError::Form { .. })), "{text}");
        }
        for text in ["1:1,2,0,4", "1:1,2,3,0", "1:1,2,0.00,4"] {
            assert!(matches!(area(text), Err(AreaError::Empty { .. })), "{text}");
        }
        for text in [
            "1:90,2,10.01,4",
            "1:1,100,1,1",
            "1:101,1,1,1",
            "1:0,0,1,4294967",
        ] {
            assert!(
                matches!(area(text), Err(AreaError::Beyond { .. })),
                "{text}"
            );
        }
        let told = area("1:\u{1b}[2J").unwrap_err();
        assert!(!format!("{told:?}").contains("\\u{1b}"), "{told:?}");
    }
}
