//! Makes a clean copy of a document without what must not be read in it.

use std::{
    io::{self, Read},
    path::{Path, PathBuf},
};

use sourdine_platform::files;

use super::{AppError, CleanOptions, CleanReport, CommandContext, Wanted, Wishes, clean};
use crate::{
    desk::cleaning::redaction::{Area, Redaction},
    l10n::Explain,
};

/// The largest list of texts, in bytes.
const LIST_MAX_BYTES: u64 = 1 << 20;

/// Why there is nothing to look for.
#[derive(Debug, Explain, thiserror::Error)]
pub enum TextsError {
    #[explain("error-read")]
    Unreadable { path: PathBuf, source: io::Error },
    /// The list has no line with a text.
    #[explain("error-redact-empty-list", path)]
    EmptyList { path: PathBuf },
}

/// What was typed.
pub struct RedactOptions<'a> {
    pub case: &'a str,
    pub file: &'a Path,
    /// Boxes, each as `PAGE:X,Y,WIDTH,HEIGHT`, in hundredths of the page.
    pub boxes: &'a [String],
    pub texts: &'a [String],
    /// A file with a text on each line.
    pub list: Option<&'a Path>,
    /// A file with passwords of documents, one on each line.
    pub passwords: Option<&'a Path>,
    pub wishes: Wishes<'a>,
}

/// Makes a clean copy with boxes, and keeps it with the case.
///
/// Fails if a box is none, a text is not found, or one can still be read in the copy.
pub fn redact(
    context: &CommandContext<'_>,
    options: &RedactOptions<'_>,
) -> Result<CleanReport, AppError> {
    let areas = options.boxes.iter().map(|typed| typed.parse());
    let areas: Vec<Area> = areas.collect::<Result<_, _>>()?;
    let mut texts = options.texts.to_vec();
    if let Some(path) = options.list {
        texts.extend(listed(path)?);
    }
    let redaction = Redaction::new(areas, &texts)?;
    let file = [options.file.to_owned()];
    let options = CleanOptions {
        case: options.case,
        wanted: Wanted::Files(&file),
        passwords: options.passwords,
        as_tables: false,
        wishes: Wishes {
            redaction: Some(&redaction),
            ..options.wishes
        },
    };
    clean(context, &options)
}

fn listed(path: &Path) -> Result<Vec<String>, TextsError> {
    let mut list = String::new();
    let opened = files::open_regular(path, LIST_MAX_BYTES);
    let read = opened.and_then(|file| file.take(LIST_MAX_BYTES).read_to_string(&mut list));
    read.map_err(|source| TextsError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let lines = list.lines().filter(|line| !line.trim().is_empty());
    let texts: Vec<String> = lines.map(str::to_owned).collect();
    if texts.is_empty() {
        return Err(TextsError::EmptyList {
            path: path.to_owned(),
        });
    }
    Ok(texts)
}
