//! The state that every handler of the sources' door shares.

use std::sync::Arc;

use axum::extract::State;
use sourdine_protocol::{roster::Roster, text::Language};

use super::pages::Pages;
use crate::{
    intake::{admission::Pace, uploads::Uploads},
    limits::connections::ConnectionLimiter,
    vault::Vault,
};

pub(super) type Door = State<Arc<SourcesDoor>>;

/// Most forms sealed at once, each with 0.75 MB in memory. One more evicts the slowest.
const SEALINGS_MAX: usize = 96;

/// What the sources' door needs.
pub(crate) struct SourcesDoor {
    pub(super) pages: Pages,
    pub(super) roster: Roster,
    pub(super) vault: Arc<dyn Vault>,
    pub(super) language: Language,
    pub(super) submission_max_bytes: u64,
    pub(super) uploads: Arc<Uploads>,
    pub(super) sealings: ConnectionLimiter,
    pub(super) pace: Pace,
}

impl SourcesDoor {
    pub(crate) fn new(
        pages: Pages,
        roster: Roster,
        vault: Arc<dyn Vault>,
        language: Language,
        submission_max_bytes: u64,
    ) -> Self {
        let uploads = Arc::<Uploads>::default();
        let ours = Arc::downgrade(&uploads);
        vault.on_full(Box::new(move || {
            if let Some(uploads) = ours.upgrade() {
                uploads.drop_stalled();
            }
        }));
        Self {
            pages,
            roster,
            vault,
            language,
            submission_max_bytes,
            uploads,
            sealings: ConnectionLimiter::new(SEALINGS_MAX),
            pace: Pace::default(),
        }
    }
}
