//! Requests as browsers make them: a server that would answer some browsers only must not know an
//! audit by its headers.

use sourdine_protocol::{release::Request, wire::UPLOAD_PATH};

/// What a request's fields are, in a browser's own order. The host is put in.
struct BrowserProfile {
    /// How what keeps the parts of a form apart begins.
    boundary: &'static str,
    page: &'static [&'static str],
    part: &'static [&'static str],
}

const HOST: &str = "{host}";
/// Length of the random end of a boundary, in bytes.
const BOUNDARY_BYTES: usize = 16;
/// How many dresses there are.
pub(super) const PROFILE_COUNT: usize = PROFILES.len();

/// Tor Browser on a computer, the same with French asked for, Tor Browser on a telephone, Chromium,
/// and a program that is no browser.
const PROFILES: [BrowserProfile; 5] = [
    BrowserProfile {
        boundary: "----geckoformboundary",
        page: &[
            "Host: {host}",
            "User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language: en-US,en;q=0.5",
            "Accept-Encoding: gzip, deflate, br, zstd",
            "Connection: keep-alive",
            "Upgrade-Insecure-Requests: 1",
            "Sec-Fetch-Dest: document",
            "Sec-Fetch-Mode: navigate",
            "Sec-Fetch-Site: none",
            "Sec-Fetch-User: ?1",
            "Priority: u=0, i",
        ],
        part: &[
            "Host: {host}",
            "User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Accept: */*",
            "Accept-Language: en-US,en;q=0.5",
            "Accept-Encoding: gzip, deflate, br, zstd",
            "Connection: keep-alive",
            "Sec-Fetch-Dest: script",
            "Sec-Fetch-Mode: no-cors",
            "Sec-Fetch-Site: same-origin",
            "Priority: u=2",
        ],
    },
    BrowserProfile {
        boundary: "----geckoformboundary",
        page: &[
            "Host: {host}",
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language: fr,fr-FR;q=0.8,en-US;q=0.5,en;q=0.3",
            "Accept-Encoding: gzip, deflate, br, zstd",
            "Connection: keep-alive",
            "Upgrade-Insecure-Requests: 1",
            "Sec-Fetch-Dest: document",
            "Sec-Fetch-Mode: navigate",
            "Sec-Fetch-Site: same-origin",
            "Sec-Fetch-User: ?1",
            "Priority: u=0, i",
        ],
        part: &[
            "Host: {host}",
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Accept: */*",
            "Accept-Language: fr,fr-FR;q=0.8,en-US;q=0.5,en;q=0.3",
            "Accept-Encoding: gzip, deflate, br, zstd",
            "Connection: keep-alive",
            "Sec-Fetch-Dest: worker",
            "Sec-Fetch-Mode: same-origin",
            "Sec-Fetch-Site: same-origin",
        ],
    },
    BrowserProfile {
        boundary: "----geckoformboundary",
        page: &[
            "Host: {host}",
            "User-Agent: Mozilla/5.0 (Android 10; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
            "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language: en-US,en;q=0.5",
            "Accept-Encoding: gzip, deflate, br, zstd",
            "Connection: keep-alive",
            "Upgrade-Insecure-Requests: 1",
            "Sec-Fetch-Dest: document",
            "Sec-Fetch-Mode: navigate",
            "Sec-Fetch-Site: none",
        ],
        part: &[
            "Host: {host}",
            "User-Agent: Mozilla/5.0 (Android 10; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
            "Accept: */*",
            "Accept-Language: en-US,en;q=0.5",
            "Accept-Encoding: gzip, deflate, br, zstd",
            "Connection: keep-alive",
            "Sec-Fetch-Dest: empty",
            "Sec-Fetch-Mode: cors",
            "Sec-Fetch-Site: same-origin",
        ],
    },
    BrowserProfile {
        boundary: "----WebKitFormBoundary",
        page: &[
            "Host: {host}",
            "Connection: keep-alive",
            "Upgrade-Insecure-Requests: 1",
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
            "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
            "Accept-Encoding: gzip, deflate",
            "Accept-Language: de-DE,de;q=0.9",
            "Cookie: seen=1",
        ],
        part: &[
            "Host: {host}",
            "Connection: keep-alive",
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
            "Accept: */*",
            "Accept-Encoding: gzip, deflate",
            "Accept-Language: de-DE,de;q=0.9",
            "Cookie: seen=1",
        ],
    },
    BrowserProfile {
        boundary: "------------------------",
        page: &["Host: {host}", "User-Agent: curl/8.14.1", "Accept: */*"],
        part: &["Host: {host}", "User-Agent: curl/8.14.1", "Accept: */*"],
    },
];

/// A request as it goes over the wire.
pub(super) fn request_bytes(request: &Request, host: &str, profile: usize) -> Vec<u8> {
    let Some(profile) = PROFILES.get(profile % PROFILE_COUNT) else {
        return Vec::new();
    };
    let asked = &request.asked;
    let is_upload = asked.contains(UPLOAD_PATH);
    let is_part = is_upload || [".js", "roster"].iter().any(|end| asked.ends_with(end));
    let mut text = format!("{asked} HTTP/1.1\r\n");
    let mut add = |line: &str| {
        text.push_str(line);
        text.push_str("\r\n");
    };
    for line in if is_part { profile.part } else { profile.page } {
        let line = line.replace(HOST, host);
        add(if is_upload {
            as_fetched_by_script(&line)
        } else {
            &line
        });
    }
    request.fields.iter().for_each(|line| add(line));
    if let Some(body) = &request.body {
        add(&format!("Content-Length: {}", body.len()));
    }
    if !["GET ", "HEAD "]
        .iter()
        .any(|method| asked.starts_with(method))
    {
        add(&format!("Origin: http://{host}"));
    }
    add("");
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(request.body.as_deref().unwrap_or_default());
    bytes
}

/// A field of what a script asks for.
fn as_fetched_by_script(line: &str) -> &str {
    match line.split_once(": ") {
        Some(("Sec-Fetch-Dest", _)) => "Sec-Fetch-Dest: empty",
        Some(("Sec-Fetch-Mode", _)) => "Sec-Fetch-Mode: cors",
        Some(_) | None => line,
    }
}

/// One of them by lot.
pub(super) fn random_profile() -> Result<usize, getrandom::Error> {
    let mut random = [0; size_of::<usize>()];
    getrandom::fill(&mut random)?;
    Ok(usize::from_le_bytes(random) % PROFILE_COUNT)
}

/// What keeps the parts of a form apart, which no other form has.
pub(super) fn boundary(profile: usize) -> Result<String, getrandom::Error> {
    let mut random = [0; BOUNDARY_BYTES];
    getrandom::fill(&mut random)?;
    let profile = PROFILES.get(profile % PROFILE_COUNT);
    let begin = profile.map_or("", |profile| profile.boundary);
    Ok(format!("{begin}{}", hex::encode(random)))
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

    #[test]
    fn no_two_dresses_are_alike_and_each_is_a_request() {
        let all: Vec<_> = (0..PROFILE_COUNT)
            .map(|profile| request_bytes(&asked("GET /fr"), "x.onion", profile))
            .collect();
        for (at, text) in all.iter().enumerate() {
            let text = std::str::from_utf8(text).unwrap();
            assert!(text.starts_with("GET /fr HTTP/1.1\r\nHost: x.onion\r\n"));
            assert!(text.ends_with("\r\n\r\n") && !text.contains('{'));
            assert!(
                all.iter()
                    .skip(at + 1)
                    .all(|other| other != text.as_bytes())
            );
        }
        let form = Request {
            fields: vec!["Content-Type: x".to_owned()],
            body: Some(b"receipt=1".to_vec()),
            ..asked("POST /fr/receipt")
        };
        let form = String::from_utf8(request_bytes(&form, "x", 0)).unwrap();
        assert!(form.contains("Content-Type: x\r\nContent-Length: 9\r\nOrigin: http://x\r\n"));
        assert!(form.ends_with("\r\n\r\nreceipt=1"));
    }

    #[test]
    fn an_upload_is_asked_for_by_a_script() {
        for profile in 0..PROFILE_COUNT {
            let text = request_bytes(&asked("DELETE /upload/x"), "x", profile);
            let text = String::from_utf8(text).unwrap();
            assert!(!text.contains("Dest: ") || text.contains("Dest: empty\r\n"));
            assert!(!text.contains("Mode: ") || text.contains("Mode: cors\r\n"));
            assert!(text.contains("Accept: */*\r\n") && text.contains("Origin: http://x\r\n"));
        }
    }
}
