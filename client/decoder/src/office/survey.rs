//! The first reading of an office document: which changes are deletions, what is hidden, who
//! changed something.

use std::collections::HashSet;

use quick_xml::events::BytesStart;

use crate::{
    told::Told,
    xml::{Piece, Pieces, attribute},
};

/// What is known before the text is read.
#[derive(Default)]
pub(super) struct Survey {
    /// The changes that delete text.
    pub(super) deletions: HashSet<String>,
    /// The styles whose text is hidden.
    pub(super) hidden_texts: HashSet<String>,
    /// The styles whose sheets or slides are hidden.
    pub(super) hidden_parts: HashSet<String>,
    pub(super) told: Vec<Told>,
}

impl Survey {
    pub(super) fn of(document: &[u8]) -> quick_xml::Result<Self> {
        let mut pieces = Pieces::of(document);
        let mut survey = Self::default();
        let (mut style, mut change, mut author) = (None, None, None::<String>);
        while let Some(piece) = pieces.next()? {
            match piece {
                Piece::Start(element) => match element.name().as_ref() {
                    b"style:style" => style = attribute(&element, "style:name"),
                    b"text:changed-region" => {
                        let id = attribute(&element, "text:id");
                        change = id.or_else(|| attribute(&element, "xml:id"));
                    }
                    b"text:deletion" => survey.deletions.extend(change.take()),
                    b"dc:creator" => author = Some(String::new()),
                    _ => survey.note_hidden(&element, style.as_ref()),
                },
                Piece::Text(text) => {
                    if let Some(author) = &mut author {
                        author.push_str(&String::from_utf8_lossy(&text));
                    }
                }
                // An author's name has no elements in it.
                Piece::End => survey.tell("ChangedOrWrittenBy", author.take()),
                Piece::Declaration(_) => {}
            }
        }
        Ok(survey)
    }

    fn note_hidden(&mut self, element: &BytesStart<'_>, style: Option<&String>) {
        let (names, property, hides) = match element.name().as_ref() {
            b"style:text-properties" => (&mut self.hidden_texts, "text:display", "none"),
            b"style:table-properties" => (&mut self.hidden_parts, "table:display", "false"),
            b"style:drawing-page-properties" => {
                (&mut self.hidden_parts, "presentation:visibility", "hidden")
            }
            _ => return,
        };
        if attribute(element, property).is_some_and(|value| value == hides) {
            names.extend(style.cloned());
        }
    }

    fn tell(&mut self, field: &'static str, value: Option<String>) {
        let told = value.map(|value| Told { field, value });
        let new = told.filter(|told| !self.told.contains(told));
        self.told.extend(new);
    }
}
