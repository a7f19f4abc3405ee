//! How long a visit takes between an answer and the next request, drawn at random.
//!
//! A browser that was recorded on this machine asked for script and worker after 80 to 160 ms, and
//! began its upload after 50 to 80. These are drawn wider, on purpose: a server that lies to one
//! kind of gap alone meets it.

use std::time::Duration;

use sourdine_protocol::release::Initiator;

/// A person's longest pause, unless it is said otherwise.
pub const PERSON_PAUSE: Duration = Duration::from_secs(8);
/// The longest that a browser takes to make something of an answer.
const BROWSER_PAUSE: Duration = Duration::from_millis(240);
/// The longest that a script takes to send something, once it is there.
const UPLOAD_PAUSE: Duration = Duration::from_millis(120);
/// A pause is as likely between a half and the whole of the longest as between a quarter and a
/// half, and so on; so many times.
const HALVINGS: u32 = 4;

/// How long pauses are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Pauses {
    /// A person's longest; where it is zero, there are no pauses at all.
    pub person: Duration,
}

impl Default for Pauses {
    fn default() -> Self {
        Self {
            person: PERSON_PAUSE,
        }
    }
}

impl Pauses {
    /// The pause before a request, for a number by lot.
    pub(super) fn before(self, initiator: Initiator, random: u64) -> Duration {
        if self.person.is_zero() {
            return Duration::ZERO;
        }
        let longest = match initiator {
            // The roster is wanted once a person has written a letter.
            Initiator::Address | Initiator::Page | Initiator::Fetch => self.person,
            Initiator::Script | Initiator::Worker => BROWSER_PAUSE,
            Initiator::Xhr => UPLOAD_PAUSE,
        };
        drawn(longest, random)
    }

    /// How long a person lets something run before they cancel it.
    pub(super) fn of_person(self, random: u64) -> Duration {
        drawn(self.person, random)
    }
}

fn drawn(longest: Duration, random: u64) -> Duration {
    let [halvings, above @ ..] = random.to_le_bytes();
    let halved = longest / (1 << (u32::from(halvings) % HALVINGS + 1));
    let [low, high, ..] = above;
    let share = u32::from(u16::from_le_bytes([low, high]));
    halved.saturating_add(halved.saturating_mul(share) / (u32::from(u16::MAX) + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(50);

    /// So many draws, from 0 to the largest number.
    fn draws(pauses: Pauses, initiator: Initiator) -> Vec<Duration> {
        let numbers = (0..1_000_u64).map(|number| number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        numbers
            .map(|number| pauses.before(initiator, number))
            .collect()
    }

    #[test]
    fn a_pause_is_never_longer_than_the_longest_and_never_nothing() {
        for (initiator, longest) in [
            (Initiator::Address, PERSON_PAUSE),
            (Initiator::Page, PERSON_PAUSE),
            (Initiator::Fetch, PERSON_PAUSE),
            (Initiator::Script, BROWSER_PAUSE),
            (Initiator::Worker, BROWSER_PAUSE),
            (Initiator::Xhr, UPLOAD_PAUSE),
        ] {
            let draws = draws(Pauses::default(), initiator);
            let shortest = longest / (1 << HALVINGS);
            assert!(draws.iter().all(|one| (shortest..longest).contains(one)));
            let small = draws.iter().filter(|one| **one < longest / 4).count();
            assert!((400..600).contains(&small), "{initiator:?}: {small}");
        }
    }

    #[test]
    fn some_scripts_are_asked_for_at_once_and_some_are_not() {
        let draws = draws(Pauses::default(), Initiator::Script);
        let short = draws.iter().filter(|pause| **pause < SHORT).count();
        assert!((300..500).contains(&short), "{short}");
    }

    #[test]
    fn there_are_no_pauses_where_none_are_wanted() {
        let none = Pauses {
            person: Duration::ZERO,
        };
        for initiator in [Initiator::Address, Initiator::Script, Initiator::Xhr] {
            assert!(draws(none, initiator).iter().all(Duration::is_zero));
        }
        assert_eq!(none.of_person(7), Duration::ZERO);
    }
}
