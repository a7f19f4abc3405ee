//! HTTP/1.1 by hand, over a Unix socket or TCP: bytes out, bytes in, nothing added.

use std::{
    fmt,
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    os::unix::net::UnixStream,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use miniz_oxide::inflate::decompress_to_vec;

use crate::network::tor::socks;

const GZIP_HEADER_BYTES: usize = 10;
const GZIP_TRAILER_BYTES: usize = 8;
/// An answer that takes longer never comes.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// The type of a form with files, whose parts [`field`], [`file`] and [`END`] make.
pub const FORM: &str = "Content-Type: multipart/form-data; boundary=b";
/// The end of a form.
pub const END: &[u8] = b"--b--\r\n";

/// Where a door of the server is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Door {
    /// A Unix socket.
    Unix(PathBuf),
    /// A Unix socket where tor comes in: each connection begins with the line that names its
    /// circuit, another one each time unless told otherwise.
    Onion {
        /// The socket.
        socket: PathBuf,
        /// The circuit of every connection.
        circuit: Option<u32>,
    },
    /// Behind an onion, through a tor on this machine.
    Tor {
        /// The port of that tor for programs.
        socks: u16,
        /// The onion's name.
        onion: String,
        /// The circuit of every connection, another one each time unless told otherwise: whoever
        /// shares it shares a circuit of tor's.
        circuit: Option<u32>,
    },
    /// TCP on loopback.
    Tcp(SocketAddr),
}

/// Both kinds of socket.
trait Socket: Read + Write + Send {
    fn wait_for(&self, patience: Duration) -> io::Result<()>;
}

impl Socket for UnixStream {
    fn wait_for(&self, patience: Duration) -> io::Result<()> {
        self.set_read_timeout(Some(patience))?;
        self.set_write_timeout(Some(patience))
    }
}

impl Socket for TcpStream {
    fn wait_for(&self, patience: Duration) -> io::Result<()> {
        self.set_read_timeout(Some(patience))?;
        self.set_write_timeout(Some(patience))
    }
}

/// A connection to a door.
pub struct Connection(BufReader<Box<dyn Socket>>);

/// An answer.
#[derive(Clone, Eq, PartialEq)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Status line and fields, as they came.
    pub head: String,
    /// Its body, as it came.
    pub body: Vec<u8>,
}

impl Door {
    /// Opens a connection.
    pub fn connect(&self) -> Result<Connection> {
        let socket: Box<dyn Socket> = match self {
            Self::Unix(path) => Box::new(UnixStream::connect(path)?),
            Self::Onion { socket, circuit } => {
                let mut stream = UnixStream::connect(socket)?;
                stream.write_all(proxy_line(circuit.unwrap_or_else(another_circuit)).as_bytes())?;
                Box::new(stream)
            }
            Self::Tor {
                socks,
                onion,
                circuit,
            } => {
                let circuit = circuit.unwrap_or_else(another_circuit);
                Box::new(socks::connect(*socks, onion, circuit)?)
            }
            Self::Tcp(address) => Box::new(TcpStream::connect(address)?),
        };
        let connection = Connection(BufReader::new(socket));
        connection.wait_for(PATIENCE)?;
        Ok(connection)
    }

    /// The same door, where it expects tor to say whose each connection is: on a Unix socket.
    #[must_use]
    pub fn behind_tor(self) -> Self {
        match self {
            Self::Unix(socket) => Self::Onion {
                socket,
                circuit: None,
            },
            other @ (Self::Onion { .. } | Self::Tor { .. } | Self::Tcp(_)) => other,
        }
    }

    /// The same door, always by this circuit.
    #[must_use]
    pub fn by_circuit(&self, circuit: u32) -> Self {
        match self {
            Self::Onion { socket, .. } => Self::Onion {
                socket: socket.clone(),
                circuit: Some(circuit),
            },
            Self::Tor { socks, onion, .. } => Self::Tor {
                socks: *socks,
                onion: onion.clone(),
                circuit: Some(circuit),
            },
            other @ (Self::Unix(_) | Self::Tcp(_)) => other.clone(),
        }
    }

    /// Where it is on loopback, for programs that are not ours.
    pub fn address(&self) -> Result<SocketAddr> {
        match self {
            Self::Tcp(address) => Ok(*address),
            Self::Unix(path) | Self::Onion { socket: path, .. } => {
                bail!("{} is no address on loopback", path.display())
            }
            Self::Tor { onion, .. } => bail!("{onion} is no address on loopback"),
        }
    }

    /// One request on a connection of its own. `head` is method and path, then a line for each
    /// field.
    pub fn ask(&self, head: &str, body: &[u8]) -> Result<Answer> {
        self.connect()?.request(head, body)
    }
}

/// What tor writes first (`HiddenServiceExportCircuitID haproxy`).
#[must_use]
pub fn proxy_line(circuit: u32) -> String {
    let (high, low) = (circuit >> 16, circuit & 0xffff);
    format!("PROXY TCP6 fc00:dead:beef:4dad::{high:x}:{low:x} ::1 {low} 80\r\n")
}

/// A circuit that nobody had so far.
pub fn another_circuit() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl Connection {
    /// Sets how long is waited for each byte, either way.
    pub fn wait_for(&self, patience: Duration) -> Result<()> {
        Ok(self.0.get_ref().wait_for(patience)?)
    }

    /// One request and its answer.
    pub fn request(&mut self, head: &str, body: &[u8]) -> Result<Answer> {
        self.write(&head_bytes(head, body.len() as u64))?;
        // Whoever refuses a body may close before it is all there; the answer tells.
        drop(self.write(body));
        self.answer(head.starts_with("HEAD "))
    }

    /// Begins a request whose body of `length` bytes the caller writes.
    pub fn begin(&mut self, head: &str, length: u64) -> Result<()> {
        self.write(&head_bytes(head, length))
    }

    /// Sends bytes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        Ok(self.0.get_mut().write_all(bytes)?)
    }

    /// Reads so many bytes of what comes, or fewer where the other side ends.
    pub fn take(&mut self, bytes: usize) -> Result<Vec<u8>> {
        let mut taken = Vec::new();
        (&mut self.0).take(bytes as u64).read_to_end(&mut taken)?;
        Ok(taken)
    }

    /// Reads an answer, without its body if there is none to come.
    pub fn answer(&mut self, no_body: bool) -> Result<Answer> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            ensure!(self.0.read_until(b'\n', &mut head)? > 0, "no answer");
        }
        let head = String::from_utf8(head)?;
        let status = head.split(' ').nth(1).context("a status")?.parse()?;
        let mut answer = Answer {
            status,
            head,
            body: Vec::new(),
        };
        let length = answer.header("content-length").unwrap_or("0").parse()?;
        if !no_body {
            answer.body = vec![0; length];
            self.0.read_exact(&mut answer.body)?;
        }
        Ok(answer)
    }

    /// Whether the other side hung up without another byte.
    #[must_use]
    pub fn ended(mut self) -> bool {
        matches!(self.0.read(&mut [0]), Ok(0))
    }
}

impl Answer {
    /// A field's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// The page, decompressed.
    pub fn page(&self) -> Result<String> {
        ensure!(self.header("content-encoding") == Some("gzip"), "no gzip");
        let end = self.body.len().saturating_sub(GZIP_TRAILER_BYTES);
        let deflated = self.body.get(GZIP_HEADER_BYTES..end).context("too short")?;
        let inflated = decompress_to_vec(deflated).ok().context("no deflate")?;
        Ok(String::from_utf8(inflated)?)
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({} bytes)", self.head, self.body.len())
    }
}

/// A part of a form.
#[must_use]
pub fn field(name: &str, value: &str) -> Vec<u8> {
    format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        .into_bytes()
}

/// A file of a form.
#[must_use]
pub fn file(name: &str, bytes: &[u8]) -> Vec<u8> {
    [file_head(name).as_slice(), bytes, b"\r\n"].concat()
}

/// What stands before a file's bytes in a form; `\r\n` stands after them.
#[must_use]
pub fn file_head(name: &str) -> Vec<u8> {
    format!(
        "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    )
    .into_bytes()
}

/// A whole request as it goes over the line. `head` is method and path, then a line for each field.
#[must_use]
pub fn request_bytes(head: &str, body: &[u8]) -> Vec<u8> {
    [head_bytes(head, body.len() as u64), body.to_vec()].concat()
}

fn head_bytes(head: &str, length: u64) -> Vec<u8> {
    let (first, fields) = head.split_once('\n').unwrap_or((head, ""));
    let mut text = format!("{first} HTTP/1.1\r\nHost: x\r\n");
    for field in fields.lines() {
        text.push_str(field);
        text.push_str("\r\n");
    }
    let bodiless = ["GET ", "HEAD ", "DELETE "];
    if !bodiless.iter().any(|method| head.starts_with(method)) {
        text.push_str(&format!("Content-Length: {length}\r\n"));
    }
    text.push_str("\r\n");
    text.into_bytes()
}
