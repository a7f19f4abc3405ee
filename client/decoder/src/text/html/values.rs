//! What an element is told by its styles.

use std::collections::BTreeMap;

use super::properties::set_by;

/// What an element is told: the values that each property may have.
#[derive(Default)]
pub(super) struct Values(pub(super) BTreeMap<&'static str, Vec<String>>);

impl Values {
    /// What one declaration says.
    pub(super) fn one(name: &str, value: &str) -> Self {
        let names = set_by(name).into_iter();
        Self(names.map(|name| (name, vec![value.to_owned()])).collect())
    }

    /// The values that a property may have: none if nothing is said of it.
    pub(super) fn of(&self, name: &str) -> &[String] {
        self.0.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn any(&self, name: &str, is: impl Fn(&str) -> bool) -> bool {
        self.of(name).iter().any(|value| is(value))
    }
}
