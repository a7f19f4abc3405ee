//! The engine behind the doors: takes what arrives and puts it, sealed, into the vault.
//!
//! It knows no door, no page and no HTTP status. A door reads a request, gives
//! its body to [`Intake`] as a [`body::LimitedBody`], and says in its own words
//! what an [`error::IntakeError`] means.

pub(crate) mod admission;
pub(crate) mod batch;
pub(crate) mod blank;
pub(crate) mod body;
pub(crate) mod error;
pub(crate) mod executor;
pub(crate) mod form;
pub(crate) mod heads;
pub(crate) mod holdings;
pub(crate) mod line_ends;
pub(crate) mod room;
pub(crate) mod sealing;
pub(crate) mod slot_pace;
pub(crate) mod slot_queue;
pub(crate) mod summary;
pub(crate) mod uploads;

use std::sync::Arc;

use sourdine_protocol::{
    codename::receipt::ReceiptHash,
    day::Day,
    envelope::{Manifest, SealedBy, capacity::envelope_bytes, padding::PADDING_FLOOR_BYTES},
    roster::Roster,
    text::Language,
    wire::UploadToken,
};
use tokio::time::timeout;
use zeroize::Zeroizing;

use self::{
    admission::{Admission, BodyPermit},
    body::LimitedBody,
    error::IntakeError,
    form::FormReader,
    holdings::Holdings,
    room::RoomWatch,
    sealing::{Resources, Sealing},
    slot_queue::{Bought, SlotQueue},
    summary::SubmissionSummary,
    uploads::{
        Uploads,
        transfer::{self, Appended, Piece},
        upload::Progress,
    },
};
use crate::{
    limits::{
        client::Client,
        fairness::{BODIES, SMALL_BODIES},
        limiter::WAIT_MAX,
    },
    platform::clock,
    vault::{Deposit, Vault},
};

/// An envelope is longer than its own padding; anything shorter would take a slot
/// for next to nothing.
const ENVELOPE_MIN_BYTES: u64 = PADDING_FLOOR_BYTES;
/// In a crowd, what fills no slot yet goes to the disk only while more are free: in a small vault
/// the beginnings of forms would take them all.
const PARKED_SLOTS_MAX: usize = 2 * (BODIES.held + SMALL_BODIES.held);

/// Everything that submissions share, whichever door they come by.
pub(crate) struct Intake {
    vault: Arc<dyn Vault>,
    roster: Roster,
    submission_max_bytes: u64,
    admission: Arc<Admission>,
    slots: Arc<SlotQueue>,
    holdings: Arc<Holdings>,
    uploads: Arc<Uploads>,
    room: RoomWatch,
}

/// A form that may be read: it has a permit, and its first slot is bought.
pub(crate) struct AdmittedForm {
    body: BodyPermit,
    bought: Arc<Bought>,
    deposit: Box<dyn Deposit>,
}

impl Intake {
    pub(crate) fn new(vault: Arc<dyn Vault>, roster: Roster, submission_max_bytes: u64) -> Self {
        let holdings = Arc::<Holdings>::default();
        let ours = Arc::downgrade(&holdings);
        vault.on_full(Box::new(move || {
            ours.upgrade().is_some_and(|holdings| holdings.make_room())
        }));
        let (room, stalled) = (Arc::clone(&vault), Arc::clone(&holdings));
        let slots = SlotQueue::new(move || room.capacity(), move || stalled.make_room());
        Self {
            vault,
            roster,
            submission_max_bytes,
            admission: Arc::default(),
            slots: Arc::new(slots),
            uploads: Arc::new(Uploads::new(Arc::clone(&holdings))),
            holdings,
            room: RoomWatch::default(),
        }
    }

    /// Whether the roster's last day is past: nothing can be sealed.
    pub(crate) fn is_expired(&self, today: Day) -> bool {
        today > self.roster.expires
    }

    /// Whether strangers are told that the vault is full. One that is not open yet is not.
    pub(crate) fn is_full(&self, today: Day) -> bool {
        let capacity = self.vault.capacity();
        let is_full = capacity.and_then(|capacity| self.room.is_full(capacity, today));
        is_full.unwrap_or(false)
    }

    /// What decides when a body is read: it forgets circuits from time to time.
    pub(crate) fn admission(&self) -> Arc<Admission> {
        Arc::clone(&self.admission)
    }

    pub(crate) const fn submission_max_bytes(&self) -> u64 {
        self.submission_max_bytes
    }

    /// Returns when a form of `announced` bytes may be read. Nothing of it is read before.
    pub(crate) async fn admit_form(
        &self,
        client: &Client,
        announced: Option<u64>,
    ) -> Result<AdmittedForm, IntakeError> {
        let deposit = self
            .vault
            .deposit(announced.unwrap_or(0))
            .map_err(|error| IntakeError::of_vault(&error))?;
        let admitted = async {
            self.admission.begin(&client.circuit).await?;
            let bought = self.slots.begin(&client.circuit);
            bought.reach(1).await?;
            let body = self.admission.read(client, announced).await?;
            Ok(AdmittedForm {
                body,
                bought,
                deposit,
            })
        };
        timeout(WAIT_MAX, admitted)
            .await
            .map_err(|_| IntakeError::Busy)?
    }

    /// Whether a submission with this receipt is in the vault.
    pub(crate) fn arrived(&self, receipt: &ReceiptHash) -> Result<bool, IntakeError> {
        let arrived = self.vault.arrived(receipt);
        arrived.map_err(|error| IntakeError::of_vault(&error))
    }

    /// Begins a resumable upload of an envelope of `length` bytes, and returns its token: `name`,
    /// where its client chose one.
    pub(crate) async fn create_upload(
        &self,
        client: &Client,
        name: Option<UploadToken>,
        length: u64,
    ) -> Result<Zeroizing<String>, IntakeError> {
        if length <= ENVELOPE_MIN_BYTES {
            return Err(IntakeError::Malformed);
        }
        if length > envelope_bytes(self.submission_max_bytes) {
            return Err(IntakeError::TooLarge);
        }
        self.admission.begin(&client.circuit).await?;
        let deposit = self
            .vault
            .deposit(length)
            .map_err(|error| IntakeError::of_vault(&error))?;
        let bought = self.slots.begin(&client.circuit);
        let name = name.map_or_else(UploadToken::generate, Ok);
        let name = name.map_err(|_| IntakeError::Failed)?;
        self.uploads.create(&name, deposit, bought, length)?;
        Ok(name.expose())
    }

    pub(crate) async fn upload_progress(&self, token: &str) -> Result<Progress, IntakeError> {
        transfer::progress(&self.uploads, token).await
    }

    /// Adds a piece to an upload. After the last one the envelope is durably in the vault.
    pub(crate) async fn append(
        &self,
        client: &Client,
        token: &str,
        piece: Piece,
        body: &LimitedBody,
    ) -> Result<Appended, IntakeError> {
        transfer::append(&self.uploads, token, piece, body, &self.admission, client).await
    }

    /// Overwrites an upload, and forgets it.
    pub(crate) async fn cancel_upload(&self, token: String) -> Result<(), IntakeError> {
        transfer::cancel(&self.uploads, token).await
    }

    /// Seals a form while it arrives. When this returns, the envelope is durably in the vault.
    pub(crate) async fn seal_form(
        &self,
        admitted: AdmittedForm,
        language: Language,
        content_type: Option<&str>,
        body: &LimitedBody,
    ) -> Result<SubmissionSummary, IntakeError> {
        let mut form = FormReader::new(content_type, body)?;
        let begun = async { Ok::<_, IntakeError>((form.receipt().await?, form.codename().await?)) };
        let (receipt, codename) = tokio::select! {
            begun = begun => begun?,
            () = admitted.body.permit.lost() => return Err(IntakeError::Evicted),
        };
        let recipients = self.roster.recipients(clock::today());
        let manifest = Manifest::new(
            language,
            SealedBy::Server,
            receipt.submission(),
            Some(codename.reply_address()),
        );
        let AdmittedForm {
            body: admitted,
            bought,
            deposit,
        } = admitted;
        let (admission, vault) = (Arc::clone(&self.admission), Arc::clone(&self.vault));
        let resources = Resources {
            deposit,
            held: self.holdings.begin(bought.circuit(), || {}),
            bought,
            names: admission.names(),
            is_crowded: Box::new(move || admission.is_crowded()),
            may_park: Box::new(move || {
                let capacity = vault.capacity();
                capacity.is_ok_and(|capacity| capacity.free > PARKED_SLOTS_MAX)
            }),
        };
        let recipients = recipients.map_err(|_| IntakeError::Failed)?;
        let sealing = Sealing::begin(resources, recipients, manifest, self.submission_max_bytes);
        let (lost, meter) = (sealing.lost(), admitted.permit.meter());
        // Once all has arrived there is no eviction: what is in the vault must
        // not be called refused.
        let (sealing, summary) = tokio::select! {
            poured = form.pour_into(sealing, &meter, self.submission_max_bytes) => poured?,
            () = admitted.permit.lost() => return Err(IntakeError::Evicted),
            () = lost => return Err(IntakeError::Evicted),
        };
        sealing.finish(receipt.hash()).await?;
        Ok(summary)
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use futures_util::stream;
    use sourdine_protocol::roster::SignedRoster;
    use tokio::{task::JoinSet, time::Instant};

    use super::*;
    use crate::vault::{MemoryDisk, Retention};

    const ROSTER: &str = include_str!("../../../tests/fuzz/signed-roster.json");
    /// One more than are read at once.
    const FORMS: usize = BODIES.held + 1;

    fn intake() -> Intake {
        let retention = Retention {
            quorum: 1,
            hold_days: 0,
            keep_days: 60,
            spread_days: 0,
        };
        let vault = MemoryDisk::new(64).unwrap().open(retention).unwrap();
        let roster = SignedRoster::from_json(ROSTER.as_bytes()).unwrap();
        Intake::new(Arc::new(vault), roster.unchecked().unwrap(), 1_048_576)
    }

    /// A form of which nothing comes.
    async fn silent(intake: Arc<Intake>) -> (Option<IntakeError>, Instant) {
        let client = Client {
            circuit: Arc::default(),
            connection: Arc::default(),
        };
        let body = LimitedBody::new(stream::pending::<Result<Bytes, ()>>(), u64::MAX);
        let form = Some("multipart/form-data; boundary=b");
        let sealed = async {
            let admitted = intake.admit_form(&client, None).await?;
            intake.seal_form(admitted, Language::Fr, form, &body).await
        };
        (sealed.await.err(), Instant::now())
    }

    #[tokio::test(start_paused = true)]
    async fn a_form_that_is_evicted_before_its_codename_came_ends_at_once() {
        let intake = Arc::new(intake());
        let begun = Instant::now();
        let mut forms = JoinSet::new();
        for _ in 0..FORMS {
            forms.spawn(silent(Arc::clone(&intake)));
        }
        let (error, ended) = forms.join_next().await.unwrap().unwrap();
        assert_eq!(error, Some(IntakeError::Evicted));
        let (second, _) = forms.join_next().await.unwrap().unwrap();
        assert_eq!(second, Some(IntakeError::TooSlow));
        assert!(ended < begun + WAIT_MAX / 2, "{:?}", ended - begun);
    }
}
