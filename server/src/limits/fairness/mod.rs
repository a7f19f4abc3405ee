//! Who gets a permit, who waits for one and who is evicted when all are held: a pure function over
//! a table, the clock an argument. docs/fairness.md says why, and what it was tried against.
//!
//! The circuit that holds the most loses first. Among circuits that hold equally many, the one that
//! has used the most of late loses, and only where it is a quantum ahead of the one that waits.
//! All others wait. How fast bytes come decides nothing: the newcomer and the source on a bad link
//! are the slowest by construction, and to be faster is cheap.

pub(crate) mod activity;
mod groups;
pub(crate) mod table;
pub(crate) mod usage;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod simulation;
