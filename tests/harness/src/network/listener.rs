//! Listens in front of a server, and hands every connection on with one to that server.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use tokio::net::TcpSocket;

/// How much of what was handed on may wait on this side, in bytes: what a connection that is cut had
/// in flight is lost, and loopback alone would hold megabytes.
const BUFFER_BYTES: u32 = 65_536;

/// A listener on loopback that runs until it is dropped.
pub(super) struct Listener {
    pub(super) address: SocketAddr,
    is_closing: Arc<AtomicBool>,
}

impl Listener {
    /// Runs `converse` on each connection, in a thread of its own. An error of it ends the
    /// connection and nothing else.
    pub(super) fn start(
        upstream: SocketAddr,
        converse: impl Fn(&TcpStream, &TcpStream) -> io::Result<()> + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let is_closing = Arc::new(AtomicBool::new(false));
        let (accepting, converse) = (Arc::clone(&is_closing), Arc::new(converse));
        thread::spawn(move || {
            for browser in listener.incoming() {
                if accepting.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(browser) = browser else { continue };
                let converse = Arc::clone(&converse);
                thread::spawn(move || {
                    let both = connect(upstream, &browser);
                    drop(both.and_then(|server| converse(&browser, &server)));
                });
            }
        });
        Ok(Self {
            address,
            is_closing,
        })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.is_closing.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address)); // wakes the listener
    }
}

fn connect(upstream: SocketAddr, browser: &TcpStream) -> io::Result<TcpStream> {
    let server = TcpStream::connect(upstream)?;
    TcpSocket::from_std_stream(server.try_clone()?).set_send_buffer_size(BUFFER_BYTES)?;
    for stream in [browser, &server] {
        stream.set_nodelay(true)?;
    }
    Ok(server)
}
