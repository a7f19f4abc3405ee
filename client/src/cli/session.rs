//! One run of the program: what was typed for every command, and where it speaks.

use std::io::{self, Stdout};

use sourdine_platform::clock;
use sourdine_protocol::day::Day;

use super::{
    render::{
        Render, Renderer,
        progress_sink::ProgressBars,
        prompts::{PassphrasePrompt, QuestionPrompt},
        stdout,
    },
    shared_args::DeskArgs,
};
use crate::{
    app::{AppError, CommandContext, Questions},
    l10n::{Localizer, Message},
};

/// What a command ends in.
pub(super) type Outcome = Result<(), AppError>;

pub(super) struct Session<'a> {
    pub(super) localizer: &'a Localizer,
    pub(super) json: bool,
    desk: &'a DeskArgs,
    today: Day,
    passphrases: PassphrasePrompt<'a>,
    questions: QuestionPrompt<'a>,
    progress: ProgressBars<'a>,
}

impl<'a> Session<'a> {
    pub(super) fn new(desk: &'a DeskArgs, localizer: &'a Localizer, json: bool) -> Self {
        Self {
            localizer,
            json,
            desk,
            today: clock::today(),
            passphrases: PassphrasePrompt::new(localizer, desk.passphrase_file.as_deref()),
            questions: QuestionPrompt::new(localizer, json, false),
            progress: ProgressBars::new(localizer, json),
        }
    }

    /// What use-cases are given.
    pub(super) fn context(&self) -> CommandContext<'_> {
        self.context_with(&self.questions)
    }

    /// The same, with another way to answer questions.
    pub(super) fn context_with<'b>(&'b self, questions: &'b dyn Questions) -> CommandContext<'b> {
        CommandContext {
            desk: self.desk.desk.as_deref(),
            scratch: self.desk.scratch.as_deref(),
            today: self.today,
            localizer: self.localizer,
            passphrases: &self.passphrases,
            questions,
            progress: &self.progress,
        }
    }

    /// Asks questions, or says yes to all.
    pub(super) const fn questions(&self, yes: bool) -> QuestionPrompt<'a> {
        QuestionPrompt::new(self.localizer, self.json, yes)
    }

    /// Asks for a line on the terminal.
    pub(super) fn ask_line(&self, question: &Message) -> io::Result<String> {
        self.progress.clear();
        self.questions.ask_line(question)
    }

    /// Fails if something that was told on the way could not be written.
    pub(super) fn check_written(&self) -> io::Result<()> {
        self.progress.check_written()
    }

    /// Shows what a use-case came to.
    pub(super) fn show(&self, report: &impl Render) -> Outcome {
        Ok(report.render(&mut self.out())?)
    }

    /// Standard output, without a progress bar in the way.
    pub(super) fn out(&self) -> Renderer<'a, Stdout> {
        self.progress.clear();
        stdout(self.localizer, self.json)
    }
}

/// A runtime for what waits on the network.
pub(super) fn runtime() -> io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
}
