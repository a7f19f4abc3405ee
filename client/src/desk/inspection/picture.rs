//! A picture: what stands behind its end, what its thumbnail shows, what printers put on it.

use std::path::Path;

use sourdine_decoder::{
    format::Format,
    look::{
        Look,
        trace::{Trace, TraceKind},
    },
    stream::SAMPLES,
};
use sourdine_platform::files;

use super::{decoder, inspected::Inspection, pixels};
use crate::desk::cleaning::{
    CleanError,
    converted::Converted,
    heif,
    kind::Kind,
    pixels::{Page, decode},
    sandbox::Tool,
};

const EXIFTOOL: &str = "/usr/bin/exiftool";
/// The largest thumbnail that is looked at, in bytes.
const THUMBNAIL_MAX_BYTES: u64 = 16 << 20;
/// Pictures are compared as this many squares across and down.
const SQUARES: usize = 8;
/// How far the mean brightness of squares is apart where pictures differ, and where one picture
/// was made smaller by another program.
const DIFFERENT: u64 = 24;

pub(super) fn look(
    original: &Path,
    kind: Kind,
    format: Format,
    scratch: &Path,
    inspection: &mut Inspection,
) {
    let looked = decoder::look(original, Look::Behind);
    let looked = inspection.attempt(looked).unwrap_or_default();
    inspection.add(looked.traces);
    if format == Format::Heic {
        let png = heif::convert(original, scratch);
        if let Some(png) = inspection.attempt(png) {
            pixels::look(&png.path(), Format::Heic, inspection);
        }
        return;
    }
    pixels::look(original, format, inspection);
    let different = thumbnail_differs(original, kind, format, scratch);
    if inspection.attempt(different) == Some(true) {
        inspection.add([Trace::new(TraceKind::DifferentThumbnail, "")]);
    }
}

/// Whether a photograph brings a small picture along that shows something else: it was made
/// before the photograph was cut or painted over.
fn thumbnail_differs(
    original: &Path,
    kind: Kind,
    format: Format,
    scratch: &Path,
) -> Result<bool, CleanError> {
    let name = kind.file_name();
    let arguments = ["-b", "-ThumbnailImage", &name];
    let output = Tool::new(EXIFTOOL, &arguments)
        .on(original, &name)
        .bytes(THUMBNAIL_MAX_BYTES)?;
    if !output.stdout.starts_with(&[0xFF, 0xD8]) {
        return Ok(false);
    }
    let file = Converted::empty("thumbnail.jpg", scratch)?;
    files::publish_new(&file.path(), &output.stdout)?;
    // The thumbnail is not turned: compared are the shades, whatever their order.
    let (Some(small), Some(large)) = (
        shades(&file.path(), Format::Jpg)?,
        shades(original, format)?,
    ) else {
        return Ok(false);
    };
    Ok(!turns(&small)
        .iter()
        .any(|small| apart(small, &large) < DIFFERENT))
}

type Shades = [[u64; SQUARES]; SQUARES];

/// The mean brightness of each square of a picture.
fn shades(picture: &Path, format: Format) -> Result<Option<Shades>, CleanError> {
    let mut shades = None;
    decode(picture, format, |page, _| {
        shades.get_or_insert(shades_of(&page));
        Ok(())
    })?;
    Ok(shades)
}

fn shades_of(page: &Page) -> Shades {
    let (mut sums, mut counts) = ([[0; SQUARES]; SQUARES], [[0_u64; SQUARES]; SQUARES]);
    let (width, height) = (page.width() as usize, page.height() as usize);
    for (at, pixel) in page.samples().chunks_exact(SAMPLES).enumerate() {
        let (row, column) = (at / width * SQUARES / height, at % width * SQUARES / width);
        let sum = sums.get_mut(row).and_then(|row| row.get_mut(column));
        let count = counts.get_mut(row).and_then(|row| row.get_mut(column));
        if let (Some(sum), Some(count)) = (sum, count) {
            *sum += pixel.iter().map(|part| u64::from(*part)).sum::<u64>();
            *count += SAMPLES as u64;
        }
    }
    for (sum, count) in sums.iter_mut().flatten().zip(counts.iter().flatten()) {
        *sum /= (*count).max(1);
    }
    sums
}

/// The picture as it stands, and turned three times.
fn turns(shades: &Shades) -> [Shades; 4] {
    let turn = |shades: &Shades| {
        let mut turned = [[0; SQUARES]; SQUARES];
        for (row, from) in shades.iter().enumerate() {
            for (column, shade) in from.iter().enumerate() {
                let to = turned.get_mut(column);
                if let Some(to) = to.and_then(|to| to.get_mut(SQUARES - 1 - row)) {
                    *to = *shade;
                }
            }
        }
        turned
    };
    let once = turn(shades);
    let twice = turn(&once);
    [*shades, once, twice, turn(&twice)]
}

/// How far the shades of the square that differs most are apart.
fn apart(one: &Shades, other: &Shades) -> u64 {
    let both = one.iter().flatten().zip(other.iter().flatten());
    both.map(|(one, other)| one.abs_diff(*other))
        .max()
        .unwrap_or(0)
}
