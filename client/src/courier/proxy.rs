//! Tor's SOCKS port (RFC 1928, 1929): names go to it as they are, and a stream shares its circuit
//! with no stream but those that are told to.

use std::{
    fmt,
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream as BlockingStream},
    str::FromStr,
    time::Duration,
};

use sourdine_l10n::Explain;
use tokio::net::TcpStream;
use tokio_socks::{TargetAddr, tcp::Socks5Stream};
use zeroize::Zeroizing;

use super::address::{numeric, split_port};

const SOCKS5H: &str = "socks5h://";
const SOCKS5: &str = "socks5://";
const ONION_UNREACHABLE: &str =
    "the onion service is not found, or wants a key that tor was not given";
/// Random bytes in each of the two words that set a stream apart.
const ISOLATION_BYTES: usize = 16;

/// Where tor listens on this machine unless told otherwise: the service, then Tor Browser.
const TOR_PORTS: [u16; 2] = [9050, 9150];
/// What is on this machine answers at once.
const FOUND_WITHIN: Duration = Duration::from_secs(2);
/// "SOCKS 5, and I have a name and a password", and the answer of a proxy that takes
/// them (RFC 1928, 3).
const GREETING: [u8; 3] = [5, 1, 2];
const WELCOME: [u8; 2] = [5, 2];

/// No tor on this machine.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
#[explain("error-courier-no-tor")]
pub struct TorNotFoundError;

/// Why a proxy was refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub enum ProxyError {
    #[explain("error-courier-socks5")]
    LooksUpHere,
    #[explain("error-courier-proxy-scheme")]
    Scheme,
    /// It holds a user name or a password.
    #[explain("error-courier-proxy-user-info")]
    UserInfo,
    /// Not an address in digits with a port.
    #[explain("error-courier-proxy-address")]
    Address,
}

/// What went wrong on the way through a proxy.
#[derive(Debug, Explain, thiserror::Error)]
pub enum SocksError {
    #[explain("error-courier-proxy-absent")]
    Absent {
        proxy: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// What answers is no SOCKS proxy, or takes no isolation.
    #[explain("error-courier-not-socks", reason)]
    NotSocks(tokio_socks::Error),
    /// It did not reach the server.
    #[explain("error-courier-beyond", reason)]
    Beyond(String),
    #[explain("error-courier-random")]
    Random,
}

/// A SOCKS proxy that looks names up itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Proxy(SocketAddr);

impl FromStr for Proxy {
    type Err = ProxyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.starts_with(SOCKS5) {
            return Err(ProxyError::LooksUpHere);
        }
        let host = text.strip_prefix(SOCKS5H).ok_or(ProxyError::Scheme)?;
        if host.contains('@') {
            return Err(ProxyError::UserInfo);
        }
        let host = host.strip_suffix('/').unwrap_or(host);
        let address = split_port(host, 0)
            .filter(|(_, port)| *port > 0)
            .and_then(|(host, port)| Some(SocketAddr::new(numeric(host)?, port)));
        address.map(Self).ok_or(ProxyError::Address)
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SOCKS5H}{}", self.0)
    }
}

/// A circuit of tor's: streams with the same user and password share it, and no others do (tor's
/// `IsolateSOCKSAuth`).
pub struct Circuit {
    user: Zeroizing<String>,
    password: Zeroizing<String>,
}

impl Circuit {
    /// One that no stream has had so far.
    pub fn new() -> Result<Self, SocksError> {
        Ok(Self {
            user: random_word()?,
            password: random_word()?,
        })
    }
}

impl Proxy {
    /// The first place on this machine where tor usually is, and is now.
    pub fn find() -> Result<Self, TorNotFoundError> {
        let places = TOR_PORTS.map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        let found = places.into_iter().find(|place| welcomes(*place).is_ok());
        found.map(Self).ok_or(TorNotFoundError)
    }

    /// A stream to a name that this machine does not look up.
    pub(super) async fn connect(
        self,
        name: &str,
        port: u16,
        circuit: &Circuit,
    ) -> Result<TcpStream, SocksError> {
        let proxy = self.0;
        let socket = TcpStream::connect(proxy).await;
        let socket = socket.map_err(|source| SocksError::Absent { proxy, source })?;
        let (user, password) = (&circuit.user, &circuit.password);
        let target = TargetAddr::Domain(name.into(), port);
        Socks5Stream::connect_with_password_and_socket(socket, target, user, password)
            .await
            .map(Socks5Stream::into_inner)
            .map_err(trouble)
    }
}

/// Whether a SOCKS proxy is there that takes names and passwords, as tor does: with another,
/// streams would not be kept apart.
fn welcomes(place: SocketAddr) -> io::Result<()> {
    let mut stream = BlockingStream::connect_timeout(&place, FOUND_WITHIN)?;
    stream.set_read_timeout(Some(FOUND_WITHIN))?;
    stream.write_all(&GREETING)?;
    let mut answer = [0; WELCOME.len()];
    stream.read_exact(&mut answer)?;
    if answer == WELCOME {
        Ok(())
    } else {
        Err(io::ErrorKind::InvalidData.into())
    }
}

fn random_word() -> Result<Zeroizing<String>, SocksError> {
    let mut bytes = Zeroizing::new([0; ISOLATION_BYTES]);
    getrandom::fill(bytes.as_mut()).map_err(|_| SocksError::Random)?;
    Ok(Zeroizing::new(hex::encode(bytes.as_ref())))
}

fn trouble(error: tokio_socks::Error) -> SocksError {
    use tokio_socks::Error as Socks;
    let not_socks = matches!(
        error,
        Socks::InvalidResponseVersion
            | Socks::NoAcceptableAuthMethods
            | Socks::PasswordAuthFailure(_)
            | Socks::CommandNotSupported
            | Socks::AddressTypeNotSupported
            | Socks::InvalidReservedByte
            | Socks::UnknownAddressType
    );
    if not_socks {
        SocksError::NotSocks(error)
    } else if matches!(error, Socks::UnknownAuthMethod) {
        // What tokio-socks makes of the codes that only tor has (0xF0 and on, about onion
        // services).
        SocksError::Beyond(ONION_UNREACHABLE.to_owned())
    } else {
        SocksError::Beyond(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_that_looks_names_up_itself_is_taken() {
        for (typed, shown) in [
            ("socks5h://127.0.0.1:9050", "socks5h://127.0.0.1:9050"),
            (
                "socks5h://10.152.152.10:9050/",
                "socks5h://10.152.152.10:9050",
            ),
            ("socks5h://[::1]:9150", "socks5h://[::1]:9150"),
        ] {
            assert_eq!(typed.parse::<Proxy>().unwrap().to_string(), shown);
        }
        for (typed, reason) in [
            ("socks5://127.0.0.1:9050", ProxyError::LooksUpHere),
            ("socks4a://127.0.0.1:9050", ProxyError::Scheme),
            ("http://127.0.0.1:8118", ProxyError::Scheme),
            ("127.0.0.1:9050", ProxyError::Scheme),
            ("", ProxyError::Scheme),
            ("socks5h://me:secret@127.0.0.1:9050", ProxyError::UserInfo),
            ("socks5h://localhost:9050", ProxyError::Address),
            ("socks5h://127.0.0.1", ProxyError::Address),
            ("socks5h://127.0.0.1:0", ProxyError::Address),
            ("socks5h://127.0.0.1:9050/x", ProxyError::Address),
            ("socks5h://", ProxyError::Address),
        ] {
            assert_eq!(typed.parse::<Proxy>(), Err(reason), "{typed}");
        }
    }
}
