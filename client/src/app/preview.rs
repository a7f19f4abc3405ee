//! Looks at a file safely, before anything else touches it. No key is asked for, and no copy kept.

use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
};

use serde::Serialize;
use sourdine_platform::files;
use sourdine_protocol::text::harmless;

use super::{
    AppError, CommandContext, Kind, ProgressEvent, Tracks, original::Original, passwords::Passwords,
};
use crate::{
    desk::{
        cleaning::{Preview, PreviewWishes, PreviewedPage, preview as look_at},
        scratch::Scratch,
    },
    l10n::Explain,
};

/// Where a letter has its contact sheets, and scratch those of other files.
const SHEETS: &str = "previews";

/// Why a contact sheet cannot be written.
#[derive(Debug, Explain, thiserror::Error)]
pub enum SheetError {
    /// Nothing is overwritten.
    #[explain("error-preview-exists", path)]
    Exists { path: PathBuf },
    #[explain("error-preview-write")]
    Unwritten { path: PathBuf, source: io::Error },
}

/// What was typed.
pub struct PreviewOptions<'a> {
    /// A path, or `LETTER:NAME`.
    pub file: &'a Path,
    /// Where the first sheet goes; the others stand beside it.
    pub output: Option<&'a Path>,
    pub counts_words: bool,
    pub page: Option<u32>,
    pub tracks: Tracks,
    /// A file with passwords of documents, one on each line.
    pub passwords: Option<&'a Path>,
    /// The first line of a text to show, from 1, and how many.
    pub from_line: usize,
    pub lines: usize,
}

#[derive(Debug, Serialize)]
pub struct PreviewReport {
    pub file: String,
    pub kind: Kind,
    #[serde(flatten)]
    pub shown: Shown,
    /// The contact sheets.
    pub sheets: Vec<PathBuf>,
}

/// What the file shows.
#[derive(Debug, Serialize)]
#[serde(tag = "shows", rename_all = "lowercase")]
pub enum Shown {
    Pages {
        pages: Vec<PreviewedPage>,
        #[serde(skip_serializing_if = "Option::is_none")]
        words: Option<usize>,
    },
    Text {
        words: usize,
        /// The first line that is shown, from 1, and how many there are.
        from: usize,
        of: usize,
        lines: Vec<String>,
    },
    Film {
        /// All times are in milliseconds.
        length: u64,
        frames: Vec<u64>,
    },
    Sound {
        length: u64,
        loudest_percent: u32,
    },
}

/// Looks at a file.
///
/// Fails as cleaning does, and if a contact sheet would overwrite a file.
pub fn preview(
    context: &CommandContext<'_>,
    options: &PreviewOptions<'_>,
) -> Result<PreviewReport, AppError> {
    let scratch = context.scratch()?;
    let folder = || context.folder();
    let original = Original::locate(options.file, folder, &scratch, |_| Ok(()))?;
    let file = harmless(&options.file.to_string_lossy());
    let mut passwords = Passwords::of(context, options.passwords, &scratch)?;
    let path = passwords.open(original.path.clone(), &file)?;
    let mut sheets = Sheets::new(&original, options.output, &scratch)?;
    let fleeting = scratch.fleeting()?;
    let wishes = PreviewWishes {
        counts_words: options.counts_words,
        page: options.page,
        tracks: options.tracks,
    };
    let mut progress = |pages, of| {
        let file = &file;
        context
            .progress
            .update(ProgressEvent::Previewing { file, pages, of });
    };
    let mut take = |png: &[u8]| sheets.write(png);
    let seen = look_at(&path, fleeting.path(), wishes, &mut take, &mut progress);
    if let Some(failure) = sheets.failure.take() {
        return Err(failure.into());
    }
    let (kind, seen) = seen?;
    Ok(PreviewReport {
        kind,
        shown: shown(seen, options),
        sheets: sheets.written,
        file,
    })
}

fn shown(seen: Preview, options: &PreviewOptions<'_>) -> Shown {
    match seen {
        Preview::Pages(pages) => {
            let words: Option<Vec<usize>> = pages.iter().map(|page| page.words).collect();
            Shown::Pages {
                words: words.map(|words| words.iter().sum()),
                pages,
            }
        }
        Preview::Text(lines) => {
            let from = options.from_line.max(1);
            let words = lines.iter().map(|line| line.split_whitespace().count());
            Shown::Text {
                words: words.sum(),
                from,
                of: lines.len(),
                lines: lines
                    .into_iter()
                    .skip(from - 1)
                    .take(options.lines)
                    .collect(),
            }
        }
        Preview::Film { frames, length } => Shown::Film { length, frames },
        Preview::Sound {
            length,
            loudest_percent,
        } => Shown::Sound {
            length,
            loudest_percent,
        },
    }
}

/// Where contact sheets go. No file is overwritten.
struct Sheets {
    folder: PathBuf,
    /// A sheet's name is this, its number, and an extension.
    stem: OsString,
    extension: OsString,
    /// The name of the first sheet, where one was asked for.
    first: Option<PathBuf>,
    written: Vec<PathBuf>,
    failure: Option<SheetError>,
}

impl Sheets {
    fn new(
        original: &Original,
        output: Option<&Path>,
        scratch: &Scratch,
    ) -> Result<Self, AppError> {
        let (first, folder, stem, extension) = match output {
            Some(output) if output.symlink_metadata().is_ok() => {
                let path = output.to_owned();
                return Err(SheetError::Exists { path }.into());
            }
            Some(output) => (
                Some(output.to_owned()),
                output.parent().unwrap_or(Path::new("")).to_owned(),
                output.file_stem().unwrap_or_default().to_owned(),
                output.extension().unwrap_or_default().to_owned(),
            ),
            None => {
                let letter = original
                    .letter
                    .as_ref()
                    .map(|(_, folder)| folder.join(SHEETS));
                let folder = letter.unwrap_or_else(|| scratch.opened(SHEETS));
                let name = original.path.file_name().unwrap_or_default().to_owned();
                (None, folder, name, "png".into())
            }
        };
        Ok(Self {
            folder,
            stem,
            extension,
            first,
            written: Vec::new(),
            failure: None,
        })
    }

    fn write(&mut self, png: &[u8]) -> io::Result<()> {
        let written = match &self.first {
            Some(path) if self.written.is_empty() => create(path, png).map(|()| path.clone()),
            Some(_) => {
                let path = self.numbered(self.written.len() + 1);
                create(&path, png).map(|()| path)
            }
            None => self.write_beside(png),
        };
        match written {
            Ok(path) => {
                self.written.push(path);
                Ok(())
            }
            Err(failure) => {
                self.failure = Some(failure);
                Err(io::ErrorKind::Other.into())
            }
        }
    }

    /// Writes a sheet under the next number that is free.
    fn write_beside(&self, png: &[u8]) -> Result<PathBuf, SheetError> {
        let made = files::make_dir(&self.folder);
        made.map_err(|source| SheetError::Unwritten {
            path: self.folder.clone(),
            source,
        })?;
        let mut number = 1;
        loop {
            let path = self.numbered(number);
            match create(&path, png) {
                Ok(()) => return Ok(path),
                Err(SheetError::Exists { .. }) => number += 1,
                Err(other) => return Err(other),
            }
        }
    }

    fn numbered(&self, number: usize) -> PathBuf {
        let mut name = self.stem.clone();
        name.push(format!("-{number}"));
        if !self.extension.is_empty() {
            name.push(".");
            name.push(&self.extension);
        }
        self.folder.join(name)
    }
}

fn create(path: &Path, png: &[u8]) -> Result<(), SheetError> {
    let written = files::create_new(path).and_then(|mut file| io::Write::write_all(&mut file, png));
    written.map_err(|source| {
        let path = path.to_owned();
        if source.kind() == io::ErrorKind::AlreadyExists {
            SheetError::Exists { path }
        } else {
            SheetError::Unwritten { path, source }
        }
    })
}
