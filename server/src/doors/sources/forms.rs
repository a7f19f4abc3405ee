//! The forms of browsers without script: begin, send, ask the receipt.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{
        DefaultBodyLimit, Extension, FromRequest, Multipart, Path, Request, State, multipart::Field,
    },
    http::{
        StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE},
    },
    response::Response,
};
use bytes::Bytes;
use sourdine_protocol::{
    codename::receipt::Receipt,
    codename::{CODENAME_MAX_BYTES, Codename},
    envelope::capacity::form_bytes,
    envelope::recognise::{RECOGNISED_BYTES, Sealed, recognise},
    envelope::{Manifest, SealedBy},
    text::Language,
};
use zeroize::{Zeroize, Zeroizing};

use super::{
    door::{Door, SourcesDoor},
    error::Refusal,
    pages::table::PageId,
    response::{Refused, closing, constant, private},
};
use crate::{
    intake::{
        body::Intake,
        line_ends::LineEnds,
        sealing::{Sealing, Step, of_vault},
        summary::SubmissionSummary,
    },
    limits::{circuits::Circuit, connections::Traffic},
    platform::clock,
};

/// Longest body of the forms that carry no files, in bytes.
const SMALL_FORM_BYTES: usize = 4_096;
/// A refused form is read on to this many times the largest that is taken: a browser that sends all before it looks would else see a broken connection only.
const DRAINED_TIMES: u64 = 2;
const RECEIPT_FIELD: &str = "receipt";
const CODENAME_FIELD: &str = "codename";
const MESSAGE_FIELD: &str = "message";
const FILES_FIELD: &str = "files";

/// `POST /fr/begin`: a new codename and a new receipt, which only this page holds from now on.
pub(super) async fn begin(
    State(door): Door,
    language: Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let language = asked(&language)?;
    read_small(request.into_body()).await?;
    let codename = Codename::generate().map_err(|_| Refusal::Unavailable)?;
    let receipt = Receipt::generate().map_err(|_| Refusal::Unavailable)?;
    let words = codename.words(language);
    let page = door.pages.begin(language, &words, &receipt.to_hex());
    Ok(private(page.map_err(|_| Refusal::Unavailable)?))
}

/// `POST /fr/receipt`: whether what was sent with a receipt is here.
pub(super) async fn receipt(
    State(door): Door,
    language: Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let language = asked(&language)?;
    let form = read_small(request.into_body()).await?;
    let receipt = form
        .strip_prefix(b"receipt=")
        .and_then(|value| std::str::from_utf8(value).ok())
        .and_then(|value| value.parse::<Receipt>().ok())
        .ok_or(Refusal::Malformed)?;
    let arrived = door.vault.arrived(&receipt.hash());
    let page = if arrived.map_err(|error| of_vault(&error))? {
        PageId::ReceiptArrived
    } else {
        PageId::ReceiptAbsent
    };
    let page = door.pages.page(page, language);
    Ok(closing(constant(StatusCode::OK, page)))
}

/// `POST /fr/send`: receipt, codename, message and files, sealed while they come.
pub(super) async fn send(
    State(door): Door,
    language: Path<String>,
    Extension(circuit): Extension<Arc<Circuit>>,
    request: Request,
) -> Result<Response, Refused> {
    let language = asked(&language)?;
    let largest = form_bytes(door.submission_max_bytes);
    let announced = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let kind = request.headers().get(CONTENT_TYPE).cloned();
    let turn = if announced.is_some_and(|length| length > largest) {
        Err(Refusal::TooLarge)
    } else {
        door.pace.turn(&circuit, || door.vault.capacity()).await
    };
    let intake = Intake::new(request.into_body(), largest);
    let taken = if let Err(refusal) = turn {
        Err(refusal)
    } else {
        let mut inner = Request::new(Body::from_stream(intake.stream()));
        // The intake has its own limit.
        DefaultBodyLimit::disable().apply(&mut inner);
        if let Some(kind) = kind {
            inner.headers_mut().insert(CONTENT_TYPE, kind);
        }
        take(&door, &circuit, language, &intake, inner).await
    };
    match taken {
        Ok(summary) => {
            let page = door.pages.confirmation(language, summary);
            Ok(private(page.map_err(|_| Refusal::Unavailable)?))
        }
        Err(refusal) => {
            intake.drain(largest.saturating_mul(DRAINED_TIMES));
            Err(refusal.into())
        }
    }
}

async fn take(
    door: &SourcesDoor,
    circuit: &Arc<Circuit>,
    language: Language,
    intake: &Intake,
    request: Request,
) -> Result<SubmissionSummary, Refusal> {
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| Refusal::Malformed)?;
    let receipt = small_text(intake, &mut form, RECEIPT_FIELD).await?;
    let receipt: Receipt = receipt.parse().map_err(|_| Refusal::Malformed)?;
    let codename = small_text(intake, &mut form, CODENAME_FIELD).await?;
    let codename = Codename::parse(&codename).map_err(|_| Refusal::Malformed)?;

    let recipients = door.roster.recipients(clock::today());
    let manifest = Manifest::new(
        language,
        SealedBy::Server,
        receipt.submission(),
        Some(codename.reply_address()),
    );
    let permit = door.sealings.acquire(circuit);
    let sealing = Sealing::begin(
        &*door.vault,
        recipients.map_err(|_| Refusal::Unavailable)?,
        manifest,
        door.submission_max_bytes,
    )?;
    let pouring = Pouring {
        intake,
        traffic: &permit.traffic,
        sealing,
        summary: SubmissionSummary::default(),
        left: door.submission_max_bytes,
    };
    // Nobody has to leave who has brought all: what is in the vault must not be called refused.
    let (sealing, summary) = tokio::select! {
        poured = pouring.all(form) => poured?,
        () = permit.evicted() => return Err(Refusal::Unavailable),
    };
    sealing.finish(receipt.hash()).await?;
    Ok(summary)
}

/// A form's parts on their way into the envelope.
struct Pouring<'a> {
    intake: &'a Intake,
    traffic: &'a Traffic,
    sealing: Sealing,
    summary: SubmissionSummary,
    left: u64,
}

impl Pouring<'_> {
    async fn all(mut self, mut form: Multipart) -> Result<(Sealing, SubmissionSummary), Refusal> {
        while let Some(field) = self.intake.feeding(form.next_field()).await? {
            match field.name() {
                Some(MESSAGE_FIELD) => self.message(field).await?,
                Some(FILES_FIELD) => self.file(field).await?,
                _ => return Err(Refusal::Malformed),
            }
        }
        Ok((self.sealing, self.summary))
    }

    async fn message(&mut self, mut field: Field<'_>) -> Result<(), Refusal> {
        let mut line_ends = LineEnds::default();
        while let Some(bytes) = self.chunk(&mut field).await? {
            if !self.summary.message {
                self.summary.message = true;
                self.sealing.push(Step::Message).await?;
            }
            let typed = line_ends.restore(bytes);
            self.sealing.push(Step::Data(typed)).await?;
        }
        if self.summary.message {
            if let Some(rest) = line_ends.rest() {
                self.sealing.push(Step::Data(rest)).await?;
            }
            self.sealing.push(Step::End).await?;
        }
        Ok(())
    }

    async fn file(&mut self, mut field: Field<'_>) -> Result<(), Refusal> {
        let name = field.file_name().ok_or(Refusal::Malformed)?.to_owned();
        let mut first = First::default();
        let mut bytes = self.chunk(&mut field).await?;
        if name.is_empty() && bytes.is_none() {
            // What a browser sends for a file input that was left empty.
            return Ok(());
        }
        self.sealing.push(Step::File(name)).await?;
        while let Some(piece) = bytes {
            first.see(&piece);
            self.sealing.push(Step::Data(piece)).await?;
            bytes = self.chunk(&mut field).await?;
        }
        self.sealing.push(Step::End).await?;
        self.summary.files += 1;
        match recognise(first.bytes()) {
            Some(Sealed::Age) => self.summary.age += 1,
            Some(Sealed::OpenPgp) => self.summary.openpgp += 1,
            None => {}
        }
        Ok(())
    }

    async fn chunk(&mut self, field: &mut Field<'_>) -> Result<Option<Bytes>, Refusal> {
        while let Some(bytes) = self.intake.feeding(field.chunk()).await? {
            self.traffic.add(bytes.len());
            let left = self.left.checked_sub(bytes.len() as u64);
            self.left = left.ok_or(Refusal::TooLarge)?;
            // The parser gives an empty part as one empty piece.
            if !bytes.is_empty() {
                return Ok(Some(bytes));
            }
        }
        Ok(None)
    }
}

/// The first bytes of a file, by which it is recognised; wiped when dropped.
#[derive(Default)]
struct First {
    bytes: Zeroizing<Vec<u8>>,
}

impl First {
    fn see(&mut self, piece: &[u8]) {
        let room = RECOGNISED_BYTES - self.bytes.len();
        self.bytes
            .extend_from_slice(piece.get(..piece.len().min(room)).unwrap_or_default());
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// The next field, which must have this name and be short.
async fn small_text(
    intake: &Intake,
    form: &mut Multipart,
    name: &str,
) -> Result<Zeroizing<String>, Refusal> {
    let field = intake.feeding(form.next_field()).await?;
    let mut field = field
        .filter(|field| field.name() == Some(name))
        .ok_or(Refusal::Malformed)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(CODENAME_MAX_BYTES));
    while let Some(piece) = intake.feeding(field.chunk()).await? {
        if bytes.len() + piece.len() > CODENAME_MAX_BYTES {
            return Err(Refusal::Malformed);
        }
        bytes.extend_from_slice(&piece);
    }
    match String::from_utf8(std::mem::take(&mut *bytes)) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(error) => {
            error.into_bytes().zeroize();
            Err(Refusal::Malformed)
        }
    }
}

/// A body of a form without files, whole.
async fn read_small(body: Body) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let intake = Intake::new(body, SMALL_FORM_BYTES as u64);
    let mut form = Zeroizing::new(Vec::with_capacity(SMALL_FORM_BYTES));
    while let Some(piece) = intake.piece().await? {
        form.extend_from_slice(&piece);
    }
    Ok(form)
}

fn asked(language: &str) -> Result<Language, Refusal> {
    language.parse().map_err(|_| Refusal::NotFound)
}
