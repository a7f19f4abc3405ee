//! A difference between two copies.

use serde::Serialize;
use strum::{IntoStaticStr, VariantArray};

use crate::desk::inspection::Inspection;

/// What differs between two copies.
#[derive(Clone, Copy, Debug, Eq, IntoStaticStr, PartialEq, Serialize, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "kebab-case", const_into_str)]
pub enum DifferenceKind {
    /// One is of another kind, or has another number of pages.
    Form,
    /// One gives away something that the other does not.
    Trace,
    Words,
    /// The same words, with other white space or hidden characters between them.
    Spacing,
    /// The same words, at other places.
    Moved,
    /// A page looks otherwise.
    Pixels,
}

/// Something that differs between the first copy and another.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Difference {
    pub kind: DifferenceKind,
    /// Which copy differs from the first: the second is 2.
    pub copy: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Where on the page, in points: left, top, width and height.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<[i32; 4]>,
    pub first: String,
    pub other: String,
}

/// The first copy and another.
pub(super) struct Pair<'a> {
    pub(super) first: &'a Inspection,
    pub(super) other: &'a Inspection,
    pub(super) copy: usize,
}

impl Pair<'_> {
    pub(super) fn difference(&self, kind: DifferenceKind, first: &str, other: &str) -> Difference {
        Difference {
            kind,
            copy: self.copy,
            page: None,
            area: None,
            first: first.to_owned(),
            other: other.to_owned(),
        }
    }
}
