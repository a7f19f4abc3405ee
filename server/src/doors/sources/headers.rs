//! The values of headers at the sources' door, for its responses and for the
//! manifest that lists them.

use std::fmt::Display;

use http::header::{CACHE_CONTROL, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use sourdine_protocol::{text::Language, wire::APPEND_MAX_BYTES};

pub(super) const HTML: &str = "text/html; charset=utf-8";
pub(super) const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
pub(super) const JSON: &str = "application/json";
pub(super) const PLAIN: &str = "text/plain; charset=utf-8";

/// `Upload-Complete`, true and false as structured fields (RFC 9651) write them.
pub(super) const COMPLETE: &str = "?1";
pub(super) const INCOMPLETE: &str = "?0";

/// On every response, besides its policy: no cache, no referrer, no guessing of types, no sharing
/// with other origins, no sensors.
pub(super) const SECURITY_HEADERS: [(HeaderName, &str); 6] = [
    (CACHE_CONTROL, "no-store"),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    ),
];

/// `Content-Disposition` of a page that a browser saves.
pub(super) fn attachment(name: &str, language: Language) -> String {
    format!("attachment; filename=\"sourdine-{name}-{language}.html\"")
}

/// `Content-Disposition` of a file of keys, by its path.
pub(super) fn keys_attachment(path: &str) -> String {
    format!("attachment; filename=\"{}\"", path.trim_start_matches('/'))
}

/// `Upload-Limit`; `largest` is a number of bytes, or the manifest's placeholder for it.
pub(super) fn upload_limit(largest: impl Display) -> String {
    format!("max-size={largest}, max-append-size={APPEND_MAX_BYTES}")
}
