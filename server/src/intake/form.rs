//! A form of a browser without script, read part by part into a sealed envelope.

use bytes::Bytes;
use futures_util::TryStreamExt;
use multer::{Field, Multipart, parse_boundary};
use sourdine_protocol::{
    codename::{CODENAME_MAX_BYTES, Codename, receipt::Receipt},
    envelope::recognise::{RECOGNISED_BYTES, Sealed, recognise},
};
use zeroize::{Zeroize, Zeroizing};

use super::{
    batch::SealStep, blank::VisibleStart, body::LimitedBody, error::IntakeError, heads::HeadMender,
    line_ends::LineEnds, sealing::Sealing, summary::SubmissionSummary,
};
use crate::limits::limiter::Meter;

const RECEIPT_FIELD: &str = "receipt";
const CODENAME_FIELD: &str = "codename";
const MESSAGE_FIELD: &str = "message";
const FILES_FIELD: &str = "files";
/// The longest head of a part. Browsers write a name of a field, a name of a file and a type.
const PART_HEAD_MAX_BYTES: usize = 4_096;

pub(crate) struct FormReader<'a> {
    body: &'a LimitedBody,
    parts: Multipart<'static>,
}

impl<'a> FormReader<'a> {
    pub(crate) fn new(
        content_type: Option<&str>,
        body: &'a LimitedBody,
    ) -> Result<Self, IntakeError> {
        let boundary = content_type.and_then(|text| parse_boundary(text).ok());
        let boundary = boundary.ok_or(IntakeError::Malformed)?;
        let mut heads = HeadMender::new(&boundary);
        let stream = body.stream().map_ok(move |piece| heads.mend(piece));
        Ok(Self {
            body,
            parts: Multipart::new(stream, boundary),
        })
    }

    /// The receipt, which is the first field.
    pub(crate) async fn receipt(&mut self) -> Result<Receipt, IntakeError> {
        let text = self.short_text(RECEIPT_FIELD).await?;
        text.parse().map_err(|_| IntakeError::Malformed)
    }

    /// The codename, which is the second.
    pub(crate) async fn codename(&mut self) -> Result<Codename, IntakeError> {
        let text = self.short_text(CODENAME_FIELD).await?;
        Codename::parse(&text).map_err(|_| IntakeError::Malformed)
    }

    /// Seals the message and the files that follow, at most `max_bytes` of files: a message has a
    /// limit of its own.
    pub(crate) async fn pour_into(
        mut self,
        sealing: Sealing,
        meter: &Meter,
        max_bytes: u64,
    ) -> Result<(Sealing, SubmissionSummary), IntakeError> {
        let mut pouring = Pouring {
            body: self.body,
            meter,
            sealing,
            summary: SubmissionSummary::default(),
            left: max_bytes,
        };
        while let Some(field) = self.next_field().await? {
            match field.name() {
                Some(MESSAGE_FIELD) => pouring.message(field).await?,
                Some(FILES_FIELD) => pouring.file(field).await?,
                _ => return Err(IntakeError::Malformed),
            }
        }
        if !pouring.summary.message && pouring.summary.files == 0 {
            return Err(IntakeError::Empty);
        }
        Ok((pouring.sealing, pouring.summary))
    }

    async fn next_field(&mut self) -> Result<Option<Field<'static>>, IntakeError> {
        let field = self.body.drive_parser(self.parts.next_field()).await?;
        match field {
            Some(field) if head_bytes(&field) > PART_HEAD_MAX_BYTES => Err(IntakeError::Malformed),
            field => Ok(field),
        }
    }

    /// The next field, which must have this name and be short.
    async fn short_text(&mut self, name: &str) -> Result<Zeroizing<String>, IntakeError> {
        let field = self.next_field().await?;
        let mut field = field
            .filter(|field| field.name() == Some(name))
            .ok_or(IntakeError::Malformed)?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(CODENAME_MAX_BYTES));
        while let Some(piece) = self.body.drive_parser(field.chunk()).await? {
            if bytes.len() + piece.len() > CODENAME_MAX_BYTES {
                return Err(IntakeError::Malformed);
            }
            bytes.extend_from_slice(&piece);
        }
        match String::from_utf8(std::mem::take(&mut *bytes)) {
            Ok(text) => Ok(Zeroizing::new(text)),
            Err(error) => {
                error.into_bytes().zeroize();
                Err(IntakeError::Malformed)
            }
        }
    }
}

/// A form's message and files on their way into the envelope.
struct Pouring<'a> {
    body: &'a LimitedBody,
    meter: &'a Meter,
    sealing: Sealing,
    summary: SubmissionSummary,
    left: u64,
}

impl Pouring<'_> {
    async fn message(&mut self, mut field: Field<'static>) -> Result<(), IntakeError> {
        let (mut line_ends, mut start) = (LineEnds::default(), VisibleStart::default());
        let mut first = FirstBytes::default();
        while let Some(bytes) = self.chunk(&mut field).await? {
            let typed = start.pass(line_ends.restore(bytes));
            self.seal_message(typed, &mut first).await?;
        }
        let typed = line_ends.rest().and_then(|rest| start.pass(rest));
        self.seal_message(typed, &mut first).await?;
        self.seal_message(start.rest(), &mut first).await?;
        if self.summary.message {
            self.sealing.push(SealStep::End).await?;
        }
        self.summary.message_sealed =
            matches!(first.recognised(), Some(Sealed::Age | Sealed::OpenPgp));
        Ok(())
    }

    /// More of the message, which begins with the first of it that can be seen.
    async fn seal_message(
        &mut self,
        typed: Option<Bytes>,
        first: &mut FirstBytes,
    ) -> Result<(), IntakeError> {
        let Some(typed) = typed else {
            return Ok(());
        };
        first.extend(&typed);
        if !self.summary.message {
            self.summary.message = true;
            self.sealing.push(SealStep::Message).await?;
        }
        self.sealing.push(SealStep::Data(typed)).await
    }

    async fn file(&mut self, mut field: Field<'static>) -> Result<(), IntakeError> {
        let name = field.file_name().ok_or(IntakeError::Malformed)?.to_owned();
        let mut first = FirstBytes::default();
        let mut bytes = self.chunk(&mut field).await?;
        if name.is_empty() && bytes.is_none() {
            // What a browser sends for a file input that was left empty.
            return Ok(());
        }
        self.sealing.push(SealStep::File(name)).await?;
        while let Some(piece) = bytes {
            let left = self.left.checked_sub(piece.len() as u64);
            self.left = left.ok_or(IntakeError::TooLarge)?;
            first.extend(&piece);
            self.sealing.push(SealStep::Data(piece)).await?;
            bytes = self.chunk(&mut field).await?;
        }
        self.sealing.push(SealStep::End).await?;
        self.summary.files += 1;
        match first.recognised() {
            Some(Sealed::Age) => self.summary.age += 1,
            Some(Sealed::OpenPgp) => self.summary.openpgp += 1,
            Some(Sealed::Spoiled) => self.summary.spoiled += 1,
            None => {}
        }
        Ok(())
    }

    async fn chunk(&self, field: &mut Field<'static>) -> Result<Option<Bytes>, IntakeError> {
        while let Some(bytes) = self.body.drive_parser(field.chunk()).await? {
            self.meter.add(bytes.len());
            // The parser gives an empty part as one empty piece.
            if !bytes.is_empty() {
                return Ok(Some(bytes));
            }
        }
        Ok(None)
    }
}

fn head_bytes(field: &Field<'_>) -> usize {
    let fields = field.headers().iter();
    fields
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum()
}

/// The first bytes of a file, by which it is recognised; wiped when dropped. They are kept no
/// longer than that takes: most of a large file comes after them.
enum FirstBytes {
    Coming(Zeroizing<Vec<u8>>),
    Recognised(Option<Sealed>),
}

impl Default for FirstBytes {
    fn default() -> Self {
        Self::Coming(Zeroizing::default())
    }
}

impl FirstBytes {
    fn extend(&mut self, piece: &[u8]) {
        let Self::Coming(bytes) = self else {
            return;
        };
        let room = RECOGNISED_BYTES - bytes.len();
        bytes.extend_from_slice(piece.get(..piece.len().min(room)).unwrap_or_default());
        if bytes.len() == RECOGNISED_BYTES {
            *self = Self::Recognised(recognise(bytes));
        }
    }

    fn recognised(self) -> Option<Sealed> {
        match self {
            Self::Coming(bytes) => recognise(&bytes),
            Self::Recognised(sealed) => sealed,
        }
    }
}
