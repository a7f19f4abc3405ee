//! What a browser with script says of its upload, header by header, and the pieces that it sends.

use http::{HeaderMap, HeaderName, HeaderValue, header::LOCATION};
use sourdine_protocol::{
    envelope::padding::PADDING_FLOOR_BYTES,
    wire::{
        PARTIAL_UPLOAD, UPLOAD_COMPLETE, UPLOAD_LENGTH, UPLOAD_NAME, UPLOAD_OFFSET, UPLOAD_PATH,
        UploadToken,
    },
};

use super::door::{Door, SUBMISSION_MAX_BYTES, Told, with_door};

/// Most requests of one input.
const REQUESTS_MAX: usize = 8;
/// Longest piece, in bytes.
const PIECE_MAX_BYTES: usize = 200_000;
const LENGTH: usize = 70_000;
const NOWHERE: &str = "/upload/nowhere";
const CONTENT_TYPE_NAME: &str = "content-type";
const MAGIC: &[u8] = b"age-encryption.org/v1\n";
const COMPLETE: &str = "?1";
const INCOMPLETE: &str = "?0";
/// A value that the request is to have as it should be.
const RIGHT: &[u8] = b"*";
/// One that it is not to have.
const ABSENT: &[u8] = b"-";
/// What says where a body ends: with two of these nobody could say what was sent.
const FRAMING: [&str; 5] = [
    "connection",
    "content-length",
    "expect",
    "transfer-encoding",
    "upgrade",
];

const CREATED: u16 = 201;
const DONE: u16 = 204;
const CONFLICT: u16 = 409;
const MALFORMED: u16 = 400;
const NOT_FOUND: u16 = 404;
const TOO_LARGE: u16 = 413;

/// An upload as it must stand.
struct Upload {
    path: String,
    length: u64,
    bytes: Vec<u8>,
    stored: bool,
}

/// Each line is a request: `c` creates an upload, `p` sends a piece, `h` asks how far it is, `d`
/// deletes it; then, between `|`, the values of its headers, one more header, and the length of a
/// piece, which a creation has only where it says so.
///
/// The server answers as a model of an upload says, header by header; what it calls stored is in
/// the vault, byte by byte, and nothing else is.
pub fn run(input: &[u8]) {
    with_door(|door| {
        let mut upload = None;
        for line in input.split(|byte| *byte == b'\n').take(REQUESTS_MAX) {
            let mut words = line.split(|byte| *byte == b'|');
            match words.next() {
                Some(b"c") => {
                    delete(door, upload.take());
                    upload = create(door, &mut words);
                    let now = upload.as_ref().filter(|upload| upload.stored);
                    assert_eq!(door.taken().as_ref(), now.map(|upload| &upload.bytes));
                }
                Some(b"p") => {
                    let before = upload.as_ref().is_some_and(|upload| upload.stored);
                    piece(door, upload.as_mut(), &mut words);
                    let now = upload.as_ref().filter(|upload| upload.stored && !before);
                    assert_eq!(door.taken().as_ref(), now.map(|upload| &upload.bytes));
                }
                Some(b"h") => ask(door, upload.as_ref()),
                Some(b"d") => delete(door, upload.take()),
                Some(_) | None => {}
            }
        }
        delete(door, upload);
        assert_eq!(door.taken(), None);
        door.settles();
    });
}

type Words<'a, 'b> = &'a mut dyn Iterator<Item = &'b [u8]>;

/// The headers of a request: the next words, each by its name, and one more. None where no client
/// could send them.
fn headers(words: Words<'_, '_>, named: &[(&'static str, String)]) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    for (name, right) in named {
        let value = match words.next().unwrap_or(RIGHT) {
            ABSENT => continue,
            RIGHT => right.as_bytes(),
            value => value.trim_ascii(),
        };
        headers.append(*name, HeaderValue::from_bytes(value).ok()?);
    }
    if let Some(more) = words.next().filter(|more| !more.is_empty()) {
        let colon = more.iter().position(|byte| *byte == b':')?;
        let name = HeaderName::from_bytes(&more[..colon]).ok()?;
        if FRAMING.contains(&name.as_str()) {
            return None;
        }
        headers.append(
            name,
            HeaderValue::from_bytes(more[colon + 1..].trim_ascii()).ok()?,
        );
    }
    Some(headers)
}

fn request(method: &str, path: &str, headers: &HeaderMap, body: &[u8]) -> Vec<u8> {
    let mut request =
        format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n").into_bytes();
    for (name, value) in headers {
        request.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    request.extend(format!("Content-Length: {}\r\n\r\n", body.len()).bytes());
    request.extend(body);
    request
}

/// The first field of a name, as a text.
fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// An integer (RFC 9651), as far as one is of use here.
fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    let digits =
        text(headers, name).filter(|text| text.chars().all(|digit| digit.is_ascii_digit()));
    digits?.parse().ok()
}

fn create(door: &Door, words: Words<'_, '_>) -> Option<Upload> {
    let named = [
        (UPLOAD_LENGTH, LENGTH.to_string()),
        (UPLOAD_COMPLETE, INCOMPLETE.to_owned()),
    ];
    let headers = headers(words, &named)?;
    let body = words.next().map_or_else(Vec::new, |length| body(length, 0));
    let told = door.ask(&request("POST", UPLOAD_PATH, &headers, &body));
    let length = number(&headers, UPLOAD_LENGTH);
    let name = headers.get(UPLOAD_NAME).map(|name| name.to_str().ok());
    let name: Option<Option<UploadToken>> = name.map(|name| name?.parse().ok());
    let is_named = matches!(name, Some(Some(_)));
    let is_right = match text(&headers, UPLOAD_COMPLETE) {
        Some(COMPLETE) => is_named && length == Some(body.len() as u64),
        Some(INCOMPLETE) => is_named || (name.is_none() && body.is_empty()),
        Some(_) | None => false,
    };
    let is_long = |length: &u64| *length > PADDING_FLOOR_BYTES;
    let Some(length) = length.filter(is_long).filter(|_| is_right) else {
        assert_eq!(door.refused(&told), Some(MALFORMED));
        return None;
    };
    if door.refused(&told) == Some(TOO_LARGE) {
        assert!(length > SUBMISSION_MAX_BYTES);
        return None;
    }
    let place = name
        .flatten()
        .map(|name| format!("{UPLOAD_PATH}/{}", &*name.expose()));
    let mut upload = Upload {
        path: told
            .field(LOCATION.as_str())
            .map(str::to_owned)
            .or_else(|| place.clone())?,
        length,
        bytes: Vec::new(),
        stored: false,
    };
    assert!(place.is_none_or(|place| place == upload.path));
    let last = text(&headers, UPLOAD_COMPLETE) == Some(COMPLETE);
    if !upload.takes(&body, last) {
        assert_eq!(door.refused(&told), Some(MALFORMED));
    } else if body.is_empty() {
        assert_eq!(told.status, CREATED);
        assert!(upload.path.starts_with(UPLOAD_PATH));
    } else {
        upload.is_told(&told, CREATED);
    }
    Some(upload)
}

fn piece(door: &Door, upload: Option<&mut Upload>, words: Words<'_, '_>) {
    let offset = upload.as_ref().map_or(0, |upload| upload.bytes.len());
    let named = [
        (UPLOAD_OFFSET, offset.to_string()),
        (UPLOAD_COMPLETE, INCOMPLETE.to_owned()),
        (CONTENT_TYPE_NAME, PARTIAL_UPLOAD.to_owned()),
    ];
    let Some(headers) = headers(words, &named) else {
        return;
    };
    let body = body(words.next().unwrap_or_default(), offset);
    let path = upload.as_ref().map_or(NOWHERE, |upload| &upload.path);
    let told = door.ask(&request("PATCH", path, &headers, &body));

    let last = match text(&headers, UPLOAD_COMPLETE) {
        Some(COMPLETE) => Some(true),
        Some(INCOMPLETE) => Some(false),
        Some(_) | None => None,
    };
    let announced = number(&headers, UPLOAD_OFFSET);
    let is_piece = text(&headers, CONTENT_TYPE_NAME) == Some(PARTIAL_UPLOAD);
    let (Some(last), Some(announced), true) = (last, announced, is_piece) else {
        assert_eq!(door.refused(&told), Some(MALFORMED));
        return;
    };
    let Some(upload) = upload else {
        assert_eq!(door.refused(&told), Some(NOT_FOUND));
        return;
    };
    if upload.stored || announced != offset as u64 {
        upload.is_told(&told, CONFLICT);
    } else if upload.takes(&body, last) {
        upload.is_told(&told, DONE);
    } else {
        assert_eq!(door.refused(&told), Some(MALFORMED));
    }
}

impl Upload {
    /// Whether a piece is one, and makes an envelope of it all where it is the last.
    fn takes(&mut self, piece: &[u8], last: bool) -> bool {
        let all = [&self.bytes, piece].concat();
        let is_age = all.iter().zip(MAGIC).all(|(byte, magic)| byte == magic);
        if !is_age || all.len() as u64 > self.length {
            return false;
        }
        self.bytes = all;
        let is_whole = self.bytes.len() as u64 == self.length;
        self.stored = last && is_whole;
        !last || is_whole
    }

    fn is_told(&self, told: &Told, status: u16) {
        assert_eq!(told.status, status);
        assert_eq!(
            told.field(UPLOAD_OFFSET),
            Some(&*self.bytes.len().to_string())
        );
        let complete = if self.stored { COMPLETE } else { INCOMPLETE };
        assert_eq!(told.field(UPLOAD_COMPLETE), Some(complete));
        assert!(told.body.is_empty());
    }
}

/// So many bytes of an envelope from `offset` on; of something else after an `x`.
fn body(length: &[u8], offset: usize) -> Vec<u8> {
    let digits = length.strip_prefix(b"x").unwrap_or(length);
    let wanted = str::from_utf8(digits)
        .ok()
        .and_then(|digits| digits.parse().ok());
    let to = offset + wanted.unwrap_or(LENGTH).min(PIECE_MAX_BYTES);
    let byte = |at: usize| *MAGIC.get(at).unwrap_or(&0);
    let byte = |at| if digits == length { byte(at) } else { b'x' };
    (offset..to).map(byte).collect()
}

fn ask(door: &Door, upload: Option<&Upload>) {
    let path = upload.map_or(NOWHERE, |upload| &upload.path);
    let told = door.ask(&request("HEAD", path, &HeaderMap::new(), b""));
    match upload {
        Some(upload) => upload.is_told(&told, DONE),
        None => assert_eq!(door.refused(&told), Some(NOT_FOUND)),
    }
}

fn delete(door: &Door, upload: Option<Upload>) {
    if let Some(upload) = upload {
        let delete = request("DELETE", &upload.path, &HeaderMap::new(), b"");
        assert_eq!(door.ask(&delete).status, DONE);
        assert_eq!(door.refused(&door.ask(&delete)), Some(NOT_FOUND));
    }
}

/// Uploads as a browser makes them, and as none does.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let uploads = [
        "c\np|*|?1|*||70000\nh",
        "c|70000|?0\np|*|*|*||30000\nh\np|*|?1|*||40000\np|*|?1|*||1\nd",
        "c|65537|?0|x: y\np|0|?0|*||22\np|*|*|*||65515\np|*|?1|*||0\nh",
        "c\np|*|*|*||x5\np|*|*|*||70001\np|7|*|*||7\np|+0|*|*||7\nh",
        "c\np|-|*|*|upload-offset: 0|10\np|*|-|*||10\np|*|*|-|content-type: text/plain|10",
        "c|65536|?0\nc|-|?0\nc|70000|?1\nc|99999999999999999999|?0\nc|9999999999|?0",
        "c\np|*|?1|*||10\nh\nd\nh\np|*|?1|*||10",
        "c|*|?1|upload-name: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA|70000\nh\nd",
        "c|*|*|upload-name: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA|30000\nh\np|*|?1|*||40000",
        "c|*|*|upload-name: AAAA|30000\nc|*|*||9\nc|*|*|upload-name: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA|x9",
    ];
    uploads.map(|upload| upload.as_bytes().to_vec()).into()
}
