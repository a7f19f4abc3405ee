//! `sourdine desk onion-key`.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::cli::commands::{Outcome, reach::address, workplace::Workplace};
use crate::{
    cli::render::{Explain, Message},
    courier::{OnionKey, ServerAddress},
};

/// A new key to an onion.
#[derive(Args, Debug)]
pub struct OnionKeyOptions {
    /// The editors' onion: http://….onion [default: as desk.toml says]
    #[arg(long, value_name = "ADDRESS")]
    pub server: Option<String>,
    /// Replace the key that is there
    #[arg(long)]
    pub replace: bool,
}

/// Why no key was made.
#[derive(Debug, thiserror::Error)]
enum NotMade {
    /// Only tor asks for such a key.
    #[error("{0} is no onion address: only tor asks for such a key")]
    NoOnion(ServerAddress),
    /// One is there.
    #[error("a key is in {0} already: `sourdine desk onion-key --replace` makes a new one")]
    There(PathBuf),
}

impl Explain for NotMade {
    fn message(&self) -> Message {
        match self {
            Self::NoOnion(address) => {
                Message::new("error-onion-key-no-onion").with("address", address)
            }
            Self::There(path) => Message::new("error-onion-key-there").with("path", path.display()),
        }
    }
}

#[derive(Serialize)]
struct Made {
    key_file: PathBuf,
    public: String,
}

/// Does it.
///
/// # Errors
/// One is there already, the address is no onion, or the file cannot be written.
pub(super) fn run(options: &OnionKeyOptions, workplace: &Workplace<'_>) -> Outcome {
    let folder = workplace.folder()?;
    let server = address(options.server.as_deref(), &folder.settings()?)?;
    let ServerAddress::Onion { name, .. } = &server else {
        return Err(NotMade::NoOnion(server).into());
    };
    let path = folder.onion_key_file();
    if path.exists() && !options.replace {
        return Err(NotMade::There(path).into());
    }
    folder.make()?;
    let key = OnionKey::generate()?;
    folder.write(&path, key.expose_private_line(name).as_bytes())?;
    let made = Made {
        key_file: path,
        public: key.public_line(),
    };
    let message = Message::new("desk-onion-key")
        .with("file", made.key_file.display())
        .with("public", &made.public);
    Ok(workplace.terminal.give(&made, &message)?)
}
