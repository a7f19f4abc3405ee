//! Looks at a server from outside, as sources do, and reports every byte that its release and its
//! roster do not make.
//!
//! An operator, or an intruder on the host, can serve altered pages. No encryption prevents that,
//! but it can be seen. [`Expected`] holds what a server must answer, to the byte: head, compressed
//! body, and what follows it. An [`Audit`] requests each answer several times, every time on a
//! connection of its own (through tor: on a circuit of its own) and with the headers of another
//! [browser](browser_profile), and compares. Most [scenarios](scenario) are one request; an upload,
//! and a [letter](letter) if the auditor wants one sent, take several. Nothing is parsed before it
//! is known to be what was expected.
//!
//! The audit does not decide whether the roster is the desk's: that takes OpenPGP, which the desk
//! has.

mod browser_profile;
mod connection;
mod difference;
mod expected;
mod letter;
mod run;
mod scenario;

pub use connection::Opening;
pub use difference::{AnswerPart, Difference};
pub use expected::{Expected, ExpectedError, PART_BYTES};
pub use run::{Audit, AuditFinding, AuditOutcome, Plan, Unreached};
