//! Requests as browsers make them: a server that would answer some browsers only must not know an audit by its headers.

/// What a request's fields are, in a browser's own order. The host is put in.
struct Dress {
    page: &'static [&'static str],
    part: &'static [&'static str],
}

const HOST: &str = "{host}";
/// How many dresses there are.
pub(super) const DRESSES: usize = WARDROBE.len();

/// Tor Browser on a computer, the same with French asked for, Tor Browser on a telephone, Chromium, and a program that is no browser.
const WARDROBE: [Dress; 5] = [
    Dress {
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
    Dress {
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
    Dress {
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
    Dress {
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
    Dress {
        page: &["Host: {host}", "User-Agent: curl/8.14.1", "Accept: */*"],
        part: &["Host: {host}", "User-Agent: curl/8.14.1", "Accept: */*"],
    },
];

/// A request as it goes over the wire. `asked` is method and path; a form makes it one that carries a form.
pub(super) fn request(asked: &str, host: &str, form: Option<&str>, dress: usize) -> Vec<u8> {
    let Some(dress) = WARDROBE.get(dress % DRESSES) else {
        return Vec::new();
    };
    let is_part = [".js", "roster"].iter().any(|end| asked.ends_with(end));
    let mut text = format!("{asked} HTTP/1.1\r\n");
    for field in if is_part { dress.part } else { dress.page } {
        text.push_str(&field.replace(HOST, host));
        text.push_str("\r\n");
    }
    if let Some(form) = form {
        let length = form.len();
        text.push_str(&format!(
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\nOrigin: http://{host}\r\n"
        ));
    }
    text.push_str("\r\n");
    text.push_str(form.unwrap_or_default());
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_dresses_are_alike_and_each_is_a_request() {
        let all: Vec<_> = (0..DRESSES)
            .map(|dress| request("GET /fr", "x.onion", None, dress))
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
        let form = request("POST /fr/receipt", "x", Some("receipt=1"), 0);
        let form = String::from_utf8(form).unwrap();
        assert!(form.contains("Content-Length: 9\r\n") && form.ends_with("\r\n\r\nreceipt=1"));
    }
}
