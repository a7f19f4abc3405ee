//! A new observatory: its name, and the eight entries that begin it, with only what their one
//! source says.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use sourdine_l10n::Explain;
use sourdine_platform::files;

use crate::{
    folder::entry_file::ENTRY_FILE,
    folder::{ENTRIES, OBSERVATORY_FILE},
    model::names::{EntryId, Uuid},
    model::observatory::About,
};

const ABOUT: &str = include_str!("../../first_entries/observatory.toml");
const UUID_MARK: &str = "@uuid@";
const IGNORED: &str = "/site/\n";

macro_rules! first_entries {
    ($($id:literal),+ $(,)?) => { [$(($id, include_str!(concat!("../../first_entries/", $id, ".md")))),+] };
}

pub const FIRST_ENTRIES: [(&str, &str); 8] = first_entries!(
    "istres-drone",
    "la-defense-analyse-video",
    "lannion-comptage",
    "marseille-big-data",
    "nice-reconnaissance-faciale",
    "saint-etienne-capteurs-sonores",
    "toulouse-analyse-video",
    "valenciennes-analyse-video",
);

/// Whether an entry has exactly the bytes that Sourdine ships under this id.
pub fn is_shipped(id: &EntryId, bytes: &[u8]) -> bool {
    FIRST_ENTRIES
        .iter()
        .any(|(shipped, text)| *shipped == id.as_str() && text.as_bytes() == bytes)
}

#[derive(Debug, Explain, thiserror::Error)]
pub enum NewError {
    #[explain("error-folder-occupied", path)]
    Occupied(PathBuf),
    #[explain("error-write")]
    Write { path: PathBuf, source: io::Error },
}

/// What a new observatory is called.
///
/// Never fails in practice: the texts are part of the program.
pub fn new_about(uuid: &Uuid) -> Result<About, toml::de::Error> {
    toml::from_str(&ABOUT.replace(UUID_MARK, uuid.as_str()))
}

/// Makes an observatory with the first entries in a new or empty folder.
///
/// Fails when the folder holds something or cannot be written.
pub fn write_new_observatory(folder: &Path, uuid: &Uuid) -> Result<(), NewError> {
    if fs::read_dir(folder).is_ok_and(|mut items| items.next().is_some()) {
        return Err(NewError::Occupied(folder.to_owned()));
    }
    let about = ABOUT.replace(UUID_MARK, uuid.as_str());
    let mut texts = vec![
        (folder.join(OBSERVATORY_FILE), about.as_str()),
        (folder.join(".gitignore"), IGNORED),
    ];
    texts.extend(
        FIRST_ENTRIES
            .iter()
            .map(|(id, text)| (folder.join(ENTRIES).join(id).join(ENTRY_FILE), *text)),
    );
    for (path, text) in texts {
        files::publish_new(&path, text.as_bytes())
            .map_err(|source| NewError::Write { path, source })?;
    }
    Ok(())
}
