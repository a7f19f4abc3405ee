//! Looks at everything, several times, several at once.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use sha2::{Digest, Sha256};
use tokio::{task::JoinSet, time::sleep};

use super::{
    difference::{Difference, Place},
    dress::DRESSES,
    expected::{Expectation, Expected},
    look::{Seen, look},
};
use crate::courier::{DoorError, Patience, Way};

/// What stands in a path for any that is not there.
const NOWHERE: &str = "not-found";
/// Length of a path that is nowhere, in bytes of random numbers.
const NOWHERE_BYTES: usize = 6;

/// How an audit is done.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How often each thing is asked for.
    pub looks: usize,
    /// How many requests are under way at once.
    pub at_once: usize,
    /// How often a request is tried again when nothing comes of it.
    pub retries: u32,
    /// The pause before that, doubled each time.
    pub pause: Duration,
    /// How long to wait for anything.
    pub patience: Patience,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            looks: 3,
            at_once: 4,
            retries: 3,
            pause: Duration::from_secs(2),
            patience: Patience::default(),
        }
    }
}

/// Something that is not what it must be.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct Finding {
    /// Method and path.
    pub asked: String,
    /// In which look, from 1.
    pub look: usize,
    /// What.
    #[serde(flatten)]
    pub difference: Difference,
}

/// Something that could not be seen.
#[derive(Debug)]
pub struct Unreached {
    /// Method and path.
    pub asked: String,
    /// In which look, from 1.
    pub look: usize,
    /// Why.
    pub error: DoorError,
}

/// What an audit saw.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many answers were right or wrong.
    pub answers: usize,
    /// What was wrong, in the order in which it was asked.
    pub findings: Vec<Finding>,
    /// What was not seen, in the same order.
    pub unreached: Vec<Unreached>,
    /// Which of the languages the first page is in, where it is one of them.
    pub first_language: Option<usize>,
}

/// A look at everything that a server serves.
pub struct Audit {
    way: Way,
    expected: Arc<Expected>,
    plan: Plan,
}

/// One request of one look.
struct Task {
    number: usize,
    look: usize,
    asked: String,
    seen: Result<Seen, DoorError>,
}

impl Audit {
    /// An audit of the server at the end of a way. Nothing is sent yet.
    #[must_use]
    pub fn new(way: Way, expected: Expected, plan: Plan) -> Self {
        Self {
            way,
            expected: Arc::new(expected),
            plan,
        }
    }

    /// Does it; `progress` is told how many requests are over.
    pub async fn run(&self, progress: &mut dyn FnMut(usize)) -> Outcome {
        let each = self.expected.len();
        let mut left = 0..each * self.plan.looks;
        let (mut running, mut over) = (JoinSet::new(), Vec::new());
        loop {
            while running.len() < self.plan.at_once {
                let Some(number) = left.next() else { break };
                running.spawn(once(
                    self.way.clone(),
                    Arc::clone(&self.expected),
                    self.plan,
                    number,
                ));
            }
            match running.join_next().await {
                Some(Ok(task)) => over.push(task),
                // A request that broke inside was not seen: it is missing below.
                Some(Err(_)) => {}
                None => break,
            }
            progress(over.len());
        }
        over.sort_by_key(|task| task.number);
        self.judge(over)
    }

    fn judge(&self, over: Vec<Task>) -> Outcome {
        let mut outcome = Outcome::default();
        let mut codenames = BTreeSet::new();
        let missing = self.expected.len() * self.plan.looks - over.len();
        for task in over {
            let (asked, look) = (task.asked, task.look);
            let difference = match task.seen {
                Err(error) => {
                    outcome.unreached.push(Unreached { asked, look, error });
                    continue;
                }
                Ok(Seen::Wrong(difference)) => Some(difference),
                Ok(Seen::Right { which, codename }) => {
                    let again = codename.is_some_and(|page| !codenames.insert(hash(&page)));
                    let several = self.alternatives(task.number) > 1;
                    if several && *outcome.first_language.get_or_insert(which) != which {
                        Some(Difference::of(Place::Language))
                    } else {
                        again.then(|| Difference::of(Place::Repeated))
                    }
                }
            };
            outcome.answers += 1;
            outcome
                .findings
                .extend(difference.map(|difference| Finding {
                    asked,
                    look,
                    difference,
                }));
        }
        for _ in 0..missing {
            outcome.unreached.push(Unreached {
                asked: String::new(),
                look: 0,
                error: DoorError::Cut,
            });
        }
        outcome
    }

    fn alternatives(&self, number: usize) -> usize {
        expectation(&self.expected, number).map_or(0, |one| one.alternatives.len())
    }
}

fn expectation(expected: &Expected, number: usize) -> Option<&Expectation> {
    expected.all.get(number.checked_rem(expected.len())?)
}

fn hash(page: &[u8]) -> [u8; 32] {
    Sha256::digest(page).into()
}

/// One request, again when nothing comes of it.
async fn once(way: Way, expected: Arc<Expected>, plan: Plan, number: usize) -> Task {
    let look = number / expected.len().max(1);
    let Some(wanted) = expectation(&expected, number) else {
        let seen = Err(DoorError::Cut);
        let asked = String::new();
        return Task {
            number,
            look,
            asked,
            seen,
        };
    };
    // Each thing is asked for in another dress in each look.
    let dress = (number % expected.len() + look) % DRESSES;
    let asked = somewhere_else(&wanted.asked, look);
    let mut pause = plan.pause;
    let mut tries = 0;
    let seen = loop {
        let seen = self::look(&way, plan.patience, wanted, &expected.busy, &asked, dress).await;
        match &seen {
            Err(error) if error.passes() && tries < plan.retries => {
                tries += 1;
                sleep(pause).await;
                pause = pause.saturating_mul(2);
            }
            Ok(_) | Err(_) => break seen,
        }
    };
    Task {
        number,
        look: look + 1,
        asked,
        seen,
    }
}

/// After the first look, a path that is not there is another each time.
fn somewhere_else(asked: &str, look: usize) -> String {
    let mut random = [0; NOWHERE_BYTES];
    if look == 0 || !asked.ends_with(NOWHERE) || getrandom::fill(&mut random).is_err() {
        return asked.to_owned();
    }
    asked.replace(NOWHERE, &hex::encode(random))
}
