//! Pages that are written by the rules of XML. Their tree is made by these rules, since a reader of
//! HTML ends comments and elements elsewhere. (HTML, 14.2)

use ego_tree::NodeId;
use html5ever::{Attribute, LocalName, Namespace, QualName, ns};
use quick_xml::{
    escape::resolve_predefined_entity,
    events::{BytesRef, BytesStart, Event},
    name::ResolveResult,
    reader::NsReader,
};
use scraper::{
    Html, Node, StrTendril,
    node::{Comment, Element, Text},
};

use crate::error::{DecodeError, Refusal};

pub(super) const DECLARATION: &str = "<?xml";
const XHTML: &str = "http://www.w3.org/1999/xhtml";
const STYLESHEET: &[u8] = b"xml-stylesheet";

/// Whether a page says that it is XML.
pub(super) fn says_xml(document: &str) -> bool {
    document.trim_start().starts_with(DECLARATION)
}

/// Whether a browser may read a page by the rules of XML.
pub(super) fn may_be_xml(document: &str) -> bool {
    says_xml(document) || document.contains(XHTML)
}

/// The tree of a page. None if it is no XML.
///
/// # Errors
/// [`Refusal::Unreadable`] if it defines words or attributes of its own, which some browsers read.
pub(super) fn tree(document: &str) -> Result<Option<Html>, DecodeError> {
    let mut builder = Builder {
        page: Html::new_document(),
        open: Vec::new(),
        sheets: Vec::new(),
        has_root: false,
        has_namespace: false,
    };
    let mut reader = NsReader::from_str(document);
    loop {
        let read = match reader.read_resolved_event() {
            Ok((_, Event::DocType(definition))) if definition.contains(&b'[') => {
                return Err(DecodeError::Refused(Refusal::Unreadable));
            }
            Ok((_, Event::Eof)) => {
                let is_whole = builder.has_root && builder.open.is_empty();
                return Ok(is_whole.then_some(builder.page));
            }
            Ok((namespace, event)) => {
                let namespace = namespace_of(&namespace);
                builder.add(&namespace, event)
            }
            Err(_) => None,
        };
        if read.is_none() {
            return Ok(None);
        }
    }
}

fn namespace_of(found: &ResolveResult<'_>) -> Option<String> {
    match found {
        ResolveResult::Bound(name) => Some(String::from_utf8_lossy(name.as_ref()).into_owned()),
        ResolveResult::Unbound | ResolveResult::Unknown(_) => None,
    }
}

struct Builder {
    page: Html,
    open: Vec<NodeId>,
    /// Where sheets are, by what stands before the page.
    sheets: Vec<String>,
    has_root: bool,
    /// Whether the page says of which kind its elements are.
    has_namespace: bool,
}

impl Builder {
    /// None if it is no XML.
    fn add(&mut self, namespace: &Option<String>, event: Event<'_>) -> Option<()> {
        match event {
            Event::Start(element) => self.start(namespace.as_deref(), &element),
            Event::Empty(element) => {
                self.start(namespace.as_deref(), &element)?;
                self.open.pop().map(drop)
            }
            Event::End(_) => self.open.pop().map(drop),
            Event::Text(text) => self.text(&String::from_utf8_lossy(&text)),
            Event::CData(text) => self.text(&String::from_utf8_lossy(&text)),
            Event::GeneralRef(name) => {
                let text = character(&name)?;
                self.text(&text)
            }
            Event::Comment(text) => {
                let comment = StrTendril::from(&*String::from_utf8_lossy(&text));
                self.append(Node::Comment(Comment { comment }));
                Some(())
            }
            Event::PI(instruction) => {
                if instruction.target() == STYLESHEET {
                    let mut attributes = instruction.attributes().flatten();
                    let href = attributes.find(|one| one.key.as_ref() == b"href");
                    let href = href.map(|href| String::from_utf8_lossy(&href.value).into_owned());
                    self.sheets.extend(href);
                }
                Some(())
            }
            Event::Decl(_) | Event::DocType(_) | Event::Eof => Some(()),
        }
    }

    fn append(&mut self, node: Node) -> NodeId {
        let at = self.open.last().copied();
        let at = at.unwrap_or_else(|| self.page.tree.root().id());
        match self.page.tree.get_mut(at) {
            Some(mut parent) => parent.append(node).id(),
            None => self.page.tree.root_mut().append(node).id(),
        }
    }

    fn start(&mut self, namespace: Option<&str>, element: &BytesStart<'_>) -> Option<()> {
        if self.open.is_empty() && std::mem::replace(&mut self.has_root, true) {
            return None;
        }
        if self.open.is_empty() {
            self.has_namespace = namespace.is_some();
        }
        // A page that says nothing of its namespace is read as if it did.
        let namespace = match namespace {
            Some(namespace) => Namespace::from(namespace),
            None if self.has_namespace => ns!(),
            None => ns!(html),
        };
        let name = String::from_utf8_lossy(element.local_name().as_ref()).into_owned();
        let name = QualName::new(None, namespace, LocalName::from(name));
        let mut attributes = Vec::new();
        for attribute in element.attributes() {
            attributes.extend(self::attribute(&attribute.ok()?)?);
        }
        let at = self.append(Node::Element(Element::new(name, attributes)));
        self.open.push(at);
        for href in std::mem::take(&mut self.sheets) {
            let attribute = |name: &str, value: &str| Attribute {
                name: QualName::new(None, ns!(), LocalName::from(name)),
                value: value.into(),
            };
            let name = QualName::new(None, ns!(html), LocalName::from("link"));
            let attributes = vec![attribute("rel", "stylesheet"), attribute("href", &href)];
            self.append(Node::Element(Element::new(name, attributes)));
        }
        Some(())
    }

    fn text(&mut self, text: &str) -> Option<()> {
        if self.open.is_empty() {
            return text.trim().is_empty().then_some(());
        }
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = StrTendril::from(text.as_str());
        self.append(Node::Text(Text { text }));
        Some(())
    }
}

/// What an attribute says. None inside if it is of the XML itself.
#[expect(clippy::option_option, reason = "no XML, and nothing said")]
fn attribute(
    attribute: &quick_xml::events::attributes::Attribute<'_>,
) -> Option<Option<Attribute>> {
    let (name, prefix) = attribute.key.decompose();
    let name = String::from_utf8_lossy(name.as_ref()).into_owned();
    let namespace = match prefix {
        // Whatever it is, it is none of a page.
        Some(_) => Namespace::from("prefixed"),
        None if name == "xmlns" => return Some(None),
        None => ns!(),
    };
    let value = String::from_utf8_lossy(&attribute.value).into_owned();
    let value = unescaped(&value)?;
    Some(Some(Attribute {
        name: QualName::new(None, namespace, LocalName::from(name)),
        value: value.as_str().into(),
    }))
}

/// A text in which characters may be written by their names and numbers.
fn unescaped(text: &str) -> Option<String> {
    let mut read = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        let (name, after) = after.split_once(';')?;
        read.push_str(before);
        read.push_str(&character(&BytesRef::new(name))?);
        rest = after;
    }
    read.push_str(rest);
    Some(read)
}

fn character(name: &BytesRef<'_>) -> Option<String> {
    match name.resolve_char_ref().ok()? {
        Some(letter) => Some(letter.to_string()),
        None => {
            let name = String::from_utf8_lossy(name);
            let predefined = resolve_predefined_entity(&name).map(str::to_owned);
            predefined.or_else(|| named(&name))
        }
    }
}

/// The characters that a name stands for, of those that pages know.
fn named(name: &str) -> Option<String> {
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric());
    let written = format!("&{name};");
    let read = is_name.then(|| Html::parse_fragment(&written));
    let read = read.map(|read| read.root_element().text().collect::<String>());
    read.filter(|text| *text != written)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(page: &str) -> Option<String> {
        let page = tree(page).unwrap()?;
        Some(page.root_element().text().collect())
    }

    #[test]
    fn a_page_is_read_by_the_rules_of_xml() {
        for (page, found) in [
            ("<html><title/>a&nbsp;b&lt;&#65;</html>", Some("a\u{a0}b<A")),
            ("<html><!-- --!> x -->a</html>", Some("a")),
            ("<html><!-->x-->a</html>", Some("a")),
            ("<html><![CDATA[<b>]]></html>", Some("<b>")),
            ("<html><plaintext/><b>a</b></html>", Some("a")),
            ("<html><p></html>", None),
            ("<html>", None),
            ("<html/>x", None),
            ("<html/><html/>", None),
            ("<html>&unknown;</html>", None),
            ("<html a='1' a='2'/>", None),
        ] {
            assert_eq!(text(page).as_deref(), found, "{page}");
        }
    }

    #[test]
    fn a_page_with_definitions_of_its_own_is_refused() {
        let page = "<!DOCTYPE html [<!ATTLIST p hidden CDATA 'hidden'>]><html><p>x</p></html>";
        assert!(tree(page).is_err());
        assert!(tree("<!DOCTYPE html><html/>").unwrap().is_some());
    }

    #[test]
    fn elements_of_another_kind_are_not_those_of_a_page() {
        let page = format!("<h:html xmlns:h='{XHTML}'><h:p/><p x:hidden=''/></h:html>");
        let page = tree(&page.replace("x:", "h:")).unwrap().unwrap();
        let kinds = page.root_element().child_elements();
        let kinds: Vec<bool> = kinds.map(|one| one.value().name.ns == ns!(html)).collect();
        assert_eq!(kinds, [true, false]);
        let last = page.root_element().child_elements().last().unwrap();
        assert_eq!(last.attr("hidden"), None);
    }
}
