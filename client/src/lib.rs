//! The editors' side: what sources sent is opened here, sorted, cleaned, vetted by two, and published.
//!
//! [`cli`] is what can be typed; [`cli::commands`] do it, one a file, with the [`courier`] (sealed envelopes, fetched without any key), the [`audit`] (what sources are served, seen from outside), the [`desk`] (keys, letters, cases) and
//! the [`observatory`] (what everybody may read), and speak through [`cli::render`]. The observatory knows nothing of keys, letters or cases.

pub mod audit;
pub mod cli;
pub mod courier;
pub mod desk;
mod fluent;
pub mod observatory;
