//! Tor's SOCKS port before a slow link: each SOCKS user has a circuit of its own, which carries so
//! many bytes a second and takes so long for a round trip. All names lead to one Unix socket.

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
const VERSION: u8 = 5;
const PASSWORD: u8 = 2;
const DOMAIN: u8 = 3;
/// "Granted", bound to nowhere.
const GRANTED: [u8; 10] = [VERSION, 0, 0, 1, 0, 0, 0, 0, 0, 0];
const NANOSECONDS: u64 = 1_000_000_000;

/// How slow a circuit is.
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
                drop(self.pass(&up, server));
                drop(server.shutdown(Shutdown::Write));
            });
            let passed = self.pass(server, &down);
            // The other direction ends too.
            drop(down.shutdown(Shutdown::Both));
            drop(server.shutdown(Shutdown::Both));
            passed
        })
    }

    /// Passes on at the circuit's pace, each piece half a round trip later.
    fn pass(&self, mut from: impl Read, to: impl Write + Send) -> io::Result<()> {
        let (late, due) = mpsc::channel();
        thread::scope(|scope| {
            // When the other side is gone, reading ends by itself: both sides are shut down.
            scope.spawn(|| drop(deliver(to, due)));
            let passed = self.read(&mut from, &late);
            drop(late);
            passed
        })
    }

    fn read(&self, from: &mut impl Read, late: &Sender<(Instant, Vec<u8>)>) -> io::Result<()> {
        let mut free = Instant::now();
        let mut buffer = [0; PIECE_BYTES];
        loop {
            let read = from.read(&mut buffer)?;
            let piece = buffer.get(..read).unwrap_or_default().to_vec();
            if piece.is_empty() {
                return Ok(());
            }
            free = free.max(Instant::now()) + self.shape.takes(read);
            thread::sleep(free.saturating_duration_since(Instant::now()));
            if late
                .send((free + self.shape.round_trip / 2, piece))
                .is_err()
            {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
        }
    }
}

fn deliver(mut to: impl Write, due: Receiver<(Instant, Vec<u8>)>) -> io::Result<()> {
    for (when, piece) in due {
        thread::sleep(when.saturating_duration_since(Instant::now()));
        to.write_all(&piece)?;
    }
    Ok(())
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
