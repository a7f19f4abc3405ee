//! Sockets that systemd made for this process (sd_listen_fds(3)).

use std::{
    os::unix::net::UnixListener,
    path::Path,
    sync::{LazyLock, Mutex, PoisonError},
};

use listenfd::ListenFd;

static PASSED: LazyLock<Mutex<Vec<UnixListener>>> = LazyLock::new(|| {
    let mut passed = ListenFd::from_env();
    let sockets = (0..passed.len()).filter_map(|at| passed.take_unix_listener(at).ok().flatten());
    Mutex::new(sockets.collect())
});

/// The socket with this path, if systemd passed it.
pub(crate) fn take(path: &Path) -> Option<UnixListener> {
    let mut passed = PASSED.lock().unwrap_or_else(PoisonError::into_inner);
    let is_it = |socket: &UnixListener| {
        let address = socket.local_addr();
        address.is_ok_and(|address| address.as_pathname() == Some(path))
    };
    let at = passed.iter().position(is_it)?;
    Some(passed.swap_remove(at))
}
