//! A document, looked at safely: its pages, frames or loudness on contact sheets, its text as
//! lines. It goes the way of a clean copy, and nothing of it is kept.

use std::{io, path::Path, thread};

use serde::Serialize;
use sourdine_decoder::{format::Format, office::hidden::HiddenParts};
use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;
use sourdine_platform::files;

use super::{
    drawn::Drawn,
    error::CleanError,
    kind::{Kind, Way},
    kind_of,
    pages::dots,
    pixels::{self, Page, PixelError},
    preview::{
        sheet::{self, SHEET_PAGES, Sheet},
        wave,
        words::WordCounts,
    },
    qpdf, reading,
    recording::{
        self,
        look::{Contents, FRAME},
    },
    text,
    wishes::Tracks,
};

/// What is asked of a preview.
#[derive(Clone, Copy, Debug, Default)]
pub struct PreviewWishes {
    /// Whether the words of pages are counted, which takes longer.
    pub counts_words: bool,
    /// The one page to show, at its own size. The first is 1.
    pub page: Option<u32>,
    /// Which track of a recording is shown. A sound is shown if it was chosen alone.
    pub tracks: Tracks,
}

/// What a document shows.
#[derive(Debug)]
pub enum Preview {
    Pages(Vec<PreviewedPage>),
    /// The visible characters, line by line.
    Text(Vec<String>),
    /// When the frames are shown, and how long the film is, in milliseconds.
    Film {
        frames: Vec<u64>,
        length: u64,
    },
    /// How long the sound is, in milliseconds, and its loudest moment.
    Sound {
        length: u64,
        loudest_percent: u32,
    },
}

/// A page: its size in pixels, and how many words were read on it, if they were counted.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct PreviewedPage {
    pub page: u32,
    pub width: u32,
    pub height: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<usize>,
}

/// Takes contact sheets, each a PNG.
pub type TakeSheet<'a> = dyn FnMut(&[u8]) -> io::Result<()> + 'a;

/// Looks at a document, and hands out contact sheets one by one.
pub fn preview(
    original: &Path,
    scratch: &Path,
    wishes: PreviewWishes,
    sheets: &mut TakeSheet<'_>,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<(Kind, Preview), CleanError> {
    let kind = kind_of(original)?;
    let drawn = match kind.way() {
        Way::Characters => {
            let bytes = files::read_regular(original, DOCUMENT_MAX_BYTES)?;
            return Ok((kind, preview_text(&bytes)?));
        }
        Way::Reading(format) => {
            let (text, _) = reading::read(original, format)?;
            return Ok((kind, preview_text(&text)?));
        }
        Way::Members => return Err(CleanError::Archive),
        Way::Recording => {
            let glance =
                recording::look::glance(original, &kind.file_name(), wishes.tracks, progress)?;
            return Ok((kind, preview_recording(glance, sheets)?));
        }
        Way::Pixels(format) => Drawn::pixels(original, format, scratch)?,
        Way::Office(suite) => Drawn::office(original, kind, suite, HiddenParts::Omit, scratch)?,
        Way::Lines => Drawn::lines(original, scratch)?,
    };
    let pages = preview_pages(&drawn, scratch, wishes, sheets, progress)?;
    Ok((kind, Preview::Pages(pages)))
}

fn preview_text(bytes: &[u8]) -> Result<Preview, CleanError> {
    let rewritten = text::rewrite(bytes).ok_or(CleanError::UnknownKind)??;
    let lines = rewritten.text.lines().map(str::to_owned);
    Ok(Preview::Text(lines.collect()))
}

fn preview_recording(
    glance: recording::look::Glance,
    sheets: &mut TakeSheet<'_>,
) -> Result<Preview, CleanError> {
    let length = glance.length;
    match glance.contents {
        Contents::Frames(frames) => {
            let times = frames.iter().map(|(time, _)| *time).collect();
            let mut sheet = Sheet::new(u32::try_from(frames.len()).unwrap_or(u32::MAX));
            for (time, samples) in frames {
                let page = Page::of_samples(FRAME.0, FRAME.1, samples);
                let page = page.ok_or(PixelError::Unreadable)?;
                let seconds = time / 1_000;
                sheet.add(&page, &format!("{}:{:02}", seconds / 60, seconds % 60));
            }
            sheets(&sheet.png()?)?;
            Ok(Preview::Film {
                frames: times,
                length,
            })
        }
        Contents::Loudness(loudness) => {
            sheets(&wave::draw(&loudness)?)?;
            Ok(Preview::Sound {
                length,
                loudest_percent: wave::loudest_percent(&loudness),
            })
        }
    }
}

fn preview_pages(
    drawn: &Drawn,
    scratch: &Path,
    wishes: PreviewWishes,
    sheets: &mut TakeSheet<'_>,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<Vec<PreviewedPage>, CleanError> {
    let is_pdf = drawn.format == Format::Pdf;
    let counted = is_pdf
        .then(|| qpdf::count_pages(drawn.path()))
        .transpose()?;
    let mut pages = Vec::new();
    let count = thread::scope(|scope| {
        let mut words = wishes.counts_words.then(|| WordCounts::new(scope, scratch));
        let (mut sheet, mut number) = (None, 0);
        let count = pixels::decode(drawn.path(), drawn.format, |mut page, count| {
            number += 1;
            progress(number, count);
            if wishes.page.is_some_and(|wanted| wanted != number) {
                return Ok(());
            }
            dots::remove(&mut page);
            pages.push(PreviewedPage {
                page: number,
                width: page.width(),
                height: page.height(),
                words: None,
            });
            let taken = if wishes.page.is_some() {
                sheet::large(&page).and_then(|png| sheets(&png))
            } else {
                add(&mut sheet, &page, (number, count), sheets)
            };
            taken.map_err(PixelError::NotWritten)?;
            words.as_mut().map_or(Ok(()), |words| words.add(page))
        })?;
        let counts = words.map(WordCounts::finish).transpose()?;
        for (page, count) in pages.iter_mut().zip(counts.unwrap_or_default()) {
            page.words = Some(count);
        }
        Ok::<_, PixelError>(count)
    })?;
    if let Some(one) = counted.filter(|one| *one != count) {
        return Err(CleanError::PageCounts { one, other: count });
    }
    match wishes.page {
        Some(page) if pages.is_empty() => Err(CleanError::NoSuchPage { page, count }),
        Some(_) | None => Ok(pages),
    }
}

/// Adds a page to a sheet, and hands out one that is full.
fn add(
    sheet: &mut Option<Sheet>,
    page: &Page,
    (number, count): (u32, u32),
    sheets: &mut TakeSheet<'_>,
) -> io::Result<()> {
    let filled = (number - 1) / SHEET_PAGES * SHEET_PAGES;
    let filling = sheet.get_or_insert_with(|| Sheet::new(count - filled));
    filling.add(page, &number.to_string());
    if filling.is_full() {
        sheets(&filling.png()?)?;
        *sheet = None;
    }
    Ok(())
}
