//! Who gets a permit, who waits for one and who is evicted when all are held: a pure function over
//! a table, the clock an argument. docs/decisions/0016-who-makes-room.md says why, and
//! docs/fairness.md what it was tried against.
//!
//! The circuit that holds the most loses first. Among circuits that hold equally many, the one that
//! has used the most of late loses, and only where it is a quantum ahead of the one that waits.
//! All others wait. How fast bytes come decides nothing: the newcomer and the source on a bad link
//! are the slowest by construction, and to be faster is cheap.

pub(crate) mod activity;
mod groups;
pub(crate) mod table;
pub(crate) mod usage;

use std::time::Duration;

use self::table::Limits;

/// A page and a letter come within this time.
pub(crate) const CONNECTION_QUANTUM: Duration = Duration::from_secs(15);
/// Most connections that wait, unread, for another to end, at each door.
pub(crate) const WAITING_CONNECTIONS_MAX: usize = 512;
/// Forms and pieces of uploads that are read at once. In its quantum a source at 70 kB/s sends
/// 2.8 MB; permits by quantum is how many new circuits a second are served.
pub(crate) const BODIES: Limits = Limits {
    held: 320,
    waiting: 2_048,
    quantum: Duration::from_secs(40),
};
/// Bodies of small submissions that are read at once, besides.
pub(crate) const SMALL_BODIES: Limits = Limits {
    held: 192,
    waiting: 2_048,
    quantum: Duration::from_secs(3),
};

#[cfg(test)]
mod properties;
#[cfg(test)]
mod simulation;
