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
    folder::SITE,
    folder::first_entries::{FIRST_ENTRIES, write_new_observatory},
    model::names::{UUID_BYTES, Uuid},
    model::observatory::Observatory,
    render::{self, Site},
    serve,
};

use super::AppError;

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
}

#[derive(Debug, Serialize)]
pub struct ServeReport {
    pub address: String,
}

/// Makes a new observatory with its first entries.
///
/// Fails if the folder is there already, or cannot be written.
pub fn new(folder: &Path) -> Result<NewObservatoryReport, AppError> {
    let uuid = new_uuid()?;
    write_new_observatory(folder, &uuid)?;
    Ok(NewObservatoryReport {
        folder: folder.to_owned(),
        uuid,
        entries: FIRST_ENTRIES.iter().map(|(id, _)| *id).collect(),
    })
}

/// Builds the static site; it goes into the folder where no other place is named.
///
/// Fails if the observatory is not in order, or the site cannot be written.
pub fn build(folder: &Path, to: Option<&Path>) -> Result<BuildReport, AppError> {
    let observatory = Observatory::read(folder)?;
    let built: Site = render::build(&observatory)?;
    let to = to.map_or_else(|| folder.join(SITE), Path::to_owned);
    render::write(&built, &to)?;
    Ok(BuildReport {
        site: to,
        entries: observatory.entries.len(),
        files: built.paths().count(),
    })
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
