//! Whether the vault has room, as far as it is told to strangers: at most one change a day, and no
//! submission by itself can be seen in it (docs/threat-model.md 5).

use std::sync::{Mutex, PoisonError};

use sourdine_protocol::day::Day;

use crate::{
    platform::random::random_below,
    vault::{Capacity, VaultError},
};

/// The vault is called full when less is free than a number of slots that is drawn each day, from
/// one to this part of all.
const NEARLY_FULL_PART: usize = 16;

#[derive(Default)]
pub(crate) struct RoomWatch(Mutex<Option<DayOfRoom>>);

/// What was seen on a day.
#[derive(Clone, Copy)]
struct DayOfRoom {
    day: Day,
    /// Called full below so many free slots. The number is secret, so that a stranger who watches
    /// cannot tell which submission made the vault full.
    wanted: usize,
    /// Stays until the day is over, whatever editors take away.
    was_full: bool,
}

impl RoomWatch {
    /// Whether the vault is called full on this day.
    pub(crate) fn is_full(&self, capacity: Capacity, today: Day) -> Result<bool, VaultError> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = seen.filter(|known| known.day == today);
        let mut known = match known {
            Some(known) => known,
            None => DayOfRoom {
                day: today,
                wanted: wanted(capacity.all)?,
                was_full: false,
            },
        };
        known.was_full |= capacity.free < known.wanted;
        *seen = Some(known);
        Ok(known.was_full)
    }
}

fn wanted(all: usize) -> Result<usize, VaultError> {
    let most = (all / NEARLY_FULL_PART).max(1);
    let drawn = random_below(most as u64)?;
    Ok(1 + usize::try_from(drawn).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: usize = 508;
    const TODAY: Day = Day(20_781);

    const fn free(free: usize) -> Capacity {
        Capacity { free, all: ALL }
    }

    fn is_full(watch: &RoomWatch, slots: usize, today: Day) -> bool {
        watch.is_full(free(slots), today).unwrap()
    }

    #[test]
    fn a_full_vault_is_called_so_at_once_and_until_the_day_is_over() {
        for _ in 0..100 {
            let watch = RoomWatch::default();
            assert!(!is_full(&watch, ALL / NEARLY_FULL_PART, TODAY));
            assert!(is_full(&watch, 0, TODAY));
            assert!(is_full(&watch, ALL, TODAY), "room was made since");
            assert!(!is_full(&watch, ALL, TODAY.plus(1)));
        }
    }

    /// Each number of slots is as likely as any other, so that a stranger who sees the change
    /// cannot say of a letter of one slot that it made it: one in so many does.
    #[test]
    fn no_letter_can_be_told_by_the_change() {
        let most = ALL / NEARLY_FULL_PART;
        let mut changes = vec![0_u32; most + 1];
        let days = 200 * u32::try_from(most).unwrap();
        let watch = RoomWatch::default();
        for day in 0..days {
            let seen = (0..=most).rev();
            let first = seen
                .into_iter()
                .find(|slots| is_full(&watch, *slots, TODAY.plus(day)));
            changes[first.unwrap()] += 1;
        }
        assert_eq!(
            changes[most], 0,
            "with so much free it is never called full"
        );
        for (slots, times) in changes.iter().take(most).enumerate() {
            assert!((100..=320).contains(times), "{slots}: {times} of {days}");
        }
    }

    #[test]
    fn the_smallest_vault_is_full_when_nothing_is_free() {
        let watch = RoomWatch::default();
        let tiny = |free| Capacity { free, all: 3 };
        assert!(!watch.is_full(tiny(1), TODAY).unwrap());
        assert!(watch.is_full(tiny(0), TODAY).unwrap());
    }
}
