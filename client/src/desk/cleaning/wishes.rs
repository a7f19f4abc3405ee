//! What an editor asks of a clean copy.

use std::num::NonZero;

use sourdine_decoder::office::hidden::HiddenParts;

use super::{pages::TextLayer, redaction::Redaction};

/// What an editor asks of a clean copy.
#[derive(Clone, Copy)]
pub struct Wishes<'a> {
    pub text_layer: TextLayer,
    /// Whether the hidden sheets, rows, columns, slides and texts of an office document stay out.
    pub hidden: HiddenParts,
    pub tracks: Tracks,
    /// What is not to be published.
    pub redaction: Option<&'a Redaction>,
}

/// Which picture and which sound of a recording is published, the first being 1. A recording that
/// has several is refused where none was chosen.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Tracks {
    pub picture: Option<NonZero<usize>>,
    pub sound: Option<NonZero<usize>>,
}

impl Tracks {
    /// The tracks that were chosen, else the first ones.
    pub(super) fn or_first(self) -> Self {
        let first = NonZero::new(1);
        Self {
            picture: self.picture.or(first),
            sound: self.sound.or(first),
        }
    }
}

impl From<TextLayer> for Wishes<'_> {
    fn from(text_layer: TextLayer) -> Self {
        Self {
            text_layer,
            hidden: HiddenParts::Omit,
            tracks: Tracks::default(),
            redaction: None,
        }
    }
}
