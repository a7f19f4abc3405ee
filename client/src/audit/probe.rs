//! A probe: what no browser asks, each request on a circuit and a connection of its own, but for
//! the `HEAD` that sees what follows an answer.
//!
//! A probe may only accuse. A server that knows it for one can answer it rightly and still lie to
//! browsers, so that a right answer proves nothing.

use sourdine_protocol::{
    release::{ExpectedResponse, Request, Variable},
    wire::UPLOAD_PATH,
};

use super::{
    browser_profile::{nearest_initiator, request_bytes},
    connection::RawConnection,
    expected::{Scenario, ScenarioStep, shown},
    result::{ScenarioResult, Verdict},
    session::{DELETE, Session},
};
use crate::courier::{ApiError, Circuit, Route, Timeouts};

/// What stands in a path for any that is not there.
const MISSING_PATH: &str = "not-found";
/// Length of a path that is nowhere, in bytes of random numbers.
const MISSING_PATH_BYTES: usize = 6;

/// What it takes to probe.
#[derive(Clone, Copy)]
pub(super) struct Prober<'a> {
    pub(super) route: &'a Route,
    pub(super) timeouts: Timeouts,
    /// In which look, from 0.
    pub(super) look: usize,
    pub(super) profile: usize,
}

impl Prober<'_> {
    /// Goes on as long as all is right.
    pub(super) async fn run(self, scenario: &Scenario) -> ScenarioResult {
        let mut result = ScenarioResult::default();
        let mut session = match Session::new(scenario) {
            Ok(session) => session,
            Err(error) => {
                result.stopped = Some((String::new(), error));
                return result;
            }
        };
        let mut kept = None;
        for step in &scenario.steps {
            let Ok(mut request) = step.answer.request(session.request_context(scenario)) else {
                // Each was made once before, from the same.
                result.stopped = Some((String::new(), ApiError::Silent));
                break;
            };
            request.asked = another_missing_path(request.asked, self.look);
            result.has_sent |= step.sends_letter();
            let asked = request.asked.clone();
            match self.take(step, &request, &mut kept).await {
                Ok((seen, own)) => {
                    session.learn(&asked, own);
                    let is_wrong = matches!(seen, Verdict::Wrong(_));
                    result.seen.push((shown(step, asked), seen));
                    if is_wrong {
                        break;
                    }
                }
                Err(error) => {
                    result.stopped = Some((shown(step, asked), error));
                    break;
                }
            }
        }
        if let Some(token) = session.open_upload() {
            // As far as it can be helped nothing is left behind; else the server forgets it by
            // itself.
            drop(self.give_up(token).await);
        }
        result
    }

    /// One step, and what the server said of its own.
    async fn take(
        self,
        step: &ScenarioStep,
        request: &Request,
        kept: &mut Option<RawConnection>,
    ) -> Result<(Verdict, Option<Variable>), ApiError> {
        let mut connection = match kept.take() {
            Some(connection) if step.answer.is_bodiless() => connection,
            Some(_) | None => self.open().await?,
        };
        connection.send(&self.bytes(request)).await?;
        let may: Vec<&ExpectedResponse> = step.may().collect();
        let (which, came) = match connection.answer(&may).await? {
            Ok(answered) => answered,
            Err(difference) => return Ok((Verdict::Wrong(difference), None)),
        };
        let Some(whole) = step.alternatives.get(which) else {
            // It says that it cannot now, in the release's own words: there is nothing to compare.
            let status = may.get(which).map_or(0, |whole| whole.status());
            return Err(ApiError::Unavailable(status));
        };
        let bytes = |head: &Request| self.bytes(head);
        let wrong = connection.after(whole, request, bytes).await?;
        *kept = Some(connection);
        let own = whole.own(&came).ok();
        Ok(match wrong {
            Some(difference) => (Verdict::Wrong(difference), own),
            None => (
                Verdict::Right {
                    which: (step.alternatives.len() > 1).then_some(which),
                    own: own.clone(),
                },
                own,
            ),
        })
    }

    async fn give_up(self, token: &str) -> Result<(), ApiError> {
        let request = Request {
            asked: format!("{DELETE}{UPLOAD_PATH}/{token}"),
            fields: Vec::new(),
            body: None,
        };
        let mut connection = self.open().await?;
        connection.send(&self.bytes(&request)).await?;
        // It is done when anything comes.
        connection.more(&mut Vec::new()).await.map(drop)
    }

    async fn open(self) -> Result<RawConnection, ApiError> {
        RawConnection::open(self.route, &Circuit::new()?, self.timeouts).await
    }

    fn bytes(self, request: &Request) -> Vec<u8> {
        let (host, initiator) = (self.route.address().host(), nearest_initiator(request));
        request_bytes(request, &host, self.profile, initiator)
    }
}

/// After the first look, a path that is not there is another each time.
fn another_missing_path(asked: String, look: usize) -> String {
    let mut random = [0; MISSING_PATH_BYTES];
    if look == 0 || !asked.ends_with(MISSING_PATH) || getrandom::fill(&mut random).is_err() {
        return asked;
    }
    asked.replace(MISSING_PATH, &hex::encode(random))
}
