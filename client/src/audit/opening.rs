//! The first visits of an audit: they bring what must be known before anything can be compared, and
//! are compared afterwards like all others.

use sourdine_protocol::{
    release::{Exchange, Initiator, ReleaseManifest, RequestContext, gzip::decompress},
    wire::ROSTER_PATH,
};

use super::{
    connection::{OPENING_MAX_BYTES, compare, head_and_body},
    expected::{Scenario, shown, visits},
    plan::Plan,
    result::{ScenarioResult, Verdict},
    visit::Browser,
};
use crate::courier::{ApiError, Route};

const GET: &str = "GET ";

/// A visit up to the roster, whose answers are not compared yet.
pub struct Opening {
    /// Which of the manifest's visits it is.
    which: usize,
    /// What came, in the order of the steps.
    answers: Vec<Vec<u8>>,
}

impl Opening {
    /// Which of a release's visits ask for the roster.
    pub fn candidates(release: &ReleaseManifest) -> Vec<usize> {
        let visits = visits(release).enumerate();
        let asking = visits.filter(|(_, visit)| visit.steps.iter().any(asks_for_roster));
        asking.map(|(which, _)| which).collect()
    }

    /// Makes one of the visits up to the roster; the page is closed before a letter is sent.
    pub async fn visit(
        route: &Route,
        plan: Plan,
        release: &ReleaseManifest,
        which: usize,
    ) -> Result<Self, ApiError> {
        let random = getrandom::u32().map_err(|_| ApiError::Silent)?;
        let profile = usize::try_from(random).unwrap_or(0);
        let mut browser = Browser::new(route, plan.timeouts, plan.pauses, profile)?;
        let mut answers = Vec::<Vec<u8>>::new();
        for step in steps(release, which) {
            let request = step.request(RequestContext::default());
            let request = request.map_err(|_| ApiError::Silent)?;
            let initiator = step.initiator.unwrap_or(Initiator::Address);
            let (early, answer) = browser.fetch(&request, initiator).await?;
            if let Some(before) = answers.last_mut() {
                Vec::extend_from_slice(before, &early);
            }
            answers.push(answer);
        }
        Ok(Self { which, answers })
    }

    /// What the roster decompresses to.
    pub fn roster(&self) -> Option<Vec<u8>> {
        page(self.answers.last()?)
    }

    /// What the first page decompresses to, and what texts it may be made of.
    pub fn first_page<'a>(
        &self,
        release: &'a ReleaseManifest,
    ) -> Option<(Vec<u8>, impl Iterator<Item = &'a str>)> {
        let page = page(self.answers.first()?)?;
        let steps = &visits(release).nth(self.which)?.steps;
        let asked = &steps.first()?.asked;
        let texts = steps.iter().filter(move |step| step.asked == *asked);
        Some((page, texts.filter_map(|step| step.text.as_deref())))
    }

    /// Holds what came to what must come, up to what is wrong.
    pub(super) fn judge(&self, visits: &[Scenario]) -> ScenarioResult {
        let mut result = ScenarioResult::default();
        let steps = visits.get(self.which).map_or(&[][..], |visit| &visit.steps);
        for (step, came) in steps.iter().zip(&self.answers) {
            let may: Vec<_> = step.may().collect();
            let asked = shown(step, step.answer.asked.clone());
            let verdict = match compare(&may, came) {
                Ok(which) if which >= step.alternatives.len() => {
                    let status = may.get(which).map_or(0, |whole| whole.status());
                    result.stopped = Some((asked, ApiError::Unavailable(status)));
                    break;
                }
                Ok(which) => Verdict::Right {
                    which: (step.alternatives.len() > 1).then_some(which),
                    own: None,
                },
                Err(difference) => {
                    result.seen.push((asked, Verdict::Wrong(difference)));
                    break;
                }
            };
            result.seen.push((asked, verdict));
        }
        result
    }
}

/// What a visit asks up to the roster; requests that may be answered in several ways, once.
fn steps(release: &ReleaseManifest, which: usize) -> Vec<&Exchange> {
    let mut steps: Vec<&Exchange> = Vec::new();
    for step in visits(release)
        .nth(which)
        .into_iter()
        .flat_map(|visit| &visit.steps)
    {
        let before = steps.last();
        if before
            .is_none_or(|before| (&before.asked, before.initiator) != (&step.asked, step.initiator))
        {
            steps.push(step);
        }
        if asks_for_roster(step) {
            break;
        }
    }
    steps
}

fn asks_for_roster(step: &Exchange) -> bool {
    step.asked.strip_prefix(GET) == Some(ROSTER_PATH)
}

fn page(answer: &[u8]) -> Option<Vec<u8>> {
    let (_, body) = head_and_body(answer)?;
    decompress(body, OPENING_MAX_BYTES)
}
