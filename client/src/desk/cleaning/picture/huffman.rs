//! The codes of a JPEG, bit by bit. (ITU-T T.81, annexes C and F.2.2.)

/// The longest code, in bits.
const CODE_BITS_MAX: usize = 16;
/// What stands behind a byte of ones, so that it is no marker.
const STUFFED: u8 = 0;
const ONES: u8 = 0xFF;
const BYTE_BITS: u8 = 8;

/// A table of codes, as it stands in a header.
#[derive(Clone)]
pub(super) struct Table {
    /// Whether it is for all coefficients of a block but the first.
    pub(super) is_of_rest: bool,
    pub(super) number: u8,
    /// How many codes there are of each length.
    counts: [u8; CODE_BITS_MAX],
    /// What they stand for, the shortest first.
    values: Vec<u8>,
}

impl Table {
    /// Reads a table, and gives what stands behind it.
    pub(super) fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (which, rest) = bytes.split_first()?;
        let (counts, rest) = rest.split_first_chunk::<CODE_BITS_MAX>()?;
        let values: usize = counts.iter().map(|count| usize::from(*count)).sum();
        let (values, rest) = rest.split_at_checked(values)?;
        let table = Self {
            is_of_rest: which >> 4 == 1,
            number: which & 0x0F,
            counts: *counts,
            values: values.to_vec(),
        };
        Some((table, rest))
    }

    /// Reads a code, and gives what it stands for.
    pub(super) fn symbol(&self, bits: &mut Bits<'_>) -> Option<u8> {
        // The codes of one length follow each other, and those of the next length the last of them.
        let (mut code, mut first, mut before) = (0_usize, 0_usize, 0_usize);
        for count in self.counts {
            let count = usize::from(count);
            code = code << 1 | usize::from(bits.bit()?);
            first <<= 1;
            if let Some(nth) = code.checked_sub(first).filter(|nth| *nth < count) {
                return self.values.get(before + nth).copied();
            }
            first += count;
            before += count;
        }
        None
    }
}

/// The bits of a picture's codes.
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    /// The byte that is being read, and how many of its bits are left.
    byte: u8,
    left: u8,
}

impl<'a> Bits<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            byte: 0,
            left: 0,
        }
    }

    /// The next bit: 0 or 1. `None` at the end, and where a marker stands.
    pub(super) fn bit(&mut self) -> Option<u8> {
        if self.left == 0 {
            let (byte, rest) = self.bytes.split_first()?;
            let is_stuffed = *byte == ONES;
            self.bytes = if is_stuffed {
                rest.strip_prefix(&[STUFFED])?
            } else {
                rest
            };
            (self.byte, self.left) = (*byte, BYTE_BITS);
        }
        self.left -= 1;
        Some(self.byte >> self.left & 1)
    }

    pub(super) fn skip(&mut self, count: u8) -> Option<()> {
        (0..count).try_for_each(|_| self.bit().map(drop))
    }

    /// Whether only ones are left that fill the last byte.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.bytes.is_empty() && (0..self.left).all(|_| self.bit() == Some(1))
    }
}
