//! The state that every handler of the sources' door shares.

use std::sync::Arc;

use axum::extract::State;
use sourdine_protocol::{release::DeskState, text::Language};

use super::pages::{Page, Pages, table::PageId};
use crate::{intake::Intake, platform::clock};

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

    /// A page as it is today.
    pub(super) fn page(&self, id: PageId, language: Language) -> &Page {
        if id == PageId::Landing {
            self.pages.first_page(language, self.state())
        } else {
            self.pages.page(id, language)
        }
    }

    fn state(&self) -> DeskState {
        let today = clock::today();
        if self.intake.is_expired(today) {
            DeskState::Expired
        } else if self.intake.is_full(today) {
            DeskState::Full
        } else {
            DeskState::Open
        }
    }
}
