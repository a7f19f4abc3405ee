//! Several copies of one document: where they differ is what could name those who had them.

mod difference;
mod words;

use sourdine_decoder::look::trace::Trace;

use self::difference::Pair;
pub use self::difference::{Difference, DifferenceKind};
use super::Inspection;

/// The most differences of one kind between two copies that are told.
const TOLD_MAX: usize = 200;

/// Compares each copy with the first one.
pub fn compare(copies: &[&Inspection]) -> Vec<Difference> {
    let Some((first, others)) = copies.split_first() else {
        return Vec::new();
    };
    let mut differences = Vec::new();
    for (other, copy) in others.iter().zip(2..) {
        let pair = Pair { first, other, copy };
        pair.form(&mut differences);
        differences.extend(pair.traces().take(TOLD_MAX));
        differences.extend(words::differences(&pair).into_iter().take(TOLD_MAX));
        differences.extend(pair.pixels().take(TOLD_MAX));
    }
    differences
}

impl Pair<'_> {
    fn form(&self, differences: &mut Vec<Difference>) {
        let (first, other) = (self.first, self.other);
        if first.kind != other.kind {
            let kinds = [first, other].map(|copy| copy.kind.extension());
            differences.push(self.difference(DifferenceKind::Form, kinds[0], kinds[1]));
        }
        let counts = [first, other].map(|copy| copy.pages.len());
        if counts[0] != counts[1] {
            let [one, two] = counts.map(|count| count.to_string());
            differences.push(self.difference(DifferenceKind::Form, &one, &two));
        }
    }

    /// What only one of both gives away.
    fn traces(&self) -> impl Iterator<Item = Difference> {
        let only = |one: &Inspection, other: &Inspection| -> Vec<Trace> {
            let own = one
                .traces
                .iter()
                .filter(|trace| !other.traces.contains(trace));
            own.cloned().collect()
        };
        let of_first = only(self.first, self.other);
        let of_other = only(self.other, self.first);
        let (first, other) = (of_first.into_iter(), of_other.into_iter());
        let first = first.map(|trace| (trace.page, described(&trace), String::new()));
        let other = other.map(|trace| (trace.page, String::new(), described(&trace)));
        first.chain(other).map(|(page, first, other)| Difference {
            page,
            ..self.difference(DifferenceKind::Trace, &first, &other)
        })
    }

    fn pixels(&self) -> impl Iterator<Item = Difference> {
        let both = self.first.pages.iter().zip(&self.other.pages).zip(1..);
        both.filter_map(|((first, other), page)| {
            let area = first.difference(other)?;
            Some(Difference {
                page: Some(page),
                area: Some(area),
                ..self.difference(DifferenceKind::Pixels, "", "")
            })
        })
    }
}

fn described(trace: &Trace) -> String {
    let kind: &'static str = trace.kind.into();
    let part = trace.part.as_deref().unwrap_or_default();
    [kind, part, trace.text.as_str()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}
