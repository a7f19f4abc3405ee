//! What an office document hides: sheets, rows, columns, slides, sections and texts.

use quick_xml::events::BytesStart;
use strum::{EnumString, IntoStaticStr};

use super::survey::Survey;
use crate::{told::Told, xml::attribute};

/// Whether what is hidden stays out. It is the name of the task.
#[derive(Clone, Copy, Debug, EnumString, Eq, IntoStaticStr, PartialEq)]
#[strum(const_into_str)]
pub enum HiddenParts {
    #[strum(serialize = "settle")]
    Omit,
    #[strum(serialize = "settle-hidden")]
    Show,
}

/// What the report calls something hidden that an editor asked for.
const PUBLISHED: &str = "HiddenAndPublished";
/// Attributes that hide, each with the one value by which it does not.
const HIDING: [(&str, &str); 4] = [
    ("presentation:visibility", "visible"),
    ("table:display", "true"),
    ("table:visibility", "visible"),
    ("text:display", "true"),
];

impl HiddenParts {
    /// Whether an attribute of this name goes, so that what it hides is seen.
    pub(super) fn uncovers(self, key: &[u8]) -> bool {
        self == Self::Show && HIDING.iter().any(|(name, _)| name.as_bytes() == key)
    }

    /// What the report says of something hidden.
    pub(super) fn told(self, field: &'static str, value: String) -> Told {
        match self {
            Self::Omit => Told { field, value },
            Self::Show => Told {
                field: PUBLISHED,
                value: format!("{field} {value}"),
            },
        }
    }
}

/// Whether this attribute of an element hides it.
pub(super) fn is_hidden_by(element: &BytesStart<'_>, key: &str) -> bool {
    let hiding = HIDING.iter().find(|(name, _)| *name == key);
    let value = attribute(element, key);
    hiding
        .zip(value)
        .is_some_and(|((_, shown), value)| value != *shown)
}

/// What is hidden of an element, and what it is called. `sheet` is the name of the table around it.
pub(super) fn hidden(
    name: &str,
    element: &BytesStart<'_>,
    survey: &Survey,
    sheet: &str,
) -> Option<(&'static str, String)> {
    let value = |key| attribute(element, key).unwrap_or_default();
    let (is_hidden, field, value) = match name {
        "table:table" => (
            survey.hidden_parts.contains(&value("table:style-name")),
            "HiddenSheet",
            value("table:name"),
        ),
        "draw:page" => (
            survey.hidden_parts.contains(&value("draw:style-name")),
            "HiddenSlide",
            value("draw:name"),
        ),
        "table:table-row" | "table:table-column" => (
            is_hidden_by(element, "table:visibility"),
            "HiddenRowOrColumn",
            sheet.to_owned(),
        ),
        // LibreOffice knows what of it is seen, and prints that.
        "text:span" | "text:p" | "text:h" => (
            survey.hidden_texts.contains(&value("text:style-name")),
            "HiddenText",
            String::new(),
        ),
        "text:section" => (
            is_hidden_by(element, "text:display"),
            "HiddenSection",
            value("text:name"),
        ),
        _ => return None,
    };
    is_hidden.then_some((field, value))
}
