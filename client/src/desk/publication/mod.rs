//! Publishing: putting a vetted entry into the observatory, whole or not at all.
//!
//! The entry and its documents are written beside the other entries, under a name that is not read,
//! then put in place by one rename. The editors' signatures stay in the case (docs/decisions/0052):
//! published, they would tie each entry to two certificates and two moments for ever.
//!
//! A candidate that was not vetted is not published:
//!
//! ```compile_fail,E0308
//! use sourdine::desk::{publication::publish, vetting::Candidate};
//! fn hasty(candidate: &Candidate) {
//!     publish(candidate, std::path::Path::new("observatory")).unwrap();
//! }
//! ```
//!
//! A document that was only cleaned is not published:
//!
//! ```compile_fail,E0308
//! use sourdine::desk::{cleaning::Cleaned, publication::publish};
//! fn hasty(cleaned: &Cleaned) {
//!     publish(cleaned, std::path::Path::new("observatory")).unwrap();
//! }
//! ```
//!
//! A candidate that two editors vetted is published:
//!
//! ```
//! use sourdine::desk::{publication::publish, vetting::Vetted};
//! fn ready(vetted: &Vetted) {
//!     publish(vetted, std::path::Path::new("observatory")).unwrap();
//! }
//! ```

pub mod draft;

use std::{
    fs, io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use rustix::fs::{CWD, RenameFlags, renameat_with};
use sourdine_l10n::Explain;

use sourdine_observatory::{
    folder::entry_file::ENTRY_FILE,
    folder::{ENTRIES, FolderError},
    model::entry::Entry,
    model::observatory::{About, Observatory, Published},
    render::{self, SiteError, WriteError},
};
use sourdine_platform::files;

use super::{
    cleaning::CleanError,
    vetting::{Candidate, Vetted},
};

#[derive(Debug, Explain, thiserror::Error)]
pub enum PublishError {
    #[explain(transparent)]
    Folder(#[from] FolderError),
    /// The site would not build with the entry.
    #[explain(transparent)]
    Site(#[from] SiteError),
    #[explain(transparent)]
    Preview(#[from] WriteError),
    #[explain(transparent)]
    Cleaned(#[from] CleanError),
    #[explain("error-same-uuid", entry)]
    SameUuid(String),
    /// Another entry has this id.
    #[explain("error-name-taken", id)]
    NameTaken(String),
    /// The entry differs from the published one, but lists no new change.
    #[explain("error-unannounced", id)]
    Unannounced(String),
    #[explain("error-write")]
    Write { path: PathBuf, source: io::Error },
}

/// Writes a vetted entry and its documents into the observatory, and gives the entry's folder. If
/// this fails, the observatory stays as it was.
pub fn publish(vetted: &Vetted, folder: &Path) -> Result<PathBuf, PublishError> {
    let candidate = vetted.candidate();
    let entry = candidate.entry();
    let published = fit(candidate, folder)?;
    let entries = folder.join(ENTRIES);
    let home = entries.join(entry.id.as_str());
    let failed = |source| PublishError::Write {
        path: home.clone(),
        source,
    };
    let fresh = tempfile::Builder::new()
        .prefix(".publishing-")
        .tempdir_in(&entries)
        .map_err(failed)?;
    files::publish_new(&fresh.path().join(ENTRY_FILE), candidate.bytes()).map_err(failed)?;
    for (document, copy) in candidate.documents() {
        let to = fresh.path().join(document.file.as_str());
        files::publish_from(&to, &mut copy.reader()?).map_err(failed)?;
    }
    fs::set_permissions(fresh.path(), fs::Permissions::from_mode(0o755)).map_err(failed)?;
    files::sync_dir(fresh.path()).map_err(failed)?;
    let flags = if published {
        RenameFlags::EXCHANGE
    } else {
        RenameFlags::NOREPLACE
    };
    renameat_with(CWD, fresh.path(), CWD, &home, flags).map_err(|error| failed(error.into()))?;
    files::sync_dir(&entries).map_err(failed)?;
    Ok(home)
}

/// Checks that [`publish`] would not refuse the candidate, so that editors do not sign
/// what cannot be published.
pub fn check(candidate: &Candidate, folder: &Path) -> Result<(), PublishError> {
    fit(candidate, folder).map(|_| ())
}

/// Checks that the site builds with the candidate, and gives whether the observatory has an older
/// version of the entry.
fn fit(candidate: &Candidate, folder: &Path) -> Result<bool, PublishError> {
    let mut observatory = Observatory::read(folder)?;
    let published = check_place(candidate.entry(), &observatory)?;
    add(&mut observatory, candidate);
    render::build(&observatory)?;
    Ok(published)
}

/// Renders the candidate as a site of one entry, for editors to look at before they sign. Gives the
/// path of the entry's French page.
pub fn preview(candidate: &Candidate, about: About, to: &Path) -> Result<PathBuf, PublishError> {
    let mut observatory = Observatory {
        about,
        entries: Vec::new(),
        documents: std::collections::BTreeMap::new(),
    };
    add(&mut observatory, candidate);
    render::write(&render::render(&observatory)?, to)?;
    Ok(to.join(format!("fr/entries/{}.html", candidate.entry().id)))
}

/// Gives whether the observatory has an older version of the entry, which this one must continue.
fn check_place(entry: &Entry, observatory: &Observatory) -> Result<bool, PublishError> {
    if let Some(other) = observatory
        .entries
        .iter()
        .find(|other| other.uuid == entry.uuid && other.id != entry.id)
    {
        return Err(PublishError::SameUuid(other.id.to_string()));
    }
    let Some(older) = observatory
        .entries
        .iter()
        .find(|older| older.id == entry.id)
    else {
        return Ok(false);
    };
    if older.uuid != entry.uuid {
        return Err(PublishError::NameTaken(entry.id.to_string()));
    }
    let continues = entry.changes.starts_with(&older.changes)
        && (entry.changes.len() > older.changes.len() || entry == older);
    if continues {
        Ok(true)
    } else {
        Err(PublishError::Unannounced(entry.id.to_string()))
    }
}

fn add(observatory: &mut Observatory, candidate: &Candidate) {
    let entry = candidate.entry();
    observatory.entries.retain(|older| older.id != entry.id);
    observatory.documents.retain(|(id, _), _| *id != entry.id);
    for (document, copy) in candidate.documents() {
        let published = Published {
            path: copy.path().to_owned(),
            size: copy.size(),
            sha256: copy.sha256().clone(),
        };
        observatory
            .documents
            .insert((entry.id.clone(), document.file.clone()), published);
    }
    observatory.entries.push(entry.clone());
    observatory.entries.sort_by(|a, b| a.id.cmp(&b.id));
}
