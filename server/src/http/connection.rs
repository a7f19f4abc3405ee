//! Connections: hyper's HTTP/1.1, driven by hand, so that an answer says nothing that it need not
//! (no `Server`, no `Date`), every wait ends, and at a full door the limiter decides who makes
//! room.

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
        circuits::{Circuit, CircuitTable},
        client::Client,
        fairness::activity::Activity,
        limiter::{Limiter, Meter, Permit},
    },
    platform::memory::with_wiped_stack,
};

/// How long tor may take to write its PROXY line: it does so at once.
const PROXY_LINE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a request's head may take.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);
/// Longest request head and largest read, in bytes. Each connection holds this much, and the parser
/// of a form twice as much. Larger reads would cost a large form a tenth less processor time, and a
/// crowd of connections twice the memory.
const BUFFER_BYTES: usize = 8_192;
/// Most header fields in a request.
const HEADERS_MAX: usize = 64;
/// A connection that moves no byte either way for this long is cut. Doors that can say so
/// politely do so earlier.
const IDLE_TIMEOUT: Duration = Duration::from_secs(180);
/// How long open connections may take to end when the server stops.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(10);
/// How long to wait when the system has no more sockets to give.
const ACCEPT_BACKOFF: Duration = Duration::from_millis(50);

/// How a door tells one client from another.
#[derive(Clone)]
pub(crate) enum ClientIdentity {
    /// It cannot: each connection counts as a circuit of its own.
    Unknown,
    /// By tor's first line. A connection without one is closed.
    ByCircuit(Arc<CircuitTable>),
}

impl ClientIdentity {
    /// The connection's circuit; none for a connection that is not from tor.
    async fn identify(&self, stream: &mut Box<dyn Stream>) -> Option<Arc<Circuit>> {
        match self {
            Self::Unknown => Some(Arc::default()),
            Self::ByCircuit(circuits) => {
                let line = timeout(PROXY_LINE_TIMEOUT, proxy_line::read(stream)).await;
                Some(circuits.circuit(line.ok()?.ok()?))
            }
        }
    }
}

/// Serves a door until the server stops, then lets its connections end.
pub(crate) async fn serve(
    listener: Listener,
    door: Router,
    limiter: Limiter,
    identity: ClientIdentity,
    mut stopping: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopping.wait_for(|stop| *stop) => break,
        };
        while connections.try_join_next().is_some() {}
        let Ok(mut stream) = accepted else {
            sleep(ACCEPT_BACKOFF).await;
            continue;
        };
        let (door, limiter, identity) = (door.clone(), limiter.clone(), identity.clone());
        let mut stopping = stopping.clone();
        connections.spawn(async move {
            let mut identify = Box::pin(identity.identify(&mut stream));
            let circuit =
                poll_fn(|context| with_wiped_stack(|| identify.as_mut().poll(context))).await;
            drop(identify);
            let Some(circuit) = circuit else {
                return;
            };
            // Unread until it has its permit: a connection that waits costs a socket.
            let permit = tokio::select! {
                permit = limiter.acquire(&circuit) => permit,
                _ = stopping.wait_for(|stop| *stop) => return,
            };
            if let Ok(permit) = permit {
                serve_connection(stream, door, circuit, permit, stopping).await;
            }
        });
    }
    drop(listener);
    let all = async { while connections.join_next().await.is_some() {} };
    // What has not ended by then is cut: an upload resumes at its last piece, a form can
    // ask for its receipt.
    drop(timeout(SHUTDOWN_GRACE, all).await);
}

/// One connection, to its end.
async fn serve_connection(
    stream: Box<dyn Stream>,
    door: Router,
    circuit: Arc<Circuit>,
    permit: Permit,
    mut stopping: watch::Receiver<bool>,
) {
    let client = Client {
        circuit,
        connection: permit.activity(),
    };
    let activity = permit.activity();
    let stream = MeteredStream {
        stream,
        meter: permit.meter(),
    };
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(BUFFER_BYTES)
        .max_headers(HEADERS_MAX)
        .auto_date_header(false);
    let door = TowerToHyperService::new(door);
    let door = service_fn(|mut request: Request<Incoming>| {
        request.extensions_mut().insert(client.clone());
        door.call(request)
    });
    let mut connection = std::pin::pin!(http.serve_connection(TokioIo::new(stream), door));
    let mut stopped = false;
    loop {
        tokio::select! {
            _ = poll_fn(|context| with_wiped_stack(|| connection.as_mut().poll(context))) => break,
            () = permit.lost() => break,
            () = idle_timeout(&activity) => break,
            _ = stopping.wait_for(|stop| *stop), if !stopped => {
                stopped = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

/// Resolves when nothing moved for [`IDLE_TIMEOUT`].
async fn idle_timeout(activity: &Activity) {
    loop {
        let before = activity.bytes();
        sleep(IDLE_TIMEOUT).await;
        if activity.bytes() == before {
            return;
        }
    }
}

/// A stream that counts its bytes.
struct MeteredStream {
    stream: Box<dyn Stream>,
    meter: Meter,
}

impl AsyncRead for MeteredStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.meter.add(buffer.filled().len() - before);
        polled
    }
}

impl AsyncWrite for MeteredStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(context, bytes);
        if let Poll::Ready(Ok(written)) = polled {
            self.meter.add(written);
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
            self.meter.add(written);
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
        let activity = Activity::default();
        let idle = idle_timeout(&activity);
        tokio::pin!(idle);
        for _ in 0..5 {
            activity.add(1, Duration::ZERO);
            assert!(
                timeout(IDLE_TIMEOUT - Duration::from_secs(1), &mut idle)
                    .await
                    .is_err()
            );
            activity.add(1, Duration::ZERO);
            tokio::time::advance(Duration::from_secs(1)).await;
        }
        assert!(timeout(IDLE_TIMEOUT * 3, idle).await.is_ok());
    }
}
