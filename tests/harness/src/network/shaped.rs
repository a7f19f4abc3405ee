//! Slow links, which carry so many bytes a second and take so long for a round trip: tor's SOCKS
//! port, where each SOCKS user has a circuit of its own and all names lead to one Unix socket; and a
//! relay before a TCP port, where all connections share one link.

use std::{
    collections::HashSet,
    io::{self, Read, Write},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::{Duration, Instant},
};

/// How much is passed on at once, in bytes.
const PIECE_BYTES: usize = 4_096;
/// How the request for a new upload begins.
const NEW_UPLOAD: &[u8] = b"POST /upload";
const VERSION: u8 = 5;
const PASSWORD: u8 = 2;
const DOMAIN: u8 = 3;
/// "Granted", bound to nowhere.
const GRANTED: [u8; 10] = [VERSION, 0, 0, 1, 0, 0, 0, 0, 0, 0];
const NANOSECONDS: u64 = 1_000_000_000;

/// How slow a link is.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Bytes a second, each way.
    pub pace: u64,
    pub round_trip: Duration,
}

impl Shape {
    fn takes(self, bytes: usize) -> Duration {
        let nanoseconds = (bytes as u64).saturating_mul(NANOSECONDS);
        Duration::from_nanos(nanoseconds.checked_div(self.pace).unwrap_or(u64::MAX))
    }
}

/// What came by.
#[derive(Clone, Debug, Default)]
pub struct Carried {
    /// The users of all streams: one circuit each.
    pub users: HashSet<String>,
    pub streams: usize,
    /// How many streams were open at once at most.
    pub most_at_once: usize,
    open: usize,
}

struct Shared {
    shape: Shape,
    before: PathBuf,
    carried: Mutex<Carried>,
    closing: AtomicBool,
}

impl Shared {
    fn carried(&self) -> MutexGuard<'_, Carried> {
        self.carried.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A SOCKS port that listens.
pub struct ShapedSocks {
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

impl ShapedSocks {
    /// Listens before a Unix socket.
    pub fn before(socket: &Path, shape: Shape) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            shape,
            before: socket.to_owned(),
            carried: Mutex::default(),
            closing: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if accepting.closing.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let shared = Arc::clone(&accepting);
                // A stream that breaks is what its other end sees too.
                thread::spawn(move || drop(shared.serve(stream)));
            }
        });
        Ok(Self { address, shared })
    }

    /// What came by so far.
    #[must_use]
    pub fn carried(&self) -> Carried {
        self.shared.carried().clone()
    }
}

impl Drop for ShapedSocks {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address)); // wakes the listener
    }
}

impl Shared {
    fn serve(&self, mut client: TcpStream) -> io::Result<()> {
        client.set_nodelay(true)?;
        let user = greet(&mut client)?;
        thread::sleep(self.shape.round_trip);
        let server = UnixStream::connect(&self.before)?;
        {
            let mut carried = self.carried();
            carried.users.insert(user);
            carried.streams += 1;
            carried.open += 1;
            carried.most_at_once = carried.most_at_once.max(carried.open);
        }
        let passed = self.pass_both(client, &server);
        self.carried().open -= 1;
        passed
    }

    fn pass_both(&self, mut client: TcpStream, server: &UnixStream) -> io::Result<()> {
        client.write_all(&GRANTED)?;
        let (up, down) = (client.try_clone()?, client);
        thread::scope(|scope| {
            scope.spawn(|| {
                let lane = Lane::new(self.shape);
                drop(lane.pass(&up, server, |_| (), || ()));
                drop(server.shutdown(Shutdown::Write));
            });
            let passed = Lane::new(self.shape).pass(server, &down, |_| (), || ());
            // The other direction ends too.
            drop(down.shutdown(Shutdown::Both));
            drop(server.shutdown(Shutdown::Both));
            passed
        })
    }
}

/// One way of a link: when it is free again for the next byte.
struct Lane {
    shape: Shape,
    free: Mutex<Instant>,
}

impl Lane {
    fn new(shape: Shape) -> Self {
        Self {
            shape,
            free: Mutex::new(Instant::now()),
        }
    }

    /// Passes on at the link's pace, each piece half a round trip later.
    fn pass(
        &self,
        mut from: impl Read,
        to: impl Write + Send,
        seen: impl FnMut(&[u8]),
        delivered: impl FnMut() + Send,
    ) -> io::Result<()> {
        let (late, due) = mpsc::channel();
        thread::scope(|scope| {
            // When the other side is gone, reading ends by itself: both sides are shut down.
            scope.spawn(|| drop(deliver(to, due, delivered)));
            let passed = self.read(&mut from, &late, seen);
            drop(late);
            passed
        })
    }

    fn read(
        &self,
        from: &mut impl Read,
        late: &Sender<(Instant, Vec<u8>)>,
        mut seen: impl FnMut(&[u8]),
    ) -> io::Result<()> {
        let mut buffer = [0; PIECE_BYTES];
        loop {
            let read = from.read(&mut buffer)?;
            let piece = buffer.get(..read).unwrap_or_default().to_vec();
            if piece.is_empty() {
                return Ok(());
            }
            seen(&piece);
            let left = {
                let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
                *free = Instant::now().max(*free) + self.shape.takes(read);
                *free
            };
            thread::sleep(left.saturating_duration_since(Instant::now()));
            if late
                .send((left + self.shape.round_trip / 2, piece))
                .is_err()
            {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
        }
    }
}

fn deliver(
    mut to: impl Write,
    due: Receiver<(Instant, Vec<u8>)>,
    mut delivered: impl FnMut(),
) -> io::Result<()> {
    for (when, piece) in due {
        thread::sleep(when.saturating_duration_since(Instant::now()));
        to.write_all(&piece)?;
        delivered();
    }
    Ok(())
}

/// What came by a relay.
#[derive(Clone, Copy, Debug, Default)]
pub struct Exchanged {
    /// When the first request for a new upload came.
    first: Option<Instant>,
    /// When the last bytes of an answer had arrived.
    last: Option<Instant>,
}

impl Exchanged {
    /// From the first byte of the first upload to the last byte of the last answer.
    #[must_use]
    pub fn took(&self) -> Option<Duration> {
        Some(self.last?.saturating_duration_since(self.first?))
    }
}

struct Link {
    before: SocketAddr,
    up: Lane,
    down: Lane,
    exchanged: Mutex<Exchanged>,
    closing: AtomicBool,
}

impl Link {
    fn exchanged(&self) -> MutexGuard<'_, Exchanged> {
        self.exchanged
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, client: &TcpStream) -> io::Result<()> {
        let server = &TcpStream::connect(self.before)?;
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        thread::scope(|scope| {
            scope.spawn(|| {
                let noted = |bytes: &[u8]| {
                    if bytes.starts_with(NEW_UPLOAD) {
                        self.exchanged().first.get_or_insert_with(Instant::now);
                    }
                };
                drop(self.up.pass(client, server, noted, || ()));
                drop(server.shutdown(Shutdown::Write));
            });
            let arrived = || self.exchanged().last = Some(Instant::now());
            let passed = self.down.pass(server, client, |_| (), arrived);
            drop(client.shutdown(Shutdown::Both));
            drop(server.shutdown(Shutdown::Both));
            passed
        })
    }
}

/// A relay whose connections share one link.
pub struct ShapedRelay {
    pub address: SocketAddr,
    link: Arc<Link>,
}

impl ShapedRelay {
    /// Listens before a TCP port.
    pub fn before(before: SocketAddr, shape: Shape) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let link = Arc::new(Link {
            before,
            up: Lane::new(shape),
            down: Lane::new(shape),
            exchanged: Mutex::default(),
            closing: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&link);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if accepting.closing.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let link = Arc::clone(&accepting);
                // A connection that breaks is what its other end sees too.
                thread::spawn(move || drop(link.serve(&stream)));
            }
        });
        Ok(Self { address, link })
    }

    /// What came by so far.
    #[must_use]
    pub fn exchanged(&self) -> Exchanged {
        *self.link.exchanged()
    }
}

impl Drop for ShapedRelay {
    fn drop(&mut self) {
        self.link.closing.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address)); // wakes the listener
    }
}

/// RFC 1928 and 1929, up to the request; gives the user.
fn greet(client: &mut TcpStream) -> io::Result<String> {
    let wrong = || io::Error::from(io::ErrorKind::InvalidData);
    let [version] = read(client)?;
    counted(client)?;
    client.write_all(&[VERSION, PASSWORD])?;
    let [_] = read(client)?;
    let user = String::from_utf8(counted(client)?).map_err(|_| wrong())?;
    counted(client)?;
    client.write_all(&[1, 0])?;
    let [asked, connect, _, kind] = read(client)?;
    if [version, asked, connect, kind] != [VERSION, VERSION, 1, DOMAIN] {
        return Err(wrong());
    }
    counted(client)?;
    let [_, _] = read(client)?;
    Ok(user)
}

fn read<const N: usize>(client: &mut TcpStream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    client.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn counted(client: &mut TcpStream) -> io::Result<Vec<u8>> {
    let [length] = read(client)?;
    let mut bytes = vec![0; length.into()];
    client.read_exact(&mut bytes)?;
    Ok(bytes)
}
