//! In which encoding a page is written. (HTML, 13.2.3.2; XML 1.0, F)

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::xhtml::DECLARATION;

/// Where a page says it, in bytes.
const LABEL_WITHIN_BYTES: usize = 1_024;
const USER_DEFINED: &[u8] = b"x-user-defined";

/// By its first bytes, else by what it says itself, else UTF-8 if it is that.
pub(super) fn of(document: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(document) {
        return encoding;
    }
    let head = document.get(..LABEL_WITHIN_BYTES).unwrap_or(document);
    let is_utf8 = std::str::from_utf8(document).is_ok();
    let head = head.to_ascii_lowercase();
    let label = if head.starts_with(DECLARATION.as_bytes()) {
        let end = head.iter().position(|byte| *byte == b'>');
        let declaration = end.and_then(|end| head.get(..end)).unwrap_or_default();
        behind(declaration, b"encoding")
    } else {
        in_page(&head)
    };
    let label = label.and_then(|label| {
        if label == USER_DEFINED {
            return Some(WINDOWS_1252);
        }
        let encoding = Encoding::for_label(&label)?;
        // What could be read so far is neither of these.
        let is_wide = encoding == UTF_16LE || encoding == UTF_16BE;
        Some(if is_wide { UTF_8 } else { encoding })
    });
    label.unwrap_or(if is_utf8 { UTF_8 } else { WINDOWS_1252 })
}

/// What the first element says that names an encoding. Comments name none.
fn in_page(head: &[u8]) -> Option<Vec<u8>> {
    let mut rest = head;
    while let Some((first, behind)) = rest.split_first() {
        if *first != b'<' {
            rest = behind;
        } else if let Some(comment) = behind.strip_prefix(b"!--") {
            // `<!-->` is one, too.
            let end = comment.windows(3).position(|at| at == b"-->");
            let is_short = comment.starts_with(b">") || comment.starts_with(b"->");
            rest = match end {
                _ if is_short => comment,
                Some(end) => comment.get(end + 3..)?,
                None => return None,
            };
        } else {
            let name = behind.strip_prefix(b"/").unwrap_or(behind);
            let is_element = name.first().is_some_and(u8::is_ascii_alphabetic);
            let (attributes, after) = if is_element {
                attributes(name)
            } else {
                let end = behind.iter().position(|byte| *byte == b'>');
                (
                    Vec::new(),
                    end.and_then(|end| behind.get(end..)).unwrap_or_default(),
                )
            };
            let is_meta = behind.strip_prefix(b"meta").is_some_and(|after| {
                after
                    .first()
                    .is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'/')
            });
            if let Some(label) = is_meta.then(|| of_meta(&attributes)).flatten() {
                return Some(label);
            }
            rest = after;
        }
    }
    None
}

type Attributes = Vec<(Vec<u8>, Vec<u8>)>;

fn of_meta(attributes: &Attributes) -> Option<Vec<u8>> {
    let find = |name: &[u8]| {
        let found = attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_slice())
    };
    let says_type = find(b"http-equiv") == Some(b"content-type");
    let content = || behind(find(b"content").filter(|_| says_type)?, b"charset");
    find(b"charset").map(<[u8]>::to_vec).or_else(content)
}

/// The value behind a word and `=`.
fn behind(text: &[u8], word: &[u8]) -> Option<Vec<u8>> {
    let at = text.windows(word.len()).position(|at| at == word)?;
    let rest = text.get(at + word.len()..)?.trim_ascii_start();
    let rest = rest.strip_prefix(b"=")?.trim_ascii_start();
    let (quote, rest) = match rest.split_first()? {
        (quote @ (b'"' | b'\''), rest) => (Some(*quote), rest),
        _ => (None, rest),
    };
    let is_end = |byte: &u8| match quote {
        Some(quote) => *byte == quote,
        None => byte.is_ascii_whitespace() || *byte == b';',
    };
    let end = rest.iter().position(is_end).unwrap_or(rest.len());
    Some(rest.get(..end)?.trim_ascii().to_vec())
}

/// The attributes of an element, from its name on, and what stands behind it.
fn attributes(from: &[u8]) -> (Attributes, &[u8]) {
    let is_blank = |byte: u8| byte.is_ascii_whitespace() || byte == b'/';
    let until = |from: &[u8], is_end: &dyn Fn(u8) -> bool| {
        let end = from.iter().position(|byte| is_end(*byte));
        end.unwrap_or(from.len())
    };
    let skip = |from: &[u8]| until(from, &|byte| !is_blank(byte));
    let mut found = Vec::new();
    let mut rest = from.get(until(from, &|byte| is_blank(byte) || byte == b'>')..);
    loop {
        let at = rest.unwrap_or_default();
        let at = at.get(skip(at)..).unwrap_or_default();
        if at.is_empty() || at.starts_with(b">") {
            return (found, at);
        }
        let end = until(at, &|byte| is_blank(byte) || b"=>".contains(&byte)).max(1);
        let (name, after) = at.split_at_checked(end).unwrap_or_default();
        let Some(value) = after.trim_ascii_start().strip_prefix(b"=") else {
            found.push((name.to_vec(), Vec::new()));
            rest = Some(after);
            continue;
        };
        let value = value.trim_ascii_start();
        let (value, behind) = match value.split_first() {
            Some((quote @ (b'"' | b'\''), inside)) => {
                let end = until(inside, &|byte| byte == *quote);
                (inside.get(..end), inside.get(end + 1..))
            }
            Some(_) | None => {
                let end = until(value, &|byte| byte.is_ascii_whitespace() || byte == b'>');
                (value.get(..end), value.get(end..))
            }
        };
        found.push((name.to_vec(), value.unwrap_or_default().to_vec()));
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_the_one_that_a_browser_takes() {
        for (page, name) in [
            ("<meta charset=iso-8859-2>", "ISO-8859-2"),
            ("<META CHARSET = 'koi8-r' >", "KOI8-R"),
            ("<!-- <meta charset=koi8-r> --><p>", "UTF-8"),
            (
                "<!-- charset=koi8-r --><meta charset=iso-8859-2>",
                "ISO-8859-2",
            ),
            ("<!--><meta charset=koi8-r>", "KOI8-R"),
            (
                "<p title='<meta charset=koi8-r>'><meta charset=iso-8859-2>",
                "ISO-8859-2",
            ),
            ("<meta charset=utf-16le>", "UTF-8"),
            ("<meta name=a content='text/html; charset=koi8-r'>", "UTF-8"),
            (
                "<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>",
                "KOI8-R",
            ),
            (
                "<?xml version='1.0' encoding='iso-8859-2'?><meta charset=koi8-r>",
                "ISO-8859-2",
            ),
            ("<meta charset", "UTF-8"),
            ("<meta charset='", "UTF-8"),
            ("<", "UTF-8"),
        ] {
            assert_eq!(of(page.as_bytes()).name(), name, "{page}");
        }
        assert_eq!(of(b"d\xE9lib").name(), "windows-1252");
    }
}
