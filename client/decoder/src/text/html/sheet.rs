//! The rules of a page's sheets, in their order, with the groups and the rules in which they stand.
//! (CSS Syntax 3, CSS Nesting, CSS Cascading 5)

use std::{
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use cssparser::{
    AtRuleParser, CowRcStr, DeclarationParser, ParseError, Parser, ParserState,
    QualifiedRuleParser, RuleBodyItemParser, RuleBodyParser, StyleSheetParser,
};
use scraper::selector::Simple;
use selectors::parser::SelectorList;

use super::{
    condition::{self, Holds},
    look,
    properties::{self, OWN},
    selector,
    value::{parts, plain},
};
use crate::told::Told;

/// The place of a layer among those around it. What is in none comes last.
pub(super) type Layer = Vec<u32>;
pub(super) const NO_LAYER: u32 = u32::MAX;
/// What a sheet may be, and how many rules, before no more are read.
const RULES_MAX: usize = 50_000;

/// What a rule says of the elements that it is for.
pub(super) struct Rule {
    pub(super) selectors: SelectorList<Simple>,
    pub(super) declarations: Vec<Declaration>,
    /// Whether it counts in each browser and on each screen.
    pub(super) is_certain: bool,
    pub(super) layer: Layer,
}

#[derive(Clone)]
pub(super) struct Declaration {
    pub(super) name: Rc<str>,
    pub(super) value: Rc<str>,
    pub(super) is_important: bool,
}

/// The sheets of a page.
#[derive(Default)]
pub(super) struct Sheets {
    pub(super) rules: Vec<Rule>,
    /// Where elements may end that move, by the name of their movement.
    pub(super) movements: BTreeMap<String, Vec<Declaration>>,
    /// What variables are where nothing says it.
    pub(super) initial: Vec<Declaration>,
    pub(super) told: Vec<Told>,
    layers: HashMap<(Layer, String), u32>,
}

impl Sheets {
    /// Reads a sheet for media of this kind.
    pub(super) fn read(&mut self, sheet: &str, holds: Holds) {
        if holds != Holds::No {
            let mut body = Body {
                group: Group {
                    is_certain: holds == Holds::Yes,
                    ..Group::default()
                },
                sheets: self,
                own: Vec::new(),
            };
            StyleSheetParser::new(&mut Parser::new(sheet), &mut body).for_each(drop);
        }
    }

    fn tell(&mut self, field: &'static str, value: &str) {
        let value = value.to_owned();
        self.told.push(Told { field, value });
    }

    /// The layer of this name in another.
    fn layer(&mut self, outer: &Layer, name: &str) -> Layer {
        let mut layer = outer.clone();
        for name in name.split('.') {
            let next = self.layers.len();
            let next = u32::try_from(next).unwrap_or(NO_LAYER);
            let key = (layer.clone(), name.trim().to_owned());
            let at = *self.layers.entry(key).or_insert(next);
            layer.push(at);
        }
        layer
    }
}

/// Where rules stand.
#[derive(Clone, Default)]
struct Group {
    /// What the rule around them is for, and what of that is not read.
    selectors: Option<SelectorList<Simple>>,
    unread: Vec<String>,
    is_certain: bool,
    layer: Layer,
    /// They stand for what an element becomes that moves.
    movement: Option<String>,
    /// They stand for what a variable is.
    variable: Option<String>,
}

/// What stands in braces, or a whole sheet.
struct Body<'a> {
    group: Group,
    sheets: &'a mut Sheets,
    /// What was said since the last rule inside.
    own: Vec<Declaration>,
}

impl Body<'_> {
    fn within(&mut self, group: Group, input: &mut Parser<'_>, is_sheet: bool) {
        self.flush();
        let mut body = Body {
            group,
            sheets: self.sheets,
            own: Vec::new(),
        };
        if is_sheet {
            StyleSheetParser::new(input, &mut body).for_each(drop);
        } else {
            RuleBodyParser::new(input, &mut body).for_each(drop);
        }
        body.flush();
    }

    /// Keeps what was said of the elements around.
    fn flush(&mut self) {
        let own = std::mem::take(&mut self.own);
        if own.is_empty() || self.sheets.rules.len() >= RULES_MAX {
            return;
        }
        if own.iter().any(|one| look::may_hide(&one.name, &one.value)) {
            for unread in self.group.unread.clone() {
                self.sheets.tell("StyleNotRead", &unread);
            }
        }
        if let Some(name) = &self.group.movement {
            let last = self.sheets.movements.entry(name.clone()).or_default();
            last.extend(own);
        } else if let Some(selectors) = self.group.selectors.clone() {
            self.sheets.rules.push(Rule {
                selectors,
                declarations: own,
                is_certain: self.group.is_certain,
                layer: self.group.layer.clone(),
            });
        }
    }
}

impl<'i> QualifiedRuleParser<'i> for Body<'_> {
    type Prelude = Group;
    type QualifiedRule = ();
    type Error = ();

    fn parse_prelude(&mut self, input: &mut Parser<'i>) -> Result<Group, ParseError<()>> {
        let mut group = self.group.clone();
        if group.movement.is_some() {
            let moments = plain(input);
            let is_end = parts(&moments, ',')
                .iter()
                .any(|at| matches!(*at, "to" | "100%"));
            group.movement = group.movement.filter(|_| is_end);
            group.selectors = None;
            return Ok(group);
        }
        let selected = selector::read(input, group.selectors.as_ref());
        group.is_certain &= selected.is_certain;
        group.selectors = selected.list;
        group.unread.extend(selected.unread);
        Ok(group)
    }

    fn parse_block(
        &mut self,
        group: Group,
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<(), ParseError<()>> {
        self.within(group, input, false);
        Ok(())
    }
}

/// A rule with an `@`: its name, and what stands before its block.
struct AtRule {
    name: String,
    condition: String,
}

impl<'i> AtRuleParser<'i> for Body<'_> {
    type Prelude = AtRule;
    type AtRule = ();
    type Error = ();

    fn parse_prelude(
        &mut self,
        name: CowRcStr<'i>,
        input: &mut Parser<'i>,
    ) -> Result<AtRule, ParseError<()>> {
        let name = name.to_ascii_lowercase();
        let start = input.position();
        let condition = plain(input);
        if name == "import" {
            let from = input.slice_from(start).trim();
            self.sheets.tell("StylesElsewhere", from);
        }
        Ok(AtRule { name, condition })
    }

    fn rule_without_block(&mut self, rule: AtRule, _: &ParserState) -> Result<(), ()> {
        if rule.name == "layer" {
            for name in parts(&rule.condition, ',') {
                let outer = self.group.layer.clone();
                self.sheets.layer(&outer, name);
            }
        }
        Ok(())
    }

    fn parse_block(
        &mut self,
        rule: AtRule,
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<(), ParseError<()>> {
        let mut group = self.group.clone();
        let mut is_sheet = group.selectors.is_none();
        let holds = match rule.name.as_str() {
            "media" => condition::media(&rule.condition),
            "supports" => condition::supports(&rule.condition),
            "layer" => {
                let outer = group.layer.clone();
                let anonymous = format!("\u{0}{}", self.sheets.layers.len());
                let name = Some(rule.condition).filter(|name| !name.is_empty());
                group.layer = self.sheets.layer(&outer, &name.unwrap_or(anonymous));
                Holds::Yes
            }
            "container" | "scope" | "-moz-document" | "document" => Holds::Maybe,
            "keyframes" | "-webkit-keyframes" | "-moz-keyframes" => {
                group.movement = Some(rule.condition);
                is_sheet = true;
                Holds::Yes
            }
            "property" => {
                group.variable = Some(rule.condition);
                is_sheet = false;
                Holds::Yes
            }
            _ => Holds::No,
        };
        if holds == Holds::No {
            plain(input);
        } else {
            group.is_certain &= holds == Holds::Yes;
            self.within(group, input, is_sheet);
        }
        Ok(())
    }
}

impl<'i> DeclarationParser<'i> for Body<'_> {
    type Declaration = ();
    type Error = ();

    fn parse_value(
        &mut self,
        name: CowRcStr<'i>,
        input: &mut Parser<'i>,
        _: &ParserState,
    ) -> Result<(), ParseError<()>> {
        match &self.group.variable {
            Some(variable) if name.eq_ignore_ascii_case("initial-value") => {
                let initial = declaration(variable, input);
                self.sheets.initial.extend(initial);
            }
            Some(_) => drop(plain(input)),
            None => {
                let read = declaration(&name, input);
                self.own.extend(read);
            }
        }
        Ok(())
    }
}

impl RuleBodyItemParser<'_, (), ()> for Body<'_> {
    fn parse_declarations(&self) -> bool {
        true
    }

    fn parse_qualified(&self) -> bool {
        true
    }
}

/// A declaration, if it counts here.
fn declaration(name: &str, input: &mut Parser<'_>) -> Option<Declaration> {
    let written = plain(input);
    let name = if name.starts_with(OWN) {
        name.to_owned()
    } else {
        name.to_ascii_lowercase()
    };
    if !name.starts_with(OWN) && properties::set_by(&name).is_empty() {
        return None;
    }
    let bare = written.strip_suffix("important").map(str::trim_end);
    let bare = bare.and_then(|bare| bare.strip_suffix('!'));
    let (value, is_important) = match bare {
        Some(bare) => (bare.trim_end().to_owned(), true),
        None => (written, false),
    };
    Some(Declaration {
        name: name.into(),
        value: value.into(),
        is_important,
    })
}

/// What an element says of itself.
pub(super) fn declarations(text: &str) -> Vec<Declaration> {
    let mut sheets = Sheets::default();
    let mut body = Body {
        group: Group::default(),
        sheets: &mut sheets,
        own: Vec::new(),
    };
    RuleBodyParser::new(&mut Parser::new(text), &mut body).for_each(drop);
    body.own
}
