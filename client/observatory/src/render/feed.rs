//! Atom (RFC 4287): one feed a language, its entries newest first.

use std::cmp::Reverse;

use atom_syndication::{
    Category, Content, Entry as Item, Error, Feed, FixedDateTime, Link, Person, Text, WriteConfig,
};
use sourdine_protocol::day::Day;

use crate::{
    markdown,
    model::entry::Entry,
    model::observatory::Observatory,
    model::vocabulary::{Technology, Word},
    render::words::Words,
};

pub(super) fn feed(observatory: &Observatory, words: &Words) -> Result<Vec<u8>, Error> {
    let about = &observatory.about;
    let language = words.language();
    let mut entries: Vec<&Entry> = observatory.entries.iter().collect();
    entries.sort_by_key(|entry| (Reverse(entry.updated()), entry.id.clone()));
    let feed = Feed {
        title: Text::plain(about.title.get(language).as_str()),
        subtitle: Some(Text::plain(about.summary.get(language).as_str())),
        id: format!("urn:uuid:{}", about.uuid.derive(language.code())),
        updated: midnight(entries.first().map_or(Day(0), |entry| entry.updated())),
        authors: vec![Person {
            name: about.title.get(language).to_string(),
            ..Person::default()
        }],
        links: vec![
            link("self", "feed.xml", "application/atom+xml"),
            link("alternate", "index.html", "text/html"),
        ],
        rights: Some(Text::plain(words.get("licence"))),
        base: about.address.as_ref().map(|address| {
            format!(
                "{}/{}/",
                address.as_str().trim_end_matches('/'),
                language.code()
            )
        }),
        lang: Some(language.code().to_owned()),
        entries: entries.iter().map(|entry| item(entry, words)).collect(),
        ..Feed::default()
    };
    let config = WriteConfig {
        write_document_declaration: true,
        indent_size: Some(1),
    };
    feed.write_with_config(Vec::new(), config)
}

fn item(entry: &Entry, words: &Words) -> Item {
    let language = words.language();
    let category = |technology: &Technology| Category {
        term: technology.key().to_owned(),
        label: Some(words.word(technology)),
        ..Category::default()
    };
    let body = markdown::to_html(entry.body.get(language).as_str());
    Item {
        title: Text::plain(entry.title.get(language).as_str()),
        id: format!("urn:uuid:{}", entry.uuid.derive(language.code())),
        updated: midnight(entry.updated()),
        published: Some(midnight(entry.published())),
        categories: entry.technologies.iter().map(category).collect(),
        links: vec![link(
            "alternate",
            &format!("entries/{}.html", entry.id),
            "text/html",
        )],
        summary: Some(Text::plain(entry.summary.get(language).as_str())),
        content: (!body.is_empty()).then(|| Content {
            value: Some(body),
            content_type: Some("html".to_owned()),
            ..Content::default()
        }),
        ..Item::default()
    }
}

fn link(rel: &str, href: &str, media_type: &str) -> Link {
    Link {
        rel: rel.to_owned(),
        href: href.to_owned(),
        mime_type: Some(media_type.to_owned()),
        ..Link::default()
    }
}

/// Atom wants a second; all that is known is the day.
fn midnight(day: Day) -> FixedDateTime {
    FixedDateTime::parse_from_rfc3339(&format!("{day}T00:00:00Z")).unwrap_or_default()
}
