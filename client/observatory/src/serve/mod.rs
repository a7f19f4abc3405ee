//! Showing a built site on this machine: the loopback address only, nothing outside the folder,
//! with the headers that a public server should send.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;

use sourdine_platform::files;

use crate::{
    folder::DOCUMENT_MAX_BYTES, render::CONTENT_SECURITY_POLICY, render::pages::media_type,
};

const HEADER_PATIENCE: Duration = Duration::from_secs(10);

/// Opens the loopback port; 0 lets the system choose.
pub async fn listen(port: u16) -> io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Serves a site until the future ends.
pub async fn serve(site: PathBuf, listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let site = Arc::new(site);
    tokio::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            () = &mut shutdown => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let site = Arc::clone(&site);
        tokio::spawn(async move {
            let service = service_fn(move |request: Request<Incoming>| {
                let site = Arc::clone(&site);
                async move {
                    tokio::task::spawn_blocking(move || {
                        answer(&site, request.method(), request.uri().path())
                    })
                    .await
                }
            });
            let mut builder = http1::Builder::new();
            builder
                .timer(TokioTimer::new())
                .header_read_timeout(HEADER_PATIENCE)
                .auto_date_header(false);
            drop(
                builder
                    .serve_connection(TokioIo::new(stream), service)
                    .await,
            );
        });
    }
}

/// What a request is answered.
fn answer(site: &Path, method: &Method, path: &str) -> Response<Full<Bytes>> {
    let found = match method {
        &Method::GET | &Method::HEAD => find(site, path),
        _ => None,
    };
    let (status, kind, bytes) = found.map_or_else(
        || {
            (
                StatusCode::NOT_FOUND,
                "text/plain; charset=utf-8",
                Bytes::from_static(b"404\n"),
            )
        },
        |(kind, bytes)| (StatusCode::OK, kind, bytes),
    );
    let builder = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, kind)
        .header(
            header::CONTENT_SECURITY_POLICY,
            format!("{CONTENT_SECURITY_POLICY}; frame-ancestors 'none'"),
        )
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::REFERRER_POLICY, "no-referrer")
        .header(header::CACHE_CONTROL, "no-store");
    builder.body(Full::new(bytes)).unwrap_or_default()
}

/// The file at a path: each part is a plain name, so that none climbs out, and no link is followed.
fn find(site: &Path, path: &str) -> Option<(&'static str, Bytes)> {
    let mut file = site.to_owned();
    let path = path.strip_prefix('/')?;
    let path = if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    };
    for part in path.split('/') {
        let plain = part
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
        if part.is_empty() || part.starts_with('.') || !plain {
            return None;
        }
        file.push(part);
        if file.is_symlink() {
            return None;
        }
    }
    let bytes = files::read_regular(&file, DOCUMENT_MAX_BYTES).ok()?;
    let extension = file
        .extension()
        .map(|extension| extension.to_string_lossy().into_owned())
        .unwrap_or_default();
    let kind = if path == crate::render::SUMS {
        "text/plain; charset=utf-8"
    } else {
        media_type(&extension)
    };
    Some((kind, Bytes::from(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_site_is_served() {
        let home = tempfile::tempdir().unwrap();
        let site = home.path().join("site");
        files::publish_new(&home.path().join("secret.html"), b"secret").unwrap();
        files::publish_new(&site.join("fr/index.html"), b"page").unwrap();
        files::publish_new(&site.join(".git/config"), b"secret").unwrap();
        std::os::unix::fs::symlink(home.path(), site.join("up")).unwrap();
        std::os::unix::fs::symlink(home.path().join("secret.html"), site.join("link.html"))
            .unwrap();
        assert_eq!(find(&site, "/fr/").unwrap().1, "page");
        let hostile = [
            "/../secret.html",
            "/fr/../../secret.html",
            "/%2e%2e/secret.html",
            "//secret.html",
            "/up/secret.html",
            "/link.html",
            "/.git/config",
            "secret.html",
            "/fr",
            "/fr/index.html/x",
            "/fr\\..\\x",
            "/nothing",
        ];
        for path in hostile {
            assert!(find(&site, path).is_none(), "{path}");
            assert_eq!(
                answer(&site, &Method::GET, path).status(),
                StatusCode::NOT_FOUND
            );
        }
        assert_eq!(
            answer(&site, &Method::POST, "/fr/").status(),
            StatusCode::NOT_FOUND
        );
    }
}
