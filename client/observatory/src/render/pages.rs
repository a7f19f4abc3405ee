//! The pages.

use askama::Template;
use sourdine_protocol::text::Language;
use strum::VariantArray;

use crate::{
    markdown,
    model::entry::{Document, Entry},
    model::observatory::{About, Observatory, Provenance},
    model::vocabulary::{Technology, Word},
    render::words::Words,
};

/// The pages that every page leads to, and what they are called.
pub const NAVIGATION: &[(&str, &str)] = &[
    ("index.html", "home"),
    ("technologies.html", "by-technology"),
    ("places.html", "by-place"),
    ("table.html", "table"),
    ("about.html", "about"),
];

const KILOBYTE: u64 = 1000;
const MEGABYTE: u64 = 1_000_000;

/// What every page knows.
struct Page<'a> {
    about: &'a About,
    provenance: &'a Provenance,
    words: &'a Words,
    /// Its path inside the language's folder.
    path: String,
    /// The way back to the site's root.
    root: &'static str,
    other: Language,
}

/// Entries under one heading.
struct Group<'a> {
    anchor: String,
    title: String,
    entries: Vec<&'a Entry>,
}

#[derive(Template)]
#[template(path = "gate.html")]
struct Gate<'a> {
    about: &'a About,
    preview: bool,
    french: Words,
    english: Words,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home<'a> {
    page: Page<'a>,
    technologies: Vec<Group<'a>>,
    places: Vec<Group<'a>>,
    entries: &'a [Entry],
}

#[derive(Template)]
#[template(path = "groups.html")]
struct Groups<'a> {
    page: Page<'a>,
    heading: &'static str,
    groups: Vec<Group<'a>>,
}

#[derive(Template)]
#[template(path = "table.html")]
struct Table<'a> {
    page: Page<'a>,
    entries: &'a [Entry],
}

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage<'a> {
    page: Page<'a>,
}

#[derive(Template)]
#[template(path = "entry.html")]
struct EntryPage<'a> {
    page: Page<'a>,
    entry: &'a Entry,
    body: String,
    documents: Vec<ShownDocument<'a>>,
}

struct ShownDocument<'a> {
    item: &'a Document,
    kind: String,
    media_type: &'static str,
    size: String,
}

/// The page at the root: a choice of language for those whom it does not lead on.
pub(super) fn gate(observatory: &Observatory) -> Result<String, askama::Error> {
    let gate = Gate {
        about: &observatory.about,
        preview: observatory.provenance.preview,
        french: Words::new(Language::Fr),
        english: Words::new(Language::En),
    };
    gate.render()
}

/// All pages of one language, by path inside its folder.
pub(super) fn all(
    observatory: &Observatory,
    words: &Words,
) -> Result<Vec<(String, String)>, askama::Error> {
    let entries = observatory.entries.as_slice();
    let page = |path: &str, root| Page {
        about: &observatory.about,
        provenance: &observatory.provenance,
        words,
        path: path.to_owned(),
        root,
        other: match words.language() {
            Language::Fr => Language::En,
            Language::En => Language::Fr,
        },
    };
    let home = Home {
        page: page("index.html", "../"),
        technologies: by_technology(entries, words),
        places: by_place(entries),
        entries,
    };
    let technologies = Groups {
        page: page("technologies.html", "../"),
        heading: "by-technology",
        groups: by_technology(entries, words),
    };
    let places = Groups {
        page: page("places.html", "../"),
        heading: "by-place",
        groups: by_place(entries),
    };
    let mut pages = vec![
        ("index.html".to_owned(), home.render()?),
        ("technologies.html".to_owned(), technologies.render()?),
        ("places.html".to_owned(), places.render()?),
        (
            "table.html".to_owned(),
            Table {
                page: page("table.html", "../"),
                entries,
            }
            .render()?,
        ),
        (
            "about.html".to_owned(),
            AboutPage {
                page: page("about.html", "../"),
            }
            .render()?,
        ),
    ];
    for entry in entries {
        pages.push(entry_page(
            observatory,
            entry,
            words,
            page(&format!("entries/{}.html", entry.id), "../../"),
        )?);
    }
    Ok(pages)
}

fn entry_page<'a>(
    observatory: &'a Observatory,
    entry: &'a Entry,
    words: &Words,
    page: Page<'a>,
) -> Result<(String, String), askama::Error> {
    let path = page.path.clone();
    let documents = entry
        .documents
        .iter()
        .map(|document| show(observatory, entry, document, words));
    let shown = EntryPage {
        page,
        entry,
        body: markdown::to_html(entry.body.get(words.language()).as_str()),
        documents: documents.collect(),
    };
    Ok((path, shown.render()?))
}

fn by_technology<'a>(entries: &'a [Entry], words: &Words) -> Vec<Group<'a>> {
    let groups = Technology::VARIANTS.iter().map(|technology| Group {
        anchor: technology.key().to_owned(),
        title: words.word(technology),
        entries: entries
            .iter()
            .filter(|entry| entry.technologies.contains(technology))
            .collect(),
    });
    groups.filter(|group| !group.entries.is_empty()).collect()
}

fn by_place(entries: &[Entry]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for entry in entries {
        for place in &entry.places {
            let anchor = anchor(place.label.as_str());
            match groups.iter_mut().find(|group| group.anchor == anchor) {
                Some(group) => group.entries.push(entry),
                None => groups.push(Group {
                    anchor,
                    title: place.label.to_string(),
                    entries: vec![entry],
                }),
            }
        }
    }
    groups.sort_by(|a, b| a.anchor.cmp(&b.anchor));
    groups
}

/// What a heading is called in addresses: its letters without accents, joined by hyphens.
pub fn anchor(label: &str) -> String {
    let mut text = String::new();
    for c in label.chars().flat_map(char::to_lowercase) {
        match c {
            'à' | 'â' | 'ä' | 'á' | 'ã' => text.push('a'),
            'ç' => text.push('c'),
            'é' | 'è' | 'ê' | 'ë' => text.push('e'),
            'î' | 'ï' | 'í' => text.push('i'),
            'ô' | 'ö' | 'ó' => text.push('o'),
            'ù' | 'û' | 'ü' | 'ú' => text.push('u'),
            'ÿ' => text.push('y'),
            'œ' => text.push_str("oe"),
            'æ' => text.push_str("ae"),
            c if c.is_ascii_alphanumeric() => text.push(c),
            c if c.is_alphanumeric() => text.push_str(&format!("u{:x}", c as u32)),
            _ => {
                if !text.ends_with('-') {
                    text.push('-');
                }
            }
        }
    }
    text.trim_matches('-').to_owned()
}

fn show<'a>(
    observatory: &Observatory,
    entry: &Entry,
    document: &'a Document,
    words: &Words,
) -> ShownDocument<'a> {
    let key = (entry.id.clone(), document.file.clone());
    let size = observatory
        .documents
        .get(&key)
        .map_or(0, |published| published.size);
    let extension = document
        .file
        .as_str()
        .rsplit('.')
        .next()
        .unwrap_or_default();
    ShownDocument {
        item: document,
        kind: extension.to_uppercase(),
        media_type: media_type(extension),
        size: shown_size(size, words),
    }
}

fn shown_size(bytes: u64, words: &Words) -> String {
    match bytes {
        0..KILOBYTE => format!("{bytes} {}", words.get("bytes-unit")),
        KILOBYTE..MEGABYTE => format!("{} {}", bytes.div_ceil(KILOBYTE), words.get("kilobytes")),
        MEGABYTE.. => format!("{} {}", bytes.div_ceil(MEGABYTE), words.get("megabytes")),
    }
}

/// What a file is, by the end of its name; the names of published documents have only these.
pub fn media_type(extension: &str) -> &'static str {
    match extension {
        "pdf" => "application/pdf",
        "jpg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "tiff" => "image/tiff",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt" => "application/vnd.oasis.opendocument.text",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        "odp" => "application/vnd.oasis.opendocument.presentation",
        "txt" | "md" | "asc" => "text/plain; charset=utf-8",
        "mp3" => "audio/mpeg",
        "flac" => "audio/flac",
        "ogg" => "audio/ogg",
        "wav" => "audio/x-wav",
        "mp4" => "video/mp4",
        "avi" => "video/x-msvideo",
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "xml" => "application/atom+xml; charset=utf-8",
        _ => "application/octet-stream",
    }
}
