//! The way to the server: a stream, and HTTP/1.1 on it with no header that was not asked for.

use std::{future::Future, io, time::Duration};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::{
    body::Incoming,
    client::conn::http1::{self, SendRequest},
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, UnixStream},
    task::JoinHandle,
    time::timeout,
};

use super::{
    address::ServerAddress,
    answer::ApiError,
    proxy::{Circuit, Proxy, TorNotFoundError},
};

/// Longest head of an answer and largest read, in bytes.
const BUFFER_BYTES: usize = 131_072;
/// Most header fields in an answer.
const HEADERS_MAX: usize = 64;

/// How long to wait.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// For a connection. An onion service that was not visited lately takes long to find.
    pub connect: Duration,
    /// For the head of an answer, once it was asked.
    pub head: Duration,
    /// For each piece of a body.
    pub piece: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(180),
            head: Duration::from_secs(90),
            piece: Duration::from_secs(90),
        }
    }
}

/// How a server is reached.
#[derive(Clone, Debug)]
pub struct Route {
    address: ServerAddress,
    stream: StreamKind,
}

#[derive(Clone, Debug)]
enum StreamKind {
    Through {
        proxy: Proxy,
        name: String,
        port: u16,
    },
    Tcp(std::net::SocketAddr),
    Unix(std::path::PathBuf),
}

impl Route {
    /// The way to an address: to an onion through the proxy that is given, else through [the one
    /// that is found](Proxy::find). A server on this machine is reached without: tor would
    /// refuse to go there.
    pub fn new(address: ServerAddress, proxy: Option<Proxy>) -> Result<Self, TorNotFoundError> {
        let stream = match &address {
            ServerAddress::Onion { name, port } => StreamKind::Through {
                proxy: proxy.map_or_else(Proxy::find, Ok)?,
                name: name.as_str().to_owned(),
                port: *port,
            },
            ServerAddress::Loopback(address) => StreamKind::Tcp(*address),
            ServerAddress::Unix(path) => StreamKind::Unix(path.clone()),
        };
        Ok(Self { address, stream })
    }

    #[must_use]
    pub const fn address(&self) -> &ServerAddress {
        &self.address
    }

    /// A connection, ready for a request; through a proxy, on a circuit of its own: after a cut
    /// the next one goes another way.
    pub(super) async fn connect(&self, timeouts: Timeouts) -> Result<HttpConnection, ApiError> {
        HttpConnection::on(self.stream(&Circuit::new()?, timeouts).await?).await
    }

    /// A connection of raw bytes; through a proxy, on this circuit.
    pub(crate) async fn stream(
        &self,
        circuit: &Circuit,
        timeouts: Timeouts,
    ) -> Result<Box<dyn Stream>, ApiError> {
        let opening = async {
            Ok::<Box<dyn Stream>, ApiError>(match &self.stream {
                StreamKind::Through { proxy, name, port } => {
                    Box::new(proxy.connect(name, *port, circuit).await?)
                }
                StreamKind::Tcp(address) => Box::new(here(TcpStream::connect(address)).await?),
                StreamKind::Unix(path) => Box::new(here(UnixStream::connect(path)).await?),
            })
        };
        timeout(timeouts.connect, opening)
            .await
            .map_err(|_| ApiError::Silent)?
    }
}

pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

async fn here<S>(connecting: impl Future<Output = io::Result<S>>) -> Result<S, ApiError> {
    connecting.await.map_err(ApiError::Unreachable)
}

pub(super) struct HttpConnection {
    sender: SendRequest<Full<Bytes>>,
    driver: JoinHandle<()>,
}

impl Drop for HttpConnection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl HttpConnection {
    async fn on<S>(stream: S) -> Result<Self, ApiError>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let mut http = http1::Builder::new();
        http.max_buf_size(BUFFER_BYTES).max_headers(HEADERS_MAX);
        let (sender, connection) = http.handshake(TokioIo::new(stream)).await?;
        // How a connection ended is told by what was asked on it.
        let driver = tokio::spawn(async { drop(connection.await) });
        Ok(Self { sender, driver })
    }

    /// Whether another request can be sent.
    pub(super) async fn is_open(&mut self) -> bool {
        self.sender.ready().await.is_ok()
    }

    /// Sends a request; gives it back when the connection had ended before, so that nothing
    /// of it was sent.
    pub(super) async fn send(
        &mut self,
        request: Request<Full<Bytes>>,
        timeouts: Timeouts,
    ) -> Result<Response<Incoming>, SendError> {
        match timeout(timeouts.head, self.sender.try_send_request(request)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(mut error)) => Err(SendError {
                request: error.take_message(),
                error: error.into_error().into(),
            }),
            Err(_) => Err(SendError {
                request: None,
                error: ApiError::Silent,
            }),
        }
    }
}

/// A request without an answer.
pub(super) struct SendError {
    /// The request, if the server never saw it.
    pub(super) request: Option<Request<Full<Bytes>>>,
    pub(super) error: ApiError,
}
