//! Opens a letter and all that the source had sealed before, one layer in another.
//!
//! Sealed files that wait to be opened are kept in a list with their depth, and the last one is
//! opened next. So no file, however it was made, makes a function call itself again.

use std::{
    io::{Read, Seek},
    path::{Path, PathBuf},
};

use sourdine_platform::files;
use sourdine_protocol::envelope::{Letter, recognise::Sealed};

use super::{
    Keys, OpenError,
    contents::{Extracted, Inner},
    extract::{LetterPart, SealedFile, write_letter},
    unseal::{Unsealed, free_name, unseal},
};
use crate::desk::{FileError, scratch::wipe};

/// How many layers are opened, one in another: an envelope sealed offline, in which a source put
/// what it had sealed before, and a few more.
const LAYERS_MAX: usize = 4;

/// Writes all of a letter to an empty folder in memory, and opens the layers inside.
/// Tells `progress` how many bytes more were written. After an error nothing that was
/// written may be used.
pub fn extract<R: Read + Seek>(
    letter: &mut Letter<R>,
    from: &Path,
    folder: &Path,
    keys: Keys<'_>,
    progress: &mut dyn FnMut(u64),
) -> Result<Extracted, OpenError> {
    let (contents, sealed) = write_letter(letter, from, folder, progress)?;
    let mut layers = Layers {
        keys,
        waiting: Vec::new(),
        opened: Vec::new(),
    };
    layers.add(None, 0, sealed);
    while let Some(next) = layers.waiting.pop() {
        layers.open(&next)?;
    }
    Ok(layers.put_into(contents))
}

/// A sealed file that waits to be opened.
struct Waiting {
    path: PathBuf,
    sealed: Sealed,
    /// The number of layers around the file.
    depth: usize,
    origin: Origin,
}

/// Where a sealed file came from.
#[derive(Clone, Copy)]
struct Origin {
    /// The index of the layer in [`Layers::opened`], or none for the letter itself.
    layer: Option<usize>,
    part: LetterPart,
}

struct Layers<'a> {
    keys: Keys<'a>,
    waiting: Vec<Waiting>,
    /// What came of each file that was opened. An inner layer stands after the outer one.
    opened: Vec<(Origin, Inner)>,
}

impl Layers<'_> {
    /// Adds the sealed files of one layer to the list, so that the first of them is opened next.
    fn add(&mut self, layer: Option<usize>, depth: usize, files: Vec<SealedFile>) {
        let waiting = files.into_iter().rev().map(|file| Waiting {
            path: file.path,
            sealed: file.sealed,
            depth,
            origin: Origin {
                layer,
                part: file.part,
            },
        });
        self.waiting.extend(waiting);
    }

    fn open(&mut self, next: &Waiting) -> Result<(), OpenError> {
        let (number, deeper) = (self.opened.len(), next.depth + 1);
        let inner = if next.depth >= LAYERS_MAX {
            Inner::TooDeep
        } else {
            match unseal(&next.path, next.sealed, self.keys)? {
                Unsealed::Refused(inner) => inner,
                Unsealed::File { path, sealed } => {
                    let again = sealed.map(|sealed| SealedFile {
                        part: LetterPart::File(0),
                        path: path.clone(),
                        sealed,
                    });
                    self.add(Some(number), deeper, again.into_iter().collect());
                    Inner::File { path, inner: None }
                }
                Unsealed::Letter { path, mut letter } => {
                    let (folder, written) = write_inner(&mut letter, &path)?;
                    let (letter, sealed) = written;
                    self.add(Some(number), deeper, sealed);
                    Inner::Letter { folder, letter }
                }
            }
        };
        self.opened.push((next.origin, inner));
        Ok(())
    }

    /// Puts each layer where it came from, the innermost first.
    fn put_into(mut self, mut contents: Extracted) -> Extracted {
        while let Some((origin, inner)) = self.opened.pop() {
            let outer = match origin.layer {
                None => Some(&mut contents),
                Some(layer) => match self.opened.get_mut(layer) {
                    Some((_, Inner::Letter { letter, .. })) => Some(letter),
                    Some((_, Inner::File { inner: place, .. })) => {
                        *place = Some(Box::new(inner));
                        continue;
                    }
                    Some(_) | None => None,
                },
            };
            let Some(outer) = outer else { continue };
            match origin.part {
                LetterPart::Message => outer.message_inner = Some(Box::new(inner)),
                LetterPart::File(index) => {
                    if let Some(file) = outer.files.get_mut(index) {
                        file.inner = Some(inner);
                    }
                }
            }
        }
        contents
    }
}

/// Writes a letter that was found inside another to a folder beside its file, and wipes the file.
fn write_inner<R: Read + Seek>(
    letter: &mut Letter<R>,
    path: &Path,
) -> Result<(PathBuf, (Extracted, Vec<SealedFile>)), OpenError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let folder = free_name(path, &format!("{name}.letter"));
    let made = files::make_dir(&folder).map_err(FileError::at(&folder));
    let made = made.map_err(OpenError::from);
    let written = made.and_then(|()| write_letter(letter, path, &folder, &mut |_| {}));
    wipe(path).map_err(FileError::at(path))?;
    Ok((folder, written?))
}
