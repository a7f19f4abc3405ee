//! Options that several commands share.

use std::path::PathBuf;

use clap::Args;

use crate::app::ServerOptions;

/// Where the desk is and how it is unlocked.
#[derive(Args, Clone, Debug, Default)]
pub(in crate::cli) struct DeskArgs {
    /// The desk's folder
    #[arg(long, global = true, value_name = "DIR", env = "SOURDINE_DESK")]
    pub(in crate::cli) desk: Option<PathBuf>,
    /// Read the passphrase from this file's first line instead of asking
    #[arg(long, global = true, value_name = "FILE")]
    pub(in crate::cli) passphrase_file: Option<PathBuf>,
    /// The folder in memory where documents are opened
    #[arg(long, global = true, value_name = "DIR")]
    pub(in crate::cli) scratch: Option<PathBuf>,
}

/// Where the server is, the route to it, and what opens it.
#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct ServerArgs {
    /// The editors' door: http://….onion, http://127.0.0.1:port or unix:/path [default: as
    /// desk.toml says]
    #[arg(long, value_name = "ADDRESS")]
    pub(in crate::cli) server: Option<String>,
    /// Tor's SOCKS port: socks5h://127.0.0.1:9050 [default: as desk.toml says, else 9050 or 9150 of
    /// this machine, where tor is found]
    #[arg(long, value_name = "ADDRESS")]
    pub(in crate::cli) proxy: Option<String>,
    /// The file with the token [default: token in the desk's folder]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) token_file: Option<PathBuf>,
}

impl From<&ServerArgs> for ServerOptions {
    fn from(args: &ServerArgs) -> Self {
        Self {
            server: args.server.clone(),
            proxy: args.proxy.clone(),
            token_file: args.token_file.clone(),
        }
    }
}
