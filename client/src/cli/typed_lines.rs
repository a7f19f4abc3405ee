//! Texts that do not belong into a shell's history: `-` reads them from standard input.

use std::io::{self, IsTerminal, Read};

use super::session::Session;
use crate::{
    app::AppError,
    l10n::{Explain, Message},
};

/// What stands for standard input.
pub(super) const STANDARD_INPUT: &str = "-";
/// The most that is read, in bytes.
const INPUT_MAX_BYTES: u64 = 4_194_304;

#[derive(Debug, Explain, thiserror::Error)]
pub(super) enum TypedLinesError {
    #[explain("error-io", reason)]
    Read(io::Error),
    #[explain("error-input-long", most = INPUT_MAX_BYTES)]
    Long,
}

/// A text that was typed, or a line of standard input.
pub(super) fn one(
    typed: &str,
    question: &'static str,
    session: &Session<'_>,
) -> Result<String, AppError> {
    if typed != STANDARD_INPUT {
        return Ok(typed.to_owned());
    }
    if io::stdin().is_terminal() {
        return Ok(session.ask_line(&Message::new(question))?);
    }
    // What is piped in is the whole text: a second line of it is refused, and not lost.
    Ok(all()?.trim_end_matches(['\n', '\r']).to_owned())
}

/// Texts that were typed; in place of `-`, the lines of standard input.
pub(super) fn several(typed: &[String]) -> Result<Vec<String>, TypedLinesError> {
    let mut texts = Vec::new();
    for text in typed {
        if text == STANDARD_INPUT {
            let lines = all()?;
            let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
            texts.extend(lines.map(str::to_owned));
        } else {
            texts.push(text.trim().to_owned());
        }
    }
    Ok(texts)
}

fn all() -> Result<String, TypedLinesError> {
    let mut text = String::new();
    let mut input = io::stdin().lock().take(INPUT_MAX_BYTES + 1);
    input
        .read_to_string(&mut text)
        .map_err(TypedLinesError::Read)?;
    if text.len() as u64 > INPUT_MAX_BYTES {
        Err(TypedLinesError::Long)
    } else {
        Ok(text)
    }
}
