//! The static site: pages in French and English, feeds and open data, all following from the
//! observatory and from nothing else. No clock, no random, no script, no request to anybody: two
//! builds give the same bytes.

mod feed;
pub mod pages;
pub mod words;
mod write;

use std::collections::BTreeMap;

use sourdine_l10n::Explain;
use sourdine_protocol::text::Language;

use crate::{
    data, markdown,
    model::observatory::{Observatory, Published},
    render::words::Words,
};
use sourdine_protocol::text::Sha256Hex;

pub use write::{WriteError, write};

/// What a page may do: show itself with the site's own style sheet.
pub const CONTENT_SECURITY_POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";
/// The list of all files and their hashes, which `sha256sum -c` reads.
pub const SUMS: &str = "SHA256SUMS";
/// The file by which a folder is known to hold a preview, and no site.
pub const PREVIEW: &str = "PREVIEW";
const PREVIEW_TEXT: &str = "Preview of entries that no editors vetted. Not for readers.\n";
/// What the style sheet of a preview has more.
const PREVIEW_STYLE: &str = "\n.preview { background: #8a1f11; color: #fff; font: 600 1rem/1.4 var(--sans); margin: 0; padding: .75rem 1rem; text-align: center; }\n";

const STYLE: &str = include_str!("../../templates/style.css");

#[derive(Debug, Explain, thiserror::Error)]
pub enum SiteError {
    #[explain("error-render", reason)]
    Render(#[from] askama::Error),
    #[explain("error-render", reason)]
    Feed(#[from] atom_syndication::Error),
    #[explain("error-render", reason)]
    Data(#[from] serde_json::Error),
    #[explain("error-dead-link")]
    DeadLink {
        entry: String,
        link: String,
        language: &'static str,
    },
}

/// The site's files by path: rendered ones and documents to copy.
pub struct Site {
    files: BTreeMap<String, Vec<u8>>,
    documents: BTreeMap<String, Published>,
}

impl Site {
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// All paths, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files
            .keys()
            .chain(self.documents.keys())
            .map(String::as_str)
    }
}

/// Renders an observatory.
///
/// Fails when a body links to a page that is not there.
pub fn build(observatory: &Observatory) -> Result<Site, SiteError> {
    let site = render(observatory)?;
    check_links(observatory, &site)?;
    Ok(site)
}

/// Renders an observatory of which only a part is at hand: links to the rest may lead nowhere. One
/// that was not checked becomes a preview: each page says so, and there is nothing for programs.
pub fn render(observatory: &Observatory) -> Result<Site, SiteError> {
    let mut site = Site {
        files: BTreeMap::new(),
        documents: BTreeMap::new(),
    };
    let provenance = &observatory.provenance;
    for ((entry, name), published) in &observatory.documents {
        site.documents
            .insert(format!("documents/{entry}/{name}"), published.clone());
    }
    let style = if provenance.preview {
        [STYLE, PREVIEW_STYLE].concat()
    } else {
        STYLE.to_owned()
    };
    site.files
        .insert("style.css".to_owned(), style.into_bytes());
    site.files.insert(
        "index.html".to_owned(),
        pages::gate(observatory)?.into_bytes(),
    );
    for language in Language::ALL {
        let words = Words::new(language);
        for (path, page) in pages::all(observatory, &words)? {
            site.files
                .insert(format!("{}/{path}", language.code()), page.into_bytes());
        }
    }
    if provenance.preview {
        let text = PREVIEW_TEXT.as_bytes().to_vec();
        site.files.insert(PREVIEW.to_owned(), text);
        return Ok(site);
    }
    for language in Language::ALL {
        site.files.insert(
            format!("{}/feed.xml", language.code()),
            feed::feed(observatory, &Words::new(language))?,
        );
    }
    site.files.extend(data::files(observatory)?);
    site.files.extend(provenance.proofs.clone());
    let sums = sums(&site);
    site.files.insert(SUMS.to_owned(), sums.into_bytes());
    Ok(site)
}

fn sums(site: &Site) -> String {
    let rendered = site
        .files
        .iter()
        .map(|(path, bytes)| (path, Sha256Hex::of(bytes)));
    let copied = site
        .documents
        .iter()
        .map(|(path, published)| (path, published.sha256.clone()));
    let all: BTreeMap<&String, Sha256Hex> = rendered.chain(copied).collect();
    all.iter()
        .map(|(path, hash)| format!("{hash}  {path}\n"))
        .collect()
}

/// Whether every path that a body links to is one of the site's.
fn check_links(observatory: &Observatory, site: &Site) -> Result<(), SiteError> {
    for entry in &observatory.entries {
        for language in Language::ALL {
            for link in markdown::internal_links(entry.body.get(language).as_str()) {
                let target = resolve(&format!("{}/entries", language.code()), &link);
                let is_there = target.is_some_and(|path| {
                    site.files.contains_key(&path) || site.documents.contains_key(&path)
                });
                if !is_there && !link.starts_with('#') {
                    return Err(SiteError::DeadLink {
                        entry: entry.id.to_string(),
                        link,
                        language: language.code(),
                    });
                }
            }
        }
    }
    Ok(())
}

/// The path that a relative link from a folder of the site leads to; none if it leaves the site.
fn resolve(folder: &str, link: &str) -> Option<String> {
    let (path, _) = link.split_once('#').unwrap_or((link, ""));
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}
