//! Sealing an envelope while its contents stream by.

use std::io::{self, Write};

use age::stream::StreamWriter;

use super::{
    ENVELOPE_JSON, FILES_PREFIX, MESSAGE_TXT, Manifest, ManifestError, PADDING, utf8::Utf8,
};
use crate::{
    envelope::hybrid::HybridRecipient,
    envelope::padding::padded,
    text::{NameSet, SafeName},
    wire::{FILES_MAX, MESSAGE_MAX_BYTES, RECIPIENTS_MAX},
    zip::{ZipWriteError, ZipWriter},
};

/// Zeros written at once as padding.
static ZEROS: [u8; 16_384] = [0; 16_384];

/// Why an envelope could not be sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// What the envelope goes to failed.
    #[error("writing the envelope failed")]
    Io(#[from] io::Error),
    /// No editor to seal to, or too many.
    #[error(
        "the roster names no editor, or more than {RECIPIENTS_MAX}; sign one that names those who read"
    )]
    Recipients,
    /// The system has no random numbers, or a recipient's key is broken.
    #[error("sealing to one of the roster's keys failed")]
    Key,
    /// The message is longer than [`MESSAGE_MAX_BYTES`].
    #[error("the message is longer than {MESSAGE_MAX_BYTES} bytes; send it as a file")]
    MessageTooLong,
    /// The message is not UTF-8, which no reader takes.
    #[error("the message is not UTF-8 text; send it as a file")]
    MessageNotText,
    /// More than [`FILES_MAX`] files.
    #[error("more than {FILES_MAX} files; put some of them together in an archive")]
    TooManyFiles,
    /// Neither message nor file.
    #[error("there is neither a message nor a file to send")]
    Empty,
    /// The calls make no envelope, or a file grew past what was announced.
    #[error(transparent)]
    Archive(ZipWriteError),
    /// The manifest cannot be written.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
}

impl From<ZipWriteError> for SealError {
    fn from(error: ZipWriteError) -> Self {
        match error {
            ZipWriteError::Io(error) => Self::Io(error),
            other @ (ZipWriteError::Grown | ZipWriteError::Order) => Self::Archive(other),
        }
    }
}

/// Pours a message, then files, into an age file; holds no more than one chunk of 64 KiB.
///
/// Dropped before [`finish`](Self::finish), it leaves an age file that no reader accepts.
pub struct Sealer<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    names: NameSet,
    stage: Stage,
    files: usize,
    message_bytes: usize,
    message_text: Utf8,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Stage {
    Begun,
    Message,
    Files,
}

impl<W: Write> Sealer<W> {
    /// Writes the age header and `envelope.json` to `output`.
    ///
    /// # Errors
    /// No recipients or too many; the output failed.
    pub fn new(
        output: W,
        recipients: &[HybridRecipient],
        manifest: &Manifest,
    ) -> Result<Self, SealError> {
        if recipients.is_empty() || recipients.len() > RECIPIENTS_MAX {
            return Err(SealError::Recipients);
        }
        let recipients = recipients
            .iter()
            .map(|recipient| recipient as &dyn age::Recipient);
        let encryptor = age::Encryptor::with_recipients(recipients).map_err(|_| SealError::Key)?;
        let mut zip = ZipWriter::new(encryptor.wrap_output(output)?);
        let json = manifest.to_json()?;
        zip.begin(ENVELOPE_JSON, json.len() as u64)?;
        zip.write(&json)?;
        zip.end()?;
        Ok(Self {
            zip,
            names: NameSet::default(),
            stage: Stage::Begun,
            files: 0,
            message_bytes: 0,
            message_text: Utf8::default(),
        })
    }

    /// Begins the message, before any file.
    ///
    /// # Errors
    /// There is a message or a file already; the output failed.
    pub fn begin_message(&mut self) -> Result<(), SealError> {
        if self.stage != Stage::Begun {
            return Err(SealError::Archive(ZipWriteError::Order));
        }
        self.zip.begin(MESSAGE_TXT, MESSAGE_MAX_BYTES as u64)?;
        self.stage = Stage::Message;
        Ok(())
    }

    /// Begins a file of at most `largest` bytes under a safe form of `name`.
    ///
    /// # Errors
    /// Another entry is open; there are too many files; the output failed.
    pub fn begin_file(&mut self, name: &str, largest: u64) -> Result<(), SealError> {
        if self.files >= FILES_MAX {
            return Err(SealError::TooManyFiles);
        }
        let name = self.names.unique(SafeName::mend(name));
        self.zip
            .begin(&format!("{FILES_PREFIX}{}", name.as_str()), largest)?;
        self.stage = Stage::Files;
        self.files += 1;
        Ok(())
    }

    /// Adds to the message or file that was begun.
    ///
    /// # Errors
    /// The output failed; the message or file is too long; the message is no text; none is open.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), SealError> {
        if self.stage == Stage::Message {
            self.message_bytes = self.message_bytes.saturating_add(bytes.len());
            if self.message_bytes > MESSAGE_MAX_BYTES {
                return Err(SealError::MessageTooLong);
            }
            if !self.message_text.takes(bytes) {
                return Err(SealError::MessageNotText);
            }
        }
        Ok(self.zip.write(bytes)?)
    }

    /// Ends the message or file.
    ///
    /// # Errors
    /// The output failed; the message ends within a character; none is open.
    pub fn end_entry(&mut self) -> Result<(), SealError> {
        if self.stage == Stage::Message && !self.message_text.may_end() {
            return Err(SealError::MessageNotText);
        }
        Ok(self.zip.end()?)
    }

    /// Pads, closes and gives the output back, flushed to it but not synced.
    ///
    /// # Errors
    /// Neither message nor file; an entry is open; the output failed.
    pub fn finish(mut self) -> Result<W, SealError> {
        if self.stage == Stage::Begun {
            return Err(SealError::Empty);
        }
        let mut left = padding_size(|size| self.zip.length_with(PADDING, size));
        self.zip.begin(PADDING, left)?;
        while left > 0 {
            let wanted = usize::try_from(left).unwrap_or(usize::MAX).min(ZEROS.len());
            self.zip.write(ZEROS.get(..wanted).unwrap_or_default())?;
            left -= wanted as u64;
        }
        self.zip.end()?;
        Ok(self.zip.finish()?.finish()?)
    }
}

/// The size of a padding entry that brings the archive to the padded length of all that is not
/// padding.
///
/// The padding's own framing may grow with it (ZIP64); twice is enough, since the framing grows at
/// most once.
fn padding_size(length_with: impl Fn(u64) -> u64) -> u64 {
    let mut size = 0;
    for _ in 0..2 {
        let rest = length_with(size) - size;
        size = padded(rest) - rest;
    }
    size
}
