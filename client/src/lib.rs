//! The editors' side: what sources sent is opened here, sorted, cleaned, vetted by two, and
//! published.
//!
//! [`cli`] reads what was typed, calls a use-case of [`app`], and renders its report. The use-cases
//! stand on the [`courier`] (sealed envelopes, fetched without any key into the [`inbox`]), the
//! [`audit`] (what sources are served, seen from outside), the [`desk`] (keys, letters, cases) and
//! the [`observatory`](sourdine_observatory) (what is public). The observatory knows nothing of
//! keys, letters or cases.

pub mod app;
pub mod audit;
pub mod cli;
pub mod courier;
pub mod desk;
pub mod inbox;
pub mod l10n;
mod messages;
