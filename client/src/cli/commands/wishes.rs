//! Options of the commands that read documents.

use std::{num::NonZero, path::PathBuf};

use clap::Args;

use crate::app::{HiddenParts, TextLayer, Tracks, Wishes};

/// Passwords of documents.
#[derive(Args, Debug)]
pub(in crate::cli) struct PasswordArgs {
    /// Passwords of documents, one on each line of a file, instead of asking
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) passwords_from: Option<PathBuf>,
}

/// Which picture and sound of a recording.
#[derive(Args, Debug)]
pub(in crate::cli) struct TrackArgs {
    /// Of a recording with several pictures: which one, from 1
    #[arg(long, value_name = "NUMBER")]
    picture: Option<NonZero<usize>>,
    /// Of a recording with several sounds: which one, from 1
    #[arg(long, value_name = "NUMBER")]
    sound: Option<NonZero<usize>>,
}

/// What a clean copy of pages has.
#[derive(Args, Debug)]
pub(in crate::cli) struct PageArgs {
    /// Leave out the text layer of a PDF: the words that can be read in its pages
    #[arg(long)]
    no_text_layer: bool,
    /// Publish what an office document hides too: sheets, rows, columns, slides, texts
    #[arg(long)]
    with_hidden: bool,
}

impl From<&TrackArgs> for Tracks {
    fn from(args: &TrackArgs) -> Self {
        Self {
            picture: args.picture,
            sound: args.sound,
        }
    }
}

impl PageArgs {
    pub(super) fn wishes(&self) -> Wishes<'static> {
        let text_layer = if self.no_text_layer {
            TextLayer::Omit
        } else {
            TextLayer::Add
        };
        let hidden = if self.with_hidden {
            HiddenParts::Show
        } else {
            HiddenParts::Omit
        };
        Wishes {
            hidden,
            ..Wishes::from(text_layer)
        }
    }
}
