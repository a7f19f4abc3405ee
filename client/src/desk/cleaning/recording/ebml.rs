//! EBML: how a WebM is built of elements, each with its id, its size and what is in it. (RFC 8794)

use std::io::{self, Read};

/// The longest number that says a size, in bytes.
const SIZE_MAX_BYTES: u32 = 8;
/// Length of the sizes and numbers that are written before they are known, in bytes.
pub(super) const FIXED_BYTES: usize = 8;

/// Reads an element's id. None at the end.
pub(super) fn read_id(mut from: impl Read) -> io::Result<Option<u32>> {
    const ID_MAX_BYTES: u32 = 4;
    let mut first = [0];
    if from.read(&mut first)? == 0 {
        return Ok(None);
    }
    let more = first[0].leading_zeros();
    if more >= ID_MAX_BYTES {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut id = u32::from(first[0]);
    for _ in 0..more {
        from.read_exact(&mut first)?;
        id = id << 8 | u32::from(first[0]);
    }
    Ok(Some(id))
}

/// Reads a size, in bytes. None if the element says no size.
pub(super) fn read_size(mut from: impl Read) -> io::Result<Option<u64>> {
    let mut next = [0];
    from.read_exact(&mut next)?;
    let more = next[0].leading_zeros();
    if more >= SIZE_MAX_BYTES {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let bits = 7 * (more + 1);
    let mut size = u64::from(next[0]) & (0x7F >> more);
    for _ in 0..more {
        from.read_exact(&mut next)?;
        size = size << 8 | u64::from(next[0]);
    }
    Ok((size != (1 << bits) - 1).then_some(size))
}

/// The number in an element.
pub(super) fn number(bytes: &[u8]) -> Option<u64> {
    (bytes.len() <= FIXED_BYTES).then(|| {
        bytes
            .iter()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    })
}

/// Writes an element.
pub(super) fn element(id: u32, inside: &[u8], to: &mut Vec<u8>) {
    write_id(id, to);
    write_size(inside.len() as u64, to);
    to.extend_from_slice(inside);
}

/// Writes an element that is a number, in as few bytes as it needs.
pub(super) fn write_number(id: u32, number: u64, to: &mut Vec<u8>) {
    let bytes = number.to_be_bytes();
    let zeros = number.leading_zeros() as usize / 8;
    element(id, bytes.get(zeros.min(7)..).unwrap_or_default(), to);
}

/// Writes an element that is a number, always in eight bytes.
pub(super) fn write_fixed(id: u32, number: u64, to: &mut Vec<u8>) {
    element(id, &number.to_be_bytes(), to);
}

/// Writes the id and the size of an element whose inside follows.
pub(super) fn write_start(id: u32, size: u64, to: &mut Vec<u8>) {
    write_id(id, to);
    let mark = 1 << (7 * FIXED_BYTES);
    to.extend((mark | size).to_be_bytes());
}

fn write_id(id: u32, to: &mut Vec<u8>) {
    let zeros = id.leading_zeros() as usize / 8;
    to.extend_from_slice(id.to_be_bytes().get(zeros..).unwrap_or_default());
}

fn write_size(size: u64, to: &mut Vec<u8>) {
    // All bits set would mean that there is no size.
    let bytes = (1..FIXED_BYTES)
        .find(|bytes| size < (1 << (7 * bytes)) - 1)
        .unwrap_or(FIXED_BYTES);
    let marked = (1 << (7 * bytes)) | size;
    to.extend_from_slice(
        marked
            .to_be_bytes()
            .get(FIXED_BYTES - bytes..)
            .unwrap_or_default(),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_they_are_written() {
        for size in [0, 1, 126, 127, 128, 16_382, 16_383, 1 << 20, 1 << 40] {
            let mut bytes = Vec::new();
            write_size(size, &mut bytes);
            assert_eq!(read_size(bytes.as_slice()).unwrap(), Some(size));
        }
        assert_eq!(read_size(&[0xFF][..]).unwrap(), None);
        assert!(read_size(&[0x40][..]).is_err());
        assert!(read_size(&[0x00][..]).is_err());
    }

    #[test]
    fn ids_are_read_as_they_are_written() {
        for id in [0xA3, 0x4286, 0x2A_D7B1, 0x1A45_DFA3] {
            let mut bytes = Vec::new();
            write_id(id, &mut bytes);
            assert_eq!(read_id(bytes.as_slice()).unwrap(), Some(id));
        }
        assert_eq!(read_id(&[][..]).unwrap(), None);
        assert!(read_id(&[0x01][..]).is_err());
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for written in [0, 1, 255, 256, u64::MAX] {
            let mut bytes = Vec::new();
            write_number(0xA3, written, &mut bytes);
            assert_eq!(number(&bytes[2..]), Some(written));
        }
        assert_eq!(number(&[0; 9]), None);
    }
}
