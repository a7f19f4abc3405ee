//! The styles of a page: what each element is told by rules and by itself, as far as it decides
//! whether the element is seen. (CSS Cascading 4)

use std::collections::HashMap;

use cssparser::{
    AtRuleParser, CowRcStr, DeclarationParser, ParseError, Parser, ParserState,
    QualifiedRuleParser, RuleBodyItemParser, RuleBodyParser, StyleSheetParser,
};
use ego_tree::NodeId;
use scraper::{ElementRef, Html, Selector};

use super::{look, properties::Properties};
use crate::told::Told;

/// The width of the screen on which a page is read, in pixels.
const SCREEN_PIXELS: f32 = 1_280.0;
/// Parts and moments of an element that rules name, and that say nothing of the element at rest.
const MOMENTS: [&str; 9] = [
    ":hover", ":focus", ":active", ":visited", ":before", ":after", ":checked", ":target",
    ":first-l",
];

/// How strong a rule is: important or not, by its selector, by its place.
type Weight = (bool, u32, usize);

/// What all elements are told.
#[derive(Default)]
pub(super) struct Styles {
    elements: HashMap<NodeId, HashMap<String, (Weight, String)>>,
    pub(super) told: Vec<Told>,
}

struct Declaration {
    name: String,
    value: String,
    is_important: bool,
}

impl Styles {
    pub(super) fn of(page: &Html) -> Self {
        let mut styles = Self::default();
        let mut rules = Rules::default();
        for element in page.root_element().descendent_elements() {
            match element.value().name() {
                "style" => rules.read(&element.text().collect::<String>()),
                "link" if is_stylesheet(&element) => {
                    let value = element.attr("href").unwrap_or_default().to_owned();
                    styles.told.push(Told {
                        field: "StylesElsewhere",
                        value,
                    });
                }
                _ => {}
            }
        }
        styles.told.append(&mut rules.told);
        for (place, (selectors, declarations)) in rules.rules.iter().enumerate() {
            for selector in split(selectors) {
                styles.apply(page, selector, declarations, place);
            }
        }
        for element in page.root_element().descendent_elements() {
            if let Some(own) = element.attr("style") {
                styles.set(element.id(), &declarations(own), (u32::MAX, 0));
            }
        }
        styles
    }

    /// What an element is told.
    pub(super) fn properties(&self, element: ElementRef<'_>) -> Properties {
        let told = self.elements.get(&element.id()).into_iter().flatten();
        told.map(|(name, (_, value))| (name.clone(), value.clone()))
            .collect()
    }

    fn apply(&mut self, page: &Html, selector: &str, declarations: &[Declaration], place: usize) {
        let Ok(parsed) = Selector::parse(selector) else {
            let is_moment = MOMENTS.iter().any(|moment| selector.contains(moment));
            if !is_moment && declarations.iter().any(|one| hides(&one.name, &one.value)) {
                self.told.push(Told {
                    field: "StyleNotRead",
                    value: selector.to_owned(),
                });
            }
            return;
        };
        let strength = strength(selector);
        for element in page.select(&parsed) {
            self.set(element.id(), declarations, (strength, place));
        }
    }

    fn set(&mut self, id: NodeId, declarations: &[Declaration], (strength, place): (u32, usize)) {
        let properties = self.elements.entry(id).or_default();
        for declaration in declarations {
            let weight = (declaration.is_important, strength, place);
            let stronger = properties.get(&declaration.name);
            if stronger.is_none_or(|(set, _)| *set <= weight) {
                let value = declaration.value.clone();
                properties.insert(declaration.name.clone(), (weight, value));
            }
        }
    }
}

/// Whether a declaration alone could hide an element.
fn hides(name: &str, value: &str) -> bool {
    let alone = Properties::from([(name.to_owned(), value.to_owned())]);
    look::hides(&alone)
}

fn is_stylesheet(link: &ElementRef<'_>) -> bool {
    let relation = link.attr("rel").unwrap_or_default().to_ascii_lowercase();
    relation.split_whitespace().any(|word| word == "stylesheet")
}

/// The selectors of a list, at its outer commas.
fn split(selectors: &str) -> Vec<&str> {
    let (mut depth, mut start) = (0_u32, 0);
    let mut all = Vec::new();
    for (at, letter) in selectors.char_indices() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                all.extend(selectors.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    all.extend(selectors.get(start..));
    all.into_iter().map(str::trim).collect()
}

/// How strong a selector is: its names, classes and identifiers. (Selectors 4, 17)
fn strength(selector: &str) -> u32 {
    const IDENTIFIER: u32 = 10_000;
    const CLASS: u32 = 100;
    let count = |letters: &[char]| {
        let found = selector.chars().filter(|letter| letters.contains(letter));
        u32::try_from(found.count()).unwrap_or(u32::MAX)
    };
    let names = selector.split(|c: char| c.is_whitespace() || ">+~".contains(c));
    let names = names.filter(|part| part.starts_with(char::is_alphabetic));
    let names = u32::try_from(names.count()).unwrap_or(u32::MAX);
    count(&['#'])
        .saturating_mul(IDENTIFIER)
        .saturating_add(count(&['.', '[', ':']).saturating_mul(CLASS))
        .saturating_add(names)
}

/// The rules of a page's sheets, in their order.
#[derive(Default)]
struct Rules {
    rules: Vec<(String, Vec<Declaration>)>,
    told: Vec<Told>,
}

impl Rules {
    fn read(&mut self, sheet: &str) {
        let mut parser = Parser::new(sheet);
        StyleSheetParser::new(&mut parser, self).for_each(drop);
    }
}

impl<'i> QualifiedRuleParser<'i> for Rules {
    type Prelude = String;
    type QualifiedRule = ();
    type Error = ();

    fn parse_prelude(&mut self, input: &mut Parser<'i>) -> Result<String, ParseError<()>> {
        Ok(rest(input))
    }

    fn parse_block(
        &mut self,
        selectors: String,
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<(), ParseError<()>> {
        self.rules.push((selectors, read_declarations(input)));
        Ok(())
    }
}

impl<'i> AtRuleParser<'i> for Rules {
    /// Whether the rules inside count.
    type Prelude = bool;
    type AtRule = ();
    type Error = ();

    fn parse_prelude(
        &mut self,
        name: CowRcStr<'i>,
        input: &mut Parser<'i>,
    ) -> Result<bool, ParseError<()>> {
        let condition = rest(input).to_ascii_lowercase();
        Ok(match name.to_ascii_lowercase().as_str() {
            "media" => is_for_screen(&condition),
            "supports" | "layer" | "container" | "scope" => true,
            "import" => {
                self.told.push(Told {
                    field: "StylesElsewhere",
                    value: condition,
                });
                false
            }
            _ => false,
        })
    }

    fn rule_without_block(&mut self, _: bool, _: &ParserState) -> Result<(), ()> {
        Ok(())
    }

    fn parse_block(
        &mut self,
        counts: bool,
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<(), ParseError<()>> {
        if counts {
            StyleSheetParser::new(input, self).for_each(drop);
        } else {
            rest(input);
        }
        Ok(())
    }
}

/// Whether a condition holds on a wide, bright screen. One that we do not know holds.
fn is_for_screen(condition: &str) -> bool {
    condition.split(',').any(|one| {
        let width = |name: &str| {
            let value = one.split_once(name)?.1.trim_start().strip_prefix(':')?;
            look::pixels(value.split(')').next()?.trim())
        };
        !(one.contains("print")
            || one.contains("dark")
            || one.contains('<')
            || width("max-width").is_some_and(|most| most < SCREEN_PIXELS)
            || width("min-width").is_some_and(|least| least > SCREEN_PIXELS))
    })
}

/// What is left of an input, as it is written.
fn rest(input: &mut Parser<'_>) -> String {
    let start = input.position();
    while input.next().is_ok() {}
    input.slice_from(start).trim().to_owned()
}

/// What an element tells of itself.
fn declarations(text: &str) -> Vec<Declaration> {
    read_declarations(&mut Parser::new(text))
}

fn read_declarations(input: &mut Parser<'_>) -> Vec<Declaration> {
    RuleBodyParser::new(input, &mut Body).flatten().collect()
}

struct Body;

impl<'i> DeclarationParser<'i> for Body {
    type Declaration = Declaration;
    type Error = ();

    fn parse_value(
        &mut self,
        name: CowRcStr<'i>,
        input: &mut Parser<'i>,
        _: &ParserState,
    ) -> Result<Declaration, ParseError<()>> {
        let value = rest(input).to_ascii_lowercase();
        let (value, is_important) = match value.rsplit_once('!') {
            Some((value, word)) if word.trim() == "important" => (value.trim().to_owned(), true),
            _ => (value, false),
        };
        Ok(Declaration {
            name: name.to_ascii_lowercase(),
            value,
            is_important,
        })
    }
}

impl AtRuleParser<'_> for Body {
    type Prelude = ();
    type AtRule = Declaration;
    type Error = ();
}

impl QualifiedRuleParser<'_> for Body {
    type Prelude = ();
    type QualifiedRule = Declaration;
    type Error = ();
}

impl RuleBodyItemParser<'_, Declaration, ()> for Body {
    fn parse_declarations(&self) -> bool {
        true
    }

    fn parse_qualified(&self) -> bool {
        false
    }
}
