//! Stands in front of a server and alters its answers, as an intruder on the server would.

use std::{
    io::{self, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use super::{
    listener::Listener,
    message::{announced, length, read_head},
};

/// A connection that does nothing for so long is over.
const PATIENCE: Duration = Duration::from_secs(60);

/// A request as it came.
pub struct Request {
    /// How many came before it.
    pub number: usize,
    /// Method and path.
    pub asked: String,
    /// Its whole head.
    pub head: String,
}

/// What becomes of an answer, head and body as they are sent; none ends the connection instead.
type Alter = Box<dyn FnMut(&Request, Vec<u8>) -> Option<Vec<u8>> + Send>;

struct Shared {
    alter: Mutex<Alter>,
    count: AtomicUsize,
}

/// A tamperer that runs.
pub struct Tamperer {
    /// Where it listens.
    pub address: SocketAddr,
    _listener: Listener,
}

impl Tamperer {
    /// Listens, and lets `alter` have every answer.
    pub fn start(
        upstream: SocketAddr,
        alter: impl FnMut(&Request, Vec<u8>) -> Option<Vec<u8>> + Send + 'static,
    ) -> io::Result<Self> {
        let (alter, count) = (Mutex::new(Box::new(alter) as Alter), AtomicUsize::new(0));
        let shared = Shared { alter, count };
        let listener = Listener::start(upstream, move |browser, server| {
            converse(&shared, browser, server)
        })?;
        Ok(Self {
            address: listener.address,
            _listener: listener,
        })
    }

    /// As it is typed.
    #[must_use]
    pub fn server(&self) -> String {
        format!("http://{}", self.address)
    }
}

fn converse(shared: &Shared, browser: &TcpStream, server: &TcpStream) -> io::Result<()> {
    for stream in [browser, server] {
        stream.set_read_timeout(Some(PATIENCE))?;
    }
    let (mut asking, mut answering) = (BufReader::new(browser), BufReader::new(server));
    let (mut to_server, mut to_browser) = (server, browser);
    while let Some(head) = read_head(&mut asking)? {
        let announced = announced(&head).unwrap_or(0) as u64;
        to_server.write_all(head.as_bytes())?;
        // What is cut off goes on as it came: a server must see how much of it there was.
        if io::copy(&mut (&mut asking).take(announced), &mut to_server)? < announced {
            return Ok(());
        }
        let Some(answer_head) = read_head(&mut answering)? else {
            return Ok(());
        };
        let asked = head
            .split(" HTTP/1.1")
            .next()
            .unwrap_or_default()
            .to_owned();
        let bodiless = asked.starts_with("HEAD ");
        let mut body = vec![0; if bodiless { 0 } else { length(&answer_head) }];
        answering.read_exact(&mut body)?;
        let closes = answer_head.contains("\r\nconnection: close\r\n");
        let request = Request {
            number: shared.count.fetch_add(1, Ordering::SeqCst),
            asked,
            head,
        };
        let answer = [answer_head.as_bytes(), &body].concat();
        let altered = {
            let mut alter = shared.alter.lock().unwrap_or_else(PoisonError::into_inner);
            alter(&request, answer)
        };
        let Some(altered) = altered else {
            return Ok(());
        };
        to_browser.write_all(&altered)?;
        if closes {
            return Ok(());
        }
    }
    Ok(())
}
