//! Stands between a browser and a server: counts what passes, cuts connections in the middle of a
//! body, and swallows answers.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use super::listener::Listener;

/// How much is passed on at once, in bytes.
const BUFFER_BYTES: usize = 16_384;
const HEAD_MAX_BYTES: u64 = 65_536;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fate {
    /// It passes, and so does its answer.
    Pass,
    /// Its connection is cut after so many bytes of its body.
    Cut(u64),
    /// It passes; when its answer comes, the connection is cut instead.
    Swallow,
}

/// A request as it came by.
#[derive(Clone, Debug)]
pub struct Passed {
    /// Method and path.
    pub line: String,
    /// Its fields.
    pub fields: Vec<(String, String)>,
    /// How long its body said to be, in bytes.
    pub length: u64,
    /// How much of its body came by, in bytes.
    pub body: u64,
    /// What became of it.
    pub fate: Fate,
}

impl Passed {
    /// The value of a field.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        let mut fields = self.fields.iter();
        fields
            .find(|(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// All that came by.
#[derive(Clone, Debug, Default)]
pub struct Traffic {
    /// Requests, in the order in which they came.
    pub requests: Vec<Passed>,
    /// Bytes from the server to the browser, heads included.
    pub down: u64,
    /// The fields of each answer, as they came.
    pub heads: Vec<String>,
}

type Judge = Box<dyn FnMut(&Passed) -> Fate + Send>;

struct Shared {
    judge: Mutex<Judge>,
    traffic: Mutex<Traffic>,
}

/// A running proxy.
pub struct Proxy {
    /// Where it listens.
    pub address: SocketAddr,
    shared: Arc<Shared>,
    _listener: Listener,
}

impl Proxy {
    /// Listens, and lets `judge` decide about every request.
    pub fn start(
        upstream: SocketAddr,
        judge: impl FnMut(&Passed) -> Fate + Send + 'static,
    ) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            judge: Mutex::new(Box::new(judge)),
            traffic: Mutex::default(),
        });
        let passing = Arc::clone(&shared);
        let converse =
            move |browser: &TcpStream, server: &TcpStream| converse(&passing, browser, server);
        let listener = Listener::start(upstream, converse)?;
        Ok(Self {
            address: listener.address,
            shared,
            _listener: listener,
        })
    }

    /// What came by so far.
    #[must_use]
    pub fn traffic(&self) -> Traffic {
        lock(&self.shared.traffic).clone()
    }
}

/// A connection, request after request, to its end.
fn converse(shared: &Shared, browser: &TcpStream, server: &TcpStream) -> io::Result<()> {
    let swallowing = AtomicBool::new(false);
    thread::scope(|scope| {
        let down = scope.spawn(|| {
            let passed = pass_down(shared, server, browser, &swallowing);
            cut(browser, server);
            passed
        });
        let up = pass_up(shared, browser, server, &swallowing);
        if matches!(up, Ok(End::Cut) | Err(_)) {
            cut(browser, server);
        } else {
            drop(server.shutdown(Shutdown::Write));
        }
        drop(down.join());
        up.map(drop)
    })
}

enum End {
    Closed,
    Cut,
}

fn pass_up(
    shared: &Shared,
    browser: &TcpStream,
    mut server: &TcpStream,
    swallowing: &AtomicBool,
) -> io::Result<End> {
    let mut reader = BufReader::with_capacity(BUFFER_BYTES, browser);
    while let Some((head, request)) = read_head(&mut reader)? {
        let (length, fate, index) = {
            let mut request = request;
            request.fate = lock(&shared.judge)(&request);
            let told = (request.length, request.fate);
            let mut traffic = lock(&shared.traffic);
            traffic.requests.push(request);
            (told.0, told.1, traffic.requests.len() - 1)
        };
        swallowing.store(fate == Fate::Swallow, Ordering::SeqCst);
        server.write_all(&head)?;
        let passes = match fate {
            Fate::Cut(after) => length.min(after),
            Fate::Pass | Fate::Swallow => length,
        };
        let mut left = passes;
        let mut buffer = [0; BUFFER_BYTES];
        while left > 0 {
            let want = buffer
                .len()
                .min(usize::try_from(left).unwrap_or(BUFFER_BYTES));
            let read = reader.read(buffer.get_mut(..want).unwrap_or_default())?;
            if read == 0 {
                return Ok(End::Cut);
            }
            server.write_all(buffer.get(..read).unwrap_or_default())?;
            left -= read as u64;
            if let Some(request) = lock(&shared.traffic).requests.get_mut(index) {
                request.body += read as u64;
            }
        }
        if matches!(fate, Fate::Cut(_)) {
            return Ok(End::Cut);
        }
    }
    Ok(End::Closed)
}

fn read_head(reader: &mut BufReader<&TcpStream>) -> io::Result<Option<(Vec<u8>, Passed)>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if reader
            .by_ref()
            .take(HEAD_MAX_BYTES)
            .read_until(b'\n', &mut head)?
            == 0
        {
            return Ok(None);
        }
    }
    let text = String::from_utf8_lossy(&head).into_owned();
    let mut lines = text.lines();
    let line = lines.next().unwrap_or_default();
    let fields = lines.filter_map(|line| line.split_once(": "));
    let fields: Vec<_> = fields
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let mut passed = Passed {
        line: line.trim_end_matches(" HTTP/1.1").to_owned(),
        fields,
        length: 0,
        body: 0,
        fate: Fate::Pass,
    };
    let length = passed.field("content-length");
    passed.length = length.and_then(|length| length.parse().ok()).unwrap_or(0);
    Ok(Some((head, passed)))
}

fn pass_down(
    shared: &Shared,
    mut server: &TcpStream,
    mut browser: &TcpStream,
    swallowing: &AtomicBool,
) -> io::Result<()> {
    let mut buffer = [0; BUFFER_BYTES];
    loop {
        let read = server.read(&mut buffer)?;
        if read == 0 || swallowing.load(Ordering::SeqCst) {
            return Ok(());
        }
        let bytes = buffer.get(..read).unwrap_or_default();
        note(&mut lock(&shared.traffic), bytes);
        browser.write_all(bytes)?;
    }
}

/// Counts, and keeps the head of an answer that begins here.
fn note(traffic: &mut Traffic, bytes: &[u8]) {
    traffic.down += bytes.len() as u64;
    if bytes.starts_with(b"HTTP/1.1 ") {
        let text = String::from_utf8_lossy(bytes);
        let head = text.split("\r\n\r\n").next().unwrap_or_default();
        traffic.heads.push(head.to_owned());
    }
}

fn cut(browser: &TcpStream, server: &TcpStream) {
    // One that is closed already is as good.
    drop(browser.shutdown(Shutdown::Both));
    drop(server.shutdown(Shutdown::Both));
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
