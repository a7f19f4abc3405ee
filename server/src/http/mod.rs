//! Listening and speaking HTTP/1.1, whatever is asked.

pub(crate) mod connection;
pub mod listener;
pub mod proxy_line;
