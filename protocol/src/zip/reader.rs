//! Reading an archive that a stranger may have made to be read in two ways.

use std::io::{self, Read, Seek, SeekFrom};

use super::layout::{
    DESCRIPTOR_64_BYTES, DESCRIPTOR_BYTES, DESCRIPTOR_SIGNATURE, DIRECTORY_HEADER_BYTES,
    DIRECTORY_SIGNATURE, END_64_BYTES, END_64_SIGNATURE, END_BYTES, END_SIGNATURE, EXTRA_64_TAG,
    FLAG_DESCRIPTOR, FLAG_UTF8, LOCAL_HEADER_BYTES, LOCAL_SIGNATURE, LOCATOR_64_BYTES,
    LOCATOR_64_SIGNATURE, SENTINEL_16, SENTINEL_32, needs_end_64,
};

/// Most entries that the reader takes: the files, and what stands beside them.
const ENTRIES_MAX: u64 = crate::wire::FILES_MAX as u64 + 3;
/// Longest directory that the reader takes into memory, in bytes.
const DIRECTORY_MAX_BYTES: u64 = ENTRIES_MAX * 512;
/// Bytes read at once when an entry is checked.
const BUFFER_BYTES: usize = 65_536;
/// Unix mode bits that say what kind of file an entry is, and the value for a plain one.
const MODE_KIND: u32 = 0o170_000;
const MODE_REGULAR: u32 = 0o100_000;
/// The MS-DOS attributes of a folder and of a volume's name.
const DOS_FOLDER_OR_LABEL: u32 = 0x18;

/// Why an archive was refused. What it holds is never repeated.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The data could not be read, or did not decrypt.
    #[error("the archive could not be read to its end; if the file was cut short, pull it again")]
    Io(#[from] io::Error),
    /// No end record where one must be: cut short, a comment, or bytes after the end.
    #[error(
        "the archive does not end as one must: it was cut short, or something was added after its end"
    )]
    End,
    /// The central directory is not what the end record says.
    #[error("the archive's directory is damaged, or was made to be read in two ways")]
    Directory,
    /// Compressed, encrypted, a link, a folder, or with extra fields.
    #[error("the archive holds something other than plain stored files")]
    Kind,
    /// A local header, a descriptor or the data disagree with the directory, or there are bytes
    /// between entries.
    #[error("the archive says two different things about one of its files")]
    Disagreement,
    /// The checksum of a file is wrong.
    #[error("a file in the archive is not what its checksum says")]
    Checksum,
    /// More entries than an envelope may have.
    #[error("the archive holds more files than an envelope may have")]
    TooMany,
}

/// One stored file of an [`Archive`].
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name as it stands in the archive, not yet judged.
    pub name: String,
    /// Its size, in bytes.
    pub size: u64,
    crc: u32,
    data_offset: u64,
}

/// An archive all of whose framing was checked; every byte of it belongs to one entry or to one
/// record.
pub struct Archive<R> {
    input: R,
    entries: Vec<Entry>,
}

impl<R: Read + Seek> Archive<R> {
    /// Checks the whole framing, and keeps the list of entries in their order.
    ///
    /// # Errors
    /// Anything that two readers could read differently: see docs/protocol.md 1.6.
    pub fn open(mut input: R) -> Result<Self, ArchiveError> {
        let length = input.seek(SeekFrom::End(0))?;
        let end = End::read(&mut input, length)?;
        let headers = read_directory(&mut input, &end)?;
        let mut entries = Vec::with_capacity(headers.len());
        let mut position = 0;
        for header in headers {
            if header.offset != position {
                return Err(ArchiveError::Disagreement);
            }
            let (entry, next) = check_local(&mut input, header, end.directory_offset)?;
            position = next;
            entries.push(entry);
        }
        if position == end.directory_offset {
            Ok(Self { input, entries })
        } else {
            Err(ArchiveError::Disagreement)
        }
    }

    /// The entries, in the order in which they stand.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Reads an entry whole and hands its bytes to `take`, a piece at a time.
    ///
    /// # Errors
    /// The data could not be read, its checksum is wrong (what `take` got is then not to be used),
    /// or `take` failed.
    pub fn read_entry<E: From<ArchiveError>>(
        &mut self,
        index: usize,
        mut take: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let entry = self.entries.get(index).ok_or(ArchiveError::Directory)?;
        self.input
            .seek(SeekFrom::Start(entry.data_offset))
            .map_err(ArchiveError::Io)?;
        let mut crc = crc32fast::Hasher::new();
        let mut left = entry.size;
        let mut buffer = zeroize::Zeroizing::new(vec![0; BUFFER_BYTES]);
        while left > 0 {
            let wanted = usize::try_from(left)
                .unwrap_or(usize::MAX)
                .min(buffer.len());
            let piece = buffer.get_mut(..wanted).unwrap_or_default();
            let got = self.input.read(piece).map_err(ArchiveError::Io)?;
            if got == 0 {
                return Err(ArchiveError::Disagreement.into());
            }
            let piece = buffer.get(..got).unwrap_or_default();
            crc.update(piece);
            take(piece)?;
            left -= got as u64;
        }
        if crc.finalize() == entry.crc {
            Ok(())
        } else {
            Err(ArchiveError::Checksum.into())
        }
    }
}

/// What the end record says.
struct End {
    count: u64,
    directory_offset: u64,
    directory_len: u64,
}

impl End {
    fn read<R: Read + Seek>(input: &mut R, length: u64) -> Result<Self, ArchiveError> {
        let end_at = length
            .checked_sub(END_BYTES as u64)
            .ok_or(ArchiveError::End)?;
        let bytes: [u8; END_BYTES] = read_at(input, end_at)?;
        let mut fields = Fields(&bytes);
        let signature = fields.u32()?;
        let (disk, directory_disk) = (fields.u16()?, fields.u16()?);
        let (count_here, count) = (fields.u16()?, fields.u16()?);
        let (directory_len, directory_offset, comment) =
            (fields.u32()?, fields.u32()?, fields.u16()?);
        if signature != END_SIGNATURE
            || disk != 0
            || directory_disk != 0
            || count_here != count
            || comment != 0
        {
            return Err(ArchiveError::End);
        }
        let short = Self {
            count: count.into(),
            directory_offset: directory_offset.into(),
            directory_len: directory_len.into(),
        };
        let is_64 =
            count == SENTINEL_16 || directory_len == SENTINEL_32 || directory_offset == SENTINEL_32;
        let (end, directory_end) = if is_64 {
            Self::read_64(input, end_at, &short)?
        } else {
            (short, end_at)
        };
        if end.count > ENTRIES_MAX || end.directory_len > DIRECTORY_MAX_BYTES {
            return Err(ArchiveError::TooMany);
        }
        if end.directory_offset.checked_add(end.directory_len) == Some(directory_end) {
            Ok(end)
        } else {
            Err(ArchiveError::End)
        }
    }

    /// The ZIP64 end record, which must be needed and agree with the short one.
    fn read_64<R: Read + Seek>(
        input: &mut R,
        end_at: u64,
        short: &Self,
    ) -> Result<(Self, u64), ArchiveError> {
        let locator_at = end_at
            .checked_sub(LOCATOR_64_BYTES as u64)
            .ok_or(ArchiveError::End)?;
        let record_at = locator_at
            .checked_sub(END_64_BYTES as u64)
            .ok_or(ArchiveError::End)?;
        let locator: [u8; LOCATOR_64_BYTES] = read_at(input, locator_at)?;
        let mut fields = Fields(&locator);
        if fields.u32()? != LOCATOR_64_SIGNATURE
            || fields.u32()? != 0
            || fields.u64()? != record_at
            || fields.u32()? != 1
        {
            return Err(ArchiveError::End);
        }
        let record: [u8; END_64_BYTES] = read_at(input, record_at)?;
        let mut fields = Fields(&record);
        let (signature, size) = (fields.u32()?, fields.u64()?);
        fields.skip(4)?; // versions
        let (disk, directory_disk) = (fields.u32()?, fields.u32()?);
        let (count_here, count) = (fields.u64()?, fields.u64()?);
        let (directory_len, directory_offset) = (fields.u64()?, fields.u64()?);
        let agrees = |short: u64, sentinel: u64, long: u64| short == long.min(sentinel);
        if signature != END_64_SIGNATURE
            || size != (END_64_BYTES - 12) as u64
            || disk != 0
            || directory_disk != 0
            || count_here != count
            || !needs_end_64(count, directory_offset, directory_len)
            || !agrees(short.count, SENTINEL_16.into(), count)
            || !agrees(short.directory_len, SENTINEL_32.into(), directory_len)
            || !agrees(short.directory_offset, SENTINEL_32.into(), directory_offset)
        {
            return Err(ArchiveError::End);
        }
        Ok((
            Self {
                count,
                directory_offset,
                directory_len,
            },
            record_at,
        ))
    }
}

/// What the directory says of one entry.
struct Header {
    name: Vec<u8>,
    version: u16,
    flags: u16,
    time: u32,
    crc: u32,
    size: u64,
    offset: u64,
}

fn read_directory<R: Read + Seek>(input: &mut R, end: &End) -> Result<Vec<Header>, ArchiveError> {
    input.seek(SeekFrom::Start(end.directory_offset))?;
    let mut directory = Vec::new();
    input.take(end.directory_len).read_to_end(&mut directory)?;
    let mut fields = Fields(&directory);
    let mut headers = Vec::new();
    while !fields.0.is_empty() {
        headers.push(read_header(&mut fields)?);
    }
    if headers.len() as u64 == end.count {
        Ok(headers)
    } else {
        Err(ArchiveError::Directory)
    }
}

fn read_header(fields: &mut Fields<'_>) -> Result<Header, ArchiveError> {
    if fields.left() < DIRECTORY_HEADER_BYTES || fields.u32()? != DIRECTORY_SIGNATURE {
        return Err(ArchiveError::Directory);
    }
    let made_by = fields.u16()?;
    let (version, flags, method, time, crc) = (
        fields.u16()?,
        fields.u16()?,
        fields.u16()?,
        fields.u32()?,
        fields.u32()?,
    );
    let (packed, size) = (fields.u32()?, fields.u32()?);
    let (name_len, extra_len, comment_len) = (fields.u16()?, fields.u16()?, fields.u16()?);
    let (disk, _internal, external, offset) =
        (fields.u16()?, fields.u16()?, fields.u32()?, fields.u32()?);
    let name = fields.take(name_len.into())?.to_vec();
    let extra = fields.take(extra_len.into())?;
    let utf8 = std::str::from_utf8(&name).is_ok() && (flags & FLAG_UTF8 != 0 || name.is_ascii());
    if method != 0 || flags & !(FLAG_DESCRIPTOR | FLAG_UTF8) != 0 || !utf8 {
        return Err(ArchiveError::Kind);
    }
    if comment_len != 0 || disk != 0 || !is_plain_file(made_by, external) {
        return Err(ArchiveError::Kind);
    }
    let mut extra = Extra64::parse(extra)?;
    // The order is the APPNOTE's: size, compressed size, offset.
    let size = extra.value(size)?;
    let packed = extra.value(packed)?;
    let offset = extra.value(offset)?;
    if !extra.0.is_empty() || packed != size {
        return Err(ArchiveError::Directory);
    }
    Ok(Header {
        name,
        version,
        flags,
        time,
        crc,
        size,
        offset,
    })
}

/// Neither a link, a folder nor a device, on any system that made it.
fn is_plain_file(made_by: u16, external: u32) -> bool {
    const HOST_UNIX: u16 = 3;
    const HOST_MACOS: u16 = 19;
    let kind = (external >> 16) & MODE_KIND;
    let unix = matches!(made_by >> 8, HOST_UNIX | HOST_MACOS);
    external & DOS_FOLDER_OR_LABEL == 0 && (kind == 0 || kind == MODE_REGULAR || !unix)
}

/// Checks the local header, the data's place and the descriptor; gives the entry and where the next
/// one begins.
fn check_local<R: Read + Seek>(
    input: &mut R,
    header: Header,
    directory_offset: u64,
) -> Result<(Entry, u64), ArchiveError> {
    let bytes: [u8; LOCAL_HEADER_BYTES] = read_at(input, header.offset)?;
    let mut fields = Fields(&bytes);
    let signature = fields.u32()?;
    let (version, flags, method, time) =
        (fields.u16()?, fields.u16()?, fields.u16()?, fields.u32()?);
    let (crc, packed, size) = (fields.u32()?, fields.u32()?, fields.u32()?);
    let (name_len, extra_len) = (usize::from(fields.u16()?), usize::from(fields.u16()?));
    // A directory entry may need ZIP64 for its offset alone: its version is then the larger one.
    let same = signature == LOCAL_SIGNATURE
        && version <= header.version
        && flags == header.flags
        && method == 0
        && time == header.time;
    let mut rest = vec![0; name_len + extra_len];
    input.read_exact(&mut rest)?;
    let (name, extra) = rest
        .split_at_checked(name_len)
        .ok_or(ArchiveError::Disagreement)?;
    if !same || name != header.name {
        return Err(ArchiveError::Disagreement);
    }
    let is_64 = !extra.is_empty();
    let mut extra = Extra64::parse(extra)?;
    let (size, packed) = (extra.value(size)?, extra.value(packed)?);
    let streamed = flags & FLAG_DESCRIPTOR != 0;
    let expected = if streamed {
        (0, 0, 0)
    } else {
        (header.crc, header.size, header.size)
    };
    if !extra.0.is_empty() || (crc, packed, size) != expected {
        return Err(ArchiveError::Disagreement);
    }
    let data_offset = header.offset + (LOCAL_HEADER_BYTES + name_len + extra_len) as u64;
    let data_end = data_offset
        .checked_add(header.size)
        .ok_or(ArchiveError::Disagreement)?;
    if data_end > directory_offset {
        return Err(ArchiveError::Disagreement);
    }
    let next = if streamed {
        check_descriptor(input, &header, data_end, is_64)?
    } else {
        data_end
    };
    let name = String::from_utf8(header.name).map_err(|_| ArchiveError::Kind)?;
    Ok((
        Entry {
            name,
            size: header.size,
            crc: header.crc,
            data_offset,
        },
        next,
    ))
}

fn check_descriptor<R: Read + Seek>(
    input: &mut R,
    header: &Header,
    at: u64,
    is_64: bool,
) -> Result<u64, ArchiveError> {
    let (crc, packed, size, len) = if is_64 {
        let bytes: [u8; DESCRIPTOR_64_BYTES] = read_at(input, at)?;
        let mut fields = Fields(&bytes);
        fields.expect(DESCRIPTOR_SIGNATURE)?;
        (
            fields.u32()?,
            fields.u64()?,
            fields.u64()?,
            DESCRIPTOR_64_BYTES,
        )
    } else {
        let bytes: [u8; DESCRIPTOR_BYTES] = read_at(input, at)?;
        let mut fields = Fields(&bytes);
        fields.expect(DESCRIPTOR_SIGNATURE)?;
        (
            fields.u32()?,
            fields.u32()?.into(),
            fields.u32()?.into(),
            DESCRIPTOR_BYTES,
        )
    };
    if (crc, packed, size) == (header.crc, header.size, header.size) {
        Ok(at + len as u64)
    } else {
        Err(ArchiveError::Disagreement)
    }
}

/// The ZIP64 extra field, the only one that is accepted; taken value by value.
struct Extra64<'a>(&'a [u8]);

impl<'a> Extra64<'a> {
    fn parse(extra: &'a [u8]) -> Result<Self, ArchiveError> {
        if extra.is_empty() {
            return Ok(Self(extra));
        }
        let mut fields = Fields(extra);
        let (tag, len) = (fields.u16()?, fields.u16()?);
        if tag == EXTRA_64_TAG && fields.left() == usize::from(len) && len > 0 {
            Ok(Self(fields.0))
        } else {
            Err(ArchiveError::Kind)
        }
    }

    /// The value of a field: its own, or the extra field's next where it holds the sentinel.
    fn value(&mut self, short: u32) -> Result<u64, ArchiveError> {
        if short != SENTINEL_32 {
            return Ok(short.into());
        }
        let mut fields = Fields(self.0);
        let value = fields.u64()?;
        self.0 = fields.0;
        Ok(value)
    }
}

/// Little-endian fields, one after another.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    const fn left(&self) -> usize {
        self.0.len()
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], ArchiveError> {
        let (taken, rest) = self
            .0
            .split_at_checked(count)
            .ok_or(ArchiveError::Directory)?;
        self.0 = rest;
        Ok(taken)
    }

    fn skip(&mut self, count: usize) -> Result<(), ArchiveError> {
        self.take(count).map(|_| ())
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ArchiveError> {
        self.take(N)?
            .try_into()
            .map_err(|_| ArchiveError::Directory)
    }

    fn u16(&mut self) -> Result<u16, ArchiveError> {
        self.array().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32, ArchiveError> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, ArchiveError> {
        self.array().map(u64::from_le_bytes)
    }

    fn expect(&mut self, signature: u32) -> Result<(), ArchiveError> {
        if self.u32()? == signature {
            Ok(())
        } else {
            Err(ArchiveError::Disagreement)
        }
    }
}

fn read_at<R: Read + Seek, const N: usize>(
    input: &mut R,
    at: u64,
) -> Result<[u8; N], ArchiveError> {
    input.seek(SeekFrom::Start(at))?;
    let mut bytes = [0; N];
    input.read_exact(&mut bytes)?;
    Ok(bytes)
}
