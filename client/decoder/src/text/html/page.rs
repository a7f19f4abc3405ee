//! The walk through a page, which writes what is seen and tells what is not.

use ego_tree::NodeRef;
use scraper::{ElementRef, Html, Node};

use super::{
    lines::Lines,
    list::List,
    look::{self, Look},
    role::{Role, role},
    styles::Styles,
};
use crate::{
    error::{DecodeError, Refusal},
    reading::Reading,
    told::Told,
};

/// How deep elements may stand in each other.
const DEPTH_MAX: usize = 400;
/// The most that is told of one page.
const TOLD_MAX: usize = 1_000;
/// What stands where a picture does.
const PICTURE: &str = "[image]";
const STRUCK: &str = "~~";
const RULE: &str = "---";
const QUOTED: &str = "> ";
const INDENTED: &str = "  ";
const TICKED: &str = "☒";
const UNTICKED: &str = "☐";

pub(super) fn read(page: &Html) -> Result<Reading, DecodeError> {
    let mut styles = Styles::of(page);
    let told = std::mem::take(&mut styles.told);
    let mut walk = Walk {
        styles,
        lines: Lines::default(),
        lists: Vec::new(),
        told,
        depth: 0,
    };
    let state = State {
        look: Look::default(),
        keeps_blanks: false,
        is_in_row: false,
    };
    walk.element(page.root_element(), state)?;
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
#[derive(Clone, Copy)]
struct State {
    look: Look,
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
    fn children(&mut self, parent: ElementRef<'_>, state: State) -> Result<(), DecodeError> {
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

    fn node(&mut self, node: NodeRef<'_, Node>, state: State) -> Result<(), DecodeError> {
        if let Some(element) = ElementRef::wrap(node) {
            return self.element(element, state);
        }
        if let Some(text) = node.value().as_text() {
            if state.keeps_blanks && !state.is_in_row {
                self.lines.as_it_is(text);
            } else {
                self.lines.words(text);
            }
        }
        Ok(())
    }

    fn element(&mut self, element: ElementRef<'_>, state: State) -> Result<(), DecodeError> {
        let mut properties = self.styles.properties(element);
        for (attribute, property) in [("bgcolor", "background-color"), ("color", "color")] {
            let own = element.attr(attribute).map(str::to_ascii_lowercase);
            if let Some(own) = own.filter(|_| !properties.contains_key(property)) {
                properties.insert(property.to_owned(), own);
            }
        }
        let is_hidden = element.attr("hidden").is_some() || look::hides(&properties);
        let look = state.look.with(&properties);
        let Some(look) = look.filter(|_| !is_hidden) else {
            let text: String = element.text().collect();
            self.tell("HiddenText", &text);
            return Ok(());
        };
        let state = State {
            look,
            keeps_blanks: look::keeps_blanks(&properties).unwrap_or(state.keeps_blanks),
            ..state
        };
        let is_struck = look::strikes(&properties);
        if is_struck {
            self.lines.words(STRUCK);
        }
        self.shown(element, state)?;
        if is_struck {
            self.lines.words(STRUCK);
        }
        Ok(())
    }

    fn shown(&mut self, element: ElementRef<'_>, state: State) -> Result<(), DecodeError> {
        match role(element.value().name()) {
            Role::Inline => self.children(element, state),
            Role::Block | Role::Paragraph if state.is_in_row => {
                self.lines.words(" ");
                self.children(element, state)?;
                self.lines.words(" ");
                Ok(())
            }
            Role::Block => {
                self.lines.block();
                self.children(element, state)?;
                self.lines.block();
                Ok(())
            }
            Role::Paragraph => {
                self.lines.gap();
                self.children(element, state)?;
                self.lines.gap();
                Ok(())
            }
            Role::Pre => self.pre(element, state),
            Role::Quote => self.within(QUOTED, None, element, state),
            Role::List => self.list(element, state),
            Role::Item => self.item(element, state),
            Role::Row => self.row(element, state),
            Role::Break if state.is_in_row => {
                self.lines.words(" ");
                Ok(())
            }
            Role::Break => {
                self.lines.end_line();
                Ok(())
            }
            Role::Rule => {
                self.rule();
                Ok(())
            }
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

    fn rule(&mut self) {
        self.lines.block();
        self.lines.words(RULE);
        self.lines.block();
    }

    fn picture(&mut self, element: ElementRef<'_>) {
        self.lines.words(PICTURE);
        let source = element.attr("src").unwrap_or_default();
        let alternative = element.attr("alt").unwrap_or_default();
        self.tell("Picture", &format!("{source} {alternative}"));
    }

    fn between(
        &mut self,
        before: &str,
        after: &str,
        element: ElementRef<'_>,
        state: State,
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
        state: State,
    ) -> Result<(), DecodeError> {
        self.lines.enter(margin, marker);
        let state = State {
            is_in_row: false,
            ..state
        };
        self.children(element, state)?;
        self.lines.leave();
        Ok(())
    }

    fn pre(&mut self, element: ElementRef<'_>, state: State) -> Result<(), DecodeError> {
        self.lines.gap();
        let state = State {
            keeps_blanks: true,
            ..state
        };
        self.children(element, state)?;
        self.lines.gap();
        Ok(())
    }

    fn list(&mut self, element: ElementRef<'_>, state: State) -> Result<(), DecodeError> {
        self.lists.push(List::of(element));
        self.lines.block();
        self.children(element, state)?;
        self.lines.block();
        self.lists.pop();
        Ok(())
    }

    fn item(&mut self, element: ElementRef<'_>, state: State) -> Result<(), DecodeError> {
        let marker = match self.lists.last_mut() {
            Some(list) => list.marker(element),
            None => List::Bullets.marker(element),
        };
        self.within(INDENTED, Some(marker), element, state)
    }

    /// Cells stand in one line if there is nothing but words in them, as a reader sees them side by
    /// side.
    fn row(&mut self, row: ElementRef<'_>, state: State) -> Result<(), DecodeError> {
        let mut inside = row.descendent_elements().filter(|element| *element != row);
        let has_blocks = inside.any(|element| {
            let name = element.value().name();
            matches!(role(name), Role::List | Role::Quote | Role::Pre | Role::Row)
        });
        self.lines.block();
        let state = State {
            is_in_row: !has_blocks,
            ..state
        };
        for (place, cell) in row.child_elements().enumerate() {
            if place > 0 && has_blocks {
                self.lines.block();
            } else if place > 0 {
                self.lines.cell();
            }
            self.element(cell, state)?;
        }
        self.lines.block();
        Ok(())
    }

    fn field(&mut self, element: ElementRef<'_>) {
        let kind = element.attr("type").unwrap_or("text").to_ascii_lowercase();
        let value = element.attr("value").unwrap_or_default();
        let is_ticked = element.attr("checked").is_some();
        match kind.as_str() {
            _ if element.value().name() == "textarea" => {
                self.lines.words(&element.text().collect::<String>());
            }
            "checkbox" | "radio" => self.lines.words(if is_ticked { TICKED } else { UNTICKED }),
            "hidden" | "password" | "file" | "image" => self.tell("HiddenText", value),
            _ => self.lines.words(value),
        }
    }

    /// The option that is chosen, else the first.
    fn choice(&mut self, element: ElementRef<'_>, state: State) -> Result<(), DecodeError> {
        let options = || {
            let all = element.descendent_elements();
            all.filter(|option| option.value().name() == "option")
        };
        let chosen = options().find(|option| option.attr("selected").is_some());
        match chosen.or_else(|| options().next()) {
            Some(option) => self.children(option, state),
            None => Ok(()),
        }
    }

    fn folded(&mut self, element: ElementRef<'_>, state: State) -> Result<(), DecodeError> {
        if element.attr("open").is_some() {
            self.lines.block();
            self.children(element, state)?;
            self.lines.block();
            return Ok(());
        }
        for child in element.children() {
            let part = ElementRef::wrap(child);
            match part.filter(|part| part.value().name() == "summary") {
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

    fn tell_element(&mut self, field: &'static str, element: ElementRef<'_>) {
        let text: String = element.text().collect();
        let attributes = element.value().attrs();
        let attributes: Vec<&str> = attributes.map(|(_, value)| value).collect();
        self.tell(field, &format!("{} {text}", attributes.join(" ")));
    }

    fn tell(&mut self, field: &'static str, value: &str) {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        let told = Told { field, value };
        if self.told.len() < TOLD_MAX && !told.value.is_empty() && !self.told.contains(&told) {
            self.told.push(told);
        }
    }
}
