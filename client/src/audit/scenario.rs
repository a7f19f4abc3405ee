//! One visit: each request on a connection of its own, but for the `HEAD` that sees what follows
//! it, and whether what comes is what must.

use sourdine_protocol::{
    codename::receipt::Receipt,
    release::{ExpectedResponse, Request, RequestContext, Variable},
    wire::{UPLOAD_PATH, UploadToken},
};

use super::{
    browser_profile::{boundary, request_bytes},
    connection::RawConnection,
    difference::Difference,
    expected::{PART_BYTES, Scenario, ScenarioStep},
};
use crate::courier::{ApiError, Route, Timeouts};

/// What stands in a path for any that is not there.
const MISSING_PATH: &str = "not-found";
/// Length of a path that is nowhere, in bytes of random numbers.
const MISSING_PATH_BYTES: usize = 6;
const DELETE: &str = "DELETE ";

/// What an answer was.
pub(super) enum Verdict {
    /// What it must be.
    Right {
        /// Which of those that it may be, where it may be several.
        which: Option<usize>,
        /// What the server said of its own, of which no two may be alike.
        own: Option<Variable>,
    },
    Wrong(Difference),
}

#[derive(Default)]
pub(super) struct ScenarioResult {
    /// What was asked, and what the answer was. After a wrong one nothing more is asked.
    pub(super) seen: Vec<(String, Verdict)>,
    /// What was asked in vain, after which nothing more is.
    pub(super) stopped: Option<(String, ApiError)>,
    /// Whether a letter was sent, whatever came of it.
    pub(super) has_sent: bool,
}

/// The browser that the visit looks like.
#[derive(Clone, Copy)]
pub(super) struct ScenarioRunner<'a> {
    pub(super) route: &'a Route,
    pub(super) timeouts: Timeouts,
    /// In which look, from 0.
    pub(super) look: usize,
    pub(super) profile: usize,
}

/// What is brought along, and what the server says on the way.
struct Session {
    receipt: String,
    words: String,
    token: String,
    boundary: String,
    envelope: Vec<u8>,
    /// Whether the server holds an upload of this token.
    is_open: bool,
}

impl ScenarioRunner<'_> {
    /// Goes on as long as all is right.
    pub(super) async fn run(self, scenario: &Scenario) -> ScenarioResult {
        let mut result = ScenarioResult::default();
        let mut session = match Session::new(scenario, self.profile) {
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
        if session.is_open {
            // As far as it can be helped nothing is left behind; else the server forgets it by
            // itself.
            drop(self.give_up(&session.token).await);
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
        let host = self.route.address().host();
        let mut connection = match kept.take() {
            Some(connection) if step.answer.is_bodiless() => connection,
            Some(_) | None => RawConnection::open(self.route, self.timeouts).await?,
        };
        connection
            .send(&request_bytes(request, &host, self.profile))
            .await?;
        let instead = step.instead.iter().map(AsRef::as_ref);
        let may: Vec<&ExpectedResponse> = step.alternatives.iter().chain(instead).collect();
        let (which, came) = match connection.answer(&may).await? {
            Ok(answered) => answered,
            Err(difference) => return Ok((Verdict::Wrong(difference), None)),
        };
        let Some(whole) = step.alternatives.get(which) else {
            // It says that it cannot now, in the release's own words: there is nothing to compare.
            let status = may.get(which).map_or(0, |whole| whole.status());
            return Err(ApiError::Unavailable(status));
        };
        let wrong = connection
            .after(whole, request, &host, self.profile)
            .await?;
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
        let mut connection = RawConnection::open(self.route, self.timeouts).await?;
        let host = self.route.address().host();
        connection
            .send(&request_bytes(&request, &host, self.profile))
            .await?;
        // It is done when anything comes.
        connection.more(&mut Vec::new()).await.map(drop)
    }
}

impl Session {
    fn new(scenario: &Scenario, profile: usize) -> Result<Self, ApiError> {
        // The system has no random numbers: as well as no answer.
        let silent = |_| ApiError::Silent;
        let envelope = match &scenario.envelope {
            Some(envelope) => envelope.clone(),
            None => scenario.letter.seal().map_err(|_| ApiError::Silent)?,
        };
        Ok(Self {
            receipt: Receipt::generate().map_err(silent)?.to_hex().to_string(),
            words: String::new(),
            token: UploadToken::generate()
                .map_err(silent)?
                .expose()
                .to_string(),
            boundary: boundary(profile).map_err(silent)?,
            envelope,
            is_open: false,
        })
    }

    fn request_context<'a>(&'a self, scenario: &'a Scenario) -> RequestContext<'a> {
        RequestContext {
            largest_bytes: scenario.largest_bytes,
            receipt: &self.receipt,
            words: &self.words,
            token: &self.token,
            boundary: &self.boundary,
            message: &scenario.letter.message,
            envelope: &self.envelope,
            part_bytes: PART_BYTES,
        }
    }

    fn learn(&mut self, asked: &str, own: Option<Variable>) {
        match own {
            Some(Variable::Codename { words, receipt }) => {
                self.words.clone_from(&words);
                self.receipt.clone_from(&receipt);
            }
            Some(Variable::Token(token)) => {
                self.token.clone_from(&token);
                self.is_open = true;
            }
            None if asked.starts_with(DELETE) => self.is_open = false,
            None => {}
        }
    }
}

/// What was asked, as it is told: an upload's name stays unsaid.
fn shown(step: &ScenarioStep, asked: String) -> String {
    match step.answer.asked.split_once(UPLOAD_PATH) {
        Some((method, _)) if asked.len() > method.len() + UPLOAD_PATH.len() => {
            format!("{method}{UPLOAD_PATH}/…")
        }
        Some(_) | None => asked,
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
