//! Samples, their medians, and what is made of two of them.

use std::time::Duration;

/// The same thing, measured once in each round.
#[derive(Clone, Debug, Default)]
pub(crate) struct Samples(pub(crate) Vec<f64>);

/// What must be true.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    /// Ours, as a part of the peer's.
    RatioAtLeast(f64),
    /// Ours.
    AtMost(f64),
}

/// A line of the page.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub(crate) what: String,
    pub(crate) unit: &'static str,
    pub(crate) ours: Samples,
    pub(crate) peer: Option<(&'static str, Samples)>,
    pub(crate) target: Option<Target>,
}

impl Samples {
    /// What stands in the middle.
    pub(crate) fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
    }

    /// The smallest and the largest.
    pub(crate) fn range(&self) -> (f64, f64) {
        self.0
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), sample| {
                (low.min(*sample), high.max(*sample))
            })
    }

    pub(crate) fn add(&mut self, sample: f64) {
        self.0.push(sample);
    }
}

impl Figure {
    pub(crate) fn new(what: impl Into<String>, unit: &'static str, ours: Samples) -> Self {
        Self {
            what: what.into(),
            unit,
            ours,
            peer: None,
            target: None,
        }
    }

    pub(crate) fn beside(mut self, peer: &'static str, samples: Samples) -> Self {
        self.peer = Some((peer, samples));
        self
    }

    pub(crate) const fn must(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }

    /// Ours by the peer's.
    pub(crate) fn ratio(&self) -> Option<f64> {
        let (_, peer) = self.peer.as_ref()?;
        Some(self.ours.median() / peer.median())
    }

    pub(crate) fn met(&self) -> Option<bool> {
        Some(match self.target? {
            Target::RatioAtLeast(least) => self.ratio()? >= least,
            Target::AtMost(most) => self.ours.median() <= most,
        })
    }
}

/// Megabytes (of a million bytes) in a second.
pub(crate) fn rate(bytes: u64, time: Duration) -> f64 {
    Duration::from_micros(bytes).as_secs_f64() / time.as_secs_f64()
}
