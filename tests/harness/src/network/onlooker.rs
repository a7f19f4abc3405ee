//! Tor's SOCKS port before a server that belongs to an onlooker: they see every byte and every time
//! of each circuit, and may alter any answer. All onions lead to the one server; whatever else is
//! asked for is not there.

use std::{
    collections::HashMap,
    io::{self, Read, Write},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::message::{HEAD_END, announced, length};

/// How much is passed on at once, in bytes.
const BUFFER_BYTES: usize = 16_384;
/// A connection that does nothing for so long is over.
const PATIENCE: Duration = Duration::from_secs(60);
const VERSION: u8 = 5;
const NO_PASSWORD: u8 = 0;
const PASSWORD: u8 = 2;
const DOMAIN: u8 = 3;
/// "Granted", and "host unreachable", bound to nowhere.
const GRANTED: [u8; 10] = [VERSION, 0, 0, 1, 0, 0, 0, 0, 0, 0];
const UNREACHABLE: [u8; 10] = [VERSION, 4, 0, 1, 0, 0, 0, 0, 0, 0];
const ONION: &[u8] = b".onion";

/// A request, as the onlooker saw it.
#[derive(Clone, Debug)]
pub struct Sight {
    /// Which circuit it came by, from 0.
    pub circuit: usize,
    /// Which connection it came by, of all that there were.
    pub connection: usize,
    /// Its head, with the empty line.
    pub head: String,
    /// What came of its body.
    pub body: Vec<u8>,
    /// When its first byte came.
    pub asked: Duration,
    /// When the last byte of its answer left; none where there was no answer.
    pub answered: Option<Duration>,
}

impl Sight {
    /// Method and path.
    #[must_use]
    pub fn asked_for(&self) -> &str {
        self.head.split(" HTTP/1.1").next().unwrap_or_default()
    }

    /// The value of a field.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        let mut fields = self.head.lines().filter_map(|line| line.split_once(": "));
        fields
            .find(|(found, _)| *found == name)
            .map(|(_, value)| value)
    }
}

/// What becomes of an answer, head and body as they are sent: of the request, all requests so far
/// with this one at the end, and the answer.
type Alter = Box<dyn FnMut(&[Sight], Vec<u8>) -> Vec<u8> + Send>;

/// An onlooker's port.
pub struct Onlooker {
    /// Where it listens.
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    server: SocketAddr,
    begun: Instant,
    seen: Mutex<Notes>,
    alter: Mutex<Alter>,
    /// Bodies of this method never come to their end.
    held: Option<&'static str>,
    is_closing: AtomicBool,
}

#[derive(Default)]
struct Notes {
    circuits: HashMap<Vec<u8>, usize>,
    connections: usize,
    sights: Vec<Sight>,
}

impl Onlooker {
    /// Listens before a server. `alter` has every answer.
    pub fn before(
        server: SocketAddr,
        alter: impl FnMut(&[Sight], Vec<u8>) -> Vec<u8> + Send + 'static,
    ) -> io::Result<Self> {
        Self::start(server, Box::new(alter), None)
    }

    /// One who alters nothing; the last byte of a body of the `held` method does not get through.
    pub fn recording(server: SocketAddr, held: Option<&'static str>) -> io::Result<Self> {
        Self::start(server, Box::new(|_, answer| answer), held)
    }

    fn start(server: SocketAddr, alter: Alter, held: Option<&'static str>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            server,
            begun: Instant::now(),
            seen: Mutex::default(),
            alter: Mutex::new(alter),
            held,
            is_closing: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming() {
                if accepting.is_closing.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(client) = client else { continue };
                let shared = Arc::clone(&accepting);
                // A connection that breaks is what its other end sees too.
                thread::spawn(move || drop(shared.serve(&client)));
            }
        });
        Ok(Self { address, shared })
    }

    /// As it is typed.
    #[must_use]
    pub fn proxy(&self) -> String {
        format!("socks5h://{}", self.address)
    }

    /// All that was asked so far.
    #[must_use]
    pub fn sights(&self) -> Vec<Sight> {
        self.shared.notes().sights.clone()
    }
}

impl Drop for Onlooker {
    fn drop(&mut self) {
        self.shared.is_closing.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address)); // wakes the listener
    }
}

impl Shared {
    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, mut client: &TcpStream) -> io::Result<()> {
        client.set_nodelay(true)?;
        client.set_read_timeout(Some(PATIENCE))?;
        let (user, name) = greet(client)?;
        if !name.ends_with(ONION) {
            return client.write_all(&UNREACHABLE);
        }
        let server = TcpStream::connect(self.server)?;
        server.set_nodelay(true)?;
        server.set_read_timeout(Some(PATIENCE))?;
        let (circuit, connection) = {
            let mut notes = self.notes();
            let next = notes.circuits.len();
            let circuit = *notes.circuits.entry(user).or_insert(next);
            notes.connections += 1;
            (circuit, notes.connections - 1)
        };
        client.write_all(&GRANTED)?;
        let passed = self.converse(client, &server, circuit, connection);
        // One that is closed already is as good.
        drop(client.shutdown(Shutdown::Both));
        drop(server.shutdown(Shutdown::Both));
        passed
    }

    fn converse(
        &self,
        mut client: &TcpStream,
        mut server: &TcpStream,
        circuit: usize,
        connection: usize,
    ) -> io::Result<()> {
        let mut early = Vec::new();
        while let Some((asked, head)) = self.read_head(client, &mut early)? {
            server.write_all(head.as_bytes())?;
            let length = announced(&head);
            let is_held = self.held.is_some_and(|held| head.starts_with(held));
            let number = {
                let mut notes = self.notes();
                notes.sights.push(Sight {
                    circuit,
                    connection,
                    head,
                    body: Vec::new(),
                    asked,
                    answered: None,
                });
                notes.sights.len() - 1
            };
            let body = read_body(client, &mut early, length.unwrap_or(0), |piece, is_last| {
                let kept = usize::from(is_held && is_last);
                let passed = piece.get(..piece.len() - kept).unwrap_or_default();
                server.write_all(passed)?;
                let mut notes = self.notes();
                if let Some(sight) = notes.sights.get_mut(number) {
                    sight.body.extend_from_slice(piece);
                }
                Ok(())
            });
            body?;
            if is_held {
                // Nothing more is passed on until whoever asks gives up.
                while client.read(&mut [0; BUFFER_BYTES])? > 0 {}
                return Ok(());
            }
            let Some(answer) = read_answer(server, self.is_head(number))? else {
                return Ok(());
            };
            let closes = answer_head(&answer).contains("\r\nconnection: close\r\n");
            let altered = {
                let mut alter = self.alter.lock().unwrap_or_else(PoisonError::into_inner);
                let notes = self.notes();
                alter(notes.sights.get(..=number).unwrap_or_default(), answer)
            };
            client.write_all(&altered)?;
            if let Some(sight) = self.notes().sights.get_mut(number) {
                sight.answered = Some(self.begun.elapsed());
            }
            if closes {
                return Ok(());
            }
        }
        Ok(())
    }

    fn is_head(&self, number: usize) -> bool {
        let notes = self.notes();
        let sight = notes.sights.get(number);
        sight.is_some_and(|sight| sight.head.starts_with("HEAD "))
    }

    /// When a head came, and the head; none at the end of the connection. What comes with it stays
    /// in `early`.
    fn read_head(
        &self,
        mut client: &TcpStream,
        early: &mut Vec<u8>,
    ) -> io::Result<Option<(Duration, String)>> {
        let mut asked = (!early.is_empty()).then(|| self.begun.elapsed());
        loop {
            if let Some(end) = end_of_head(early) {
                let rest = early.split_off(end);
                let head = std::mem::replace(early, rest);
                let head = String::from_utf8(head).map_err(io::Error::other)?;
                return Ok(Some((asked.unwrap_or_default(), head)));
            }
            let mut buffer = [0; BUFFER_BYTES];
            let read = client.read(&mut buffer)?;
            if read == 0 {
                return Ok(None);
            }
            asked.get_or_insert_with(|| self.begun.elapsed());
            early.extend_from_slice(buffer.get(..read).unwrap_or_default());
        }
    }
}

fn read_body(
    mut client: &TcpStream,
    early: &mut Vec<u8>,
    length: usize,
    mut pass: impl FnMut(&[u8], bool) -> io::Result<()>,
) -> io::Result<()> {
    let mut left = length;
    while left > 0 {
        if early.is_empty() {
            let mut buffer = [0; BUFFER_BYTES];
            let read = client.read(&mut buffer)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            early.extend_from_slice(buffer.get(..read).unwrap_or_default());
        }
        let rest = early.split_off(early.len().min(left));
        let piece = std::mem::replace(early, rest);
        left -= piece.len();
        pass(&piece, left == 0)?;
    }
    Ok(())
}

/// A whole answer; none at the end of the connection.
fn read_answer(mut server: &TcpStream, is_head: bool) -> io::Result<Option<Vec<u8>>> {
    let mut answer = Vec::new();
    let mut buffer = [0; BUFFER_BYTES];
    loop {
        if let Some(end) = end_of_head(&answer) {
            let body = if is_head {
                0
            } else {
                length(answer_head(&answer))
            };
            if answer.len() >= end + body {
                return Ok(Some(answer));
            }
        }
        let read = server.read(&mut buffer)?;
        if read == 0 {
            return Ok(None);
        }
        answer.extend_from_slice(buffer.get(..read).unwrap_or_default());
    }
}

fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let mut windows = bytes.windows(HEAD_END.len());
    let at = windows.position(|window| window == HEAD_END)?;
    Some(at + HEAD_END.len())
}

fn answer_head(answer: &[u8]) -> &str {
    let head = answer.get(..end_of_head(answer).unwrap_or(0));
    std::str::from_utf8(head.unwrap_or_default()).unwrap_or_default()
}

/// RFC 1928 and 1929, up to the request; gives user and password, and the name that is wanted. Tor
/// Browser and an audit name a user; Firefox names none.
fn greet(mut client: &TcpStream) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let wrong = || io::Error::from(io::ErrorKind::InvalidData);
    let [_] = read(client)?;
    let methods = counted(client)?;
    let mut user = Vec::new();
    if methods.contains(&PASSWORD) {
        client.write_all(&[VERSION, PASSWORD])?;
        let [_] = read(client)?;
        user = counted(client)?;
        user.extend(counted(client)?);
        client.write_all(&[1, 0])?;
    } else {
        client.write_all(&[VERSION, NO_PASSWORD])?;
    }
    let [_, _, _, kind] = read(client)?;
    if kind != DOMAIN {
        return Err(wrong());
    }
    let name = counted(client)?;
    let [_, _] = read(client)?;
    Ok((user, name))
}

fn read<const N: usize>(mut client: &TcpStream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    client.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn counted(mut client: &TcpStream) -> io::Result<Vec<u8>> {
    let [length] = read(client)?;
    let mut bytes = vec![0; length.into()];
    client.read_exact(&mut bytes)?;
    Ok(bytes)
}
