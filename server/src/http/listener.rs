//! Where a door listens: a Unix socket behind tor, or TCP on loopback for a trial.

use std::{
    fs, io,
    net::SocketAddr,
    os::unix::fs::{FileTypeExt, PermissionsExt},
    path::{Path, PathBuf},
};

use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, UnixListener},
};

use crate::platform::socket_activation;

/// Owner and group may connect: tor is in the group.
const SOCKET_MODE: u32 = 0o660;

/// An address to listen on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Address {
    Unix(PathBuf),
    /// TCP, on this machine only.
    Loopback(SocketAddr),
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
            Self::Loopback(address) => write!(f, "tcp:{address}"),
        }
    }
}

pub enum Listener {
    Unix(UnixListener),
    /// TCP, on this machine only.
    Loopback(TcpListener),
}

/// What a connection reads and writes.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

impl Listener {
    /// Takes the socket that systemd made at an address, or binds it. A socket that an ended server
    /// left behind is replaced.
    pub async fn bind(address: &Address) -> io::Result<Self> {
        match address {
            Address::Unix(path) => {
                if let Some(socket) = socket_activation::take(path) {
                    socket.set_nonblocking(true)?;
                    return UnixListener::from_std(socket).map(Self::Unix);
                }
                if fs::symlink_metadata(path).is_ok_and(|there| there.file_type().is_socket()) {
                    if std::os::unix::net::UnixStream::connect(path).is_ok() {
                        return Err(io::ErrorKind::AddrInUse.into());
                    }
                    fs::remove_file(path)?;
                }
                let listener = UnixListener::bind(path)?;
                fs::set_permissions(path, fs::Permissions::from_mode(SOCKET_MODE))?;
                Ok(Self::Unix(listener))
            }
            Address::Loopback(address) => TcpListener::bind(address).await.map(Self::Loopback),
        }
    }

    /// The TCP address, where it has one: what port 0 became.
    #[must_use]
    pub fn local_address(&self) -> Option<SocketAddr> {
        match self {
            Self::Unix(_) => None,
            Self::Loopback(listener) => listener.local_addr().ok(),
        }
    }

    /// The path of a Unix socket.
    pub(crate) fn socket(&self) -> Option<PathBuf> {
        match self {
            Self::Unix(listener) => {
                let address = listener.local_addr().ok()?;
                address.as_pathname().map(Path::to_path_buf)
            }
            Self::Loopback(_) => None,
        }
    }

    /// Whether tor is in front and names each connection's circuit.
    pub(crate) const fn is_behind_tor(&self) -> bool {
        matches!(self, Self::Unix(_))
    }

    /// The next connection. Its peer address is not read.
    pub(crate) async fn accept(&self) -> io::Result<Box<dyn Stream>> {
        match self {
            Self::Unix(listener) => {
                let (stream, _) = listener.accept().await?;
                Ok(Box::new(stream))
            }
            Self::Loopback(listener) => {
                let (stream, _) = listener.accept().await?;
                // An answer of several writes must not wait for the peer's delayed acknowledgement.
                stream.set_nodelay(true)?;
                Ok(Box::new(stream))
            }
        }
    }
}
