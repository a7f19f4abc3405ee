//! Looks at a server from outside, as sources do, and says where it serves anything that its release and its roster do not make.
//!
//! Whoever runs code on a server can serve altered pages: that is the one thing which no encryption stops, and which can be seen. A
//! [`Served`](Expected) is every answer that a source can get without leaving anything behind, to the byte: head, compressed body, and what follows it. An [`Audit`] asks for
//! each of them several times, every time on a connection (through tor: a circuit) of its own and [dressed](dress) as another browser, and
//! compares. Nothing that comes is parsed before it is known to be what was expected.
//!
//! Whether the roster is the desk's is not decided here: that takes OpenPGP, which the desk has.

mod difference;
mod dress;
mod expected;
mod look;
mod tour;

pub use difference::{Difference, Place};
pub use expected::{Expectation, Expected};
pub use look::Opening;
pub use tour::{Audit, Finding, Outcome, Plan, Unreached};
