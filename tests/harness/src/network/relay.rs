//! Stands before a Unix socket, passes everything on, and counts what goes in.

use std::{
    fs,
    io::{self, Read, Write},
    net::Shutdown,
    os::unix::net::{UnixListener, UnixStream},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
};

use anyhow::Result;

/// How much is passed on at once, in bytes.
const BUFFER_BYTES: usize = 16_384;

#[derive(Default)]
struct Shared {
    arrived: AtomicU64,
    closing: AtomicBool,
}

/// A relay that runs.
pub struct Relay {
    socket: PathBuf,
    shared: Arc<Shared>,
}

impl Relay {
    /// Listens at one socket, before another.
    pub fn at(socket: &Path, before: &Path) -> Result<Self> {
        let listener = UnixListener::bind(socket)?;
        let shared = Arc::<Shared>::default();
        let (counting, to) = (Arc::clone(&shared), before.to_owned());
        thread::spawn(move || {
            for stream in listener.incoming() {
                if counting.closing.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let (counting, to) = (Arc::clone(&counting), to.clone());
                // Connections that break are what is looked at here.
                thread::spawn(move || drop(carry(&stream, &to, &counting.arrived)));
            }
        });
        Ok(Self {
            socket: socket.to_owned(),
            shared,
        })
    }

    /// How many bytes came in so far, on all connections.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.shared.arrived.load(Ordering::SeqCst)
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        drop(UnixStream::connect(&self.socket)); // wakes the listener
        drop(fs::remove_file(&self.socket));
    }
}

fn carry(from: &UnixStream, to: &Path, arrived: &AtomicU64) -> io::Result<()> {
    let to = UnixStream::connect(to)?;
    thread::scope(|scope| {
        scope.spawn(|| drop(pass(&to, from, &AtomicU64::default())));
        pass(from, &to, arrived)
    })
}

/// Passes on until either side ends; then both do.
fn pass(mut from: &UnixStream, mut to: &UnixStream, count: &AtomicU64) -> io::Result<()> {
    let mut buffer = [0; BUFFER_BYTES];
    let passed = loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => break Ok(()),
            Ok(read) => read,
            Err(error) => break Err(error),
        };
        count.fetch_add(read as u64, Ordering::SeqCst);
        if let Err(error) = to.write_all(buffer.get(..read).unwrap_or_default()) {
            break Err(error);
        }
    };
    // One that is closed already is as good.
    drop(from.shutdown(Shutdown::Both));
    drop(to.shutdown(Shutdown::Both));
    passed
}
