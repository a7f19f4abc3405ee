//! The selectors of a rule, as they stand for a page that lies still: what a reader has not touched
//! is not hovered, and what depends on more than the page may be. (Selectors 4)

use cssparser::{ParseError, Parser, ToCss, Token};
use scraper::selector::Simple;
use selectors::parser::{ParseRelative, SelectorList, SelectorParseErrorKind};

/// What matches each element, and is as strong as a pseudo-class.
const EACH: &str = ":nth-child(n)";
const NONE: &str = ":not(:nth-child(n))";
/// Parts of an element whose text is its own.
const PARTS_OF_TEXT: [&str; 2] = ["first-line", "first-letter"];
/// Parts that may be written with one colon.
const PARTS: [&str; 4] = ["before", "after", "first-line", "first-letter"];
const STRUCTURE: [&str; 9] = [
    "root",
    "empty",
    "scope",
    "first-child",
    "last-child",
    "only-child",
    "first-of-type",
    "last-of-type",
    "only-of-type",
];
/// What an element is only when a reader does something.
const MOMENTS: [&str; 15] = [
    "hover",
    "active",
    "focus",
    "focus-within",
    "focus-visible",
    "target",
    "target-within",
    "visited",
    "autofill",
    "fullscreen",
    "modal",
    "popover-open",
    "picture-in-picture",
    "user-valid",
    "user-invalid",
];
/// What an element may be by its page, its attributes, or its reader's language.
const STATES: [&str; 26] = [
    "disabled",
    "enabled",
    "default",
    "indeterminate",
    "placeholder-shown",
    "read-only",
    "read-write",
    "optional",
    "valid",
    "invalid",
    "in-range",
    "out-of-range",
    "defined",
    "blank",
    "playing",
    "paused",
    "seeking",
    "buffering",
    "stalled",
    "muted",
    "volume-locked",
    "local-link",
    "host",
    "current",
    "past",
    "future",
];
/// What attributes say.
const BY_ATTRIBUTES: [(&str, &str); 5] = [
    ("link", ":is(a,area)[href]"),
    ("any-link", ":is(a,area)[href]"),
    ("checked", ":is([checked],[selected])"),
    ("required", "[required]"),
    ("open", "[open]"),
];
const STRUCTURE_OF: [&str; 4] = [
    "nth-child",
    "nth-last-child",
    "nth-of-type",
    "nth-last-of-type",
];
const LISTS: [&str; 3] = ["is", "where", "has"];
const OLD_LISTS: [&str; 3] = ["matches", "-webkit-any", "-moz-any"];
const STATES_OF: [&str; 8] = [
    "lang",
    "dir",
    "state",
    "host",
    "host-context",
    "current",
    "active-view-transition-type",
    "nth-col",
];

/// What is known of the selectors of a rule.
pub(super) struct Selected {
    /// None if there is none that elements match.
    pub(super) list: Option<SelectorList<Simple>>,
    /// Whether each browser that shows the page matches what these match.
    pub(super) is_certain: bool,
    /// Those that cannot be read, and those of a part of a text.
    pub(super) unread: Vec<String>,
}

/// Reads the selectors before a block. `parent` is what `&` stands for.
pub(super) fn read(input: &mut Parser<'_>, parent: Option<&SelectorList<Simple>>) -> Selected {
    let mut is_certain = true;
    let mut read = Vec::new();
    let mut unread = Vec::new();
    loop {
        let start = input.position();
        let mut rewriter = Rewriter::default();
        let mut text = String::new();
        let is_last = rewriter.rewrite(input, &mut text, true);
        let own = input.slice_from(start).trim().trim_end_matches(',');
        is_certain &= rewriter.is_certain;
        if rewriter.is_of_text || rewriter.is_unknown {
            unread.push(own.to_owned());
            is_certain &= !rewriter.is_unknown;
        }
        if !rewriter.is_part && !rewriter.is_unknown {
            match parsed(&text, parent) {
                Some(list) => read.extend(list.slice().iter().cloned()),
                None => {
                    unread.push(own.to_owned());
                    is_certain = false;
                }
            }
        }
        if is_last {
            break;
        }
    }
    Selected {
        list: (!read.is_empty()).then(|| SelectorList::from_iter(read.into_iter())),
        is_certain,
        unread,
    }
}

fn parsed(text: &str, parent: Option<&SelectorList<Simple>>) -> Option<SelectorList<Simple>> {
    let relative = match parent {
        Some(_) => ParseRelative::ForNesting,
        None => ParseRelative::No,
    };
    let list = SelectorList::parse(&Reading, &mut Parser::new(text), relative).ok()?;
    let Some(parent) = parent else {
        return Some(list);
    };
    // What does not name its parent is inside it.
    let has_parent = list.slice().iter().any(|one| one.has_parent_selector());
    let list = if has_parent {
        list
    } else {
        let inside = format!("& {text}");
        SelectorList::parse(&Reading, &mut Parser::new(&inside), ParseRelative::No).ok()?
    };
    Some(list.replace_parent_selector(parent))
}

/// The selectors that we read are those of [scraper], with nesting.
struct Reading;

impl selectors::Parser<'_> for Reading {
    type Impl = Simple;
    type Error = SelectorParseErrorKind;

    fn parse_is_and_where(&self) -> bool {
        true
    }

    fn parse_has(&self) -> bool {
        true
    }

    fn parse_parent_selector(&self) -> bool {
        true
    }

    fn parse_nth_child_of(&self) -> bool {
        true
    }
}

struct Rewriter {
    is_certain: bool,
    /// It is of a part of an element.
    is_part: bool,
    is_of_text: bool,
    is_unknown: bool,
    /// In how many `:not()` we are, and in how many lists of which browsers pass over what they do
    /// not know.
    negations: usize,
    lists: usize,
}

impl Default for Rewriter {
    fn default() -> Self {
        Self {
            is_certain: true,
            is_part: false,
            is_of_text: false,
            is_unknown: false,
            negations: 0,
            lists: 0,
        }
    }
}

impl Rewriter {
    /// Writes a selector, up to a comma if `is_outer`. Says whether the input ended.
    fn rewrite(&mut self, input: &mut Parser<'_>, text: &mut String, is_outer: bool) -> bool {
        let (mut was_word, mut is_named) = (false, false);
        while let Ok(token) = input.next_including_whitespace() {
            let token = token.clone();
            let is_word = matches!(
                token,
                Token::Ident(_)
                    | Token::Function(_)
                    | Token::Number { .. }
                    | Token::Dimension { .. }
            );
            // A comment stood between them.
            if is_word && was_word {
                text.push_str("/**/");
            }
            was_word = is_word;
            // A page of XML has no element of that name.
            let has_capitals = |name: &str| name.chars().any(|c| c.is_ascii_uppercase());
            self.is_certain &=
                is_named || !matches!(&token, Token::Ident(name) if has_capitals(name));
            is_named = matches!(token, Token::Delim('.'));
            if token == Token::Comma && is_outer {
                return false;
            }
            if token == Token::Colon {
                self.pseudo(input, text);
                continue;
            }
            text.push_str(&token.to_css_string());
            if matches!(token, Token::Function(_) | Token::ParenthesisBlock) {
                self.inside(input, text);
                text.push(')');
            } else if token == Token::SquareBracketBlock {
                self.inside(input, text);
                text.push(']');
            }
        }
        true
    }

    fn inside(&mut self, input: &mut Parser<'_>, text: &mut String) {
        let read = input.parse_nested_block(|inner| {
            self.rewrite(inner, text, false);
            Ok::<(), ParseError<()>>(())
        });
        self.is_unknown |= read.is_err();
    }

    /// What stands behind a colon.
    fn pseudo(&mut self, input: &mut Parser<'_>, text: &mut String) {
        match input.next_including_whitespace().cloned() {
            Ok(Token::Colon) => {
                let part = input.next_including_whitespace().cloned();
                self.part(match &part {
                    Ok(Token::Ident(name) | Token::Function(name)) => name,
                    Ok(_) | Err(_) => "",
                });
            }
            Ok(Token::Ident(name)) => self.named(&name.to_ascii_lowercase(), text),
            Ok(Token::Function(name)) => self.called(&name.to_ascii_lowercase(), input, text),
            Ok(_) | Err(_) => self.is_unknown = true,
        }
    }

    fn part(&mut self, name: &str) {
        let mut of_text = PARTS_OF_TEXT.iter();
        self.is_of_text |= of_text.any(|part| part.eq_ignore_ascii_case(name));
        self.is_part |= self.lists == 0 && self.negations == 0;
        self.is_unknown |= name.is_empty() || self.negations > 0;
    }

    fn named(&mut self, name: &str, text: &mut String) {
        if PARTS.contains(&name) {
            self.part(name);
        } else if STRUCTURE.contains(&name) {
            text.push(':');
            text.push_str(name);
        } else if MOMENTS.contains(&name) {
            text.push_str(NONE);
        } else if let Some((_, by)) = BY_ATTRIBUTES.iter().find(|(known, _)| *known == name) {
            text.push_str(by);
        } else if STATES.contains(&name) || name.starts_with('-') {
            self.maybe(text);
        } else {
            self.unknown(text);
        }
    }

    fn called(&mut self, name: &str, input: &mut Parser<'_>, text: &mut String) {
        let (is_not, is_old) = (name == "not", OLD_LISTS.contains(&name));
        if is_not || is_old || LISTS.contains(&name) || STRUCTURE_OF.contains(&name) {
            let is_list = is_old || matches!(name, "is" | "where");
            self.is_certain &= !is_old;
            self.negations += usize::from(is_not);
            self.lists += usize::from(is_list);
            text.push_str(if is_old { ":is(" } else { ":" });
            if !is_old {
                text.push_str(name);
                text.push('(');
            }
            self.inside(input, text);
            text.push(')');
            self.negations -= usize::from(is_not);
            self.lists -= usize::from(is_list);
        } else if STATES_OF.contains(&name) || name.starts_with('-') {
            self.maybe(text);
        } else {
            self.unknown(text);
        }
    }

    /// Where it is not sure what a selector matches, it matches more.
    fn maybe(&mut self, text: &mut String) {
        self.is_certain = false;
        text.push_str(if self.negations.is_multiple_of(2) {
            EACH
        } else {
            NONE
        });
    }

    fn unknown(&mut self, text: &mut String) {
        if self.lists > 0 {
            self.is_certain = false;
            text.push_str(if self.negations.is_multiple_of(2) {
                NONE
            } else {
                EACH
            });
        } else {
            self.is_unknown = true;
        }
    }
}
