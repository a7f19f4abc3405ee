//! The state that every handler of the sources' door shares.

use std::sync::Arc;

use axum::extract::State;
use sourdine_protocol::text::Language;

use super::pages::Pages;
use crate::intake::Intake;

pub(super) type Door = State<Arc<SourcesDoor>>;

pub(crate) struct SourcesDoor {
    pub(super) pages: Pages,
    /// The language of `GET /`.
    pub(super) language: Language,
    pub(super) intake: Intake,
}

impl SourcesDoor {
    pub(crate) const fn new(pages: Pages, language: Language, intake: Intake) -> Self {
        Self {
            pages,
            language,
            intake,
        }
    }
}
