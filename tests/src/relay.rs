//! Stands before a port of this machine, passes everything on, and counts what goes in.

use std::{
    io::{self, Read, Write},
    net::{Ipv4Addr, Shutdown, TcpListener, TcpStream},
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
    sent: AtomicU64,
    closing: AtomicBool,
}

/// A relay that runs.
pub struct Relay {
    port: u16,
    shared: Arc<Shared>,
}

impl Relay {
    /// Listens before this port. Where nobody listens there, connections end at once.
    ///
    /// # Errors
    /// There is no free port.
    pub fn before(to: u16) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let shared = Arc::<Shared>::default();
        let counting = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if counting.closing.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let counting = Arc::clone(&counting);
                // Connections that break are what is looked at here.
                thread::spawn(move || drop(carry(&stream, to, &counting.sent)));
            }
        });
        Ok(Self { port, shared })
    }

    /// Where it listens.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// How many bytes came in, on all connections.
    #[must_use]
    pub fn sent(&self) -> u64 {
        self.shared.sent.load(Ordering::SeqCst)
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        drop(TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))); // wakes the listener
    }
}

fn carry(from: &TcpStream, to: u16, sent: &AtomicU64) -> io::Result<()> {
    let to = TcpStream::connect((Ipv4Addr::LOCALHOST, to))?;
    for stream in [from, &to] {
        stream.set_nodelay(true)?;
    }
    thread::scope(|scope| {
        scope.spawn(|| drop(pass(&to, from, &AtomicU64::default())));
        pass(from, &to, sent)
    })
}

/// Passes on until either side ends; then both do.
fn pass(mut from: &TcpStream, mut to: &TcpStream, count: &AtomicU64) -> io::Result<()> {
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
