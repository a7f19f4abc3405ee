//! One visit: each request on a connection of its own, but for the `HEAD` that sees what follows it, and whether what comes is what must.

use sourdine_protocol::{
    codename::receipt::Receipt,
    release::{ExpectedResponse, Request, RequestContext, Variable},
    wire::{UPLOAD_PATH, UploadToken},
};

use super::{
    difference::Difference,
    dress::{boundary, dressed},
    expected::{PART_BYTES, Step, Visit},
    line::Line,
};
use crate::courier::{DoorError, Patience, Way};

/// What stands in a path for any that is not there.
const NOWHERE: &str = "not-found";
/// Length of a path that is nowhere, in bytes of random numbers.
const NOWHERE_BYTES: usize = 6;
const DELETE: &str = "DELETE ";

/// What an answer was.
pub(super) enum Seen {
    /// What it must be.
    Right {
        /// Which of those that it may be, where it may be several.
        which: Option<usize>,
        /// What the server said of its own, of which no two may be alike.
        own: Option<Variable>,
    },
    /// Something else.
    Wrong(Difference),
}

/// What came of a visit.
#[derive(Default)]
pub(super) struct Walked {
    /// What was asked, and what the answer was. After a wrong one nothing more is asked.
    pub(super) seen: Vec<(String, Seen)>,
    /// What was asked in vain, after which nothing more is.
    pub(super) stopped: Option<(String, DoorError)>,
    /// Whether a letter was sent, whatever came of it.
    pub(super) has_sent: bool,
}

/// Whose visit it is.
#[derive(Clone, Copy)]
pub(super) struct Visitor<'a> {
    pub(super) way: &'a Way,
    pub(super) patience: Patience,
    /// In which look, from 0.
    pub(super) look: usize,
    pub(super) dress: usize,
}

/// What is brought along, and what the server says on the way.
struct Bag {
    receipt: String,
    words: String,
    token: String,
    boundary: String,
    envelope: Vec<u8>,
    /// Whether the server holds an upload of this token.
    is_open: bool,
}

impl Visitor<'_> {
    /// Goes on as long as all is right.
    pub(super) async fn walk(self, visit: &Visit) -> Walked {
        let mut walked = Walked::default();
        let mut bag = match Bag::pack(visit, self.dress) {
            Ok(bag) => bag,
            Err(error) => {
                walked.stopped = Some((String::new(), error));
                return walked;
            }
        };
        let mut kept = None;
        for step in &visit.steps {
            let Ok(mut request) = step.answer.request(bag.asker(visit)) else {
                // Each was made once before, from the same.
                walked.stopped = Some((String::new(), DoorError::Silent));
                break;
            };
            request.asked = somewhere_else(request.asked, self.look);
            walked.has_sent |= step.sends_letter();
            let asked = request.asked.clone();
            match self.take(step, &request, &mut kept).await {
                Ok((seen, own)) => {
                    bag.hear(&asked, own);
                    let is_wrong = matches!(seen, Seen::Wrong(_));
                    walked.seen.push((shown(step, asked), seen));
                    if is_wrong {
                        break;
                    }
                }
                Err(error) => {
                    walked.stopped = Some((shown(step, asked), error));
                    break;
                }
            }
        }
        if bag.is_open {
            // As far as it can be helped nothing is left behind; else the server forgets it by itself.
            drop(self.give_up(&bag.token).await);
        }
        walked
    }

    /// One step, and what the server said of its own.
    async fn take(
        self,
        step: &Step,
        request: &Request,
        kept: &mut Option<Line>,
    ) -> Result<(Seen, Option<Variable>), DoorError> {
        let host = self.way.address().host();
        let mut line = match kept.take() {
            Some(line) if step.answer.is_bodiless() => line,
            Some(_) | None => Line::open(self.way, self.patience).await?,
        };
        line.send(&dressed(request, &host, self.dress)).await?;
        let instead = step.instead.iter().map(AsRef::as_ref);
        let may: Vec<&ExpectedResponse> = step.alternatives.iter().chain(instead).collect();
        let (which, came) = match line.answer(&may).await? {
            Ok(answered) => answered,
            Err(difference) => return Ok((Seen::Wrong(difference), None)),
        };
        let Some(whole) = step.alternatives.get(which) else {
            // It says that it cannot now, in the release's own words: there is nothing to compare.
            let status = may.get(which).map_or(0, |whole| whole.status());
            return Err(DoorError::Unavailable(status));
        };
        let wrong = line.after(whole, request, &host, self.dress).await?;
        *kept = Some(line);
        let own = whole.own(&came).ok();
        Ok(match wrong {
            Some(difference) => (Seen::Wrong(difference), own),
            None => (
                Seen::Right {
                    which: (step.alternatives.len() > 1).then_some(which),
                    own: own.clone(),
                },
                own,
            ),
        })
    }

    async fn give_up(self, token: &str) -> Result<(), DoorError> {
        let request = Request {
            asked: format!("{DELETE}{UPLOAD_PATH}/{token}"),
            fields: Vec::new(),
            body: None,
        };
        let mut line = Line::open(self.way, self.patience).await?;
        let host = self.way.address().host();
        line.send(&dressed(&request, &host, self.dress)).await?;
        // It is done when anything comes.
        line.more(&mut Vec::new()).await.map(drop)
    }
}

impl Bag {
    fn pack(visit: &Visit, dress: usize) -> Result<Self, DoorError> {
        // The system has no random numbers: as well as no answer.
        let silent = |_| DoorError::Silent;
        let envelope = match &visit.envelope {
            Some(envelope) => envelope.clone(),
            None => visit.letter.seal().map_err(|_| DoorError::Silent)?,
        };
        Ok(Self {
            receipt: Receipt::generate().map_err(silent)?.to_hex().to_string(),
            words: String::new(),
            token: UploadToken::generate()
                .map_err(silent)?
                .expose()
                .to_string(),
            boundary: boundary(dress).map_err(silent)?,
            envelope,
            is_open: false,
        })
    }

    fn asker<'a>(&'a self, visit: &'a Visit) -> RequestContext<'a> {
        RequestContext {
            largest_bytes: visit.largest_bytes,
            receipt: &self.receipt,
            words: &self.words,
            token: &self.token,
            boundary: &self.boundary,
            message: &visit.letter.message,
            envelope: &self.envelope,
            part_bytes: PART_BYTES,
        }
    }

    fn hear(&mut self, asked: &str, own: Option<Variable>) {
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

/// What was asked, as it is told: an upload's name is nobody's business.
fn shown(step: &Step, asked: String) -> String {
    match step.answer.asked.split_once(UPLOAD_PATH) {
        Some((method, _)) if asked.len() > method.len() + UPLOAD_PATH.len() => {
            format!("{method}{UPLOAD_PATH}/…")
        }
        Some(_) | None => asked,
    }
}

/// After the first look, a path that is not there is another each time.
fn somewhere_else(asked: String, look: usize) -> String {
    let mut random = [0; NOWHERE_BYTES];
    if look == 0 || !asked.ends_with(NOWHERE) || getrandom::fill(&mut random).is_err() {
        return asked;
    }
    asked.replace(NOWHERE, &hex::encode(random))
}
