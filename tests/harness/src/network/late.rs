//! A proxy that leaves one request unread for a while, as a server does where all permits are held.

use std::{
    io::{self, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use super::{
    listener::Listener,
    message::{announced, length, read_head},
};

/// A proxy that is late once.
pub struct Late {
    /// Where it listens.
    pub address: SocketAddr,
    large: Arc<AtomicUsize>,
    _listener: Listener,
}

impl Late {
    /// Listens. For the time `wait`, the proxy reads no body of the first request that announces
    /// `large_bytes` or more, and opens no connection to the server for it.
    pub fn start(upstream: SocketAddr, large_bytes: usize, wait: Duration) -> io::Result<Self> {
        let large = Arc::<AtomicUsize>::default();
        let counted = Arc::clone(&large);
        // Each request has a connection of its own to the server, which would close one that waits.
        let listener = Listener::start(upstream, move |browser, _| {
            let mut asking = BufReader::new(browser);
            while let Some(head) = read_head(&mut asking)? {
                let body = announced(&head).unwrap_or(0);
                if body >= large_bytes && counted.fetch_add(1, Ordering::SeqCst) == 0 {
                    // The wait is what is tested: a browser that gives up closes the connection.
                    thread::sleep(wait);
                }
                let server = TcpStream::connect(upstream)?;
                if !converse(&head, body as u64, &mut asking, &server)? {
                    break;
                }
            }
            Ok(())
        })?;
        Ok(Self {
            address: listener.address,
            large,
            _listener: listener,
        })
    }

    /// How many large requests came.
    #[must_use]
    pub fn large(&self) -> usize {
        self.large.load(Ordering::SeqCst)
    }
}

/// A request and its answer; whether the connection goes on.
fn converse(
    head: &str,
    body: u64,
    asking: &mut BufReader<&TcpStream>,
    mut server: &TcpStream,
) -> io::Result<bool> {
    server.write_all(head.as_bytes())?;
    if io::copy(&mut asking.by_ref().take(body), &mut server)? < body {
        return Ok(false);
    }
    let mut answering = BufReader::new(server);
    let Some(answer_head) = read_head(&mut answering)? else {
        return Ok(false);
    };
    let is_bodiless = head.starts_with("HEAD ");
    let mut answer = vec![0; if is_bodiless { 0 } else { length(&answer_head) }];
    answering.read_exact(&mut answer)?;
    let mut browser = *asking.get_ref();
    browser.write_all(answer_head.as_bytes())?;
    browser.write_all(&answer)?;
    Ok(!answer_head.contains("\r\nconnection: close\r\n"))
}
