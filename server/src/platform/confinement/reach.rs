//! What a confined server reaches still.

use std::path::PathBuf;

#[derive(Debug)]
pub struct Reach {
    /// The folder in which it writes.
    pub vault: PathBuf,
    /// The folder whose files it reads, if there is one.
    pub key: Option<PathBuf>,
    /// The folders in which it makes its sockets.
    pub sockets: Vec<PathBuf>,
    /// The TCP ports on which it listens, where tor is not in front.
    pub ports: Vec<u16>,
}
