//! Connections: hyper's HTTP/1.1, driven by hand so that nothing is said that need not be (no `Server`, no `Date`), nobody waits for ever, and
//! whoever is slowest makes room when a door is full.

use std::{
    future::{Future, poll_fn},
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::Router;
use hyper::{
    Request,
    body::Incoming,
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};

use super::{
    listener::{Listener, Stream},
    proxy_line,
};
use crate::{
    limits::{
        circuits::{Circuits, Visitor},
        connections::{Gate, Place, Traffic},
    },
    platform::memory::forgetting,
};

/// How long tor may take to say whose connection it is: it does so at once.
const PROXY_LINE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a request's head may take.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);
/// Longest request head and largest read, in bytes.
const BUFFER_BYTES: usize = 65_536;
/// Most header fields in a request.
const HEADERS_MAX: usize = 64;
/// A connection that moves fewer bytes than [`WATCHED_BYTES`], either way, in so long a time is cut. Doors that can say so politely do so earlier.
const WATCH: Duration = Duration::from_secs(180);
const WATCHED_BYTES: u64 = 1;
/// What is under way gets so long to end when the server stops.
const LAST_WORDS: Duration = Duration::from_secs(10);
/// How long to wait when the system has no more sockets to give.
const OUT_OF_SOCKETS: Duration = Duration::from_millis(50);

/// How a door knows whose connection is whose.
#[derive(Clone)]
pub(crate) enum Callers {
    /// It does not: each connection is somebody else's.
    Unknown,
    /// Tor says it in the first line, and without one nobody comes in.
    ByCircuit(Arc<Circuits>),
}

impl Callers {
    /// Who this is; none for a connection that is not from tor.
    async fn who(&self, stream: &mut Box<dyn Stream>) -> Option<Arc<Visitor>> {
        match self {
            Self::Unknown => Some(Arc::default()),
            Self::ByCircuit(circuits) => {
                let line = timeout(PROXY_LINE_TIMEOUT, proxy_line::read(stream)).await;
                Some(circuits.visitor(line.ok()?.ok()?))
            }
        }
    }
}

/// Serves a door until the server stops, then lets its connections end.
pub(crate) async fn serve(
    listener: Listener,
    door: Router,
    gate: Gate,
    callers: Callers,
    mut stopping: watch::Receiver<bool>,
) {
    let gate = Arc::new(gate);
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopping.wait_for(|stop| *stop) => break,
        };
        while connections.try_join_next().is_some() {}
        let Ok(mut stream) = accepted else {
            sleep(OUT_OF_SOCKETS).await;
            continue;
        };
        let (door, gate, callers) = (door.clone(), Arc::clone(&gate), callers.clone());
        let stopping = stopping.clone();
        connections.spawn(async move {
            let mut who = Box::pin(callers.who(&mut stream));
            let visitor = poll_fn(|context| forgetting(|| who.as_mut().poll(context))).await;
            drop(who);
            if let Some(visitor) = visitor {
                let place = gate.enter(&visitor);
                converse(stream, door, visitor, place, stopping).await;
            }
        });
    }
    drop(listener);
    let all = async { while connections.join_next().await.is_some() {} };
    // Whoever is not done by then is cut: an upload goes on from its last piece, a form can ask its receipt.
    drop(timeout(LAST_WORDS, all).await);
}

/// One connection, to its end.
async fn converse(
    stream: Box<dyn Stream>,
    door: Router,
    visitor: Arc<Visitor>,
    place: Place,
    mut stopping: watch::Receiver<bool>,
) {
    let watched = Arc::clone(&place.traffic);
    let stream = Metered {
        stream,
        traffic: Arc::clone(&watched),
    };
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(BUFFER_BYTES)
        .max_headers(HEADERS_MAX)
        .auto_date_header(false);
    let door = TowerToHyperService::new(door);
    let door = service_fn(|mut request: Request<Incoming>| {
        request.extensions_mut().insert(Arc::clone(&visitor));
        door.call(request)
    });
    let mut connection = std::pin::pin!(http.serve_connection(TokioIo::new(stream), door));
    let mut stopped = false;
    loop {
        tokio::select! {
            _ = poll_fn(|context| forgetting(|| connection.as_mut().poll(context))) => break,
            () = place.asked_to_leave() => break,
            () = stands_still(&watched) => break,
            _ = stopping.wait_for(|stop| *stop), if !stopped => {
                stopped = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

/// Resolves when nothing moved for [`WATCH`].
async fn stands_still(traffic: &Traffic) {
    loop {
        let before = traffic.bytes();
        sleep(WATCH).await;
        if traffic.bytes() - before < WATCHED_BYTES {
            return;
        }
    }
}

/// A stream whose bytes are counted.
struct Metered {
    stream: Box<dyn Stream>,
    traffic: Arc<Traffic>,
}

impl AsyncRead for Metered {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.traffic.add(buffer.filled().len() - before);
        polled
    }
}

impl AsyncWrite for Metered {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(context, bytes);
        if let Poll::Ready(Ok(written)) = polled {
            self.traffic.add(written);
        }
        polled
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        if let Poll::Ready(Ok(written)) = polled {
            self.traffic.add(written);
        }
        polled
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_moves_is_not_cut() {
        let traffic = Arc::new(Traffic::default());
        let still = stands_still(&traffic);
        tokio::pin!(still);
        for _ in 0..5 {
            traffic.add(1);
            assert!(
                timeout(WATCH - Duration::from_secs(1), &mut still)
                    .await
                    .is_err()
            );
            traffic.add(1);
            tokio::time::advance(Duration::from_secs(1)).await;
        }
        assert!(timeout(WATCH * 3, still).await.is_ok());
    }
}
