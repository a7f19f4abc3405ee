//! What is learnt of a server before anything is compared.

use sourdine_protocol::{
    release::{Placeholder, ReleaseManifest},
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
}

/// Asks for the roster as it is served now, and for the most that the operator takes, as the first
/// page that says anything says it: each page that says it must say the same.
pub(super) async fn learn(
    route: &Route,
    plan: Plan,
    manifest: &ReleaseManifest,
) -> Result<Learnt, ApiError> {
    let json = page(route, plan, ROSTER_PATH).await?;
    let roster = json.and_then(|json| SignedRoster::from_json(&json).ok());
    for path in manifest.pages_with(Placeholder::LargestBytes) {
        let page = page(route, plan, path).await?;
        let page = page.and_then(|page| String::from_utf8(page).ok());
        let text = manifest.text(path).ok();
        let said = text.zip(page.as_deref()).and_then(|(text, page)| {
            let digits = text.value(Placeholder::LargestBytes, page)?;
            digits.parse().ok()
        });
        let said = said.filter(|bytes| *bytes >= MIB && bytes % MIB == 0);
        if let Some(largest_bytes) = said {
            return Ok(Learnt {
                roster,
                largest_bytes,
            });
        }
    }
    Ok(Learnt {
        roster,
        largest_bytes: SUBMISSION_MAX_BYTES,
    })
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
