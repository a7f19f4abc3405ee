//! Requests byte for byte as Tor Browser makes them, which is Firefox ESR: a server that would
//! answer some browsers only must not know an audit by its headers.
//!
//! `audit/visits.rs` records Firefox, in both languages, and compares. The other platforms have one
//! other line each, which is what `privacy.resistFingerprinting` makes of it.

use sourdine_protocol::{
    release::{Initiator, Request},
    wire::{ROSTER_PATH, SCRIPT_PATH, UPLOAD_PATH},
};

/// The version of Firefox ESR that Tor Browser is made of.
macro_rules! firefox {
    () => {
        "153.0"
    };
}

/// Tor Browser on Linux, Windows, macOS and a telephone.
const USER_AGENTS: [&str; 4] = [
    concat!(
        "Mozilla/5.0 (X11; Linux x86_64; rv:",
        firefox!(),
        ") Gecko/20100101 Firefox/",
        firefox!()
    ),
    concat!(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:",
        firefox!(),
        ") Gecko/20100101 Firefox/",
        firefox!()
    ),
    concat!(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:",
        firefox!(),
        ") Gecko/20100101 Firefox/",
        firefox!()
    ),
    concat!(
        "Mozilla/5.0 (Android 10; Mobile; rv:",
        firefox!(),
        ") Gecko/",
        firefox!(),
        " Firefox/",
        firefox!()
    ),
];
/// English, which Tor Browser offers to everybody, and French.
const LANGUAGES: [&str; 2] = ["en-US,en;q=0.9", "fr,fr-FR;q=0.9,en-US;q=0.8,en;q=0.7"];
const DOCUMENT: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const ANYTHING: &str = "*/*";
/// Of an onion, and of this machine, which Firefox takes for as safe as HTTPS.
const COMPRESSIONS: &str = "gzip, deflate";
const COMPRESSIONS_HERE: &str = "gzip, deflate, br, zstd";
const LOOPBACKS: [&str; 3] = ["127.", "[::1]", "localhost"];
/// How what keeps the parts of a form apart begins.
const BOUNDARY: &str = "----geckoformboundary";
const GET: &str = "GET ";
const HEAD: &str = "HEAD ";
const DELETE: &str = "DELETE ";
const LENGTH: &str = "Content-Length";

/// How many kinds of Tor Browser there are.
pub(super) const PROFILE_COUNT: usize = USER_AGENTS.len() * LANGUAGES.len();

/// A request as it goes over the wire.
pub(super) fn request_bytes(
    request: &Request,
    host: &str,
    profile: usize,
    initiator: Initiator,
) -> Vec<u8> {
    let mut head = Head(format!("{} HTTP/1.1\r\n", request.asked));
    head.add("Host", host);
    head.add("User-Agent", platform(profile));
    head.add("Accept", accepted(initiator));
    head.add("Accept-Language", language(profile));
    head.add("Accept-Encoding", compressions(host));
    add_body_fields(&mut head, request, host, initiator);
    head.add("Connection", "keep-alive");
    add_fetch_metadata(&mut head, initiator);
    if initiator == Initiator::Xhr && has_empty_body(request) {
        head.add(LENGTH, "0");
    }
    let mut bytes = (head.0 + "\r\n").into_bytes();
    bytes.extend_from_slice(request.body.as_deref().unwrap_or_default());
    bytes
}

struct Head(String);

impl Head {
    fn add(&mut self, name: &str, value: &str) {
        self.line(&format!("{name}: {value}"));
    }

    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push_str("\r\n");
    }
}

fn platform(profile: usize) -> &'static str {
    let platform = profile.checked_rem(USER_AGENTS.len());
    let platform = platform.and_then(|platform| USER_AGENTS.get(platform));
    platform.copied().unwrap_or_default()
}

fn language(profile: usize) -> &'static str {
    let language = profile.checked_div(USER_AGENTS.len());
    let language = language.and_then(|language| language.checked_rem(LANGUAGES.len()));
    let language = language.and_then(|language| LANGUAGES.get(language));
    language.copied().unwrap_or_default()
}

const fn accepted(initiator: Initiator) -> &'static str {
    match initiator {
        Initiator::Address | Initiator::Page => DOCUMENT,
        Initiator::Script | Initiator::Worker | Initiator::Fetch | Initiator::Xhr => ANYTHING,
    }
}

fn compressions(host: &str) -> &'static str {
    if LOOPBACKS.iter().any(|here| host.starts_with(here)) {
        COMPRESSIONS_HERE
    } else {
        COMPRESSIONS
    }
}

fn has_empty_body(request: &Request) -> bool {
    request.body.as_ref().is_some_and(Vec::is_empty)
}

/// The lines that a request has because of its body, and where it comes from. Our pages name no
/// referrer, so that their forms come from nowhere; a script comes from its page.
fn add_body_fields(head: &mut Head, request: &Request, host: &str, initiator: Initiator) {
    request.fields.iter().for_each(|line| head.line(line));
    if let Some(body) = &request.body
        && !(initiator == Initiator::Xhr && body.is_empty())
    {
        head.add(LENGTH, &body.len().to_string());
    }
    let is_read = [GET, HEAD]
        .iter()
        .any(|method| request.asked.starts_with(method));
    if is_read {
        return;
    }
    if initiator == Initiator::Xhr {
        head.add("Origin", &format!("http://{host}"));
    } else {
        head.add("Origin", "null");
    }
}

fn add_fetch_metadata(head: &mut Head, initiator: Initiator) {
    let (dest, mode) = match initiator {
        Initiator::Address | Initiator::Page => ("document", "navigate"),
        Initiator::Script => ("script", "no-cors"),
        Initiator::Worker => ("worker", "same-origin"),
        Initiator::Fetch | Initiator::Xhr => ("empty", "cors"),
    };
    let is_document = dest == "document";
    let site = if initiator == Initiator::Address {
        "none"
    } else {
        "same-origin"
    };
    if is_document {
        head.add("Upgrade-Insecure-Requests", "1");
    }
    head.add("Sec-Fetch-Dest", dest);
    head.add("Sec-Fetch-Mode", mode);
    head.add("Sec-Fetch-Site", site);
    if is_document {
        head.add("Sec-Fetch-User", "?1");
    }
    match initiator {
        Initiator::Address | Initiator::Page => head.add("Priority", "u=0, i"),
        Initiator::Worker | Initiator::Fetch => head.add("Priority", "u=4"),
        Initiator::Script | Initiator::Xhr => {}
    }
}

/// What in a browser comes nearest to asking for what none asks for.
pub(super) fn nearest_initiator(request: &Request) -> Initiator {
    let asked = &request.asked;
    if asked.contains(UPLOAD_PATH) || asked.starts_with(DELETE) {
        Initiator::Xhr
    } else if asked.ends_with(ROSTER_PATH) {
        Initiator::Fetch
    } else if asked.ends_with(SCRIPT_PATH) {
        Initiator::Script
    } else {
        Initiator::Address
    }
}

/// What keeps the parts of a form apart, which no other form has: two numbers, as Firefox writes
/// them, without zeros before them.
pub(super) fn boundary() -> Result<String, getrandom::Error> {
    let (one, other) = (getrandom::u64()?, getrandom::u64()?);
    Ok(format!("{BOUNDARY}{one:x}{other:x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(asked: &str) -> Request {
        Request {
            asked: asked.to_owned(),
            fields: Vec::new(),
            body: None,
        }
    }

    fn head(request: &Request, host: &str, profile: usize, initiator: Initiator) -> String {
        String::from_utf8(request_bytes(request, host, profile, initiator)).unwrap()
    }

    #[test]
    fn no_two_browsers_are_alike_and_only_platform_and_language_differ() {
        let lines = |profile| {
            let head = head(&asked("GET /fr"), "x.onion", profile, Initiator::Address);
            assert!(head.starts_with("GET /fr HTTP/1.1\r\nHost: x.onion\r\n"));
            assert!(head.ends_with("\r\n\r\n"));
            head.lines().map(str::to_owned).collect::<Vec<_>>()
        };
        let first = lines(0);
        let mut all = std::collections::BTreeSet::new();
        for profile in 0..PROFILE_COUNT {
            let lines = lines(profile);
            assert_eq!(lines.len(), first.len());
            for (line, same) in lines.iter().zip(&first) {
                let own = ["User-Agent: ", "Accept-Language: "];
                assert!(line == same || own.iter().any(|own| line.starts_with(own)));
            }
            assert!(all.insert(lines));
        }
        assert_eq!(lines(PROFILE_COUNT), first);
    }

    #[test]
    fn a_form_comes_from_nowhere_and_what_a_script_sends_from_its_page() {
        let form = Request {
            fields: vec!["Content-Type: x".to_owned()],
            body: Some(b"receipt=1".to_vec()),
            ..asked("POST /fr/receipt")
        };
        let form = head(&form, "x.onion", 0, Initiator::Page);
        assert!(
            form.contains("Content-Type: x\r\nContent-Length: 9\r\nOrigin: null\r\nConnection: ")
        );
        assert!(form.ends_with("\r\n\r\nreceipt=1"));
        let deletion = head(&asked("DELETE /upload/x"), "x.onion", 0, Initiator::Xhr);
        assert!(deletion.contains("Origin: http://x.onion\r\n") && !deletion.contains(LENGTH));
    }

    #[test]
    fn a_boundary_is_another_each_time() {
        let boundaries = [(); 2].map(|()| boundary().unwrap());
        assert!(boundaries.iter().all(|one| one.starts_with(BOUNDARY)));
        assert_ne!(boundaries[0], boundaries[1]);
    }
}
