//! The cells of a spreadsheet that are seen, each sheet as a table of comma-separated values
//! (RFC 4180). They are read in the final text of a workbook, as a flat OpenDocument file.
//!
//! [walk] goes through the file, [look] says whether a text is seen in its cell, [sheet] and [grid]
//! keep what is seen.

mod grid;
mod look;
mod sheet;
mod walk;

use std::io::Write;

use self::walk::Walk;
use super::survey::Survey;
use crate::{
    error::{DecodeError, Refusal},
    members::{outgoing::Members, stream::State},
    told::Told,
    xml::{Piece, Pieces},
};

/// How the program is told to do this.
pub const CELLS: &str = "cells";
/// What a sheet is called, behind its name.
const EXTENSION: &str = ".csv";

/// Writes the sheets of a settled workbook as a [stream](crate::members::stream) of tables, and
/// gives what was left out.
///
/// # Errors
/// [`DecodeError::Refused`] if the file is no well-formed XML or has no cell that is seen,
/// [`DecodeError::Io`] if `out` takes no more.
pub fn cells(document: &[u8], out: impl Write) -> Result<Vec<Told>, DecodeError> {
    let unreadable = |_| DecodeError::Refused(Refusal::Unreadable);
    let survey = Survey::of(document).map_err(unreadable)?;
    let looks = look::Looks::of(document).map_err(unreadable)?;
    let mut walk = Walk::new(&survey, &looks);
    let mut pieces = Pieces::of(document);
    while let Some(piece) = pieces.next().map_err(unreadable)? {
        match piece {
            Piece::Declaration(_) => {}
            Piece::Start(element) => walk.start(&element),
            Piece::End => walk.end(),
            Piece::Text(text) => walk.text(&text),
        }
    }
    let (sheets, told) = walk.finish();
    if sheets.is_empty() {
        return Err(DecodeError::Refused(Refusal::Empty));
    }
    let mut members = Members::new(out);
    for sheet in sheets {
        let table = sheet.grid.table().ok_or(State::TooLarge);
        let table = table.as_deref().map_err(|state| *state);
        let table =
            table.and_then(|table| (!sheet.is_unclear).then_some(table).ok_or(State::Unclear));
        members.add(&format!("{}{EXTENSION}", sheet.name), table)?;
    }
    members.end()?;
    Ok(told)
}
