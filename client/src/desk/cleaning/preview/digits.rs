//! Digits, drawn without a font.

/// What can be drawn, each character in five columns.
const DRAWN: [(char, [u8; ROWS]); 11] = [
    (
        '0',
        [
            0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110,
        ],
    ),
    (
        '1',
        [
            0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110,
        ],
    ),
    (
        '2',
        [
            0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111,
        ],
    ),
    (
        '3',
        [
            0b01110, 0b10001, 0b00001, 0b00110, 0b00001, 0b10001, 0b01110,
        ],
    ),
    (
        '4',
        [
            0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010,
        ],
    ),
    (
        '5',
        [
            0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110,
        ],
    ),
    (
        '6',
        [
            0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110,
        ],
    ),
    (
        '7',
        [
            0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000,
        ],
    ),
    (
        '8',
        [
            0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110,
        ],
    ),
    (
        '9',
        [
            0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100,
        ],
    ),
    (
        ':',
        [
            0b00000, 0b00100, 0b00100, 0b00000, 0b00100, 0b00100, 0b00000,
        ],
    ),
];
const ROWS: usize = 7;
const COLUMNS: u32 = 5;
/// From one character to the next, in columns.
pub(super) const ADVANCE: u32 = COLUMNS + 1;

/// Which dots of a text are black, as columns and rows.
pub(super) fn dots(text: &str) -> impl Iterator<Item = (u32, u32)> {
    text.chars().zip(0..).flat_map(|(c, nth)| {
        let drawn = DRAWN.iter().find(|(drawn, _)| *drawn == c);
        let rows = drawn.map_or([0; ROWS], |(_, rows)| *rows);
        rows.into_iter().zip(0..).flat_map(move |(bits, row)| {
            let columns =
                (0..COLUMNS).filter(move |column| bits >> (COLUMNS - 1 - column) & 1 == 1);
            columns.map(move |column| (nth * ADVANCE + column, row))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_character_looks_like_no_other() {
        for (first, (c, rows)) in DRAWN.iter().enumerate() {
            for (other, others) in DRAWN.iter().skip(first + 1) {
                assert_ne!(rows, others, "{c} and {other}");
            }
        }
        assert_eq!(dots("x").count(), 0);
        assert_eq!(
            dots("11").filter(|(x, _)| *x >= ADVANCE).count(),
            dots("1").count()
        );
    }
}
