//! Writing an archive that never goes back.

use std::io::{self, Write};

use super::layout::{self, Record};

/// The largest size of an entry that is not ZIP64, in bytes.
const PLAIN_MAX_BYTES: u64 = 0xFFFF_FFFE;

/// Why an archive could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ZipWriteError {
    /// What the archive goes to failed.
    #[error("writing the archive failed")]
    Io(#[from] io::Error),
    /// More came than was announced.
    #[error(
        "a file grew past the size that it was announced with; start again once it is no longer written to"
    )]
    Grown,
    /// Calls in an order that makes no archive.
    #[error("an entry was begun inside another, or written to outside any")]
    Order,
}

/// Writes stored entries, sizes after the data, to a stream.
pub struct ZipWriter<W> {
    output: W,
    offset: u64,
    records: Vec<Record>,
    open: Option<Open>,
}

struct Open {
    record: Record,
    crc: crc32fast::Hasher,
    largest: u64,
}

impl<W: Write> ZipWriter<W> {
    /// Begins an archive at the output's current position.
    pub const fn new(output: W) -> Self {
        Self {
            output,
            offset: 0,
            records: Vec::new(),
            open: None,
        }
    }

    /// Begins an entry that will hold at most `largest` bytes.
    ///
    /// # Errors
    /// The output failed, or another entry is open.
    pub fn begin(&mut self, name: &str, largest: u64) -> Result<(), ZipWriteError> {
        if self.open.is_some() {
            return Err(ZipWriteError::Order);
        }
        let record = self.next_record(name, largest);
        self.put(&record.local_header())?;
        self.open = Some(Open {
            record,
            crc: crc32fast::Hasher::new(),
            largest,
        });
        Ok(())
    }

    /// Adds to the open entry.
    ///
    /// # Errors
    /// The output failed, no entry is open, or it grew past what was announced.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), ZipWriteError> {
        let open = self.open.as_mut().ok_or(ZipWriteError::Order)?;
        open.record.size = open.record.size.saturating_add(bytes.len() as u64);
        if open.record.size > open.largest {
            return Err(ZipWriteError::Grown);
        }
        open.crc.update(bytes);
        self.put(bytes)?;
        Ok(())
    }

    /// Ends the open entry.
    ///
    /// # Errors
    /// The output failed, or no entry is open.
    pub fn end(&mut self) -> Result<(), ZipWriteError> {
        let Open {
            mut record, crc, ..
        } = self.open.take().ok_or(ZipWriteError::Order)?;
        record.crc = crc.finalize();
        self.put(&record.descriptor())?;
        self.records.push(record);
        Ok(())
    }

    /// The length of the archive, in bytes, if it ended with one more entry of this name and size.
    #[must_use]
    pub fn length_with(&self, name: &str, size: u64) -> u64 {
        let mut last = self.next_record(name, size);
        last.size = size;
        let directory_offset = self.offset + last.body_len();
        let directory_len = layout::directory_len(self.records.iter().chain([&last]));
        let count = self.records.len() as u64 + 1;
        directory_offset + directory_len + layout::end_len(count, directory_offset, directory_len)
    }

    /// Writes the directory and gives the output back.
    ///
    /// # Errors
    /// The output failed, or an entry is open.
    pub fn finish(mut self) -> Result<W, ZipWriteError> {
        if self.open.is_some() {
            return Err(ZipWriteError::Order);
        }
        let records = std::mem::take(&mut self.records);
        let directory_offset = self.offset;
        for record in &records {
            self.put(&record.directory_header())?;
        }
        let directory_len = self.offset - directory_offset;
        self.put(&layout::end(
            records.len() as u64,
            directory_offset,
            directory_len,
        ))?;
        Ok(self.output)
    }

    fn next_record(&self, name: &str, largest: u64) -> Record {
        Record {
            name: name.to_owned(),
            crc: 0,
            size: 0,
            offset: self.offset,
            zip64: largest > PLAIN_MAX_BYTES,
        }
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.output.write_all(bytes)?;
        self.offset += bytes.len() as u64;
        Ok(())
    }
}
