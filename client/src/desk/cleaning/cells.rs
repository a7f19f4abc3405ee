//! The sheets of a workbook as tables of the cells that are seen. Our decoder writes them from the
//! final text, inside the sandbox, and each is cleaned by itself.

use std::path::Path;

use sourdine_decoder::office::{cells::CELLS, hidden::HiddenParts};

use super::{
    error::CleanError,
    exiftool,
    kind::{Suite, Way},
    kind_of,
    members::{Member, Room, STREAM_MAX_BYTES, take_out},
    office::{self, FinalText},
    pixels::refusal,
    report::Finding,
    sandbox::Tool,
    told::findings,
};

/// The name of a workbook inside the sandbox.
const NAME: &str = "document.xml";

/// The sheets of a workbook, and what it told besides.
pub struct Sheets {
    pub sheets: Vec<Member>,
    pub told: Vec<Finding>,
}

/// Writes the sheets of a workbook into `scratch` as tables. None if the document is no workbook.
///
/// Fails if no cell is seen. A sheet of which nobody can say what is seen has no table.
pub fn sheets(
    document: &Path,
    hidden: HiddenParts,
    scratch: &Path,
    room: &mut Room,
) -> Result<Option<Sheets>, CleanError> {
    let kind = kind_of(document)?;
    let Way::Office(suite @ Suite::Calc) = kind.way() else {
        return Ok(None);
    };
    let mut told = exiftool::told(document, kind)?;
    let text = office::final_text(document, kind, suite, hidden, scratch)?;
    let FinalText { file, told: more } = text;
    told.extend(more);
    let mut sheets = Vec::new();
    let output = Tool::decoder(&[CELLS, NAME])
        .on(&file.path(), NAME)
        .read(STREAM_MAX_BYTES, |from| {
            take_out(from, scratch, &mut sheets)
        })?;
    if let Some(refusal) = refusal(&output) {
        return Err(refusal.into());
    }
    told.extend(findings(&output.stderr));
    room.take(&sheets)?;
    Ok(Some(Sheets { sheets, told }))
}
