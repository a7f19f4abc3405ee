//! Looks at a server from outside, as sources do, and says where it serves anything that its release and its roster do not make.
//!
//! Whoever runs code on a server can serve altered pages: that is the one thing which no encryption stops, and which can be seen. What a server must
//! answer is [`Expected`], to the byte: head, compressed body, and what follows it. An [`Audit`] asks for each of that several times, every time on a connection (through tor:
//! a circuit) of its own and [dressed](dress) as another browser, and compares. Most takes one request; an upload, and a [letter](letter) where one is to be left, take a
//! [visit](walk) of several. Nothing that comes is parsed before it is known to be what was expected.
//!
//! Whether the roster is the desk's is not decided here: that takes OpenPGP, which the desk has.

mod difference;
mod dress;
mod expected;
mod letter;
mod line;
mod tour;
mod walk;

pub use difference::{Difference, Place};
pub use expected::{Expected, ExpectedError, PART_BYTES};
pub use line::Opening;
pub use tour::{Audit, Finding, Outcome, Plan, Unreached};
