//! Looks at everything, several times, several at once.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use sha2::{Digest, Sha256};
use sourdine_protocol::{codename::Codename, release::Variable, text::Language};
use tokio::{task::JoinSet, time::sleep};

use super::{
    browser_profile::PROFILE_COUNT,
    difference::{AnswerPart, Difference},
    expected::{Expected, Scenario, answers},
    scenario::{ScenarioResult, ScenarioRunner, Verdict},
};
use crate::courier::{ApiError, Route, Timeouts};

#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How often each thing is asked for.
    pub looks: usize,
    /// Whether letters are left in the vault, one each way and in each language, to see what
    /// their senders are told.
    pub letters: bool,
    /// How many requests are under way at once.
    pub at_once: usize,
    /// How often a request is tried again when nothing comes of it.
    pub retries: u32,
    /// The pause before that, doubled each time.
    pub pause: Duration,
    /// How long to wait for anything.
    pub timeouts: Timeouts,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            looks: 3,
            letters: false,
            at_once: 4,
            retries: 3,
            pause: Duration::from_secs(2),
            timeouts: Timeouts::default(),
        }
    }
}

/// Something that is not what it must be.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct AuditFinding {
    pub asked: String,
    /// In which look, from 1.
    pub look: usize,
    #[serde(flatten)]
    pub difference: Difference,
}

/// Something that could not be seen.
#[derive(Debug)]
pub struct Unreached {
    pub asked: String,
    /// In which look, from 1.
    pub look: usize,
    pub error: ApiError,
}

#[derive(Debug, Default)]
pub struct AuditOutcome {
    /// How many answers were right or wrong.
    pub answers: usize,
    /// What was wrong, in the order in which it was asked.
    pub findings: Vec<AuditFinding>,
    /// What was not seen, in the same order.
    pub unreached: Vec<Unreached>,
    pub letters: usize,
    /// Which of the languages the first page is in, where it is one of them.
    pub first_language: Option<usize>,
}

/// A look at everything that a server serves.
pub struct Audit {
    route: Route,
    expected: Arc<Expected>,
    plan: Plan,
}

/// One visit of one look.
struct ScenarioRun {
    number: usize,
    look: usize,
    result: ScenarioResult,
}

impl Audit {
    /// An audit of the server at the end of a way. Nothing is sent yet.
    pub fn new(route: Route, expected: Expected, plan: Plan) -> Self {
        Self {
            route,
            expected: Arc::new(expected),
            plan,
        }
    }

    /// How many answers there are to be had.
    pub fn answers(&self) -> usize {
        let letters = if self.plan.letters {
            answers(&self.expected.letters)
        } else {
            0
        };
        self.expected.len() * self.plan.looks + letters
    }

    /// Does it; `progress` is told how many answers came.
    pub async fn run(&self, progress: &mut dyn FnMut(usize)) -> AuditOutcome {
        let mut left = 0..self.scenarios();
        let (mut running, mut over, mut came) = (JoinSet::new(), Vec::new(), 0);
        loop {
            while running.len() < self.plan.at_once {
                let Some(number) = left.next() else { break };
                let (route, expected) = (self.route.clone(), Arc::clone(&self.expected));
                running.spawn(once(route, expected, self.plan, number));
            }
            match running.join_next().await {
                Some(Ok(task)) => {
                    came += task.result.seen.len();
                    over.push(task);
                }
                // A visit that broke inside was not seen: it is missing below.
                Some(Err(_)) => {}
                None => break,
            }
            progress(came);
        }
        over.sort_by_key(|task| task.number);
        self.judge(over)
    }

    fn judge(&self, over: Vec<ScenarioRun>) -> AuditOutcome {
        let mut outcome = AuditOutcome::default();
        let mut unique = BTreeSet::new();
        let missing = self.scenarios() - over.len();
        for task in over {
            let look = task.look + 1;
            outcome.letters += usize::from(task.result.has_sent);
            for (asked, seen) in task.result.seen {
                outcome.answers += 1;
                let difference = match seen {
                    Verdict::Wrong(difference) => Some(difference),
                    Verdict::Right {
                        which: Some(which), ..
                    } if *outcome.first_language.get_or_insert(which) != which => {
                        Some(Difference::of(AnswerPart::Language))
                    }
                    Verdict::Right { own, .. } => has_repeated(&mut unique, own.as_ref())
                        .then(|| Difference::of(AnswerPart::Repeated)),
                };
                outcome
                    .findings
                    .extend(difference.map(|difference| AuditFinding {
                        asked,
                        look,
                        difference,
                    }));
            }
            let stopped = task.result.stopped.into_iter();
            outcome
                .unreached
                .extend(stopped.map(|(asked, error)| Unreached { asked, look, error }));
        }
        for _ in 0..missing {
            outcome.unreached.push(Unreached {
                asked: String::new(),
                look: 0,
                error: ApiError::Cut,
            });
        }
        outcome
    }

    fn scenarios(&self) -> usize {
        let letters = if self.plan.letters {
            self.expected.letters.len()
        } else {
            0
        };
        self.expected.scenarios.len() * self.plan.looks + letters
    }
}

/// The visit of a number, and in which look it is, from 0. Those that leave
/// letters come last, once.
fn scenario(expected: &Expected, plan: Plan, number: usize) -> Option<(&Scenario, usize)> {
    let each = expected.scenarios.len();
    match number.checked_sub(each * plan.looks) {
        Some(letter) => Some((expected.letters.get(letter)?, 0)),
        None => Some((
            expected.scenarios.get(number.checked_rem(each)?)?,
            number.checked_div(each)?,
        )),
    }
}

/// Whether anything of it came before. All of it has come from now on.
fn has_repeated(unique: &mut BTreeSet<[u8; 32]>, own: Option<&Variable>) -> bool {
    let parts = own.into_iter().flat_map(parts);
    parts.filter(|part| !unique.insert(*part)).count() > 0
}

/// What must be another each time, each by itself: a codename is the same in any language.
fn parts(own: &Variable) -> Vec<[u8; 32]> {
    match own {
        Variable::Codename { words, receipt } => {
            let codename = Codename::parse(words).map(|codename| codename.words(Language::Fr));
            let words = codename.as_ref().unwrap_or(words);
            vec![hash(words), hash(receipt)]
        }
        Variable::Token(token) => vec![hash(token)],
    }
}

fn hash(part: &str) -> [u8; 32] {
    Sha256::digest(part).into()
}

/// One visit, again from its beginning when nothing comes of it and it has left nothing.
async fn once(route: Route, expected: Arc<Expected>, plan: Plan, number: usize) -> ScenarioRun {
    let Some((scenario, look)) = scenario(&expected, plan, number) else {
        return ScenarioRun {
            number,
            look: 0,
            result: ScenarioResult::default(),
        };
    };
    let runner = ScenarioRunner {
        route: &route,
        timeouts: plan.timeouts,
        look,
        // Each thing is asked for in another dress in each look.
        profile: (number % expected.scenarios.len().max(1) + look) % PROFILE_COUNT,
    };
    let mut pause = plan.pause;
    let mut tries = 0;
    let result = loop {
        let result = runner.run(scenario).await;
        let passes = result.stopped.as_ref().is_some_and(|(_, why)| why.passes());
        if !passes || result.has_sent || tries >= plan.retries {
            break result;
        }
        tries += 1;
        sleep(pause).await;
        pause = pause.saturating_mul(2);
    };
    ScenarioRun {
        number,
        look,
        result,
    }
}

#[cfg(test)]
mod tests {
    use sourdine_protocol::codename::receipt::Receipt;

    use super::*;

    fn begun(codename: &Codename, language: Language, receipt: &Receipt) -> Variable {
        Variable::Codename {
            words: codename.words(language),
            receipt: receipt.to_hex(),
        }
    }

    /// Whether two answers that give these are called right.
    fn are_right(both: &[Variable; 2]) -> bool {
        let mut unique = BTreeSet::new();
        !both.iter().any(|own| has_repeated(&mut unique, Some(own)))
    }

    #[test]
    fn one_codename_receipt_or_token_for_two_is_noticed_whatever_else_differs() {
        let codenames = [(); 2].map(|()| Codename::generate().unwrap());
        let receipts = [(); 2].map(|()| Receipt::generate().unwrap());
        let ([one, other], [mine, yours]) = (&codenames, &receipts);
        let (fr, en) = (Language::Fr, Language::En);
        assert!(are_right(&[begun(one, fr, mine), begun(other, fr, yours)]));
        assert!(!are_right(&[begun(one, fr, mine), begun(one, fr, yours)]));
        assert!(!are_right(&[begun(one, fr, mine), begun(one, en, yours)]));
        assert!(!are_right(&[begun(one, fr, mine), begun(other, fr, mine)]));
        let token = |token: &str| Variable::Token(token.to_owned().into());
        assert!(are_right(&[token("a"), token("b")]));
        assert!(!are_right(&[token("a"), token("a")]));
    }
}
