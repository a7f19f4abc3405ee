//! Where the server is, as it is typed.

use sourdine_l10n::Explain;
use sourdine_protocol::access::OnionName;
use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    str::FromStr,
};

/// The port of plain HTTP, where an address names none.
const HTTP_PORT: u16 = 80;
const ONION: &str = ".onion";
const HTTP: &str = "http://";
const HTTPS: &str = "https://";
const UNIX: &str = "unix:";
const LOCALHOST: &str = "localhost";

/// Why an address was refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub enum AddressError {
    #[explain("error-courier-https")]
    Https,
    /// Neither `http://` nor `unix:`.
    #[explain("error-courier-scheme")]
    Scheme,
    /// It holds a user name or a password.
    #[explain("error-courier-user-info")]
    UserInfo,
    /// Something after the host.
    #[explain("error-courier-path")]
    Path,
    /// No number from 1 to 65535.
    #[explain("error-courier-port")]
    Port,
    /// An onion name that cannot be.
    #[explain("error-courier-onion")]
    Onion,
    /// A name that would have to be looked up.
    #[explain("error-courier-localhost")]
    Localhost,
    /// Plain HTTP over a network.
    #[explain("error-courier-open-network")]
    OpenNetwork,
    /// Relative, empty, or with a byte that no path has.
    #[explain("error-courier-socket")]
    Socket,
}

/// Where a server is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ServerAddress {
    Onion {
        name: OnionName,
        port: u16,
    },
    /// TCP, on this machine only.
    Loopback(SocketAddr),
    Unix(PathBuf),
}

impl FromStr for ServerAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(path) = text.strip_prefix(UNIX) {
            let whole = Path::new(path).is_absolute() && !path.contains('\0');
            return whole
                .then(|| Self::Unix(path.into()))
                .ok_or(AddressError::Socket);
        }
        if starts_with(text, HTTPS) {
            return Err(AddressError::Https);
        }
        let host = starts_with(text, HTTP)
            .then(|| text.get(HTTP.len()..))
            .flatten()
            .ok_or(AddressError::Scheme)?;
        // A browser shows an address with one slash at its end, and so it is copied.
        let host = host.strip_suffix('/').unwrap_or(host);
        if host.contains('@') {
            return Err(AddressError::UserInfo);
        }
        if host.contains(['/', '?', '#', '\\']) {
            return Err(AddressError::Path);
        }
        on_host(host)
    }
}

fn on_host(host: &str) -> Result<ServerAddress, AddressError> {
    let (host, port) = split_port(host, HTTP_PORT).ok_or(AddressError::Port)?;
    let name = host.to_ascii_lowercase();
    if name.ends_with(ONION) {
        let name = name.parse().map_err(|_| AddressError::Onion)?;
        return Ok(ServerAddress::Onion { name, port });
    }
    match numeric(host) {
        Some(ip) if ip.is_loopback() => Ok(ServerAddress::Loopback(SocketAddr::new(ip, port))),
        None if name == LOCALHOST => Err(AddressError::Localhost),
        Some(_) | None => Err(AddressError::OpenNetwork),
    }
}

fn starts_with(text: &str, scheme: &str) -> bool {
    text.get(..scheme.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

/// Host and port of `host`, `host:port`, `[v6]` or `[v6]:port`; none when the port is no port.
pub(super) fn split_port(text: &str, default: u16) -> Option<(&str, u16)> {
    let after_v6 = text.rfind(']').unwrap_or(0);
    match text.rfind(':').filter(|colon| *colon >= after_v6) {
        Some(colon) => {
            let digits = text.get(colon + 1..)?;
            let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            let port = digits.parse().ok().filter(|port| plain && *port > 0)?;
            Some((text.get(..colon)?, port))
        }
        None => Some((text, default)),
    }
}

/// An address in digits.
pub(super) fn numeric(host: &str) -> Option<IpAddr> {
    let v6 = host.strip_prefix('[').and_then(|v6| v6.strip_suffix(']'));
    match v6 {
        Some(v6) => v6.parse().ok().map(IpAddr::V6),
        None => host.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
    }
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Onion { name, port } if *port == HTTP_PORT => write!(f, "{HTTP}{name}"),
            Self::Onion { name, port } => write!(f, "{HTTP}{name}:{port}"),
            Self::Loopback(address) => write!(f, "{HTTP}{address}"),
            Self::Unix(path) => write!(f, "{UNIX}{}", path.display()),
        }
    }
}

impl ServerAddress {
    /// An onion, at the port of plain HTTP.
    #[must_use]
    pub const fn of_onion(name: OnionName) -> Self {
        Self::Onion {
            name,
            port: HTTP_PORT,
        }
    }

    /// What the `Host` header says.
    pub(crate) fn host(&self) -> String {
        match self {
            Self::Onion { name, port } if *port == HTTP_PORT => name.to_string(),
            Self::Onion { name, port } => format!("{name}:{port}"),
            Self::Loopback(address) => address.to_string(),
            Self::Unix(_) => LOCALHOST.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> String {
        format!("{}d", "a2".repeat(28).get(..55).unwrap())
    }

    #[test]
    fn what_is_typed_is_understood() {
        let onion = format!("{}.onion", key());
        let cases = [
            (
                format!("http://{onion}"),
                format!("http://{onion}"),
                onion.clone(),
            ),
            (
                format!("HTTP://{}:80/", onion.to_uppercase()),
                format!("http://{onion}"),
                onion.clone(),
            ),
            (
                format!("http://{onion}:8080"),
                format!("http://{onion}:8080"),
                format!("{onion}:8080"),
            ),
            (
                "http://127.0.0.1:81".to_owned(),
                "http://127.0.0.1:81".to_owned(),
                "127.0.0.1:81".to_owned(),
            ),
            (
                "http://[::1]:81/".to_owned(),
                "http://[::1]:81".to_owned(),
                "[::1]:81".to_owned(),
            ),
            (
                "unix:/run/a b.sock".to_owned(),
                "unix:/run/a b.sock".to_owned(),
                "localhost".to_owned(),
            ),
        ];
        for (typed, shown, host) in cases {
            let address: ServerAddress = typed.parse().unwrap();
            assert_eq!((address.to_string(), address.host()), (shown, host));
        }
    }

    #[test]
    fn all_else_is_refused_with_its_reason() {
        let key = key();
        let onion = format!("http://{key}.onion");
        let short = key.get(1..).unwrap();
        let not_v3 = format!("{}a", key.get(..55).unwrap());
        let cases = [
            (String::new(), AddressError::Scheme),
            (format!("{key}.onion"), AddressError::Scheme),
            ("ftp://127.0.0.1:1".to_owned(), AddressError::Scheme),
            (format!("https://{key}.onion"), AddressError::Https),
            ("HTTPS://127.0.0.1".to_owned(), AddressError::Https),
            (format!("http://a:b@{key}.onion"), AddressError::UserInfo),
            (
                "http://127.0.0.1@10.0.0.1".to_owned(),
                AddressError::UserInfo,
            ),
            (format!("{onion}/fr"), AddressError::Path),
            (format!("{onion}//"), AddressError::Path),
            (format!("{onion}?a"), AddressError::Path),
            (format!("{onion}#a"), AddressError::Path),
            (format!("{onion}:0"), AddressError::Port),
            (format!("{onion}:+1"), AddressError::Port),
            (format!("{onion}:"), AddressError::Port),
            (format!("{onion}:65536"), AddressError::Port),
            (format!("http://{short}.onion"), AddressError::Onion),
            (format!("http://{not_v3}.onion"), AddressError::Onion),
            (format!("http://www.{key}.onion"), AddressError::Onion),
            (format!("http://1{short}.onion"), AddressError::Onion),
            ("http://.onion".to_owned(), AddressError::Onion),
            ("http://localhost:80".to_owned(), AddressError::Localhost),
            ("http://example.org".to_owned(), AddressError::OpenNetwork),
            ("http://192.168.1.2".to_owned(), AddressError::OpenNetwork),
            ("http://0.0.0.0:1".to_owned(), AddressError::OpenNetwork),
            ("http://".to_owned(), AddressError::OpenNetwork),
            ("http://127.1:1".to_owned(), AddressError::OpenNetwork),
            ("http://::1:1".to_owned(), AddressError::OpenNetwork),
            (
                format!("http://{key}.onion.example.org"),
                AddressError::OpenNetwork,
            ),
            ("unix:".to_owned(), AddressError::Socket),
            ("unix:run/a.sock".to_owned(), AddressError::Socket),
            ("unix:/a\0b".to_owned(), AddressError::Socket),
        ];
        for (typed, reason) in cases {
            assert_eq!(typed.parse::<ServerAddress>(), Err(reason), "{typed}");
        }
    }
}
