//! `sourdine observatory new | build | serve`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{Outcome, runtime};
use crate::{
    cli::render::{Message, Terminal},
    observatory::{
        first_entries::{FIRST_ENTRIES, write_new_observatory},
        folder::{Observatory, SITE},
        names::Uuid,
        serve,
        site::{self, Site},
    },
};

/// The port where `serve` listens unless told otherwise.
const PORT: u16 = 8080;

/// What to do with an observatory.
#[derive(Debug, Subcommand)]
pub enum ObservatoryCommand {
    /// Make a new observatory with its first eight entries
    New(Folder),
    /// Build the static site
    Build(Build),
    /// Build the site and show it on this machine
    Serve(Serve),
}

/// Which folder.
#[derive(Args, Debug)]
pub struct Folder {
    /// The observatory's folder
    pub folder: PathBuf,
}

/// What to build, and where.
#[derive(Args, Debug)]
pub struct Build {
    /// The observatory's folder
    pub folder: PathBuf,
    /// Where the site goes [default: `site` in the folder]
    #[arg(long)]
    pub to: Option<PathBuf>,
}

/// What to show, and on which port.
#[derive(Args, Debug)]
pub struct Serve {
    /// What to build, and where.
    #[command(flatten)]
    pub build: Build,
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = PORT)]
    pub port: u16,
}

#[derive(Serialize)]
struct Made<'a> {
    folder: &'a Path,
    uuid: &'a Uuid,
    entries: Vec<&'static str>,
}

#[derive(Serialize)]
struct Built {
    site: PathBuf,
    entries: usize,
    files: usize,
}

#[derive(Serialize)]
struct Served {
    address: String,
}

/// Does it.
///
/// # Errors
/// When the folder is wrong, or cannot be read or written.
pub fn run(command: &ObservatoryCommand, terminal: &Terminal) -> Outcome {
    match command {
        ObservatoryCommand::New(new) => make(&new.folder, terminal),
        ObservatoryCommand::Build(wanted) => {
            let built = build(wanted)?;
            let message = Message::new("observatory-built")
                .with("site", built.site.display())
                .with("entries", built.entries)
                .with("files", built.files);
            Ok(terminal.give(&built, &message)?)
        }
        ObservatoryCommand::Serve(wanted) => serve_built(wanted, terminal),
    }
}

fn make(folder: &Path, terminal: &Terminal) -> Outcome {
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|error| std::io::Error::other(error.to_string()))?;
    let uuid = Uuid::from_random(random);
    write_new_observatory(folder, &uuid)?;
    let made = Made {
        folder,
        uuid: &uuid,
        entries: FIRST_ENTRIES.iter().map(|(id, _)| *id).collect(),
    };
    let message = Message::new("observatory-made")
        .with("folder", folder.display())
        .with("entries", FIRST_ENTRIES.len());
    Ok(terminal.give(&made, &message)?)
}

fn build(wanted: &Build) -> Result<Built, super::Failure> {
    let observatory = Observatory::read(&wanted.folder)?;
    let built: Site = site::build(&observatory)?;
    let to = wanted
        .to
        .clone()
        .unwrap_or_else(|| wanted.folder.join(SITE));
    site::write(&built, &to)?;
    Ok(Built {
        site: to,
        entries: observatory.entries.len(),
        files: built.paths().count(),
    })
}

fn serve_built(wanted: &Serve, terminal: &Terminal) -> Outcome {
    let built = build(&wanted.build)?;
    runtime()?.block_on(async {
        let (listener, address) = serve::listen(wanted.port).await?;
        let address = format!("http://{address}/");
        let message = Message::new("observatory-served").with("address", &address);
        terminal.give(&Served { address }, &message)?;
        let stopped = async { drop(tokio::signal::ctrl_c().await) };
        serve::serve(built.site, listener, stopped).await;
        Ok(())
    })
}
