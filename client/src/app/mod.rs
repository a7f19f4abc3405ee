//! What an editor can do, each use-case a function: it takes a [`CommandContext`] and its options,
//! and returns a report of what it came to.
//!
//! Nothing here writes to a terminal. Passphrases, answers and progress go through the small traits
//! of the context, so that the command line, a full-screen interface and a test can stand on the
//! same functions. A report that holds failures has a `verdict`: it is shown first, and then
//! decides how the program ends.

pub mod access;
mod altered;
pub mod audit;
mod case_report;
mod case_session;
pub mod clean;
pub mod close;
pub mod closing;
pub mod confirm;
mod context;
mod coverage;
pub mod desk;
mod entry_source;
mod error;
pub mod findings;
pub mod inbox;
pub mod inspect;
pub mod lints;
pub mod machines;
pub mod mend;
pub mod names;
mod names_standing;
mod names_warning;
pub mod notices;
pub mod observatory;
pub mod open;
mod original;
mod originals;
mod passwords;
pub mod preview;
mod progress;
mod publication_key;
pub mod publish;
pub mod pull;
pub mod reseal;
pub mod roster;
pub mod roster_accept;
mod roster_warning;
mod server;
pub mod show;
pub mod state;
pub mod triage;
pub mod unlock_server;
pub mod vet;
pub mod waiting;

pub use case_report::{CaseHead, CaseReport, CaseSummary, PublishedEntry, SignatureReport};
pub use case_session::CaseSessionError;
pub use context::{
    CommandContext, PassphraseKind, Passphrases, PublishReview, Question, Questions, Quiet, Review,
    StandingEntry,
};
pub use error::{AppError, ErrorReport};
pub use names_standing::NamesStanding;
pub use names_warning::NamesWarning;
pub use progress::{KeptCopy, LockNotice, ProgressEvent, ProgressSink, RefusedFile};
pub use roster_warning::RosterWarning;
pub use server::{NoServerError, ServerOptions};

/// What options and reports hold.
pub use crate::{
    courier::{ApiError, EnvelopeId, Listed},
    desk::{
        case::apart::{Apart, ApartEvent},
        case::event::{CaseState, CleanCopy, Event, EventKind, TAG_MAX_BYTES, Tag, UnsignedNote},
        cleaning::{
            HiddenParts, TextLayer, Tracks, Wishes,
            kind::{CopyFormat, Kind},
            report::{Finding, RedactedPage},
        },
        inspection::{
            compare::{Difference, DifferenceKind},
            group::Group,
        },
        lints::Lint,
        roster::difference::RosterDifference,
    },
};
pub use sourdine_decoder::look::trace::{Trace, TraceKind};
pub use sourdine_observatory::{
    folder::entry_file::ValueError,
    model::{
        entry::Entry,
        names::EntryId,
        text::Line,
        vocabulary::{Technology, Word},
    },
    render::words::Words,
};
