//! A visit as a browser makes it: one circuit, one connection on it as long as that stays open, and
//! pauses in which a person reads and writes.

use std::time::Duration;

use sourdine_protocol::{
    release::{ExpectedResponse, Initiator, Request, Variable},
    wire::UPLOAD_PATH,
};
use tokio::time::{Instant, sleep};

use super::{
    browser_profile::request_bytes,
    connection::{Idle, RawConnection, ends_after},
    difference::{AnswerPart, Difference},
    expected::{Scenario, ScenarioStep, shown},
    pauses::Pauses,
    result::{ScenarioResult, Verdict},
    session::{DELETE, Session},
};
use crate::courier::{ApiError, Circuit, Route, Timeouts};

/// Firefox opens a new connection rather than use one that was idle for so long
/// (`network.http.keep-alive.timeout`).
const KEEP_ALIVE: Duration = Duration::from_secs(115);

/// A browser that is open at a server.
pub(super) struct Browser<'a> {
    route: &'a Route,
    timeouts: Timeouts,
    pauses: Pauses,
    profile: usize,
    circuit: Circuit,
    connection: Option<RawConnection>,
    used: Instant,
}

impl<'a> Browser<'a> {
    pub(super) fn new(
        route: &'a Route,
        timeouts: Timeouts,
        pauses: Pauses,
        profile: usize,
    ) -> Result<Self, ApiError> {
        Ok(Self {
            route,
            timeouts,
            pauses,
            profile,
            circuit: Circuit::new()?,
            connection: None,
            used: Instant::now(),
        })
    }

    /// Visits; goes on as long as all is right.
    pub(super) async fn visit(&mut self, scenario: &Scenario) -> ScenarioResult {
        let mut result = ScenarioResult::default();
        let mut session = match Session::new(scenario) {
            Ok(session) => session,
            Err(error) => {
                result.stopped = Some((String::new(), error));
                return result;
            }
        };
        for step in &scenario.steps {
            if step.sends_letter() && !scenario.sends {
                self.cancel(scenario, step, &mut session, &mut result).await;
                break;
            }
            result.has_sent |= step.sends_letter();
            if !self.step(scenario, step, &mut session, &mut result).await {
                break;
            }
            if step.sends_letter() {
                session.has_stored();
            }
        }
        self.leave(&session, &mut result).await;
        result
    }

    /// One step; whether all was right.
    async fn step(
        &mut self,
        scenario: &Scenario,
        step: &ScenarioStep,
        session: &mut Session,
        result: &mut ScenarioResult,
    ) -> bool {
        let Ok(request) = step.answer.request(session.request_context(scenario)) else {
            // Each was made once before, from the same.
            result.stopped = Some((String::new(), ApiError::Silent));
            return false;
        };
        let asked = request.asked.clone();
        match self.ask(step, &request, result).await {
            Ok(Some((verdict, own))) => {
                session.learn(&asked, own);
                let is_right = matches!(verdict, Verdict::Right { .. });
                result.seen.push((shown(step, asked), verdict));
                is_right
            }
            Ok(None) => false,
            Err(error) => {
                result.stopped = Some((shown(step, asked), error));
                false
            }
        }
    }

    /// Asks, and compares what comes; nothing where the answer before is what is wrong.
    async fn ask(
        &mut self,
        step: &ScenarioStep,
        request: &Request,
        result: &mut ScenarioResult,
    ) -> Result<Option<(Verdict, Option<Variable>)>, ApiError> {
        let initiator = step.initiator(request);
        pause(self.pauses, initiator).await?;
        if let Some(more) = self.more_came().await {
            result.make_last_wrong(Difference::more(AnswerPart::After, 0, &more));
            return Ok(None);
        }
        self.send(&self.bytes(request, initiator)).await?;
        let Some(connection) = &mut self.connection else {
            return Err(ApiError::Cut);
        };
        let may: Vec<&ExpectedResponse> = step.may().collect();
        let answered = connection.answer(&may).await?;
        self.used = Instant::now();
        let (which, came) = match answered {
            Ok(answered) => answered,
            Err(difference) => return Ok(Some((Verdict::Wrong(difference), None))),
        };
        let Some(whole) = step.alternatives.get(which) else {
            let status = may.get(which).map_or(0, |whole| whole.status());
            return Err(ApiError::Unavailable(status));
        };
        let own = whole.own(&came).ok();
        if ends_after(whole) {
            let more = connection.rest().await?;
            self.connection = None;
            if !more.is_empty() {
                let more = Difference::more(AnswerPart::After, 0, &more);
                return Ok(Some((Verdict::Wrong(more), own)));
            }
        }
        let which = (step.alternatives.len() > 1).then_some(which);
        let verdict = Verdict::Right {
            which,
            own: own.clone(),
        };
        Ok(Some((verdict, own)))
    }

    fn bytes(&self, request: &Request, initiator: Initiator) -> Vec<u8> {
        let host = self.route.address().host();
        request_bytes(request, &host, self.profile, initiator)
    }

    /// What came though nothing was asked. A connection that ended is let go.
    async fn more_came(&mut self) -> Option<Vec<u8>> {
        if self.used.elapsed() > KEEP_ALIVE {
            self.connection = None;
        }
        match self.connection.as_mut()?.idle().await {
            Idle::Open => None,
            Idle::Closed => {
                self.connection = None;
                None
            }
            Idle::Came(more) => Some(more),
        }
    }

    async fn send(&mut self, bytes: &[u8]) -> Result<(), ApiError> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => RawConnection::open(self.route, &self.circuit, self.timeouts).await?,
        };
        self.connection.insert(connection).send(bytes).await
    }

    /// Asks for what is not known yet, and gives what had come unasked and what comes.
    pub(super) async fn fetch(
        &mut self,
        request: &Request,
        initiator: Initiator,
    ) -> Result<(Vec<u8>, Vec<u8>), ApiError> {
        pause(self.pauses, initiator).await?;
        let early = self.more_came().await.unwrap_or_default();
        if !early.is_empty() {
            // Nobody can tell any more which answer is to which request.
            self.connection = None;
        }
        self.send(&self.bytes(request, initiator)).await?;
        let Some(connection) = &mut self.connection else {
            return Err(ApiError::Cut);
        };
        let came = connection.whole_answer().await?;
        self.used = Instant::now();
        Ok((early, came))
    }

    /// Begins to send the letter and cancels in the middle, as a person does; or closes the page
    /// where nothing would tell the server.
    async fn cancel(
        &mut self,
        scenario: &Scenario,
        step: &ScenarioStep,
        session: &mut Session,
        result: &mut ScenarioResult,
    ) {
        if scenario.cancelled.is_empty() {
            return;
        }
        let begun = match step.answer.request(session.request_context(scenario)) {
            Ok(request) => self.begin(step, &request, result).await,
            Err(_) => Err(ApiError::Silent),
        };
        match begun {
            Ok(true) => session.has_begun(),
            Ok(false) => return,
            Err(error) => {
                result.stopped = Some((shown(step, step.answer.asked.clone()), error));
                return;
            }
        }
        for step in &scenario.cancelled {
            if !self.step(scenario, step, session, result).await {
                return;
            }
        }
    }

    /// Sends a part of a request by lot, and ends the connection; whether nothing was wrong before.
    async fn begin(
        &mut self,
        step: &ScenarioStep,
        request: &Request,
        result: &mut ScenarioResult,
    ) -> Result<bool, ApiError> {
        let initiator = step.initiator(request);
        pause(self.pauses, initiator).await?;
        if let Some(more) = self.more_came().await {
            result.make_last_wrong(Difference::more(AnswerPart::After, 0, &more));
            return Ok(false);
        }
        let mut bytes = self.bytes(request, initiator);
        let body = request.body.as_ref().map_or(0, Vec::len) as u64;
        let unsent = random()?.checked_rem(body.saturating_sub(1)).unwrap_or(0);
        let unsent = usize::try_from(unsent.saturating_add(1)).unwrap_or(1);
        bytes.truncate(bytes.len().saturating_sub(unsent));
        self.send(&bytes).await?;
        sleep(self.pauses.of_person(random()?)).await;
        self.connection = None;
        Ok(true)
    }

    /// Looks once more whether anything came, and takes back what the server would be left with.
    async fn leave(&mut self, session: &Session, result: &mut ScenarioResult) {
        if result.stopped.is_none()
            && let Some(more) = self.more_came().await
        {
            result.make_last_wrong(Difference::more(AnswerPart::After, 0, &more));
        }
        let Some(token) = session.open_upload() else {
            return;
        };
        let request = Request {
            asked: format!("{DELETE}{UPLOAD_PATH}/{token}"),
            fields: Vec::new(),
            body: None,
        };
        self.connection = None;
        // As far as it can be helped nothing is left behind; else the server forgets it by itself.
        drop(self.fetch(&request, Initiator::Xhr).await);
    }
}

async fn pause(pauses: Pauses, initiator: Initiator) -> Result<(), ApiError> {
    sleep(pauses.before(initiator, random()?)).await;
    Ok(())
}

fn random() -> Result<u64, ApiError> {
    getrandom::u64().map_err(|_| ApiError::Silent)
}
