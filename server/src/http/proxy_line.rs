//! The line that tor writes before a connection when `HiddenServiceExportCircuitID haproxy` is set
//! (tor(1); the PROXY protocol, version 1, section 2.1).

use std::{io, net::Ipv6Addr};

use sourdine_l10n::Explain;
use tokio::io::{AsyncRead, AsyncReadExt};
use zeroize::Zeroizing;

/// Longest line, with its end, in bytes.
pub const PROXY_LINE_MAX_BYTES: usize = 107;
const START: &str = "PROXY TCP6 ";
const END: &str = "\r\n";

/// Why there is no line.
#[derive(Debug, Explain, thiserror::Error)]
pub enum ProxyLineError {
    /// The bytes are no PROXY line, or the line is too long.
    #[explain("proxy-line")]
    Malformed,
    #[explain(transparent)]
    Io(#[from] io::Error),
}

/// Reads the line and not a byte more. Returns the source address: its last 32
/// bits are the circuit.
pub async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Result<Ipv6Addr, ProxyLineError> {
    let mut line = Zeroizing::new([0; PROXY_LINE_MAX_BYTES]);
    for length in 1..=PROXY_LINE_MAX_BYTES {
        let (Some(byte), expected) = (line.get_mut(length - 1), START.as_bytes().get(length - 1))
        else {
            break;
        };
        *byte = stream.read_u8().await?;
        // A client that speaks HTTP at once is refused at once, not after a whole line's bytes.
        if expected.is_some_and(|expected| expected != byte) {
            break;
        }
        if let Some(line) = line
            .get(..length)
            .filter(|line| line.ends_with(END.as_bytes()))
        {
            return parse(line).ok_or(ProxyLineError::Malformed);
        }
    }
    Err(ProxyLineError::Malformed)
}

/// `PROXY TCP6 <source> <destination> <source port> <destination port>` and its end.
fn parse(line: &[u8]) -> Option<Ipv6Addr> {
    let line = std::str::from_utf8(line).ok()?;
    let mut words = line.strip_prefix(START)?.strip_suffix(END)?.split(' ');
    let source = words.next()?.parse().ok()?;
    let _destination: Ipv6Addr = words.next()?.parse().ok()?;
    let _source_port: u16 = port(words.next()?)?;
    let _destination_port: u16 = port(words.next()?)?;
    words.next().is_none().then_some(source)
}

/// Decimal, with no sign: Rust's own parser takes `+80`.
fn port(text: &str) -> Option<u16> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read_all(bytes: &[u8]) -> (Result<Ipv6Addr, ProxyLineError>, Vec<u8>) {
        let mut stream = bytes;
        let address = read(&mut stream).await;
        (address, stream.to_vec())
    }

    #[tokio::test]
    async fn what_tor_writes_is_read_and_nothing_behind_it() {
        for (line, address) in [
            (
                "PROXY TCP6 fc00:dead:beef:4dad::0:1d ::1 29 80\r\n",
                "fc00:dead:beef:4dad::1d",
            ),
            (
                "PROXY TCP6 fc00:dead:beef:4dad::ffff:1 ::1 1 80\r\n",
                "fc00:dead:beef:4dad::ffff:1",
            ),
            (
                "PROXY TCP6 fc00:dead:beef:4dad:0:0:aB:cd ::1 65535 0\r\n",
                "fc00:dead:beef:4dad::ab:cd",
            ),
        ] {
            let bytes = [line.as_bytes(), b"GET / HTTP/1.1\r\n"].concat();
            let (read, left) = read_all(&bytes).await;
            assert_eq!(read.unwrap(), address.parse::<Ipv6Addr>().unwrap());
            assert_eq!(left, b"GET / HTTP/1.1\r\n");
        }
    }

    #[tokio::test]
    async fn anything_else_is_refused() {
        let long = format!(
            "PROXY TCP6 fc00::1 ::1 29 {}\r\n",
            "0".repeat(PROXY_LINE_MAX_BYTES)
        );
        for line in [
            "",
            "\r\n",
            "PROXY",
            "GET / HTTP/1.1\r\n\r\n",
            "PROXY UNKNOWN\r\n",
            "PROXY TCP4 127.0.0.1 127.0.0.1 29 80\r\n",
            "PROXY TCP6 127.0.0.1 ::1 29 80\r\n",
            "PROXY TCP6 fc00::1 ::1 29 80\n",
            "PROXY TCP6 fc00::1 ::1 29\r\n",
            "PROXY TCP6 fc00::1 ::1 29 80 1\r\n",
            "PROXY TCP6 fc00::1  ::1 29 80\r\n",
            "PROXY TCP6 fc00::1%eth0 ::1 29 80\r\n",
            "PROXY TCP6 [fc00::1] ::1 29 80\r\n",
            "PROXY TCP6 fc00::1 ::1 +29 80\r\n",
            "PROXY TCP6 fc00::1 ::1 29 65536\r\n",
            "PROXY TCP6 fc00::1 ::1 29 \r\n",
            "PROXY TCP6 fc00::g ::1 29 80\r\n",
            "proxy tcp6 fc00::1 ::1 29 80\r\n",
            " PROXY TCP6 fc00::1 ::1 29 80\r\n",
            "PROXY TCP6 fc00::1 ::1 29 80",
            "\r\n\r\n\0\r\nQUIT\n!\x11\x21\0\x0c",
            &long,
        ] {
            let (read, _) = read_all(line.as_bytes()).await;
            assert!(read.is_err(), "{line:?}");
        }
    }

    #[tokio::test]
    async fn who_speaks_something_else_is_not_listened_to() {
        let (read, left) = read_all(b"GET / HTTP/1.1\r\n").await;
        assert!(matches!(read, Err(ProxyLineError::Malformed)));
        assert_eq!(left, b"ET / HTTP/1.1\r\n");
    }
}
