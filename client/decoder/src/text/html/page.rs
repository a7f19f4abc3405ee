//! The walk through a page, which writes what is seen and tells what is not.

use std::rc::Rc;

use ego_tree::NodeRef;
use scraper::{ElementRef, Html, Node};

use super::{
    lines::Lines,
    list::List,
    look::{self, Look},
    role::{Role, name_of, role},
    styles::Styles,
    values::Values,
    written,
};
use crate::{
    error::{DecodeError, Refusal},
    reading::Reading,
    told::Told,
};

/// How deep elements may stand in each other.
const DEPTH_MAX: usize = 400;
/// The most that is told of one kind of thing on a page: many of one cover none of another.
const TOLD_MAX: usize = 500;
/// What stands where a picture does.
const PICTURE: &str = "[image]";
const STRUCK: &str = "~~";
const RULE: &str = "---";
const QUOTED: &str = "> ";
const INDENTED: &str = "  ";
const TICKED: &str = "☒";
const UNTICKED: &str = "☐";

/// How much is told of a text that may not be seen, in characters.
const UNSURE_MAX: usize = 200;

/// Reads a page. `elsewhere` finds the sheets of which it says where they are.
pub(super) fn read(
    page: &Html,
    elsewhere: &mut dyn FnMut(&str) -> Option<String>,
) -> Result<Reading, DecodeError> {
    let mut styles = Styles::of(page, elsewhere);
    let told = std::mem::take(&mut styles.told);
    let mut walk = Walk {
        styles,
        lines: Lines::default(),
        lists: Vec::new(),
        told: Vec::new(),
        depth: 0,
    };
    for told in told {
        walk.tell(told.field, &told.value);
    }
    let mut state = State::default();
    Rc::make_mut(&mut state.look).variables = Rc::clone(&walk.styles.initial);
    walk.element(page.root_element(), &state)?;
    for node in page.tree.root().descendants() {
        if let Some(comment) = node.value().as_comment() {
            walk.tell("Comment", comment);
        }
    }
    Ok(Reading {
        text: walk.lines.into_text(),
        told: walk.told,
    })
}

/// What an element has from those around it.
#[derive(Clone, Default)]
struct State {
    look: Rc<Look>,
    keeps_blanks: bool,
    /// Blocks stand side by side.
    is_in_row: bool,
}

struct Walk {
    styles: Styles,
    lines: Lines,
    lists: Vec<List>,
    told: Vec<Told>,
    depth: usize,
}

impl Walk {
    fn children(&mut self, parent: ElementRef<'_>, state: &State) -> Result<(), DecodeError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(DecodeError::Refused(Refusal::Unreadable));
        }
        parent
            .children()
            .try_for_each(|child| self.node(child, state))?;
        self.depth -= 1;
        Ok(())
    }

    fn node(&mut self, node: NodeRef<'_, Node>, state: &State) -> Result<(), DecodeError> {
        if let Some(element) = ElementRef::wrap(node) {
            return self.element(element, state);
        }
        if let Some(text) = node.value().as_text() {
            if !state.look.is_seen() {
                self.tell("HiddenText", text);
                self.lines.words(" ");
            } else if state.keeps_blanks && !state.is_in_row {
                self.lines.as_it_is(text);
            } else {
                self.lines.words(text);
            }
        }
        Ok(())
    }

    fn element(&mut self, element: ElementRef<'_>, state: &State) -> Result<(), DecodeError> {
        let (values, variables) = self.styles.values(element, &state.look.variables);
        let mut look = state.look.with(element, &values);
        look.variables = variables;
        if let Some(address) = element.attr("href").filter(|_| name_of(element) != "link") {
            self.tell("Link", address);
        }
        if look.hides(&values) || self.is_closed(element, &look) {
            self.tell_all("HiddenText", element);
            let fields = element.descendent_elements();
            for value in fields.filter_map(|field| field.attr("value")) {
                self.tell("HiddenText", value);
            }
            return Ok(());
        }
        if look::is_unsure(&values) || element.attr("background").is_some() {
            let text: String = element.text().take(UNSURE_MAX).collect();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            self.tell(
                "MaybeHidden",
                &text.chars().take(UNSURE_MAX).collect::<String>(),
            );
        }
        let state = State {
            look: Rc::new(look),
            keeps_blanks: written::keeps_blanks(&values).unwrap_or(state.keeps_blanks),
            ..state.clone()
        };
        let is_struck = written::strikes(&values) && state.look.is_seen();
        if is_struck {
            self.lines.words(STRUCK);
        }
        self.shown(element, &state)?;
        if is_struck {
            self.lines.words(STRUCK);
        }
        Ok(())
    }

    /// Whether a browser shows nothing of an element, whatever its own styles are.
    fn is_closed(&self, element: ElementRef<'_>, look: &Look) -> bool {
        let has = |name: &str| element.attr(name).is_some();
        let values = |one: ElementRef<'_>| self.styles.values(one, &look.variables).0;
        let is = |one: ElementRef<'_>, word: &str| {
            let values: Values = values(one);
            values.any("visibility", |value| value == word)
        };
        let mut inside = element.descendent_elements().filter(|one| *one != element);
        match name_of(element) {
            _ if has("hidden") || has("popover") => true,
            "table" => {
                inside.any(|one| matches!(name_of(one), "col" | "colgroup") && is(one, "collapse"))
            }
            _ => is(element, "hidden") && !inside.any(|one| is(one, "visible")),
        }
    }

    fn shown(&mut self, element: ElementRef<'_>, state: &State) -> Result<(), DecodeError> {
        if has_shadow(element) {
            // What is seen stands in the template, and of the rest what that takes in.
            self.tell_all("NotShown", element);
            return Ok(());
        }
        let role = role(name_of(element));
        if !state.look.is_seen() {
            match role {
                Role::Picture | Role::Field | Role::Choice => {
                    self.tell_element("HiddenText", element);
                    return Ok(());
                }
                Role::Struck | Role::Raised | Role::Lowered | Role::Reading | Role::Quoted => {
                    return self.children(element, state);
                }
                Role::Inline
                | Role::Block
                | Role::Paragraph
                | Role::Pre
                | Role::Quote
                | Role::List
                | Role::Item
                | Role::Row
                | Role::Break
                | Role::Rule
                | Role::Folded
                | Role::Told(_)
                | Role::Silent => {}
            }
        }
        match role {
            Role::Inline => self.children(element, state),
            Role::Block | Role::Paragraph | Role::Break | Role::Rule => {
                self.apart(&role, element, state)
            }
            Role::Pre => self.pre(element, state),
            Role::Quote => self.within(QUOTED, None, element, state),
            Role::List => self.list(element, state),
            Role::Item => self.item(element, state),
            Role::Row => self.row(element, state),
            Role::Struck => self.between(STRUCK, STRUCK, element, state),
            Role::Raised => self.between("^", "", element, state),
            Role::Lowered => self.between("_", "", element, state),
            Role::Reading => self.between("(", ")", element, state),
            Role::Quoted => self.between("“", "”", element, state),
            Role::Picture => {
                self.picture(element);
                Ok(())
            }
            Role::Field => {
                self.field(element);
                Ok(())
            }
            Role::Choice => self.choice(element, state),
            Role::Folded => self.folded(element, state),
            Role::Told(field) => {
                self.tell_element(field, element);
                Ok(())
            }
            Role::Silent => Ok(()),
        }
    }

    /// What does not stand in the line, unless a row has it.
    fn apart(
        &mut self,
        role: &Role,
        element: ElementRef<'_>,
        state: &State,
    ) -> Result<(), DecodeError> {
        if matches!(role, Role::Rule) {
            self.rule();
            return Ok(());
        }
        if state.is_in_row {
            self.lines.words(" ");
            self.children(element, state)?;
            self.lines.words(" ");
        } else if matches!(role, Role::Break) {
            self.lines.end_line();
        } else if matches!(role, Role::Paragraph) && state.look.is_seen() {
            self.lines.gap();
            self.children(element, state)?;
            self.lines.gap();
        } else {
            self.lines.block();
            self.children(element, state)?;
            self.lines.block();
        }
        Ok(())
    }

    fn rule(&mut self) {
        self.lines.block();
        self.lines.words(RULE);
        self.lines.block();
    }

    fn picture(&mut self, element: ElementRef<'_>) {
        self.lines.words(PICTURE);
        self.tell_all("NotShown", element);
        let source = element.attr("src").unwrap_or_default();
        let alternative = element.attr("alt").unwrap_or_default();
        self.tell("Picture", &format!("{source} {alternative}"));
    }

    fn between(
        &mut self,
        before: &str,
        after: &str,
        element: ElementRef<'_>,
        state: &State,
    ) -> Result<(), DecodeError> {
        self.lines.words(before);
        self.children(element, state)?;
        self.lines.words(after);
        Ok(())
    }

    fn within(
        &mut self,
        margin: &str,
        marker: Option<String>,
        element: ElementRef<'_>,
        state: &State,
    ) -> Result<(), DecodeError> {
        self.lines.enter(margin, marker);
        let state = State {
            is_in_row: false,
            ..state.clone()
        };
        self.children(element, &state)?;
        self.lines.leave();
        Ok(())
    }

    fn pre(&mut self, element: ElementRef<'_>, state: &State) -> Result<(), DecodeError> {
        self.lines.gap();
        let state = State {
            keeps_blanks: true,
            ..state.clone()
        };
        self.children(element, &state)?;
        self.lines.gap();
        Ok(())
    }

    fn list(&mut self, element: ElementRef<'_>, state: &State) -> Result<(), DecodeError> {
        self.lists.push(List::of(element));
        self.lines.block();
        self.children(element, state)?;
        self.lines.block();
        self.lists.pop();
        Ok(())
    }

    fn item(&mut self, element: ElementRef<'_>, state: &State) -> Result<(), DecodeError> {
        let marker = match self.lists.last_mut() {
            Some(list) => list.marker(element),
            None => List::Bullets.marker(element),
        };
        self.within(INDENTED, Some(marker), element, state)
    }

    /// Cells stand in one line if there is nothing but words in them, as a reader sees them side by
    /// side.
    fn row(&mut self, row: ElementRef<'_>, state: &State) -> Result<(), DecodeError> {
        let mut inside = row.descendent_elements().filter(|element| *element != row);
        let has_blocks = inside.any(|element| {
            let name = name_of(element);
            matches!(role(name), Role::List | Role::Quote | Role::Pre | Role::Row)
        });
        self.lines.block();
        let state = State {
            is_in_row: !has_blocks,
            ..state.clone()
        };
        for (place, cell) in row.child_elements().enumerate() {
            if place > 0 && has_blocks {
                self.lines.block();
            } else if place > 0 {
                self.lines.cell();
            }
            self.element(cell, &state)?;
        }
        self.lines.block();
        Ok(())
    }

    fn field(&mut self, element: ElementRef<'_>) {
        let kind = element.attr("type").unwrap_or("text").to_ascii_lowercase();
        let value = element.attr("value").unwrap_or_default();
        let is_ticked = element.attr("checked").is_some();
        match kind.as_str() {
            _ if name_of(element) == "textarea" => {
                self.lines.words(&element.text().collect::<String>());
            }
            "checkbox" | "radio" => self.lines.words(if is_ticked { TICKED } else { UNTICKED }),
            "hidden" | "password" | "file" | "image" | "color" | "range" => {
                self.tell("HiddenText", value);
            }
            _ => self.lines.words(value),
        }
    }

    /// The options that are chosen, else the first; all of a list that is open.
    fn choice(&mut self, element: ElementRef<'_>, state: &State) -> Result<(), DecodeError> {
        let all = element.descendent_elements();
        let options: Vec<_> = all.filter(|option| name_of(*option) == "option").collect();
        let rows = element
            .attr("size")
            .and_then(|size| size.trim().parse::<u32>().ok());
        let is_open = element.attr("multiple").is_some() || rows.is_some_and(|rows| rows > 1);
        let has = |option: &&ElementRef<'_>, name: &str| option.attr(name).is_some();
        let chosen = options.iter().rfind(|option| has(option, "selected"));
        let first = || options.iter().find(|option| !has(option, "disabled"));
        let chosen = chosen.or_else(first).copied();
        for option in options {
            if !is_open && Some(option) != chosen {
                self.tell_element("HiddenText", option);
                continue;
            }
            match option.attr("label").filter(|label| !label.is_empty()) {
                Some(label) => {
                    self.lines.words(label);
                    self.tell_all("HiddenText", option);
                }
                None => self.element(option, state)?,
            }
            self.lines.words(" ");
        }
        Ok(())
    }

    fn folded(&mut self, element: ElementRef<'_>, state: &State) -> Result<(), DecodeError> {
        if element.attr("open").is_some() {
            self.lines.block();
            self.children(element, state)?;
            self.lines.block();
            return Ok(());
        }
        let is_details = name_of(element) == "details";
        let is_summary = |part: &ElementRef<'_>| is_details && name_of(*part) == "summary";
        let summary = element.child_elements().find(is_summary);
        for child in element.children() {
            let part = ElementRef::wrap(child);
            match part.filter(|part| Some(*part) == summary) {
                Some(summary) => self.element(summary, state)?,
                None => {
                    let text: String = child
                        .descendants()
                        .filter_map(|node| node.value().as_text())
                        .map(|text| text.to_string())
                        .collect();
                    self.tell("HiddenText", &text);
                }
            }
        }
        Ok(())
    }

    fn tell_all(&mut self, field: &'static str, element: ElementRef<'_>) {
        let text: String = element.text().collect();
        self.tell(field, &text);
    }

    fn tell_element(&mut self, field: &'static str, element: ElementRef<'_>) {
        let text: String = element.text().collect();
        let attributes = element.value().attrs();
        let attributes: Vec<&str> = attributes.map(|(_, value)| value).collect();
        self.tell(field, &format!("{} {text}", attributes.join(" ")));
    }

    fn tell(&mut self, field: &'static str, value: &str) {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        let told = Told { field, value };
        let known = self.told.iter().filter(|known| known.field == field);
        let is_new = known.clone().all(|known| known.value != told.value);
        if is_new && !told.value.is_empty() && known.count() < TOLD_MAX {
            self.told.push(told);
        }
    }
}

/// Whether what an element has is shown by a tree of its own. (DOM, 4.8)
fn has_shadow(element: ElementRef<'_>) -> bool {
    element
        .child_elements()
        .any(|child| name_of(child) == "template" && child.attr("shadowrootmode").is_some())
}
