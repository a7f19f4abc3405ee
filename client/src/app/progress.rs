//! What an interface is told while a use-case goes on.

use std::{path::Path, time::Duration};

use serde::Serialize;

use super::ErrorReport;
use crate::{
    courier::{ApiError, EnvelopeId},
    desk::{case::event::CleanCopy, roster::difference::RosterDifference},
};

pub use crate::desk::case::store::LockNotice;

/// How far a use-case has come.
pub enum ProgressEvent<'a> {
    /// How many bytes of all envelopes that are to come are here.
    Pulling { bytes: u64, of: u64 },
    /// The server is asked again after a pause.
    Waiting {
        error: &'a ApiError,
        pause: Duration,
    },
    /// How many bytes of an envelope were opened.
    Opening {
        envelope: EnvelopeId,
        bytes: u64,
        size: u64,
    },
    /// How many pages of a document were written anew.
    Cleaning { file: &'a str, pages: u32, of: u32 },
    /// How many of several documents were written anew, or refused.
    CleaningAll { documents: usize, of: usize },
    /// How many files were inspected.
    Inspecting { file: &'a str, files: u32, of: u32 },
    /// How many pages or frames of a document were looked at.
    Previewing { file: &'a str, pages: u32, of: u32 },
    /// A clean copy is beside the case.
    Cleaned { file: &'a str, copy: &'a KeptCopy },
    /// One of several files is refused.
    CleanRefused(&'a RefusedFile),
    /// How many answers were compared.
    Auditing { answers: u64, of: u64 },
    /// What changes with the roster that is to be accepted.
    RosterOffered(&'a RosterDifference),
    /// The editor's card was lost or damaged, and was made anew.
    CardMade(&'a Path),
}

/// Takes what an interface is told.
pub trait ProgressSink {
    fn update(&self, event: ProgressEvent<'_>);

    /// What is called when another program holds the lock of the folder of cases.
    fn lock_notice(&self) -> LockNotice {
        LockNotice::default()
    }
}

/// A clean copy beside the case.
#[derive(Debug, Serialize)]
pub struct KeptCopy {
    pub size: u64,
    #[serde(flatten)]
    pub copy: CleanCopy,
}

/// A file of which nothing passes.
#[derive(Debug, Serialize)]
pub struct RefusedFile {
    pub file: String,
    #[serde(flatten)]
    pub reason: ErrorReport,
}
