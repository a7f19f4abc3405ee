//! Where a door listens, as the configuration writes it.

use std::{
    net::{IpAddr, SocketAddr},
    path::Path,
};

use toml::Spanned;

use super::value_error::{Misplaced, SOCKET_PATH_MAX_BYTES, ValueError};
use crate::http::listener::Address;

const UNIX: &str = "unix:";
const TCP: &str = "tcp:";

pub(super) fn parse(text: &Spanned<String>, folder: &Path) -> Result<Address, Misplaced> {
    let address = match text.get_ref().split_at_checked(UNIX.len()) {
        Some((UNIX, path)) => unix(path, folder),
        Some(_) | None => tcp(text.get_ref()),
    };
    address.map_err(|mistake| (text.span(), mistake))
}

fn unix(path: &str, folder: &Path) -> Result<Address, ValueError> {
    if path.is_empty() {
        return Err(ValueError::Address);
    }
    let path = folder.join(path);
    if path.as_os_str().len() > SOCKET_PATH_MAX_BYTES {
        return Err(ValueError::SocketPath);
    }
    Ok(Address::Unix(path))
}

fn tcp(text: &str) -> Result<Address, ValueError> {
    let (host, port) = text
        .strip_prefix(TCP)
        .and_then(|address| address.rsplit_once(':'))
        .ok_or(ValueError::Address)?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let host: IpAddr = host.parse().map_err(|_| ValueError::Address)?;
    let number = !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit());
    let port: u16 = port.parse().map_err(|_| {
        if number {
            ValueError::Port
        } else {
            ValueError::Address
        }
    })?;
    if host.is_loopback() {
        Ok(Address::Loopback(SocketAddr::new(host, port)))
    } else {
        Err(ValueError::NotLoopback)
    }
}
