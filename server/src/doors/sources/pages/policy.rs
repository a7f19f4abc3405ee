//! What a browser may load, run and reach (Content Security Policy, level 3): only what the page
//! itself is made of.

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

/// The policy of every response. It names `frame-ancestors` and others that `default-src` does not
/// cover, so that nothing is left to a browser's default.
pub(crate) fn online(styles: &[&str]) -> String {
    let style = source_hashes(styles);
    format!(
        "default-src 'none'; script-src 'self'; style-src {style}; connect-src 'self'; \
         worker-src 'self'; form-action 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// The policy inside the offline page: its own script and style, a worker made of that
/// script, and no address.
pub(crate) fn offline(script: &str, styles: &[&str]) -> String {
    let (script, style) = (source_hash(script), source_hashes(styles));
    format!(
        "default-src 'none'; script-src {script}; style-src {style}; worker-src blob:; \
         img-src data:; form-action 'none'; base-uri 'none'"
    )
}

/// Source expressions that allow exactly these texts.
fn source_hashes(texts: &[&str]) -> String {
    let hashes: Vec<String> = texts.iter().map(|text| source_hash(text)).collect();
    hashes.join(" ")
}

/// A source expression that allows exactly this text.
pub(crate) fn source_hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)))
}
