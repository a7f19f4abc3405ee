//! What our decoder says that a document gives away. Each line is read strictly: a document may
//! have taken over the decoder.

use std::{io::Read, path::Path};

use sourdine_decoder::look::{
    Look,
    trace::{Line, Trace},
};

use super::inspected::Text;
use crate::desk::cleaning::{
    CleanError,
    pixels::{PixelError, refusal},
    report::harmless,
    sandbox::Tool,
};

/// The name of a document inside the sandbox.
const NAME: &str = "document";
/// The most that the decoder may say, in bytes.
const SAID_MAX_BYTES: u64 = 256 << 20;

/// What the decoder saw.
#[derive(Default)]
pub(super) struct Looked {
    pub(super) traces: Vec<Trace>,
    pub(super) texts: Vec<Text>,
}

pub(super) fn look(document: &Path, task: Look) -> Result<Looked, CleanError> {
    let output = Tool::decoder(&[task.into(), NAME])
        .on(document, NAME)
        .read(SAID_MAX_BYTES, |from| {
            let mut said = String::new();
            from.read_to_string(&mut said)?;
            Ok(said)
        })?;
    if let Some(error) = refusal(&output) {
        return Err(error.into());
    }
    let mut looked = Looked::default();
    for line in output.stdout.lines() {
        let line = serde_json::from_str(line).map_err(|_| PixelError::Unreadable)?;
        looked.add(line);
    }
    Ok(looked)
}

impl Looked {
    fn add(&mut self, line: Line) {
        match line {
            Line::Trace(trace) => self.traces.push(Trace {
                text: harmless(&trace.text),
                part: trace.part.as_deref().map(harmless),
                ..trace
            }),
            Line::Page { page, words } => self.texts.push(Text {
                page: Some(page),
                part: None,
                words,
                is_placed: true,
            }),
            Line::Paragraph { part, text } => self.texts.push(Text {
                words: super::words::words(&text),
                page: None,
                part: Some(harmless(&part)).filter(|part| !part.is_empty()),
                is_placed: false,
            }),
        }
    }
}
