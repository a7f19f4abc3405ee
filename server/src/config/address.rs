//! Where a door listens, as the configuration writes it.

use std::{net::SocketAddr, path::Path};

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
    let address = text.strip_prefix(TCP).ok_or(ValueError::Address)?;
    match address.parse::<SocketAddr>() {
        Ok(address) if address.ip().is_loopback() => Ok(Address::Loopback(address)),
        Ok(_) => Err(ValueError::NotLoopback),
        Err(_) if has_large_port(address) => Err(ValueError::Port),
        Err(_) => Err(ValueError::Address),
    }
}

/// Whether an address is one but for its port, which is a number above all ports.
fn has_large_port(address: &str) -> bool {
    let Some((host, port)) = address.rsplit_once(':') else {
        return false;
    };
    let number = !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit());
    number && port.parse::<u16>().is_err() && format!("{host}:0").parse::<SocketAddr>().is_ok()
}
