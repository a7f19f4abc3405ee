//! Looks at everything, several times, several at once.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use sha2::{Digest, Sha256};
use sourdine_protocol::{codename::Codename, release::Variable, text::Language};
use tokio::{task::JoinSet, time::sleep};

use super::{
    difference::{Difference, Place},
    dress::DRESSES,
    expected::{Expected, Visit, answers},
    walk::{Seen, Visitor, Walked},
};
use crate::courier::{DoorError, Patience, Way};

/// How an audit is done.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How often each thing is asked for.
    pub looks: usize,
    /// Whether letters are left in the vault, one each way and in each language, to see what their senders are told.
    pub letters: bool,
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
            letters: false,
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
    /// How many letters were sent.
    pub letters: usize,
    /// Which of the languages the first page is in, where it is one of them.
    pub first_language: Option<usize>,
}

/// A look at everything that a server serves.
pub struct Audit {
    way: Way,
    expected: Arc<Expected>,
    plan: Plan,
}

/// One visit of one look.
struct Task {
    number: usize,
    look: usize,
    walked: Walked,
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

    /// How many answers there are to be had.
    #[must_use]
    pub fn answers(&self) -> usize {
        let letters = if self.plan.letters {
            answers(&self.expected.letters)
        } else {
            0
        };
        self.expected.len() * self.plan.looks + letters
    }

    /// Does it; `progress` is told how many answers came.
    pub async fn run(&self, progress: &mut dyn FnMut(usize)) -> Outcome {
        let mut left = 0..self.visits();
        let (mut running, mut over, mut came) = (JoinSet::new(), Vec::new(), 0);
        loop {
            while running.len() < self.plan.at_once {
                let Some(number) = left.next() else { break };
                let (way, expected) = (self.way.clone(), Arc::clone(&self.expected));
                running.spawn(once(way, expected, self.plan, number));
            }
            match running.join_next().await {
                Some(Ok(task)) => {
                    came += task.walked.seen.len();
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

    fn judge(&self, over: Vec<Task>) -> Outcome {
        let mut outcome = Outcome::default();
        let mut unique = BTreeSet::new();
        let missing = self.visits() - over.len();
        for task in over {
            let look = task.look + 1;
            outcome.letters += usize::from(task.walked.has_sent);
            for (asked, seen) in task.walked.seen {
                outcome.answers += 1;
                let difference = match seen {
                    Seen::Wrong(difference) => Some(difference),
                    Seen::Right {
                        which: Some(which), ..
                    } if *outcome.first_language.get_or_insert(which) != which => {
                        Some(Difference::of(Place::Language))
                    }
                    Seen::Right { own, .. } => has_repeated(&mut unique, own.as_ref())
                        .then(|| Difference::of(Place::Repeated)),
                };
                outcome
                    .findings
                    .extend(difference.map(|difference| Finding {
                        asked,
                        look,
                        difference,
                    }));
            }
            let stopped = task.walked.stopped.into_iter();
            outcome
                .unreached
                .extend(stopped.map(|(asked, error)| Unreached { asked, look, error }));
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

    fn visits(&self) -> usize {
        let letters = if self.plan.letters {
            self.expected.letters.len()
        } else {
            0
        };
        self.expected.visits.len() * self.plan.looks + letters
    }
}

/// The visit of a number, and in which look it is, from 0. Those that leave letters come last, once.
fn visit(expected: &Expected, plan: Plan, number: usize) -> Option<(&Visit, usize)> {
    let each = expected.visits.len();
    match number.checked_sub(each * plan.looks) {
        Some(letter) => Some((expected.letters.get(letter)?, 0)),
        None => Some((
            expected.visits.get(number.checked_rem(each)?)?,
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
async fn once(way: Way, expected: Arc<Expected>, plan: Plan, number: usize) -> Task {
    let Some((visit, look)) = visit(&expected, plan, number) else {
        return Task {
            number,
            look: 0,
            walked: Walked::default(),
        };
    };
    let visitor = Visitor {
        way: &way,
        patience: plan.patience,
        look,
        // Each thing is asked for in another dress in each look.
        dress: (number % expected.visits.len().max(1) + look) % DRESSES,
    };
    let mut pause = plan.pause;
    let mut tries = 0;
    let walked = loop {
        let walked = visitor.walk(visit).await;
        let passes = walked.stopped.as_ref().is_some_and(|(_, why)| why.passes());
        if !passes || walked.has_sent || tries >= plan.retries {
            break walked;
        }
        tries += 1;
        sleep(pause).await;
        pause = pause.saturating_mul(2);
    };
    Task {
        number,
        look,
        walked,
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
