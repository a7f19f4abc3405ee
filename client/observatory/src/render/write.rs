//! Putting a site in its folder: built beside it, then exchanged, so that a reader never sees half
//! of it.

use std::{
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use sourdine_l10n::Explain;
use sourdine_platform::files;
use sourdine_protocol::text::Sha256Hex;

use super::{PREVIEW, SUMS, Site};

#[derive(Debug, Explain, thiserror::Error)]
pub enum WriteError {
    #[explain("error-not-a-site", path)]
    NotASite(PathBuf),
    /// A preview would replace what is no preview.
    #[explain("error-not-a-preview", path)]
    NotAPreview(PathBuf),
    #[explain("error-write")]
    File { path: PathBuf, source: io::Error },
    /// A document changed since it was read.
    #[explain("error-document-changed", path)]
    Changed(PathBuf),
}

/// Writes a site, replacing an older one.
///
/// Fails when the folder holds something else, or a file cannot be written.
pub fn write(site: &Site, to: &Path) -> Result<(), WriteError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| WriteError::File { path, source }
    };
    let is_empty = fs::read_dir(to).map_or(true, |mut items| items.next().is_none());
    let is_preview = site.files.contains_key(PREVIEW);
    if !is_empty && is_preview && !to.join(PREVIEW).is_file() {
        return Err(WriteError::NotAPreview(to.to_owned()));
    }
    if !is_empty && !is_preview && !to.join(SUMS).is_file() {
        return Err(WriteError::NotASite(to.to_owned()));
    }
    let parent = to
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(parent).map_err(failed(parent))?;
    let fresh = tempfile::Builder::new()
        .prefix(".site-")
        .tempdir_in(parent)
        .map_err(failed(parent))?;
    write_files(site, fresh.path())?;
    make_readable(fresh.path()).map_err(failed(fresh.path()))?;
    if to.exists() {
        let old = tempfile::Builder::new()
            .prefix(".site-old-")
            .tempdir_in(parent)
            .map_err(failed(parent))?;
        fs::rename(to, old.path().join(SUMS)).map_err(failed(to))?;
    }
    fs::rename(fresh.path(), to).map_err(failed(to))?;
    files::sync_dir(parent).map_err(failed(parent))
}

fn write_files(site: &Site, folder: &Path) -> Result<(), WriteError> {
    for (name, bytes) in &site.files {
        let path = folder.join(name);
        files::publish_new(&path, bytes).map_err(|source| WriteError::File { path, source })?;
    }
    for (name, published) in &site.documents {
        let path = folder.join(name);
        let copied =
            copy(&published.path, &path).map_err(|source| WriteError::File { path, source })?;
        if copied != published.sha256 {
            return Err(WriteError::Changed(published.path.clone()));
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> io::Result<Sha256Hex> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut source = files::open_regular(from, u64::MAX)?;
    let mut target = OpenOptions::new().write(true).create_new(true).open(to)?;
    let (_, sha256) = files::copy_hashed(&mut source, &mut target)?;
    target.sync_all()?;
    Ok(sha256)
}

/// A temporary folder is the maker's alone; a site is for a web server to read.
fn make_readable(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}
