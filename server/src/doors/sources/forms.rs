//! The forms of browsers without script: begin, send, ask the receipt.

use axum::{
    body::Body,
    extract::{Extension, Request, State},
    http::{
        HeaderName, StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE},
    },
};
use sourdine_protocol::{
    codename::{Codename, receipt::Receipt},
    envelope::capacity::form_bytes,
};
use zeroize::Zeroizing;

use super::{
    super::own::Own,
    door::Door,
    error::Refusal,
    extract::AskedLanguage,
    pages::table::PageId,
    response::{ErrorResponse, closing, constant, private},
};
use crate::{
    intake::{body::LimitedBody, error::IntakeError},
    limits::client::Client,
};

/// Longest body of the forms that carry no files, in bytes.
const SMALL_FORM_BYTES: usize = 4_096;
/// A refused form is read on to this many times the largest that is taken: a browser that sends all
/// before it looks would otherwise see only a broken connection.
const DRAINED_TIMES: u64 = 2;

/// `POST /fr/begin`: a new codename and a new receipt, which from now on only this page holds.
pub(super) async fn begin(
    State(door): Door,
    AskedLanguage(language): AskedLanguage,
    request: Request,
) -> Result<Own, ErrorResponse> {
    read_small(request.into_body()).await?;
    let codename = Codename::generate().map_err(|_| Refusal::Unavailable)?;
    let receipt = Receipt::generate().map_err(|_| Refusal::Unavailable)?;
    let words = codename.words(language);
    let page = door.pages.begin(language, &words, &receipt.to_hex());
    Ok(private(page.map_err(|_| Refusal::Unavailable)?))
}

/// `POST /fr/receipt`: whether the submission with this receipt is here.
pub(super) async fn receipt(
    State(door): Door,
    AskedLanguage(language): AskedLanguage,
    request: Request,
) -> Result<Own, ErrorResponse> {
    let form = read_small(request.into_body()).await?;
    let receipt = form
        .strip_prefix(b"receipt=")
        .and_then(|value| std::str::from_utf8(value).ok())
        .and_then(|value| value.parse::<Receipt>().ok())
        .ok_or(Refusal::Malformed)?;
    let page = if door
        .intake
        .arrived(&receipt.hash())
        .map_err(Refusal::from)?
    {
        PageId::ReceiptArrived
    } else {
        PageId::ReceiptAbsent
    };
    let page = door.pages.page(page, language);
    Ok(closing(constant(StatusCode::OK, page)))
}

/// `POST /fr/send`: receipt, codename, message and files, sealed while they arrive.
pub(super) async fn send(
    State(door): Door,
    AskedLanguage(language): AskedLanguage,
    Extension(client): Extension<Client>,
    request: Request,
) -> Result<Own, ErrorResponse> {
    let max_bytes = form_bytes(door.intake.submission_max_bytes());
    let (head, body) = request.into_parts();
    let text = |name: HeaderName| head.headers.get(name)?.to_str().ok();
    let announced = text(CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    let kind = text(CONTENT_TYPE).map(str::to_owned);
    // The head pins the connection's read buffer, which may hold the form's first bytes: it must
    // not outlive the wait and the sealing.
    drop(head);
    let admitted = if announced.is_some_and(|length| length > max_bytes) {
        Err(IntakeError::TooLarge)
    } else {
        door.intake.admit_form(&client, announced).await
    };
    // The body's deadline starts here, after the wait for admission.
    let body = LimitedBody::new(body.into_data_stream(), max_bytes);
    let sealed = match admitted {
        Ok(admitted) => {
            let kind = kind.as_deref();
            // On the heap, so that those who wait for admission take no room for it.
            Box::pin(door.intake.seal_form(admitted, language, kind, &body)).await
        }
        Err(error) => Err(error),
    };
    match sealed {
        Ok(summary) => {
            let page = door.pages.confirmation(language, summary);
            Ok(private(page.map_err(|_| Refusal::Unavailable)?))
        }
        Err(error) => {
            body.drain(max_bytes.saturating_mul(DRAINED_TIMES));
            Err(Refusal::from(error).into())
        }
    }
}

/// The whole body of a form without files.
async fn read_small(body: Body) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let body = LimitedBody::new(body.into_data_stream(), SMALL_FORM_BYTES as u64);
    let mut form = Zeroizing::new(Vec::with_capacity(SMALL_FORM_BYTES));
    while let Some(piece) = body.piece().await? {
        form.extend_from_slice(&piece);
    }
    Ok(form)
}
