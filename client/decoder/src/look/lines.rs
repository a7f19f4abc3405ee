//! Where lines go.

use std::io::Write;

use super::trace::{Line, Trace};
use crate::error::{DecodeError, Refusal};

pub(super) struct Lines<'a> {
    out: &'a mut dyn Write,
}

impl<'a> Lines<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> Self {
        Self { out }
    }

    pub(super) fn trace(&mut self, trace: Trace) -> Result<(), DecodeError> {
        self.line(&Line::Trace(trace))
    }

    pub(super) fn line(&mut self, line: &Line) -> Result<(), DecodeError> {
        let written = serde_json::to_string(line);
        let written = written.map_err(|_| DecodeError::Refused(Refusal::Unreadable))?;
        Ok(writeln!(self.out, "{written}")?)
    }
}
