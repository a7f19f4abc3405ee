//! Documents that are written anew from what is seen and heard of them: characters, pixels, frames
//! and samples.
//!
//! A copy is [looked at](examine) by rules of its own format, which take what we write and nothing
//! else, and then by a program that knows nothing of them.

use std::{
    io::{self, Read},
    path::Path,
    thread,
};

use sourdine_decoder::{format::Format, jpeg as decoder};
use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;
use sourdine_platform::files;
use sourdine_protocol::text::Sha256Hex;

use super::{
    copy_file::{CopyReader, Draft},
    drawn::Drawn,
    error::CleanError,
    exiftool,
    kind::{CopyFormat, Kind, Way},
    pages::{self, Pages, TextLayer, dots},
    picture::{jpeg, png},
    pixels::{self, Page, PixelError},
    qpdf, reading, recording,
    redaction::{Plan, Redaction, RedactionError},
    report::{Finding, RedactedPage},
    text,
    wishes::Wishes,
};

/// A copy, before it is looked at.
pub(super) struct Rebuilt {
    pub(super) draft: Draft,
    pub(super) kind: Kind,
    /// What the original told.
    pub(super) removed: Vec<Finding>,
    pub(super) redacted: Vec<RedactedPage>,
    /// Where it was blackened, if it has pages.
    pub(super) plan: Plan,
}

/// Writes a document anew.
pub(super) fn rebuild(
    original: &Path,
    kind: Kind,
    scratch: &Path,
    wishes: Wishes<'_>,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<Rebuilt, CleanError> {
    let mut plan = Plan::default();
    let mut rewrite = |drawn: Result<Drawn, CleanError>, removed: &mut Vec<Finding>| {
        let mut drawn = drawn?;
        removed.append(&mut drawn.told);
        if let Some(redaction) = wishes.redaction {
            plan = redaction.plan(drawn.path(), drawn.format, scratch, progress)?;
        }
        rewrite(&drawn, scratch, wishes.text_layer, &plan, progress)
    };
    let mut removed = Vec::new();
    match kind.way() {
        Way::Pixels(_) | Way::Office(_) | Way::Lines | Way::Recording => {
            removed = exiftool::told(original, kind)?;
        }
        // Our decoder says what they tell.
        Way::Characters | Way::Reading(_) | Way::Members => {}
    }
    if kind == Kind::Jpg {
        removed.extend(behind_end(original)?);
    }
    let (draft, kind) = match kind.way() {
        Way::Characters => {
            let bytes = files::read_regular(original, DOCUMENT_MAX_BYTES)?;
            return rebuild_text(&bytes, kind, removed, (wishes.redaction, scratch));
        }
        Way::Reading(format) => {
            let (text, told) = reading::read(original, format)?;
            return rebuild_text(&text, Kind::Txt, told, (wishes.redaction, scratch));
        }
        Way::Members => return Err(CleanError::Archive),
        Way::Pixels(format) => rewrite(Drawn::pixels(original, format, scratch), &mut removed)?,
        Way::Office(suite) => {
            let printed = Drawn::office(original, kind, suite, wishes.hidden, scratch);
            rewrite(printed, &mut removed)?
        }
        Way::Lines => rewrite(Drawn::lines(original, scratch), &mut removed)?,
        Way::Recording if wishes.redaction.is_some() => {
            return Err(RedactionError::Recording.into());
        }
        Way::Recording => {
            let name = kind.file_name();
            let rerecorded = recording::rebuild(original, &name, wishes.tracks, progress)?;
            let told = rerecorded.told.into_iter();
            removed.extend(told.map(|(field, value)| Finding {
                part: None,
                field: field.to_owned(),
                value,
            }));
            let is_film = rerecorded.has_picture;
            let kind = if is_film { Kind::Webm } else { Kind::Ogg };
            (Draft::of(&rerecorded.bytes, scratch)?, kind)
        }
    };
    Ok(Rebuilt {
        draft,
        kind,
        removed,
        redacted: redacted_pages(plan.counts()),
        plan,
    })
}

/// What stands behind the end of a photograph, of which exiftool does not tell.
fn behind_end(original: &Path) -> Result<Option<Finding>, CleanError> {
    let bytes = files::read_regular(original, DOCUMENT_MAX_BYTES)?;
    let length = decoder::length(&bytes).map_or(0, |length| bytes.len() - length);
    Ok((length > 0).then(|| Finding {
        part: None,
        field: "BytesBehindEnd".to_owned(),
        value: length.to_string(),
    }))
}

fn rebuild_text(
    bytes: &[u8],
    kind: Kind,
    mut removed: Vec<Finding>,
    (redaction, scratch): (Option<&Redaction>, &Path),
) -> Result<Rebuilt, CleanError> {
    let rewritten = text::rewrite(bytes).ok_or(CleanError::UnknownKind)??;
    removed.extend(rewritten.removed.into_iter().map(|(field, value)| Finding {
        part: None,
        field,
        value,
    }));
    let (text, marks) = match redaction {
        Some(redaction) => redaction.mark(&rewritten.text)?,
        None => (rewritten.text, 0),
    };
    Ok(Rebuilt {
        draft: Draft::of(text.as_bytes(), scratch)?,
        kind,
        removed,
        redacted: redacted_pages((marks > 0).then_some((1, marks))),
        plan: Plan::default(),
    })
}

fn redacted_pages(counts: impl IntoIterator<Item = (u32, usize)>) -> Vec<RedactedPage> {
    let pages = counts.into_iter();
    pages
        .map(|(page, boxes)| RedactedPage { page, boxes })
        .collect()
}

/// A single picture stays one. Pages become a PDF, and have to be as many as another reader counts.
fn rewrite(
    drawn: &Drawn,
    scratch: &Path,
    text_layer: TextLayer,
    plan: &Plan,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<(Draft, Kind), CleanError> {
    let (document, format) = (drawn.path(), drawn.format);
    let is_pdf = format == Format::Pdf;
    let counted = is_pdf.then(|| qpdf::count_pages(document)).transpose()?;
    if let Some(count) = counted {
        plan.check_pages(count)?;
    }
    let draft = Draft::new(scratch)?;
    let (written, count) = thread::scope(|scope| {
        let (mut to, mut pages) = (Some(draft), None);
        let (mut picture, mut done) = (None, 0);
        let count = pixels::decode(document, format, |mut page, count| {
            plan.burn(done + 1, &mut page);
            if count == 1 && !is_pdf {
                dots::remove(&mut page);
                let written = write_picture(&page, format);
                picture = Some(written.map_err(PixelError::NotWritten)?);
                return Ok(());
            }
            if let Some(to) = to.take() {
                let to = (to, count as usize);
                pages = Some(Pages::begin(scope, text_layer, scratch, to)?);
            }
            pages.as_mut().map_or(Ok(()), |pages| pages.add(page))?;
            done += 1;
            progress(done, count);
            Ok(())
        })?;
        let written = match (picture, pages) {
            (Some((picture, kind)), _) => {
                let draft = Draft::of(&picture, scratch);
                (draft.map_err(PixelError::NotWritten)?, kind)
            }
            (None, Some(pages)) => (pages.end()?, Kind::Pdf),
            (None, None) => return Err(PixelError::Empty),
        };
        Ok::<_, PixelError>((written, count))
    })?;
    plan.check_pages(count)?;
    if let Some(one) = counted.filter(|one| *one != count) {
        return Err(CleanError::PageCounts { one, other: count });
    }
    if written.0.size() > DOCUMENT_MAX_BYTES {
        return Err(PixelError::TooHeavy.into());
    }
    Ok(written)
}

/// As a JPEG if it came as photographs do, else as a PNG.
fn write_picture(page: &Page, format: Format) -> io::Result<(Vec<u8>, Kind)> {
    match format {
        Format::Heic | Format::Jpg | Format::Webp => {
            let written = jpeg::write(page, jpeg::Quality::Photograph);
            Ok((written.map_err(io::Error::other)?, Kind::Jpg))
        }
        Format::Bmp | Format::Gif | Format::Pdf | Format::Png | Format::Pnm | Format::Tiff => {
            Ok((png::write(page)?, Kind::Png))
        }
    }
}

/// Looks at a copy: it may have nothing that we do not write, and a program that knows nothing of
/// how we write must find nothing in it either. Gives its size.
///
/// The hash is that of the bytes that were looked at, not of what another reading would give.
pub(super) fn examine(copy: &Path, sha256: &Sha256Hex, kind: Kind) -> Result<u64, CleanError> {
    let format = kind.copy_format().ok_or(CleanError::NotRewritten)?;
    let mut same = CopyReader::open(copy, sha256)?;
    if format == CopyFormat::Pdf {
        let pages = files::open_regular(copy, DOCUMENT_MAX_BYTES)?;
        let count = pages::count_written(pages.take(DOCUMENT_MAX_BYTES), &mut same);
        let count = count.map_err(|error| {
            if error.kind() == io::ErrorKind::InvalidData {
                CleanError::NotRewritten
            } else {
                error.into()
            }
        })?;
        examine_pdf(copy, count)?;
        return Ok(same.size());
    }
    let mut bytes = Vec::new();
    same.read_to_end(&mut bytes)?;
    if !is_written(&bytes, format) {
        return Err(CleanError::NotRewritten);
    }
    match kind.way() {
        Way::Characters => return Ok(same.size()),
        Way::Recording => recording::plays(copy, &kind.file_name())?,
        Way::Pixels(_) | Way::Office(_) | Way::Lines | Way::Reading(_) | Way::Members => {}
    }
    exiftool::finds_nothing(copy, kind)?;
    Ok(same.size())
}

/// Whether every byte is one that we write in a copy of this format.
pub fn is_written(bytes: &[u8], format: CopyFormat) -> bool {
    match format {
        CopyFormat::Txt => text::is_rewritten(bytes),
        CopyFormat::Jpg => jpeg::check(bytes, jpeg::Quality::Photograph).is_some(),
        CopyFormat::Png => png::is_written(bytes),
        CopyFormat::Pdf => pages::count_written(bytes, bytes).is_ok(),
        CopyFormat::Ogg => recording::ogg::is_written(bytes),
        CopyFormat::Webm => recording::webm::is_written(bytes),
    }
}

fn examine_pdf(copy: &Path, count: usize) -> Result<(), CleanError> {
    let other = qpdf::check(copy)?;
    let one = u32::try_from(count).unwrap_or(u32::MAX);
    if one != other {
        return Err(CleanError::PageCounts { one, other });
    }
    exiftool::finds_nothing(copy, Kind::Pdf)
}
