//! The styles of a page: what each element is told by rules and by itself, as far as it decides
//! whether the element is seen. (CSS Cascading 5)
//!
//! A rule may count in one browser and not in another, and a value may be known by one only. Such
//! a value does not take the place of those before it: an element then may be either, and is taken
//! for hidden if one of them hides it.

use std::{
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use ego_tree::NodeId;
use html5ever::tree_builder;
use scraper::{ElementRef, Html};
use selectors::{
    context::{
        MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags, QuirksMode,
        SelectorCaches,
    },
    matching::matches_selector,
};

use super::{
    address::decoded,
    condition::{self, Holds},
    properties::{OWN, Validity, set_by, validity},
    role::name_of,
    sheet::{Declaration, NO_LAYER, Rule, Sheets, declarations},
    value::{NOT_KNOWN, plain},
    values::Values,
    variables::Variables,
};
use crate::told::Told;

/// How an address begins that has what it names in it.
const DATA: &str = "data:";
/// How many values a property may have.
const SETS_MAX: usize = 16;

/// How strong a rule is: important or not, of the element itself, by its layer, by its selector, by
/// its place.
type Weight = (bool, bool, i64, u32, usize);

/// What one place says.
struct Set {
    weight: Weight,
    /// Whether what is weaker does not count.
    is_certain: bool,
    value: Rc<str>,
}

/// What all elements are told.
#[derive(Default)]
pub(super) struct Styles {
    elements: HashMap<NodeId, BTreeMap<Rc<str>, Vec<Set>>>,
    movements: BTreeMap<String, Vec<Declaration>>,
    /// What variables are where nothing says it.
    pub(super) initial: Rc<Variables>,
    pub(super) told: Vec<Told>,
}

impl Styles {
    /// `elsewhere` finds the sheets of which a page says where they are.
    pub(super) fn of(page: &Html, elsewhere: &mut dyn FnMut(&str) -> Option<String>) -> Self {
        let mut sheets = Sheets::default();
        for element in page.root_element().descendent_elements() {
            let name = name_of(element);
            if !matches!(name, "style" | "link") || is_inert(element) {
                continue;
            }
            let holds = holds(element);
            if name == "style" {
                sheets.read(&element.text().collect::<String>(), holds);
            } else if is_stylesheet(&element) {
                let href = element.attr("href").unwrap_or_default();
                match within(href).or_else(|| elsewhere(href)) {
                    Some(sheet) => sheets.read(&sheet, holds),
                    None => sheets.told.push(Told {
                        field: "StylesElsewhere",
                        value: href.to_owned(),
                    }),
                }
            }
        }
        let mut styles = Self {
            told: sheets.told,
            movements: sheets.movements,
            initial: initial(&sheets.initial),
            ..Self::default()
        };
        styles.apply(page, &sheets.rules);
        for element in page.root_element().descendent_elements() {
            if let Some(own) = element.attr("style") {
                for declaration in declarations(own) {
                    let weight = (declaration.is_important, true, 0, 0, 0);
                    styles.set(element.id(), &declaration, weight, true);
                }
            }
        }
        styles
    }

    fn apply(&mut self, page: &Html, rules: &[Rule]) {
        let mut layers: Vec<Vec<u32>> = rules.iter().map(|rule| rank(&rule.layer)).collect();
        layers.sort();
        layers.dedup();
        let mut caches = SelectorCaches::default();
        let mut context = MatchingContext::new(
            MatchingMode::Normal,
            None,
            &mut caches,
            quirks(page),
            NeedsSelectorFlags::No,
            MatchingForInvalidation::No,
        );
        for element in page.root_element().descendent_elements() {
            for (place, rule) in rules.iter().enumerate() {
                let all = rule.selectors.slice().iter();
                let matching =
                    all.filter(|one| matches_selector(one, 0, None, &element, &mut context));
                let Some(strength) = matching.map(|one| one.specificity()).max() else {
                    continue;
                };
                let layer = layers.binary_search(&rank(&rule.layer)).unwrap_or_default();
                let layer = i64::try_from(layer).unwrap_or(i64::MAX);
                for declaration in &rule.declarations {
                    let is_important = declaration.is_important;
                    let layer = if is_important { -layer } else { layer };
                    let weight = (is_important, false, layer, strength, place);
                    self.set(element.id(), declaration, weight, rule.is_certain);
                }
            }
        }
    }

    fn set(&mut self, id: NodeId, declaration: &Declaration, weight: Weight, is_certain: bool) {
        let is_own = declaration.name.starts_with(OWN);
        let names: Vec<Rc<str>> = if is_own {
            vec![Rc::clone(&declaration.name)]
        } else {
            set_by(&declaration.name)
                .into_iter()
                .map(Rc::from)
                .collect()
        };
        for name in names {
            let validity = if is_own {
                Validity::Valid
            } else {
                validity(&name, &declaration.value)
            };
            let is_certain = is_certain && validity == Validity::Valid;
            let all = self
                .elements
                .entry(id)
                .or_default()
                .entry(name)
                .or_default();
            let is_weaker = all.iter().any(|set| set.is_certain && set.weight > weight);
            if validity == Validity::Invalid || is_weaker {
                continue;
            }
            if is_certain {
                all.retain(|set| set.weight > weight);
            } else if all.len() > SETS_MAX || all.iter().any(|set| set.value == declaration.value) {
                continue;
            }
            // Beyond this many values, the last one does not replace the others.
            let is_known = is_certain || all.len() < SETS_MAX;
            all.push(Set {
                weight,
                is_certain,
                value: if is_known {
                    Rc::clone(&declaration.value)
                } else {
                    Rc::from(NOT_KNOWN)
                },
            });
        }
    }

    /// What an element is told, and the variables that hold in it.
    pub(super) fn values(
        &self,
        element: ElementRef<'_>,
        outer: &Rc<Variables>,
    ) -> (Values, Rc<Variables>) {
        let Some(sets) = self.elements.get(&element.id()) else {
            return (Values::default(), Rc::clone(outer));
        };
        let own = sets.iter().filter(|(name, _)| name.starts_with(OWN));
        let own = own.map(|(name, sets)| (&**name, values(sets)));
        let variables = Variables::within(outer, &own.collect());
        let mut found = Values::default();
        for (name, sets) in sets {
            if let [name] = set_by(name).as_slice() {
                let all = values(sets).into_iter();
                let all = all.flat_map(|value| variables.resolve(value));
                found.0.insert(name, all.collect());
            }
        }
        self.add_movements(&mut found);
        (found, variables)
    }

    /// What moves may be where its movement ends.
    fn add_movements(&self, values: &mut Values) {
        let named = values.of("animation").join(" ");
        let words: Vec<&str> = named.split([' ', ',']).collect();
        let all = self.movements.iter();
        let all = all.filter(|(name, _)| words.contains(&name.as_str()));
        for declaration in all.flat_map(|(_, declarations)| declarations) {
            for name in set_by(&declaration.name) {
                let value = declaration.value.to_string();
                values.0.entry(name).or_default().push(value);
            }
        }
    }
}

fn initial(declarations: &[Declaration]) -> Rc<Variables> {
    let own = declarations.iter();
    let own = own.map(|one| (&*one.name, vec![&*one.value]));
    Variables::within(&Rc::default(), &own.collect())
}

/// Whether names of classes have no case, as in pages of old.
const fn quirks(page: &Html) -> QuirksMode {
    match page.quirks_mode {
        tree_builder::QuirksMode::Quirks => QuirksMode::Quirks,
        tree_builder::QuirksMode::LimitedQuirks => QuirksMode::LimitedQuirks,
        tree_builder::QuirksMode::NoQuirks => QuirksMode::NoQuirks,
    }
}

/// The strongest first.
fn values(sets: &[Set]) -> Vec<&str> {
    let mut sets: Vec<&Set> = sets.iter().collect();
    sets.sort_by_key(|set| std::cmp::Reverse(set.weight));
    sets.into_iter().map(|set| &*set.value).collect()
}

/// A layer is weaker than what stands beside it in the layer around.
fn rank(layer: &[u32]) -> Vec<u32> {
    let mut rank = layer.to_vec();
    rank.push(NO_LAYER);
    rank
}

/// Whether an element is part of what is not laid out, or of a tree of its own.
fn is_inert(element: ElementRef<'_>) -> bool {
    let mut around = element.ancestors().filter_map(ElementRef::wrap);
    around.any(|around| matches!(name_of(around), "template" | "noscript"))
}

/// Whether a sheet counts.
fn holds(element: ElementRef<'_>) -> Holds {
    let kind = element.attr("type").unwrap_or_default().trim();
    if !kind.is_empty() && !kind.eq_ignore_ascii_case("text/css") {
        return Holds::No;
    }
    let media = element.attr("media").unwrap_or_default();
    let holds = condition::media(&plain(&mut cssparser::Parser::new(media)));
    // Of sheets with a title a reader chooses one.
    let is_chosen = element.attr("title").is_some() || element.attr("disabled").is_some();
    if is_chosen {
        holds.and(Holds::Maybe)
    } else {
        holds
    }
}

/// The sheet that stands in its own address. (RFC 2397)
fn within(href: &str) -> Option<String> {
    let href = href.trim();
    let head = href.get(..DATA.len())?;
    let (kind, sheet) = href.get(DATA.len()..)?.split_once(',')?;
    let is_plain = head.eq_ignore_ascii_case(DATA) && !kind.to_ascii_lowercase().contains("base64");
    is_plain.then(|| decoded(sheet))
}

fn is_stylesheet(link: &ElementRef<'_>) -> bool {
    let relation = link.attr("rel").unwrap_or_default().to_ascii_lowercase();
    relation.split_whitespace().any(|word| word == "stylesheet")
}
