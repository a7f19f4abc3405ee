//! The records of a ZIP archive, byte by byte: written and measured here, so that writer, reader
//! and padding cannot differ.

/// Length of a local file header without name and extra field, in bytes.
pub(super) const LOCAL_HEADER_BYTES: usize = 30;
/// Length of a central directory header without name and extra field, in bytes.
pub(super) const DIRECTORY_HEADER_BYTES: usize = 46;
/// Length of a data descriptor with its signature, in bytes.
pub(super) const DESCRIPTOR_BYTES: usize = 16;
/// The same in a ZIP64 entry, in bytes.
pub(super) const DESCRIPTOR_64_BYTES: usize = 24;
/// Length of the end of central directory record without a comment, in bytes.
pub(super) const END_BYTES: usize = 22;
/// Length of the ZIP64 end record and its locator, in bytes.
pub(super) const END_64_BYTES: usize = 56;
/// Length of the ZIP64 end record's locator, in bytes.
pub(super) const LOCATOR_64_BYTES: usize = 20;
/// Length of a ZIP64 extra field with both sizes, with its header, in bytes.
pub(super) const EXTRA_64_BYTES: usize = 20;
/// Length of the tag and length that begin an extra field, in bytes.
pub(super) const EXTRA_HEADER_BYTES: usize = 4;

pub(super) const LOCAL_SIGNATURE: u32 = 0x0403_4b50;
pub(super) const DIRECTORY_SIGNATURE: u32 = 0x0201_4b50;
pub(super) const DESCRIPTOR_SIGNATURE: u32 = 0x0807_4b50;
pub(super) const END_SIGNATURE: u32 = 0x0605_4b50;
pub(super) const END_64_SIGNATURE: u32 = 0x0606_4b50;
pub(super) const LOCATOR_64_SIGNATURE: u32 = 0x0706_4b50;
pub(super) const EXTRA_64_TAG: u16 = 0x0001;

/// In a 32-bit field: the value stands in the ZIP64 extra field.
pub(super) const SENTINEL_32: u32 = u32::MAX;
/// In a 16-bit field: the value stands in the ZIP64 end record.
pub(super) const SENTINEL_16: u16 = u16::MAX;

pub(super) const FLAG_DESCRIPTOR: u16 = 1 << 3;
pub(super) const FLAG_UTF8: u16 = 1 << 11;
/// Debian's unzip garbles UTF-8 names that MS-DOS (0) made, whatever the flag says.
const MADE_BY_UNIX: u16 = 3 << 8;
/// External attributes: a regular file, read and written by its owner (`-rw-------`).
const PRIVATE_FILE: u32 = 0o100_600 << 16;
const VERSION_PLAIN: u16 = 20;
const VERSION_64: u16 = 45;
const METHOD_STORED: u16 = 0;
const TIME_MIDNIGHT: u16 = 0;
/// 1 January 1980, the first day that ZIP knows.
const DATE_FIRST: u16 = 0x0021;

/// One entry as the writer lays it down.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) name: String,
    pub(super) crc: u32,
    pub(super) size: u64,
    pub(super) offset: u64,
    pub(super) zip64: bool,
}

impl Record {
    pub(super) fn local_header(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.local_header_len());
        put32(&mut out, LOCAL_SIGNATURE);
        put16(
            &mut out,
            if self.zip64 {
                VERSION_64
            } else {
                VERSION_PLAIN
            },
        );
        put_common(&mut out);
        put32(&mut out, 0);
        let size = if self.zip64 { SENTINEL_32 } else { 0 };
        put32(&mut out, size);
        put32(&mut out, size);
        put16(&mut out, self.name_len());
        put16(&mut out, if self.zip64 { to16(EXTRA_64_BYTES) } else { 0 });
        out.extend_from_slice(self.name.as_bytes());
        if self.zip64 {
            put_extra_64(&mut out, &[0, 0]);
        }
        out
    }

    fn local_header_len(&self) -> usize {
        LOCAL_HEADER_BYTES + self.name.len() + if self.zip64 { EXTRA_64_BYTES } else { 0 }
    }

    pub(super) fn descriptor(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.descriptor_len());
        put32(&mut out, DESCRIPTOR_SIGNATURE);
        put32(&mut out, self.crc);
        if self.zip64 {
            put64(&mut out, self.size);
            put64(&mut out, self.size);
        } else {
            put32(&mut out, clamp32(self.size));
            put32(&mut out, clamp32(self.size));
        }
        out
    }

    fn descriptor_len(&self) -> usize {
        if self.zip64 {
            DESCRIPTOR_64_BYTES
        } else {
            DESCRIPTOR_BYTES
        }
    }

    pub(super) fn directory_header(&self) -> Vec<u8> {
        let extra = self.directory_extra();
        let extra_len = if extra.is_empty() {
            0
        } else {
            EXTRA_HEADER_BYTES + extra.len() * 8
        };
        let version = if extra.is_empty() {
            VERSION_PLAIN
        } else {
            VERSION_64
        };
        let mut out = Vec::with_capacity(DIRECTORY_HEADER_BYTES + self.name.len() + extra_len);
        put32(&mut out, DIRECTORY_SIGNATURE);
        put16(&mut out, MADE_BY_UNIX | version);
        put16(&mut out, version);
        put_common(&mut out);
        put32(&mut out, self.crc);
        let size = if self.zip64 {
            SENTINEL_32
        } else {
            clamp32(self.size)
        };
        put32(&mut out, size);
        put32(&mut out, size);
        put16(&mut out, self.name_len());
        put16(&mut out, to16(extra_len));
        put16(&mut out, 0); // comment
        put16(&mut out, 0); // disk
        put16(&mut out, 0); // internal attributes
        put32(&mut out, PRIVATE_FILE);
        put32(&mut out, clamp32(self.offset));
        out.extend_from_slice(self.name.as_bytes());
        if !extra.is_empty() {
            put_extra_64(&mut out, &extra);
        }
        out
    }

    fn directory_extra(&self) -> Vec<u64> {
        let mut extra = Vec::new();
        if self.zip64 {
            extra.extend([self.size, self.size]);
        }
        if self.offset >= u64::from(SENTINEL_32) {
            extra.push(self.offset);
        }
        extra
    }

    fn directory_header_len(&self) -> usize {
        let extra = self.directory_extra().len();
        let extra_len = if extra == 0 {
            0
        } else {
            EXTRA_HEADER_BYTES + extra * 8
        };
        DIRECTORY_HEADER_BYTES + self.name.len() + extra_len
    }

    /// Bytes that the entry takes before the directory.
    pub(super) fn body_len(&self) -> u64 {
        let framing = self.local_header_len() + self.descriptor_len();
        self.size + framing as u64
    }

    fn name_len(&self) -> u16 {
        to16(self.name.len())
    }
}

/// The directory's length, in bytes.
pub(super) fn directory_len<'a>(records: impl Iterator<Item = &'a Record>) -> u64 {
    records
        .map(|record| record.directory_header_len() as u64)
        .sum()
}

/// The records that end an archive of `count` entries.
pub(super) fn end(count: u64, directory_offset: u64, directory_len: u64) -> Vec<u8> {
    let mut out = Vec::with_capacity(END_64_BYTES + LOCATOR_64_BYTES + END_BYTES);
    if needs_end_64(count, directory_offset, directory_len) {
        put32(&mut out, END_64_SIGNATURE);
        put64(&mut out, (END_64_BYTES - 12) as u64);
        put16(&mut out, VERSION_64);
        put16(&mut out, VERSION_64);
        put32(&mut out, 0);
        put32(&mut out, 0);
        for value in [count, count, directory_len, directory_offset] {
            put64(&mut out, value);
        }
        put32(&mut out, LOCATOR_64_SIGNATURE);
        put32(&mut out, 0);
        put64(&mut out, directory_offset + directory_len);
        put32(&mut out, 1);
    }
    put32(&mut out, END_SIGNATURE);
    put16(&mut out, 0);
    put16(&mut out, 0);
    let short_count = u16::try_from(count).unwrap_or(SENTINEL_16);
    put16(&mut out, short_count);
    put16(&mut out, short_count);
    put32(&mut out, clamp32(directory_len));
    put32(&mut out, clamp32(directory_offset));
    put16(&mut out, 0);
    out
}

/// The length of what [`end`] gives, in bytes.
pub(super) fn end_len(count: u64, directory_offset: u64, directory_len: u64) -> u64 {
    let long = needs_end_64(count, directory_offset, directory_len);
    let bytes = if long {
        END_64_BYTES + LOCATOR_64_BYTES + END_BYTES
    } else {
        END_BYTES
    };
    bytes as u64
}

pub(super) fn needs_end_64(count: u64, directory_offset: u64, directory_len: u64) -> bool {
    count >= u64::from(SENTINEL_16)
        || directory_offset >= u64::from(SENTINEL_32)
        || directory_len >= u64::from(SENTINEL_32)
}

fn put_common(out: &mut Vec<u8>) {
    put16(out, FLAG_DESCRIPTOR | FLAG_UTF8);
    put16(out, METHOD_STORED);
    put16(out, TIME_MIDNIGHT);
    put16(out, DATE_FIRST);
}

fn put_extra_64(out: &mut Vec<u8>, values: &[u64]) {
    put16(out, EXTRA_64_TAG);
    put16(out, to16(values.len() * 8));
    for value in values {
        put64(out, *value);
    }
}

fn put16(out: &mut Vec<u8>, value: u16) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn put32(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn put64(out: &mut Vec<u8>, value: u64) {
    out.extend_from_slice(&value.to_le_bytes());
}

/// Names and extra fields are a few hundred bytes: [`NAME_MAX_BYTES`](crate::text::NAME_MAX_BYTES).
fn to16(value: usize) -> u16 {
    u16::try_from(value).unwrap_or(SENTINEL_16)
}

/// The value, or the sentinel that sends the reader to a ZIP64 field.
fn clamp32(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(SENTINEL_32)
}
