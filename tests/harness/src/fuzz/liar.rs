//! A server that answers what it is told to, in this process, and the way to it.

use std::{future::Future, path::PathBuf};

use sourdine::courier::Route;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{UnixListener, UnixStream},
    runtime::{Builder, Runtime},
};

const HEAD_END: &[u8] = b"\r\n\r\n";
const LENGTH: &str = "content-length: ";
/// A server, as long as this thread lives.
pub(super) struct Liar {
    runtime: Runtime,
    listener: UnixListener,
    socket: PathBuf,
    _folder: TempDir,
}

thread_local! {
    static LIAR: Liar = Liar::new();
}

/// What follows a request.
pub(super) enum Reply {
    /// These bytes, then the next request.
    Keep(Vec<u8>),
    /// These bytes, then the end.
    Close(Vec<u8>),
}

/// Asks a server that answers each request so, given its head.
pub(super) fn asked<T, F: Future<Output = T>>(
    ask: impl FnOnce(Route) -> F,
    mut answer: impl FnMut(&str) -> Reply,
) -> T {
    LIAR.with(|liar| {
        let address = format!("unix:{}", liar.socket.display()).parse().unwrap();
        let asking = ask(Route::new(address, None).unwrap());
        let answering = async {
            loop {
                let (stream, _) = liar.listener.accept().await.unwrap();
                // Whoever is lied to may hang up in the middle.
                drop(converse(stream, &mut answer).await);
            }
        };
        liar.runtime.block_on(async {
            tokio::select! {
                asked = asking => asked,
                () = answering => unreachable!("it answers for ever"),
            }
        })
    })
}

impl Liar {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("socket");
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let listener = runtime.block_on(async { UnixListener::bind(&socket).unwrap() });
        Self {
            runtime,
            listener,
            socket,
            _folder: folder,
        }
    }
}

/// One connection after another: whoever asks here asks one thing at a time.
async fn converse(
    mut stream: UnixStream,
    answer: &mut impl FnMut(&str) -> Reply,
) -> std::io::Result<()> {
    loop {
        let head = read_head(&mut stream).await?;
        match answer(&head) {
            Reply::Keep(bytes) => stream.write_all(&bytes).await?,
            Reply::Close(bytes) => return stream.write_all(&bytes).await,
        }
    }
}

/// A request's head; its body is thrown away.
async fn read_head(stream: &mut UnixStream) -> std::io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(HEAD_END) {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8(head).unwrap();
    let lower = head.to_ascii_lowercase();
    let length = lower.lines().find_map(|line| line.strip_prefix(LENGTH));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).await?;
    Ok(head)
}
