//! LibreOffice, which makes pages of an office document.
//!
//! It prints what was deleted and the names of authors, and computes dates anew, so pages are made
//! in four steps, each in a sandbox of its own: our decoder accepts changes and keeps the results
//! of fields and formulas, LibreOffice writes the document as one file of XML, our decoder settles
//! its text, and LibreOffice makes pages of what is left.

use std::{io::Read, path::Path};

use sourdine_decoder::office::{frozen::FREEZE, hidden::HiddenParts};
use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;
use sourdine_platform::files;

use super::{
    converted::Converted,
    error::CleanError,
    kind::{self, Kind, Suite},
    pixels::{PixelError, refusal},
    report::Finding,
    sandbox::{SandboxError, Tool},
    told::findings,
};

const SOFFICE: &str = "/usr/bin/soffice";
/// LibreOffice's profile, which is new in each sandbox.
const PROFILE: &str = "-env:UserInstallation=file:///tmp/profile";
/// The name of the pages inside the sandbox.
const PAGES: &str = "document.pdf";
/// How LibreOffice ends when its processor time is used up (SIGABRT, from its own handler): 128 and
/// the signal's number, as a shell says it.
const ABORTED: i32 = 128 + 6;
/// The largest file that LibreOffice may write of a document, in bytes.
const FLAT_MAX_BYTES: u64 = 512 << 20;
/// What LibreOffice may write into its PDF beside pages: nothing.
const PLAIN_PAGES: &str = concat!(
    r#"{"ExportFormFields":{"type":"boolean","value":"false"},"#,
    r#""ExportBookmarks":{"type":"boolean","value":"false"},"#,
    r#""ExportNotes":{"type":"boolean","value":"false"},"#,
    r#""ExportNotesPages":{"type":"boolean","value":"false"},"#,
    r#""ExportNotesInMargin":{"type":"boolean","value":"false"},"#,
    r#""ExportHiddenSlides":{"type":"boolean","value":"false"},"#,
    r#""IsSkipEmptyPages":{"type":"boolean","value":"false"},"#,
    r#""ReduceImageResolution":{"type":"boolean","value":"false"},"#,
    r#""UseLosslessCompression":{"type":"boolean","value":"true"},"#,
    r#""UseTaggedPDF":{"type":"boolean","value":"false"}}"#
);

/// Pages as a PDF, and what the document told beside its final text.
pub(in crate::desk) struct Printed {
    pub(in crate::desk) pages: Converted,
    pub(in crate::desk) told: Vec<Finding>,
}

/// The final text of a document, as one file of XML, and what else the document told.
pub(super) struct FinalText {
    pub(super) file: Converted,
    pub(super) told: Vec<Finding>,
}

/// Makes pages of the final text of a document.
pub(in crate::desk) fn print(
    document: &Path,
    kind: Kind,
    suite: Suite,
    hidden: HiddenParts,
    scratch: &Path,
) -> Result<Printed, CleanError> {
    let FinalText { file, told } = final_text(document, kind, suite, hidden, scratch)?;
    let (flat, filter) = names(suite);
    let format = format!("pdf:{filter}:{PLAIN_PAGES}");
    let printed = Conversion {
        document: &file.path(),
        name: flat,
        filter: None,
        format: &format,
        made: PAGES,
    };
    let pages = printed.run(scratch)?;
    // It makes none if all slides or sheets are hidden.
    let pages = pages.ok_or(PixelError::Empty)?;
    Ok(Printed { pages, told })
}

/// Reads the final text of a document.
pub(super) fn final_text(
    document: &Path,
    kind: Kind,
    suite: Suite,
    hidden: HiddenParts,
    scratch: &Path,
) -> Result<FinalText, CleanError> {
    let (flat, _) = names(suite);
    let mut told = Vec::new();
    let frozen = freeze(document, scratch, &mut told)?;
    let source = frozen.as_ref().map_or(document.to_owned(), Converted::path);
    let Some(written) = flatten(&source, kind, suite, scratch)? else {
        return Err(why_not(document)?);
    };
    drop(frozen);
    let settled = Converted::empty(flat, scratch)?;
    told.extend(settle(&written, hidden, &settled)?);
    drop(written);
    if kind::has_macros(&mut files::open_regular(document, DOCUMENT_MAX_BYTES)?)? {
        told.push(Finding {
            part: None,
            field: "Macros".to_owned(),
            value: String::new(),
        });
    }
    Ok(FinalText {
        file: settled,
        told,
    })
}

/// Has LibreOffice write a document as one file of XML, with all that it knows of it. None if it
/// cannot open it.
pub(in crate::desk) fn flatten(
    document: &Path,
    kind: Kind,
    suite: Suite,
    scratch: &Path,
) -> Result<Option<Converted>, CleanError> {
    let (flat, _) = names(suite);
    let opened = Conversion {
        document,
        name: &kind.file_name(),
        filter: filter_of(document, kind)?,
        format: flat.trim_start_matches("document."),
        made: flat,
    };
    Ok(opened.run(scratch)?)
}

/// The name of a flat file, and what LibreOffice calls the writer of its pages.
const fn names(suite: Suite) -> (&'static str, &'static str) {
    match suite {
        Suite::Writer => ("document.fodt", "writer_pdf_Export"),
        Suite::Calc => ("document.fods", "calc_pdf_Export"),
        Suite::Impress => ("document.fodp", "impress_pdf_Export"),
        Suite::Draw => ("document.fodg", "draw_pdf_Export"),
    }
}

fn why_not(document: &Path) -> Result<CleanError, CleanError> {
    let mut file = files::open_regular(document, DOCUMENT_MAX_BYTES)?;
    Ok(if kind::asks_for_password(&mut file)? {
        PixelError::Password.into()
    } else {
        CleanError::NotOpened
    })
}

/// Has our decoder accept changes, and keep the results of fields and formulas. None for documents
/// of the old programs, which it cannot read.
fn freeze(
    document: &Path,
    scratch: &Path,
    told: &mut Vec<Finding>,
) -> Result<Option<Converted>, CleanError> {
    const NAME: &str = "document.zip";
    if !kind::is_archive(&mut files::open_regular(document, DOCUMENT_MAX_BYTES)?)? {
        return Ok(None);
    }
    let frozen = Converted::empty(NAME, scratch)?;
    let output = Tool::decoder(&[FREEZE, NAME])
        .on(document, NAME)
        .read(FLAT_MAX_BYTES, |from| copy(from, &frozen.path()))?;
    match refusal(&output) {
        None => {
            told.extend(findings(&output.stderr));
            Ok(Some(frozen))
        }
        Some(PixelError::Unreadable) => Err(why_not(document)?),
        Some(other) => Err(other.into()),
    }
}

fn copy(from: &mut dyn Read, to: &Path) -> Result<(), SandboxError> {
    files::copy_hashed(from, &mut files::create_new(to)?)?;
    Ok(())
}

/// The filter by which LibreOffice has to read a document. It would take a damaged workbook for a
/// text, and print all its bytes.
fn filter_of(document: &Path, kind: Kind) -> Result<Option<&'static str>, CleanError> {
    if kind != Kind::Xls {
        return Ok(None);
    }
    let mut file = files::open_regular(document, DOCUMENT_MAX_BYTES)?;
    let is_new = kind::has_part(&mut file, "Workbook")?;
    Ok(Some(if is_new {
        "--infilter=MS Excel 97"
    } else {
        "--infilter=MS Excel 95"
    }))
}

/// A document that LibreOffice writes in another format.
struct Conversion<'a> {
    document: &'a Path,
    /// Its name inside the sandbox.
    name: &'a str,
    filter: Option<&'a str>,
    format: &'a str,
    made: &'static str,
}

impl Conversion<'_> {
    /// LibreOffice ends well although it could not read the document: what counts is the file.
    fn run(&self, scratch: &Path) -> Result<Option<Converted>, SandboxError> {
        let options = ["--headless", "--norestore", PROFILE];
        let conversion = ["--convert-to", self.format, self.name];
        let arguments = options.into_iter().chain(self.filter).chain(conversion);
        let arguments: Vec<&str> = arguments.collect();
        let tool = Tool::new(SOFFICE, &arguments).on(self.document, self.name);
        let made = Converted::empty(self.made, scratch)?;
        let output = tool.file(self.made, &made.path())?;
        if output.status.code() == Some(ABORTED) {
            return Err(SandboxError::TooLong);
        }
        let is_made = output.status.success() && made.path().is_file();
        Ok(is_made.then_some(made))
    }
}

/// Has our decoder write the final text of a document, and gives what else the document told.
fn settle(
    written: &Converted,
    hidden: HiddenParts,
    settled: &Converted,
) -> Result<Vec<Finding>, CleanError> {
    const NAME: &str = "document.xml";
    let output = Tool::decoder(&[hidden.into(), NAME])
        .on(&written.path(), NAME)
        .read(FLAT_MAX_BYTES, |from| copy(from, &settled.path()))?;
    if let Some(refusal) = refusal(&output) {
        return Err(refusal.into());
    }
    Ok(findings(&output.stderr))
}
