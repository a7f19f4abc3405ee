//! Makes, builds and shows the public observatory.

use std::{
    future::Future,
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde::Serialize;
use tokio::net::TcpListener;

use sourdine_observatory::{
    data::DATA_FILE,
    folder::first_entries::{FIRST_ENTRIES, write_new_observatory},
    folder::{SITE, pin_desk},
    model::names::{EntryId, UUID_BYTES, Uuid},
    model::observatory::Observatory,
    render::{self, SUMS, Site},
    serve,
};

use super::{AppError, CommandContext};
use crate::{
    desk::{
        folder::DeskFolder,
        publication::{
            record::{self, Record, RecordFile},
            verify::{check_desk, verify},
        },
        roster::TrustedRoster,
    },
    l10n::Explain,
};

/// What is built, and where it goes.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// The observatory's folder.
    pub folder: PathBuf,
    /// Where the site goes; into the folder where no other place is named.
    pub to: Option<PathBuf>,
    /// Makes a marked preview of whatever is in the folder.
    pub unvetted: bool,
    /// Entries that were built before, and that the desk took back.
    pub without: Vec<EntryId>,
    /// Where the record of what was built is kept; in the folder where there is no such place.
    pub state: Option<PathBuf>,
}

#[derive(Debug, Explain, thiserror::Error)]
pub enum BuildError {
    /// A preview has no place of its own.
    #[explain("error-preview-place")]
    PreviewPlace,
    /// A preview would go where the site is.
    #[explain("error-preview-site", path)]
    PreviewSite(PathBuf),
}

#[derive(Debug, Serialize)]
pub struct NewObservatoryReport {
    pub folder: PathBuf,
    pub uuid: Uuid,
    pub entries: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
pub struct BuildReport {
    pub site: PathBuf,
    pub entries: usize,
    pub files: usize,
    /// Whether it is a preview, of which nothing was checked.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub preview: bool,
    /// The entries that Sourdine ships, which the desk has not vetted.
    #[serde(skip)]
    pub shipped: usize,
}

#[derive(Debug, Serialize)]
pub struct ServeReport {
    pub address: String,
}

/// Where this user keeps the record of what was built, if there is such a place.
pub fn state_folder() -> Option<PathBuf> {
    record::state_folder()
}

/// Makes a new observatory with its first entries. It is the desk's of this machine, if there is
/// one.
///
/// Fails if the folder is there already, or cannot be written.
pub fn new(context: &CommandContext<'_>, folder: &Path) -> Result<NewObservatoryReport, AppError> {
    let uuid = new_uuid()?;
    // A machine without a desk can make an observatory too: the first publication names the desk.
    let desk = context.folder().ok().map(|folder| folder.fingerprint());
    let desk = desk.transpose()?.flatten();
    write_new_observatory(folder, &uuid)?;
    if let Some(desk) = desk {
        pin_desk(folder, &desk.to_hex())?;
    }
    Ok(NewObservatoryReport {
        folder: folder.to_owned(),
        uuid,
        entries: FIRST_ENTRIES.iter().map(|(id, _)| *id).collect(),
    })
}

/// Builds the static site of what the desk signed and of what Sourdine ships, or a marked preview
/// of anything.
///
/// Fails if the observatory is not in order, an entry is not exactly what the desk published last,
/// or the site cannot be written.
pub fn build(
    context: &CommandContext<'_>,
    options: &BuildOptions,
) -> Result<BuildReport, AppError> {
    if options.unvetted {
        return preview(options);
    }
    let folder = options.folder.as_path();
    let known = match context.folder() {
        Ok(desk) => known_roster(&desk, folder)?,
        Err(_) => None,
    };
    let kept = RecordFile::of(folder, options.state.as_deref());
    let verified = verify(folder, known.as_ref(), &kept.read()?, &options.without)?;
    let observatory = verified.observatory();
    let built = render::build(observatory)?;
    let to = options.to.clone().unwrap_or_else(|| folder.join(SITE));
    render::write(&built, &to)?;
    kept.write(verified.record())?;
    Ok(BuildReport::new(to, observatory, &built))
}

/// The roster that this machine trusts, if there is one. The observatory must be that desk's:
/// a person who can write in its folder could put another in its place.
fn known_roster(desk: &DeskFolder, folder: &Path) -> Result<Option<TrustedRoster>, AppError> {
    let Some(roster) = desk.roster_if_any()? else {
        return Ok(None);
    };
    check_desk(folder, &roster)?;
    Ok(Some(roster))
}

/// Makes a preview, in a folder of its own.
fn preview(options: &BuildOptions) -> Result<BuildReport, AppError> {
    let to = options.to.clone().ok_or(BuildError::PreviewPlace)?;
    let to = std::path::absolute(to).unwrap_or_else(|_| options.folder.clone());
    let site = options.folder.join(SITE);
    let place = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    // As far as it is there: what is made below a site would be published with it.
    let there = to.ancestors().find(|path| path.exists());
    let within = place(there.unwrap_or(&to));
    let is_site = |path: &Path| {
        let is_built = path.join(SUMS).exists() && path.join(DATA_FILE).exists();
        *path == place(&site) || is_built
    };
    let is_in_site = to.starts_with(&site) || within.ancestors().any(is_site);
    if is_in_site || place(&to) == place(&options.folder) {
        return Err(BuildError::PreviewSite(to).into());
    }
    let mut observatory = Observatory::read(&options.folder)?;
    observatory.provenance.preview = true;
    let built = render::render(&observatory)?;
    render::write(&built, &to)?;
    Ok(BuildReport::new(to, &observatory, &built))
}

impl BuildReport {
    fn new(site: PathBuf, observatory: &Observatory, built: &Site) -> Self {
        Self {
            site,
            entries: observatory.entries.len(),
            files: built.paths().count(),
            preview: observatory.provenance.preview,
            shipped: observatory.provenance.shipped.len(),
        }
    }
}

/// What this machine built last of an observatory.
pub(super) fn last_built(folder: &Path) -> Result<Record, AppError> {
    Ok(RecordFile::of(folder, state_folder().as_deref()).read()?)
}

/// A built site on a port of this machine.
pub struct SiteServer {
    site: PathBuf,
    listener: TcpListener,
    address: SocketAddr,
}

impl SiteServer {
    /// Listens on a port of this machine; on a free one where it is 0.
    ///
    /// Fails if the port is taken.
    pub async fn listen(site: PathBuf, port: u16) -> Result<Self, AppError> {
        let (listener, address) = serve::listen(port).await?;
        Ok(Self {
            site,
            listener,
            address,
        })
    }

    pub fn report(&self) -> ServeReport {
        ServeReport {
            address: format!("http://{}/", self.address),
        }
    }

    pub async fn run(self, stopped: impl Future<Output = ()>) {
        serve::serve(self.site, self.listener, stopped).await;
    }
}

pub(super) fn new_uuid() -> io::Result<Uuid> {
    let mut random = [0; UUID_BYTES];
    getrandom::fill(&mut random).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(Uuid::from_random(random))
}
