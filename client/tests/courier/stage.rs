//! A server whose every answer is written by hand, and what a courier needs to meet it.

use std::{
    fs,
    net::SocketAddr,
    ops::Range,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use sourdine::{
    courier::{
        EditorsDoor, EnvelopeId, Listed, PullError, PullOutcome, PullPlan, RetryPolicy, Route,
        Timeouts, pull,
    },
    inbox::Inbox,
};
use sourdine_protocol::{envelope::EnvelopeHash, wire::EditorToken};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Barrier, watch},
};

/// What comes at once of an answer that comes slowly, and the pause before it.
const SLOW_BYTES: usize = 16_384;
const SLOW_PAUSE: Duration = Duration::from_millis(4);

/// What follows a request.
pub(crate) enum Reply {
    /// These bytes, then the next request.
    Keep(Vec<u8>),
    /// Nothing until as many requests are answered so as this waits for; then these bytes.
    Together(Arc<Barrier>, Vec<u8>),
    /// These bytes, a few at a time, then the next request.
    Slowly(Vec<u8>),
    /// These bytes, then the end.
    Close(Vec<u8>),
    /// These bytes, then nothing more.
    Stall(Vec<u8>),
    /// These bytes, then others for ever, with a pause between.
    Endless(Vec<u8>, Vec<u8>, Duration),
}

/// What is asked.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) head: &'a str,
    /// Its number among all requests, from 0.
    pub(crate) number: usize,
    /// The number of its connection, from 0.
    pub(crate) connection: usize,
}

type Script = dyn Fn(Asked<'_>) -> Reply + Send + Sync;

/// A server that does as it is told. Answers depend on the request's head and its number, from 0.
pub(crate) struct Liar {
    pub(crate) address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
    /// How many connections were made, and how many of them are open.
    connections: watch::Sender<(usize, usize)>,
}

impl Liar {
    pub(crate) async fn start(
        script: impl Fn(&str, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self::by_connection(move |asked| script(asked.head, asked.number)).await
    }

    /// One whose answers depend on the connection too.
    pub(crate) async fn by_connection(
        script: impl Fn(Asked<'_>) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let (script, seen): (Arc<Script>, _) = (Arc::new(script), Arc::clone(&heads));
        let connections = watch::Sender::new((0, 0));
        let counted = connections.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let connection = counted.borrow().0;
                counted.send_modify(|(made, open)| (*made, *open) = (*made + 1, *open + 1));
                let (script, seen) = (Arc::clone(&script), Arc::clone(&seen));
                let counted = counted.clone();
                tokio::spawn(async move {
                    converse(stream, connection, script, seen).await;
                    counted.send_modify(|(_, open)| *open -= 1);
                });
            }
        });
        Self {
            address,
            heads,
            connections,
        }
    }

    /// The heads of all requests so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }

    /// The requests for envelopes so far.
    pub(crate) fn fetches(&self) -> Vec<String> {
        let mut heads = self.heads();
        heads.retain(|head| !is_list(head));
        heads
    }

    /// How many connections were made so far.
    pub(crate) fn connections(&self) -> usize {
        self.connections.borrow().0
    }

    /// Waits until so many connections are open.
    pub(crate) async fn until_open(&self, count: usize) {
        let mut changes = self.connections.subscribe();
        let reached = changes.wait_for(|(_, open)| *open == count);
        let reached = tokio::time::timeout(PATIENCE.connect, reached).await;
        drop(reached.expect("connections stay open").unwrap());
    }

    pub(crate) fn door(&self) -> EditorsDoor {
        door(self.address, EditorToken::generate().unwrap())
    }
}

pub(crate) fn door(address: SocketAddr, token: EditorToken) -> EditorsDoor {
    door_with(address, token, PATIENCE)
}

pub(crate) fn door_with(
    address: SocketAddr,
    token: EditorToken,
    timeouts: Timeouts,
) -> EditorsDoor {
    let route = Route::new(format!("http://{address}").parse().unwrap(), None).unwrap();
    EditorsDoor::new(route, token, timeouts)
}

/// Long enough for a busy machine, short enough to wait for.
pub(crate) const PATIENCE: Timeouts = Timeouts {
    connect: Duration::from_secs(5),
    head: Duration::from_secs(2),
    piece: Duration::from_secs(2),
};

/// Three tries, without losing time.
pub(crate) const RETRIES: RetryPolicy = RetryPolicy {
    give_up_after: Duration::from_secs(600),
    max_retries: 2,
    first_delay: Duration::from_millis(1),
    max_delay: Duration::from_millis(2),
    compare_every: Duration::from_millis(500),
};

pub(crate) fn is_list(head: &str) -> bool {
    head.starts_with("GET /v1/envelopes HTTP/1.1\r\n")
}

async fn converse(
    mut stream: TcpStream,
    connection: usize,
    script: Arc<Script>,
    seen: Arc<Mutex<Vec<String>>>,
) {
    while let Some(head) = read_head(&mut stream).await {
        let number = {
            let mut seen = seen.lock().unwrap();
            seen.push(head.clone());
            seen.len() - 1
        };
        // Whoever is lied to may hang up in the middle.
        let asked = Asked {
            head: &head,
            number,
            connection,
        };
        match script(asked) {
            Reply::Keep(bytes) => drop(stream.write_all(&bytes).await),
            Reply::Together(barrier, bytes) => {
                barrier.wait().await;
                drop(stream.write_all(&bytes).await);
            }
            Reply::Slowly(bytes) => {
                for piece in bytes.chunks(SLOW_BYTES) {
                    tokio::time::sleep(SLOW_PAUSE).await;
                    if stream.write_all(piece).await.is_err() {
                        return;
                    }
                }
            }
            Reply::Close(bytes) => {
                drop(stream.write_all(&bytes).await);
                drop(stream.shutdown().await);
                return;
            }
            Reply::Stall(bytes) => {
                drop(stream.write_all(&bytes).await);
                // The end of the other side is the end of the stall.
                while stream.read(&mut [0; 64]).await.is_ok_and(|read| read > 0) {}
                return;
            }
            Reply::Endless(bytes, more, pause) => {
                let mut written = stream.write_all(&bytes).await;
                while written.is_ok() {
                    tokio::time::sleep(pause).await;
                    written = stream.write_all(&more).await;
                }
                return;
            }
        }
    }
}

/// A request without a body, or with one that is thrown away.
async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let length = field(&head, "content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(head)
}

/// The range that is asked for, of so many bytes.
pub(crate) fn range(head: &str, size: usize) -> Option<Range<usize>> {
    let asked = field(head, "range")?.strip_prefix("bytes=")?;
    let (first, last) = asked.split_once('-')?;
    let end = last.parse::<usize>().map_or(size, |last| last + 1);
    Some(first.parse().ok()?..end)
}

pub(crate) fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let mut found = lines.filter(|(found, _)| found.eq_ignore_ascii_case(name));
    found.next().map(|(_, value)| value)
}

/// An answer as it should be.
pub(crate) fn answer(status: u16, fields: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} x\r\n{fields}content-length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// An envelope that a server may have.
#[derive(Clone)]
pub(crate) struct Envelope {
    pub(crate) id: String,
    pub(crate) bytes: Vec<u8>,
}

impl Envelope {
    pub(crate) fn new(seed: u8, size: usize) -> Self {
        let bytes = (0..size).map(|at| (at % 251) as u8 ^ seed).collect();
        Self {
            id: hex::encode([seed; 16]),
            bytes,
        }
    }

    pub(crate) fn hash(&self) -> String {
        EnvelopeHash::of(&self.bytes).to_string()
    }

    pub(crate) fn etag(&self) -> String {
        format!("etag: \"{}\"\r\n", self.hash())
    }

    pub(crate) fn line(&self) -> String {
        line(&self.id, self.bytes.len() as u64, &self.hash())
    }

    pub(crate) fn listed(&self) -> Listed {
        Listed {
            id: self.id.parse::<EnvelopeId>().unwrap(),
            size: self.bytes.len() as u64,
            hash: EnvelopeHash::of(&self.bytes),
            confirmations: 0,
        }
    }

    /// What an honest server answers.
    pub(crate) fn honest(&self, head: &str) -> Vec<u8> {
        match range(head, self.bytes.len()) {
            None => answer(200, &self.etag(), &self.bytes),
            Some(part) => {
                let body = &self.bytes[part.clone()];
                answer(206, &self.part(&part, self.bytes.len()), body)
            }
        }
    }

    /// The fields of an answer with all from here on.
    pub(crate) fn partial(&self, from: usize) -> String {
        let size = self.bytes.len();
        self.part(&(from..size), size)
    }

    /// The fields of an answer with a part of so many bytes.
    pub(crate) fn part(&self, part: &Range<usize>, size: usize) -> String {
        let (first, last) = (part.start, part.end - 1);
        self.etag() + &format!("content-range: bytes {first}-{last}/{size}\r\n")
    }
}

pub(crate) fn line(id: &str, size: u64, hash: &str) -> String {
    format!("{{\"id\":\"{id}\",\"size\":{size},\"blake3\":\"{hash}\",\"confirmations\":0}}")
}

pub(crate) fn list(lines: &[String]) -> Vec<u8> {
    let lines = lines.join(",");
    let json = format!("{{\"version\":1,\"envelopes\":[{lines}]}}");
    answer(200, "", json.as_bytes())
}

/// One pull, by one circuit.
pub(crate) async fn pull_into(
    folder: &Path,
    door: &mut EditorsDoor,
    retries: RetryPolicy,
) -> Result<PullOutcome, PullError> {
    let circuits = 1;
    pull_by(folder, door, PullPlan { retries, circuits }).await
}

/// One pull.
pub(crate) async fn pull_by(
    folder: &Path,
    door: &mut EditorsDoor,
    plan: PullPlan,
) -> Result<PullOutcome, PullError> {
    let inbox = Inbox::at(folder).unwrap();
    pull(door, &inbox, &|_| false, plan, &mut |_| {}).await
}

/// The names in a folder, but for the lock.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name != ".lock").collect();
    names.sort();
    names
}

pub(crate) fn age(envelope: &Envelope) -> String {
    format!("{}.age", envelope.id)
}

pub(crate) fn part(envelope: &Envelope) -> String {
    format!("{}.age.part", envelope.id)
}
