//! One who has seen some vaults and knows which were empty, and guesses of the next.

use crate::traces::image::Features;

/// A rule that was learnt.
#[derive(Clone, Debug)]
pub enum Classifier {
    /// The one measurement, and the value of it, that told most of the vaults apart that were seen.
    Threshold {
        /// Which measurement.
        feature: String,
        /// Between the two.
        value: f64,
        /// Whether the full ones lie above it.
        above: bool,
    },
    /// All measurements together: which of the two kinds' middles a vault is nearer to, measured in
    /// spreads.
    Middle(Vec<(String, f64, f64)>),
}

impl Classifier {
    /// Both rules that can be learnt from these vaults; `true` are the full ones.
    #[must_use]
    pub fn learn(seen: &[(Features, bool)]) -> [Self; 2] {
        [threshold(seen), middle(seen)]
    }

    /// Whether a vault is taken for a full one.
    #[must_use]
    pub fn guess(&self, vault: &Features) -> bool {
        match self {
            Self::Threshold {
                feature,
                value,
                above,
            } => (vault.get(feature).is_some_and(|found| found > value)) == *above,
            Self::Middle(weights) => {
                let side = weights.iter().map(|(feature, weight, between)| {
                    vault
                        .get(feature)
                        .map_or(0.0, |found| (found - between) * weight)
                });
                side.sum::<f64>() > 0.0
            }
        }
    }

    /// How many of these vaults are guessed right, of one.
    #[must_use]
    pub fn right(&self, vaults: &[(Features, bool)]) -> f64 {
        let right = vaults
            .iter()
            .filter(|(vault, full)| self.guess(vault) == *full);
        right.count() as f64 / vaults.len().max(1) as f64
    }
}

fn names(seen: &[(Features, bool)]) -> Vec<String> {
    seen.first()
        .map(|(vault, _)| vault.keys().cloned().collect())
        .unwrap_or_default()
}

fn threshold(seen: &[(Features, bool)]) -> Classifier {
    let mut best = Classifier::Threshold {
        feature: String::new(),
        value: 0.0,
        above: true,
    };
    let mut most = (0.0, 0.0);
    for feature in names(seen) {
        let mut values: Vec<f64> = seen
            .iter()
            .filter_map(|(vault, _)| vault.get(&feature).copied())
            .collect();
        values.sort_by(f64::total_cmp);
        // Of many measurements some tell a few vaults apart by luck; what is planted tells them
        // apart by far.
        let (full, empty, spread) = kinds(seen, &feature);
        let distance = (full - empty).abs() / spread.max(f64::MIN_POSITIVE).sqrt();
        for (low, high) in values.iter().zip(values.iter().skip(1)) {
            for above in [true, false] {
                let rule = Classifier::Threshold {
                    feature: feature.clone(),
                    value: f64::midpoint(*low, *high),
                    above,
                };
                let score = (rule.right(seen), distance);
                if score > most {
                    (most, best) = (score, rule);
                }
            }
        }
    }
    best
}

fn middle(seen: &[(Features, bool)]) -> Classifier {
    let weights = names(seen).into_iter().filter_map(|feature| {
        let (full, empty, spread) = kinds(seen, &feature);
        // What never differs tells nothing; what never varies but differs tells all.
        let differs = (full - empty).abs() > f64::EPSILON * full.abs();
        differs.then(|| {
            let weight = (full - empty) / spread.max(f64::MIN_POSITIVE.sqrt());
            (feature, weight, f64::midpoint(full, empty))
        })
    });
    Classifier::Middle(weights.collect())
}

/// The mean of a measurement in the full ones and in the empty ones, and how far it spreads in
/// both.
fn kinds(seen: &[(Features, bool)], feature: &str) -> (f64, f64, f64) {
    let of = |kind: bool| {
        let values = seen.iter().filter(|(_, full)| *full == kind);
        let values: Vec<f64> = values
            .filter_map(|(vault, _)| vault.get(feature).copied())
            .collect();
        let count = values.len().max(1) as f64;
        let mean = values.iter().sum::<f64>() / count;
        let spread = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
        (mean, spread / count)
    };
    let ((full, spread), (empty, other)) = (of(true), of(false));
    (full, empty, spread + other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(noise: f64, leak: f64) -> Features {
        [("noise".to_owned(), noise), ("z leak".to_owned(), leak)].into()
    }

    #[test]
    fn what_tells_them_apart_is_learnt() {
        let seen: Vec<(Features, bool)> = (0..12_u32)
            .map(|number| {
                let full = number % 2 == 0;
                let leak = if full { 5.0 } else { 1.0 };
                (vault(f64::from(number * 7 % 5), leak), full)
            })
            .collect();
        for rule in Classifier::learn(&seen) {
            assert!(rule.right(&seen) > 0.99, "{rule:?}");
        }
    }
}
