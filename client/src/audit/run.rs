//! Visits, several times and several at once, and after them the probes.

use std::{collections::BTreeSet, sync::Arc};

use sha2::{Digest, Sha256};
use sourdine_protocol::{codename::Codename, release::Variable, text::Language};
use tokio::{task::JoinSet, time::sleep};

use super::{
    browser_profile::PROFILE_COUNT,
    difference::{AnswerPart, Difference},
    expected::{Expected, Scenario},
    opening::Opening,
    plan::Plan,
    probe::Prober,
    result::{ScenarioResult, Verdict},
    visit::Browser,
};
use crate::courier::{ApiError, Route};

/// A probe that was answered rightly proves nothing: it is made in so many looks at most.
const PROBE_LOOKS: usize = 3;

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
    /// How many visits were made as browsers make them.
    pub visits: usize,
    /// How many answers to visits were right or wrong.
    pub answers: usize,
    /// How many answers to probes were right, which proves nothing, or wrong.
    pub probes: usize,
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
    openings: Vec<Opening>,
}

/// A visit or a probe that is to be made.
#[derive(Clone, Copy)]
struct Task {
    kind: TaskKind,
    /// Which of its kind.
    which: usize,
    /// In which look, from 0.
    look: usize,
    /// Which browser it looks like.
    profile: usize,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum TaskKind {
    Visit,
    Probe,
    Letter,
}

/// What came of one.
struct Done {
    /// Its place in the list of tasks.
    number: usize,
    look: usize,
    is_visit: bool,
    result: ScenarioResult,
}

impl Audit {
    /// An audit of the server at the end of a way, after the visits that opened it. Nothing more is
    /// sent yet.
    pub fn new(route: Route, expected: Expected, plan: Plan, openings: Vec<Opening>) -> Self {
        Self {
            route,
            expected: Arc::new(expected),
            plan,
            openings,
        }
    }

    /// How many answers there are to be had, of visits and of probes.
    pub fn answers(&self) -> usize {
        let tasks = self.tasks(0);
        let scenarios = tasks
            .iter()
            .filter_map(|task| self.expected.scenario(*task));
        scenarios.map(Scenario::answers).sum()
    }

    /// Does it; `progress` is told how many answers came.
    pub async fn run(&self, progress: &mut dyn FnMut(usize)) -> AuditOutcome {
        let first_profile = getrandom::u32().map_or(0, |random| random as usize);
        let tasks = self.tasks(first_profile % PROFILE_COUNT);
        let mut left = tasks.iter().copied().enumerate();
        let (mut running, mut over, mut came) = (JoinSet::new(), Vec::new(), 0);
        loop {
            while running.len() < self.plan.at_once {
                let Some((number, task)) = left.next() else {
                    break;
                };
                let (route, expected) = (self.route.clone(), Arc::clone(&self.expected));
                running.spawn(once(route, expected, self.plan, number, task));
            }
            match running.join_next().await {
                Some(Ok(done)) => {
                    came += done.result.seen.len();
                    over.push(done);
                }
                // A visit that broke inside was not seen: it is missing below.
                Some(Err(_)) => {}
                None => break,
            }
            progress(came);
        }
        let missing = tasks.len() - over.len();
        over.sort_by_key(|done| done.number);
        let openings = self.openings.iter().map(|opening| Done {
            number: 0,
            look: 0,
            is_visit: true,
            result: opening.judge(&self.expected.visits),
        });
        judge(openings.chain(over), missing)
    }

    /// Visits in any order, so that none is known by its place; then the probes, which a server may
    /// know for what they are; then the letters.
    fn tasks(&self, first_profile: usize) -> Vec<Task> {
        let (expected, plan) = (&self.expected, &self.plan);
        let tasks = |kind, looks, each: usize| {
            let looks = (0..looks).flat_map(move |look| (0..each).map(move |which| (look, which)));
            looks.map(move |(look, which)| Task {
                kind,
                which,
                look,
                // Each way is gone in another browser in each look.
                profile: (first_profile + which + look) % PROFILE_COUNT,
            })
        };
        let mut all: Vec<Task> =
            tasks(TaskKind::Visit, plan.looks, expected.visits.len()).collect();
        all.sort_by_cached_key(|_| getrandom::u64().unwrap_or(0));
        let probe_looks = plan.looks.min(PROBE_LOOKS);
        all.extend(tasks(TaskKind::Probe, probe_looks, expected.probes.len()));
        if plan.letters {
            all.extend(tasks(TaskKind::Letter, 1, expected.letters.len()));
        }
        all
    }
}

impl Expected {
    fn scenario(&self, task: Task) -> Option<&Scenario> {
        let scenarios = match task.kind {
            TaskKind::Visit => &self.visits,
            TaskKind::Probe => &self.probes,
            TaskKind::Letter => &self.letters,
        };
        scenarios.get(task.which)
    }
}

fn judge(over: impl Iterator<Item = Done>, missing: usize) -> AuditOutcome {
    let mut outcome = AuditOutcome::default();
    let mut unique = BTreeSet::new();
    for done in over {
        let look = done.look + 1;
        outcome.visits += usize::from(done.is_visit);
        outcome.letters += usize::from(done.result.has_sent);
        for (asked, seen) in done.result.seen {
            if done.is_visit {
                outcome.answers += 1;
            } else {
                outcome.probes += 1;
            }
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
        let stopped = done.result.stopped.into_iter();
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

/// One visit or probe, again from its beginning when nothing comes of it and it has left nothing.
async fn once(
    route: Route,
    expected: Arc<Expected>,
    plan: Plan,
    number: usize,
    task: Task,
) -> Done {
    let Some(scenario) = expected.scenario(task) else {
        return Done {
            number,
            look: task.look,
            is_visit: false,
            result: ScenarioResult::default(),
        };
    };
    let mut pause = plan.pause;
    let mut tries = 0;
    let result = loop {
        let result = try_once(&route, scenario, plan, task).await;
        let passes = result.stopped.as_ref().is_some_and(|(_, why)| why.passes());
        if !passes || result.has_sent || tries >= plan.retries {
            break result;
        }
        tries += 1;
        sleep(pause).await;
        pause = pause.saturating_mul(2);
    };
    Done {
        number,
        look: task.look,
        is_visit: scenario.is_visit,
        result,
    }
}

async fn try_once(route: &Route, scenario: &Scenario, plan: Plan, task: Task) -> ScenarioResult {
    if !scenario.is_visit {
        let prober = Prober {
            route,
            timeouts: plan.timeouts,
            look: task.look,
            profile: task.profile,
        };
        return prober.run(scenario).await;
    }
    match Browser::new(route, plan.timeouts, plan.pauses, task.profile) {
        Ok(mut browser) => browser.visit(scenario).await,
        Err(error) => ScenarioResult {
            stopped: Some((String::new(), error)),
            ..ScenarioResult::default()
        },
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
