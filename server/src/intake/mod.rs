//! The engine behind the doors: takes what arrives and puts it, sealed, into the vault.
//!
//! It knows no door, no page and no HTTP status. A door reads a request, gives
//! its body to [`Intake`] as a [`body::LimitedBody`], and says in its own words
//! what an [`error::IntakeError`] means.

pub(crate) mod admission;
pub(crate) mod blank;
pub(crate) mod body;
pub(crate) mod error;
pub(crate) mod executor;
pub(crate) mod form;
pub(crate) mod heads;
pub(crate) mod line_ends;
pub(crate) mod sealing;
pub(crate) mod summary;
pub(crate) mod uploads;

use std::sync::Arc;

use sourdine_protocol::{
    codename::receipt::ReceiptHash,
    envelope::{Manifest, SealedBy, capacity::envelope_bytes, padding::PADDING_FLOOR_BYTES},
    roster::Roster,
    text::Language,
};
use zeroize::Zeroizing;

use self::{
    admission::AdmissionQueue,
    body::LimitedBody,
    error::IntakeError,
    form::FormReader,
    sealing::Sealing,
    summary::SubmissionSummary,
    uploads::{
        Uploads,
        transfer::{self, Appended, Piece},
        upload::Progress,
    },
};
use crate::{
    limits::{circuits::Circuit, connections::ConnectionLimiter},
    platform::clock,
    vault::Vault,
};

/// Most forms that are sealed at once, each with three quarters of a megabyte in memory.
const SEALINGS_MAX: usize = 96;
/// An envelope is longer than its own padding; anything shorter would take a slot
/// for next to nothing.
const ENVELOPE_MIN_BYTES: u64 = PADDING_FLOOR_BYTES;

/// Everything that submissions share, whichever door they come by.
pub(crate) struct Intake {
    vault: Arc<dyn Vault>,
    roster: Roster,
    submission_max_bytes: u64,
    admission: AdmissionQueue,
    uploads: Arc<Uploads>,
    sealings: ConnectionLimiter,
}

impl Intake {
    pub(crate) fn new(vault: Arc<dyn Vault>, roster: Roster, submission_max_bytes: u64) -> Self {
        let uploads = Arc::<Uploads>::default();
        let ours = Arc::downgrade(&uploads);
        vault.on_full(Box::new(move || {
            if let Some(uploads) = ours.upgrade() {
                uploads.evict_stalled();
            }
        }));
        Self {
            vault,
            roster,
            submission_max_bytes,
            admission: AdmissionQueue::default(),
            uploads,
            sealings: ConnectionLimiter::new(SEALINGS_MAX),
        }
    }

    pub(crate) const fn submission_max_bytes(&self) -> u64 {
        self.submission_max_bytes
    }

    /// Returns when this circuit may begin a submission.
    pub(crate) async fn admit(&self, circuit: &Circuit) -> Result<(), IntakeError> {
        self.admission
            .admit(circuit, || self.vault.capacity())
            .await
    }

    /// Whether a submission with this receipt is in the vault.
    pub(crate) fn arrived(&self, receipt: &ReceiptHash) -> Result<bool, IntakeError> {
        let arrived = self.vault.arrived(receipt);
        arrived.map_err(|error| IntakeError::of_vault(&error))
    }

    /// Begins a resumable upload of an envelope of `length` bytes, and returns its token.
    pub(crate) async fn create_upload(
        &self,
        circuit: &Circuit,
        length: u64,
    ) -> Result<Zeroizing<String>, IntakeError> {
        if length <= ENVELOPE_MIN_BYTES {
            return Err(IntakeError::Malformed);
        }
        if length > envelope_bytes(self.submission_max_bytes) {
            return Err(IntakeError::TooLarge);
        }
        self.admit(circuit).await?;
        let deposit = self
            .vault
            .deposit()
            .map_err(|error| IntakeError::of_vault(&error))?;
        self.uploads.create(deposit, length)
    }

    pub(crate) async fn upload_progress(&self, token: &str) -> Result<Progress, IntakeError> {
        transfer::progress(&self.uploads, token).await
    }

    /// Adds a piece to an upload. After the last one the envelope is durably in the vault.
    pub(crate) async fn append(
        &self,
        token: &str,
        piece: Piece,
        body: &LimitedBody,
    ) -> Result<Appended, IntakeError> {
        transfer::append(&self.uploads, token, piece, body).await
    }

    /// Overwrites an upload, and forgets it.
    pub(crate) async fn cancel_upload(&self, token: String) -> Result<(), IntakeError> {
        transfer::cancel(&self.uploads, token).await
    }

    /// Seals a form while it arrives. When this returns, the envelope is durably in the vault.
    pub(crate) async fn seal_form(
        &self,
        circuit: &Arc<Circuit>,
        language: Language,
        content_type: Option<&str>,
        body: &LimitedBody,
    ) -> Result<SubmissionSummary, IntakeError> {
        let mut form = FormReader::new(content_type, body)?;
        let receipt = form.receipt().await?;
        let codename = form.codename().await?;
        let recipients = self.roster.recipients(clock::today());
        let manifest = Manifest::new(
            language,
            SealedBy::Server,
            receipt.submission(),
            Some(codename.reply_address()),
        );
        let permit = self.sealings.acquire(circuit);
        let sealing = Sealing::begin(
            &*self.vault,
            recipients.map_err(|_| IntakeError::Failed)?,
            manifest,
            self.submission_max_bytes,
        )?;
        // Once all has arrived there is no eviction: what is in the vault must
        // not be called refused.
        let (sealing, summary) = tokio::select! {
            poured = form.pour_into(sealing, &permit.traffic, self.submission_max_bytes) => poured?,
            () = permit.evicted() => return Err(IntakeError::Evicted),
        };
        sealing.finish(receipt.hash()).await?;
        Ok(summary)
    }
}
