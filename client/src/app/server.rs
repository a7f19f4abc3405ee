//! How the editors' door is reached: what was named, else what the desk's settings say.

use std::path::PathBuf;

use super::AppError;
use crate::{
    courier::{EditorsDoor, Proxy, Route, ServerAddress, Timeouts, read_token},
    desk::folder::{DeskFolder, Settings},
    l10n::Explain,
};

/// Neither an option nor the settings name a server.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
#[explain("error-courier-no-server")]
pub struct NoServerError;

/// Where the server is, the route to it, and the token: as named here, else as in the settings.
#[derive(Clone, Debug, Default)]
pub struct ServerOptions {
    pub server: Option<String>,
    pub proxy: Option<String>,
    pub token_file: Option<PathBuf>,
}

/// The server's address: the one that was named, else the settings'.
pub(super) fn address(named: Option<&str>, settings: &Settings) -> Result<ServerAddress, AppError> {
    let named = named.or(settings.server.as_deref());
    Ok(named.ok_or(NoServerError)?.parse()?)
}

impl ServerOptions {
    /// The editors' door. Nothing is sent yet.
    pub(super) fn door(&self, folder: &DeskFolder) -> Result<EditorsDoor, AppError> {
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
