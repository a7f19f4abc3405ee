//! An EPUB: pages of the web in an archive, in the order that its spine says. (EPUB 3.3, 5.7)

use std::{
    collections::HashMap,
    io::{Cursor, Read},
};

use zip::ZipArchive;

use crate::{
    error::{DecodeError, Refusal},
    reading::Reading,
    told::Told,
    xml::{Piece, Pieces, local_attribute, name_of, plain},
};

use super::html;

const CONTAINER: &str = "META-INF/container.xml";
const ENCRYPTION: &str = "META-INF/encryption.xml";
/// Fonts may be made unreadable by these, and nothing else of a book.
const OF_FONTS: [&str; 2] = [
    "http://www.idpf.org/2008/embedding",
    "http://ns.adobe.com/pdf/enc#RC",
];
/// The largest member that is read, and all members together, in bytes.
const MEMBER_MAX_BYTES: u64 = 32 << 20;
const BOOK_MAX_BYTES: usize = 128 << 20;

type Book<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// What is read first of a book.
#[derive(Default)]
struct Package {
    /// The path of each page, by its name in the spine.
    paths: HashMap<String, String>,
    spine: Vec<String>,
    told: Vec<Told>,
}

pub(super) fn read(document: &[u8]) -> Result<Reading, DecodeError> {
    let unreadable = || DecodeError::Refused(Refusal::Unreadable);
    let mut book = ZipArchive::new(Cursor::new(document)).map_err(|_| unreadable())?;
    if book.has_duplicate_names() {
        return Err(unreadable());
    }
    if let Some(encryption) = member(&mut book, ENCRYPTION) {
        refuse_locked(&encryption)?;
    }
    let container = member(&mut book, CONTAINER).ok_or_else(unreadable)?;
    let path = package_path(&container).ok_or_else(unreadable)?;
    let package = member(&mut book, &path).ok_or_else(unreadable)?;
    let package = Package::read(&package).ok_or_else(unreadable)?;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut reading = Reading {
        text: String::new(),
        told: package.told,
    };
    for name in &package.spine {
        let href = package.paths.get(name).ok_or_else(unreadable)?;
        let path = within(folder, href);
        let page = member(&mut book, &path).ok_or_else(unreadable)?;
        // Its sheets stand beside it.
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut elsewhere = |href: &str| {
            let sheet = member(&mut book, &within(folder, href))?;
            Some(String::from_utf8_lossy(&sheet).into_owned())
        };
        let read = html::read_page(&page, &mut elsewhere)?;
        if reading.text.len() + read.text.len() > BOOK_MAX_BYTES {
            return Err(unreadable());
        }
        if !read.text.is_empty() && !reading.text.is_empty() {
            reading.text.push('\n');
        }
        reading.text.push_str(&read.text);
        reading.told.extend(read.told);
    }
    Ok(reading)
}

impl Package {
    fn read(xml: &[u8]) -> Option<Self> {
        let mut package = Self::default();
        let mut pieces = Pieces::of(xml);
        // The field of metadata whose text comes next.
        let mut field: Option<String> = None;
        while let Some(piece) = pieces.next().ok()? {
            match piece {
                Piece::Start(element) => {
                    let name = name_of(&element);
                    let attribute = |name| local_attribute(&element, name);
                    match name.rsplit(':').next() {
                        Some("item") => {
                            let (id, href) = (attribute("id")?, attribute("href")?);
                            package.paths.insert(id, href);
                        }
                        Some("itemref") => package.spine.push(attribute("idref")?),
                        _ => field = name.strip_prefix("dc:").map(str::to_owned),
                    }
                }
                Piece::Text(text) => {
                    let value = plain(&text);
                    if let Some(field) = field.take().filter(|_| !value.trim().is_empty()) {
                        let value = format!("{field} {}", value.trim());
                        package.told.push(Told {
                            field: "Metadata",
                            value,
                        });
                    }
                }
                Piece::End => field = None,
                Piece::Declaration(_) => {}
            }
        }
        Some(package)
    }
}

fn member(book: &mut Book<'_>, name: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let found = book.by_name(name).ok()?;
    let read = found.take(MEMBER_MAX_BYTES + 1).read_to_end(&mut bytes);
    let fits = read.ok()? as u64 <= MEMBER_MAX_BYTES;
    fits.then_some(bytes)
}

fn package_path(container: &[u8]) -> Option<String> {
    let mut pieces = Pieces::of(container);
    while let Some(piece) = pieces.next().ok()? {
        if let Piece::Start(element) = piece
            && let Some(path) = local_attribute(&element, "full-path")
        {
            return Some(path);
        }
    }
    None
}

/// Refuses a book of which more than fonts is locked.
fn refuse_locked(encryption: &[u8]) -> Result<(), DecodeError> {
    let mut pieces = Pieces::of(encryption);
    loop {
        match pieces.next() {
            Ok(None) => return Ok(()),
            Ok(Some(Piece::Start(element))) => {
                let method = local_attribute(&element, "Algorithm");
                if method.is_some_and(|method| !OF_FONTS.contains(&method.as_str())) {
                    return Err(DecodeError::Refused(Refusal::Password));
                }
            }
            Ok(Some(Piece::End | Piece::Text(_) | Piece::Declaration(_))) => {}
            Err(_) => return Err(DecodeError::Refused(Refusal::Unreadable)),
        }
    }
}

/// The path of a page that a file in `folder` names.
fn within(folder: &str, href: &str) -> String {
    let href = href.split('#').next().unwrap_or_default();
    let href = html::decoded(href);
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in href.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_found_from_the_file_that_names_them() {
        for (folder, href, path) in [
            ("", "a.xhtml", "a.xhtml"),
            ("OEBPS", "text/a.xhtml#note", "OEBPS/text/a.xhtml"),
            ("OEBPS/opf", "../a%20b.xhtml", "OEBPS/a b.xhtml"),
            ("", "../../a.xhtml", "a.xhtml"),
            ("x", "100%.xhtml", "x/100%.xhtml"),
        ] {
            assert_eq!(within(folder, href), path);
        }
    }
}
