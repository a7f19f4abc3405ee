//! Looks at a server from outside, as sources do, and reports every byte that its release and its
//! roster do not make.
//!
//! An operator, or an intruder on the host, can serve altered pages. No encryption prevents that,
//! but it can be seen. [`Expected`] holds what a server must answer, to the byte: head, compressed
//! body, and what follows it. An [`Audit`] goes the ways of sources several times, each as a
//! [browser](visit) does: on one circuit and one connection, request by request with the
//! [headers](browser_profile) that Tor Browser sends, and with [pauses]. It compares whatever comes.
//! Then it [probes](probe) for what no browser asks: such an answer may accuse the server, but
//! proves nothing in its favour. A [letter] is sent to the end only if the auditor wants it. Nothing
//! is parsed before it is known to be what was expected, but what [opens](opening) the audit, which
//! is compared afterwards.
//!
//! The audit does not decide whether the roster is the desk's: that takes OpenPGP, which the desk
//! has.

mod browser_profile;
mod connection;
mod difference;
mod expected;
mod letter;
mod opening;
mod pauses;
mod plan;
mod probe;
mod result;
mod run;
mod session;
mod visit;

pub use difference::{AnswerPart, Difference};
pub use expected::{Expected, ExpectedError, PART_BYTES};
pub use opening::Opening;
pub use pauses::{PERSON_PAUSE, Pauses};
pub use plan::Plan;
pub use run::{Audit, AuditFinding, AuditOutcome, Unreached};
