//! The variables of styles, which elements have from those around them. (CSS Custom Properties)

use std::{cell::Cell, collections::BTreeMap, rc::Rc};

use super::properties::VARIABLE;

/// How many values one may have, how long one may be, and how deep variables may name others. What
/// goes beyond stays as it is written, and is not known.
const VALUES_MAX: usize = 8;
const LENGTH_MAX: usize = 4_096;
const DEPTH_MAX: usize = 16;
const STEPS_MAX: usize = 500;
/// What a property has of which the variable has no value.
const UNSET: &str = "unset";

/// The values that each variable may have.
#[derive(Debug, Default)]
pub(super) struct Variables(BTreeMap<String, Vec<String>>);

impl Variables {
    /// The variables of an element that says these itself.
    pub(super) fn within(outer: &Rc<Self>, own: &BTreeMap<&str, Vec<&str>>) -> Rc<Self> {
        if own.is_empty() {
            return Rc::clone(outer);
        }
        let mut all = Self(outer.0.clone());
        for name in own.keys() {
            let find = |name: &str| {
                let own = own.get(name)?.iter().map(|value| (*value).to_owned());
                Some(own.collect())
            };
            let search = Search::of(&find, outer);
            let values = search.resolve(&format!("{VARIABLE}{name})"), 0);
            all.0.insert((*name).to_owned(), values);
        }
        Rc::new(all)
    }

    /// The values that a value may have that names variables.
    pub(super) fn resolve(&self, value: &str) -> Vec<String> {
        Search::of(&|_| None, self).resolve(value, 0)
    }
}

/// Where variables are looked for.
struct Search<'a> {
    own: &'a dyn Fn(&str) -> Option<Vec<String>>,
    outer: &'a Variables,
    steps: Cell<usize>,
}

impl<'a> Search<'a> {
    fn of(own: &'a dyn Fn(&str) -> Option<Vec<String>>, outer: &'a Variables) -> Self {
        let steps = Cell::new(0);
        Self { own, outer, steps }
    }

    fn resolve(&self, value: &str, depth: usize) -> Vec<String> {
        let Some((before, rest)) = value.split_once(VARIABLE) else {
            return vec![value.to_owned()];
        };
        let unknown = || vec![value.to_owned()];
        let Some(end) = end(rest) else {
            return unknown();
        };
        let (inside, after) = (rest.get(..end), rest.get(end + 1..));
        let (Some(inside), Some(after)) = (inside, after) else {
            return unknown();
        };
        let (name, instead) = inside
            .split_once(',')
            .map_or((inside, None), |(name, instead)| {
                (name, Some(instead.to_owned()))
            });
        self.steps.set(self.steps.get() + 1);
        if depth >= DEPTH_MAX || self.steps.get() > STEPS_MAX {
            return unknown();
        }
        let found = self.found(name, instead, depth);
        let mut all = Vec::new();
        for one in found {
            let whole = if one == UNSET {
                one
            } else {
                format!("{before}{one}{after}")
            };
            if whole.len() > LENGTH_MAX || all.len() >= VALUES_MAX {
                return unknown();
            }
            all.extend(self.resolve(&whole, depth + 1));
        }
        if all.len() > VALUES_MAX {
            unknown()
        } else {
            all
        }
    }

    /// The values of a variable, or what is to stand instead.
    fn found(&self, name: &str, instead: Option<String>, depth: usize) -> Vec<String> {
        let found: Vec<String> = match (self.own)(name) {
            Some(own) => own
                .iter()
                .flat_map(|value| self.resolve(value, depth + 1))
                .collect(),
            None => self.outer.0.get(name).cloned().unwrap_or_default(),
        };
        let mut found: Vec<String> = found.into_iter().filter(|one| one != "initial").collect();
        if found.is_empty() {
            found.push(instead.unwrap_or_else(|| UNSET.to_owned()));
        }
        found
    }
}

/// Where the parenthesis ends that is open.
fn end(text: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(outer: &Rc<Variables>, own: &[(&'static str, &'static str)]) -> Rc<Variables> {
        let own = own.iter().map(|(name, value)| (*name, vec![*value]));
        Variables::within(outer, &own.collect())
    }

    #[test]
    fn variables_have_values_from_around_and_name_each_other() {
        let root = of(&Rc::default(), &[("--a", "none"), ("--b", "var(--a)")]);
        let inner = of(&root, &[("--a", "block"), ("--loop", "var(--loop)")]);
        for (value, found) in [
            ("var(--a)", "block"),
            ("var(--b)", "none"),
            ("var(--c)", "unset"),
            ("var(--c,none)", "none"),
            ("var(--c,var(--b))", "none"),
            ("calc(var(--c,1px) + 2px)", "calc(1px + 2px)"),
            ("var(--a", "var(--a"),
        ] {
            assert_eq!(inner.resolve(value), [found], "{value}");
        }
        assert!(inner.resolve("var(--loop)")[0].contains(VARIABLE));
    }

    #[test]
    fn values_that_grow_are_not_known() {
        let own = [
            (
                "--a",
                "var(--b) var(--b) var(--b) var(--b) var(--b) var(--b) var(--b) var(--b)",
            ),
            (
                "--b",
                "var(--c) var(--c) var(--c) var(--c) var(--c) var(--c) var(--c) var(--c)",
            ),
            (
                "--c",
                "var(--d) var(--d) var(--d) var(--d) var(--d) var(--d) var(--d) var(--d)",
            ),
            ("--d", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
        ];
        let values = of(&Rc::default(), &own).resolve("var(--a)");
        assert!(values.iter().any(|value| value.contains(VARIABLE)));
    }
}
