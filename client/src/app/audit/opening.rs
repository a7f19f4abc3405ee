//! What is learnt of a server before anything is compared.

use sourdine_protocol::{
    day::Day,
    release::{DeskState, Placeholder, ReleaseManifest},
    roster::SignedRoster,
    wire::SUBMISSION_MAX_BYTES,
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
    /// The visits that brought it, which are compared later.
    pub(super) openings: Vec<Opening>,
}

/// Visits until the roster is known as it is served now; and the most that the operator takes and
/// the state of the desk, as the first page says it: each page that says it must say the same. The
/// roster's last day may require another state.
pub(super) async fn learn(
    route: &Route,
    plan: Plan,
    manifest: &ReleaseManifest,
    today: Day,
) -> Result<Learnt, ApiError> {
    let mut visits = Opening::candidates(manifest);
    visits.sort_by_cached_key(|_| getrandom::u64().unwrap_or(0));
    let (mut roster, mut said, mut openings) = (None, None, Vec::new());
    for which in visits {
        let opening = visit(route, plan, manifest, which).await?;
        roster = roster.or_else(|| SignedRoster::from_json(&opening.roster()?).ok());
        said = said.or_else(|| first_page(&opening, manifest));
        openings.push(opening);
        if roster.is_some() && said.is_some() {
            break;
        }
    }
    let expires = roster.as_ref().and_then(|roster| roster.unchecked().ok());
    let (largest_bytes, mut state) = said.unwrap_or((SUBMISSION_MAX_BYTES, DeskState::Open));
    if let Some(roster) = expires {
        state = state.required(roster.expires, today);
    }
    Ok(Learnt {
        roster,
        largest_bytes,
        state,
        openings,
    })
}

/// What the first page says of the largest submission, and of the desk.
fn first_page(opening: &Opening, manifest: &ReleaseManifest) -> Option<(u64, DeskState)> {
    let (page, mut names) = opening.first_page(manifest)?;
    let page = String::from_utf8(page).ok()?;
    names.find_map(|name| {
        let text = manifest.text(name).ok()?;
        let bytes = text.value(Placeholder::LargestBytes, &page)?.parse::<u64>();
        let bytes = bytes
            .ok()
            .filter(|bytes| *bytes >= MIB && bytes % MIB == 0)?;
        let state = text.value(Placeholder::State, &page);
        let state = state.and_then(|name| name.parse().ok());
        Some((bytes, state.unwrap_or_default()))
    })
}

async fn visit(
    route: &Route,
    plan: Plan,
    manifest: &ReleaseManifest,
    which: usize,
) -> Result<Opening, ApiError> {
    let (mut tries, mut pause) = (0, plan.pause);
    loop {
        match Opening::visit(route, plan, manifest, which).await {
            Err(error) if error.passes() && tries < plan.retries => {
                tries += 1;
                tokio::time::sleep(pause).await;
                pause = pause.saturating_mul(2);
            }
            other => return other,
        }
    }
}
