//! A client that hides nothing: bytes out, bytes in.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use miniz_oxide::inflate::decompress_to_vec;

const GZIP_HEADER_BYTES: usize = 10;
const GZIP_TRAILER_BYTES: usize = 8;

/// An answer.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Status line and fields, as they came.
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}({} bytes)", self.head, self.body.len())
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// The page, decompressed.
    pub(crate) fn page(&self) -> String {
        assert_eq!(
            self.header("content-encoding"),
            Some("gzip"),
            "{}",
            self.head
        );
        let end = self.body.len() - GZIP_TRAILER_BYTES;
        String::from_utf8(decompress_to_vec(&self.body[GZIP_HEADER_BYTES..end]).unwrap()).unwrap()
    }
}

/// A connection.
pub(crate) struct Connection(pub(crate) TcpStream);

impl Connection {
    pub(crate) fn to(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        Self(stream)
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).unwrap();
    }

    pub(crate) fn request(&mut self, head: &str, body: &[u8]) -> Answer {
        self.write(head_bytes(head, body.len()).as_bytes());
        self.write(body);
        self.answer(head.starts_with("HEAD "))
    }

    /// The head of a request, whose body is still to be written.
    pub(crate) fn begin(&mut self, head: &str, length: usize) {
        self.write(head_bytes(head, length).as_bytes());
    }

    pub(crate) fn answer(&mut self, no_body: bool) -> Answer {
        let head = self.head().unwrap();
        self.rest(head, no_body)
    }

    /// An answer, unless the server hung up without one.
    pub(crate) fn try_answer(&mut self) -> Option<Answer> {
        let head = self.head().ok()?;
        Some(self.rest(head, false))
    }

    fn head(&mut self) -> std::io::Result<Vec<u8>> {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            self.0.read_exact(&mut byte)?;
            head.push(byte[0]);
        }
        Ok(head)
    }

    fn rest(&mut self, head: Vec<u8>, no_body: bool) -> Answer {
        let head = String::from_utf8(head).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut answer = Answer {
            status,
            head,
            body: Vec::new(),
        };
        let length = answer
            .header("content-length")
            .map_or(0, |length| length.parse().unwrap());
        if !no_body {
            answer.body = vec![0; length];
            self.0.read_exact(&mut answer.body).unwrap();
        }
        answer
    }

    /// Whether the other side has hung up.
    pub(crate) fn ends(mut self) -> bool {
        matches!(self.0.read(&mut [0]), Ok(0))
    }
}

fn head_bytes(head: &str, length: usize) -> String {
    let mut lines = head.lines();
    let first = lines.next().unwrap();
    let mut text = format!("{first} HTTP/1.1\r\nHost: x\r\n");
    for line in lines {
        text.push_str(&format!("{line}\r\n"));
    }
    let bodiless =
        head.starts_with("GET ") || head.starts_with("HEAD ") || head.starts_with("DELETE ");
    if !bodiless {
        text.push_str(&format!("Content-Length: {length}\r\n"));
    }
    text.push_str("\r\n");
    text
}

/// One request on a connection of its own.
pub(crate) fn ask(address: SocketAddr, head: &str, body: &[u8]) -> Answer {
    Connection::to(address).request(head, body)
}

pub(crate) const FORM: &str = "Content-Type: multipart/form-data; boundary=b";

/// A part of a multipart form.
pub(crate) fn field(name: &str, value: &str) -> Vec<u8> {
    format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        .into_bytes()
}

/// A file of a multipart form.
pub(crate) fn file(name: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    );
    [head.as_bytes(), bytes, b"\r\n"].concat()
}

pub(crate) const END: &[u8] = b"--b--\r\n";
