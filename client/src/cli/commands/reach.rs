//! How the editors' door is reached: what was typed, else what the desk's settings say.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use crate::{
    cli::render::{Explain, Message},
    courier::{EditorsDoor, Proxy, Route, ServerAddress, Timeouts, read_token},
    desk::folder::{DeskFolder, Settings},
};

/// Nobody says where the server is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("no server is known: name it with --server, or in desk.toml")]
pub(super) struct NoServer;

impl Explain for NoServer {
    fn message(&self) -> Message {
        Message::new("error-courier-no-server")
    }
}

/// Where the server is, the way there, and what opens it.
#[derive(Args, Debug)]
pub struct Reach {
    /// The editors' door: http://….onion, http://127.0.0.1:port or unix:/path [default: as desk.toml says]
    #[arg(long, value_name = "ADDRESS")]
    pub server: Option<String>,
    /// Tor's SOCKS port: socks5h://127.0.0.1:9050 [default: as desk.toml says, else 9050 or 9150 of this machine, where tor is found]
    #[arg(long, value_name = "ADDRESS")]
    pub proxy: Option<String>,
    /// The file with the token [default: token in the desk's folder]
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
}

/// The server's address: as it was typed, else as the settings say.
///
/// # Errors
/// Nobody says, or it is none.
pub(super) fn address(typed: Option<&str>, settings: &Settings) -> Result<ServerAddress, Failure> {
    let named = typed.or(settings.server.as_deref());
    Ok(named.ok_or(NoServer)?.parse()?)
}

impl Reach {
    /// The door. Nothing is sent yet.
    ///
    /// # Errors
    /// An address or the token is missing or wrong.
    pub(super) fn door(&self, folder: &DeskFolder) -> Result<EditorsDoor, Failure> {
        let settings = folder.settings()?;
        let server = address(self.server.as_deref(), &settings)?;
        let proxy = self.proxy.as_ref().or(settings.proxy.as_ref());
        let proxy = proxy.map(|proxy| proxy.parse::<Proxy>()).transpose()?;
        let route = Route::new(server, proxy)?;
        let token = self.token_file.clone();
        let token = read_token(&token.unwrap_or_else(|| folder.token_file()))?;
        Ok(EditorsDoor::new(route, token, Timeouts::default()))
    }
}
