//! The submission server.
