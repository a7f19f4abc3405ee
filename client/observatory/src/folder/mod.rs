//! The observatory as a folder of plain text that git can follow.
//!
//! ```text
//! observatory.toml                what the whole is called
//! entries/<id>/entry.md           an entry
//! entries/<id>/<document>         what it publishes
//! entries/<id>/entry.statement    what the desk says of both, for readers to check
//! entries/<id>/entry.statement.asc    the signature of the desk's publication key over it
//! publication/                    the certificates that lead from the desk to that key
//! ```

pub mod entry_file;
pub mod entry_texts;
pub mod first_entries;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use sourdine_l10n::Explain;
use sourdine_platform::files;

use self::entry_file::{ENTRY_FILE, ENTRY_MAX_BYTES, EntryError};
use crate::model::{
    entry::Entry,
    names::EntryId,
    observatory::{About, EntryFiles, Observatory, Provenance, Published},
};

/// The file that says what the whole is called.
pub const OBSERVATORY_FILE: &str = "observatory.toml";
pub const ENTRIES: &str = "entries";
/// The statement about an entry. No document can have its name.
pub const STATEMENT_FILE: &str = "entry.statement";
pub const SIGNATURE_FILE: &str = "entry.statement.asc";
/// The folder of what proves that the publication key is the desk's.
pub const PUBLICATION: &str = "publication";
/// Where the site is built unless another place is named.
pub const SITE: &str = "site";
/// Largest document that is published, in bytes.
pub const DOCUMENT_MAX_BYTES: u64 = 268_435_456;

/// Why a folder was not read as an observatory.
#[derive(Debug, Explain, thiserror::Error)]
pub enum FolderError {
    #[explain("error-no-observatory", path)]
    None(PathBuf),
    #[explain("error-read")]
    Read { path: PathBuf, source: io::Error },
    #[explain("error-write")]
    Write { path: PathBuf, source: io::Error },
    #[explain("error-field", said = message, at = format!("{}:{line}", path.display()))]
    About {
        path: PathBuf,
        line: usize,
        message: String,
    },
    #[explain(transparent(error), at = path.display())]
    Entry { path: PathBuf, error: EntryError },
    /// The folder and the entry disagree.
    #[explain("error-misplaced")]
    Misplaced { path: PathBuf, id: EntryId },
    #[explain("error-same-uuid", entry)]
    SameUuid(PathBuf),
    #[explain("error-document-altered", path)]
    Altered(PathBuf),
    /// A file that no entry vouches for.
    #[explain("error-document-stray", path)]
    Stray(PathBuf),
}

type Result<T> = std::result::Result<T, FolderError>;

fn read(path: &Path, max_bytes: u64) -> Result<Vec<u8>> {
    files::read_regular(path, max_bytes).map_err(|source| FolderError::Read {
        path: path.to_owned(),
        source,
    })
}

/// Reads a file that need not be there.
fn read_if_any(path: &Path, max_bytes: u64) -> Result<Option<Vec<u8>>> {
    match files::read_regular(path, max_bytes) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(FolderError::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

/// The names in a folder, in order.
fn names(folder: &Path) -> Result<Vec<PathBuf>> {
    let failed = |source| FolderError::Read {
        path: folder.to_owned(),
        source,
    };
    let mut paths = Vec::new();
    for item in fs::read_dir(folder).map_err(failed)? {
        paths.push(item.map_err(failed)?.path());
    }
    paths.retain(|path| {
        !path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'))
    });
    paths.sort();
    Ok(paths)
}

impl About {
    /// Reads `observatory.toml`.
    ///
    /// Fails when there is none, or it does not read.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(OBSERVATORY_FILE);
        if !path.exists() {
            return Err(FolderError::None(folder.to_owned()));
        }
        let text = String::from_utf8_lossy(&read(&path, ENTRY_MAX_BYTES as u64)?).into_owned();
        toml::from_str(&text).map_err(|error| {
            let before = error
                .span()
                .and_then(|span| text.get(..span.start))
                .unwrap_or_default();
            FolderError::About {
                path,
                line: 1 + before.matches('\n').count(),
                message: error.message().to_owned(),
            }
        })
    }
}

/// Writes into `observatory.toml` whose statements the site is built from.
///
/// Fails when the file cannot be read or written.
pub fn pin_desk(folder: &Path, fingerprint: &str) -> Result<()> {
    let path = folder.join(OBSERVATORY_FILE);
    let text = String::from_utf8_lossy(&read(&path, ENTRY_MAX_BYTES as u64)?).into_owned();
    // A key of the whole file stands before its first table.
    let tables = text
        .split_inclusive('\n')
        .take_while(|line| !line.starts_with('['))
        .map(str::len)
        .sum();
    let (keys, tables) = text.split_at_checked(tables).unwrap_or((&text, ""));
    let keys = keys.trim_end();
    let pinned = format!("{keys}\ndesk = \"{fingerprint}\"\n\n{tables}");
    let fresh = folder.join(format!(".{OBSERVATORY_FILE}.new"));
    let written = files::publish_new(&fresh, pinned.as_bytes())
        .and_then(|()| fs::rename(&fresh, &path))
        .and_then(|()| files::sync_dir(folder));
    written.map_err(|source| FolderError::Write { path, source })
}

impl Observatory {
    /// Reads the whole folder and checks it.
    ///
    /// The error names the first file that is wrong, and what to do.
    pub fn read(folder: &Path) -> Result<Self> {
        let about = About::read(folder)?;
        let mut observatory = Self {
            about,
            entries: Vec::new(),
            documents: BTreeMap::new(),
            files: BTreeMap::new(),
            provenance: Provenance::default(),
        };
        let mut uuids = BTreeSet::new();
        for home in names(&folder.join(ENTRIES))? {
            let path = home.join(ENTRY_FILE);
            let bytes = read(&path, ENTRY_MAX_BYTES as u64)?;
            let entry = entry_file::parse(&bytes).map_err(|error| FolderError::Entry {
                path: path.clone(),
                error,
            })?;
            if home
                .file_name()
                .is_none_or(|name| name != entry.id.as_str())
            {
                return Err(FolderError::Misplaced { path, id: entry.id });
            }
            if !uuids.insert(entry.uuid.clone()) {
                return Err(FolderError::SameUuid(path));
            }
            observatory.read_documents(&home, &entry)?;
            let beside = |name| read_if_any(&home.join(name), ENTRY_MAX_BYTES as u64);
            let files = EntryFiles {
                statement: beside(STATEMENT_FILE)?,
                signature: beside(SIGNATURE_FILE)?,
                folder: home,
                entry: bytes,
            };
            observatory.files.insert(entry.id.clone(), files);
            observatory.entries.push(entry);
        }
        Ok(observatory)
    }

    fn read_documents(&mut self, home: &Path, entry: &Entry) -> Result<()> {
        for document in &entry.documents {
            let path = home.join(document.file.as_str());
            let failed = |source| FolderError::Read {
                path: path.clone(),
                source,
            };
            let mut file = files::open_regular(&path, DOCUMENT_MAX_BYTES).map_err(failed)?;
            let (size, sha256) = files::copy_hashed(&mut file, &mut io::sink()).map_err(failed)?;
            if sha256 != document.sha256 {
                return Err(FolderError::Altered(path));
            }
            self.documents.insert(
                (entry.id.clone(), document.file.clone()),
                Published { path, size, sha256 },
            );
        }
        for path in names(home)? {
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            if ![ENTRY_FILE, STATEMENT_FILE, SIGNATURE_FILE].contains(&name.as_str())
                && !entry
                    .documents
                    .iter()
                    .any(|document| document.file.as_str() == name)
            {
                return Err(FolderError::Stray(path));
            }
        }
        Ok(())
    }
}
