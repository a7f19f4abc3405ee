//! What is learnt of a server before anything is compared.

use sourdine_protocol::{
    day::Day,
    release::{DeskState, Placeholder, ReleaseManifest},
    roster::SignedRoster,
    wire::{ROSTER_PATH, SUBMISSION_MAX_BYTES},
};

use crate::{
    audit::{Opening, Plan},
    courier::{ApiError, Route},
};

/// An operator sets the most that a desk takes as a whole number of these, one at least.
const MIB: u64 = 1_024 * 1_024;

pub(super) struct Learnt {
    pub(super) roster: Option<SignedRoster>,
    /// The most that the operator takes of one submission.
    pub(super) largest_bytes: u64,
    /// What the first page must say of the desk.
    pub(super) state: DeskState,
}

/// Asks for the roster as it is served now; and for the most that the operator takes and the state
/// of the desk, as the first page that says anything says it: each page that says it must say the
/// same. The roster's last day may require another state.
pub(super) async fn learn(
    route: &Route,
    plan: Plan,
    manifest: &ReleaseManifest,
    today: Day,
) -> Result<Learnt, ApiError> {
    let json = page(route, plan, ROSTER_PATH).await?;
    let roster = json.and_then(|json| SignedRoster::from_json(&json).ok());
    let expires = roster.as_ref().and_then(|roster| roster.unchecked().ok());
    let expires = expires.map(|roster| roster.expires);
    let mut learnt = Learnt {
        roster,
        largest_bytes: SUBMISSION_MAX_BYTES,
        state: DeskState::Open,
    };
    for path in manifest.pages_with(Placeholder::LargestBytes) {
        let page = page(route, plan, path).await?;
        let page = page.and_then(|page| String::from_utf8(page).ok());
        let text = manifest.text(path).ok();
        let said = |mark| text?.value(mark, page.as_deref()?);
        let largest = said(Placeholder::LargestBytes).and_then(|digits| digits.parse().ok());
        if let Some(bytes) = largest.filter(|bytes| *bytes >= MIB && bytes % MIB == 0) {
            let state = said(Placeholder::State).and_then(|name| name.parse().ok());
            learnt.largest_bytes = bytes;
            learnt.state = state.unwrap_or_default();
            break;
        }
    }
    if let Some(expires) = expires {
        learnt.state = learnt.state.required(expires, today);
    }
    Ok(learnt)
}

async fn page(route: &Route, plan: Plan, path: &str) -> Result<Option<Vec<u8>>, ApiError> {
    let (mut tries, mut pause) = (0, plan.pause);
    loop {
        match Opening::page(route, plan.timeouts, path).await {
            Err(error) if error.passes() && tries < plan.retries => {
                tries += 1;
                tokio::time::sleep(pause).await;
                pause = pause.saturating_mul(2);
            }
            other => return other,
        }
    }
}
