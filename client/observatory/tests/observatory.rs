//! The observatory as a reader meets it: what the first entries say, and what a built site may
//! never hold.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "helpers of tests"
)]

use sourdine_observatory::{
    folder::FolderError,
    folder::first_entries::{FIRST_ENTRIES, NewError, write_new_observatory},
    model::names::{UUID_BYTES, Uuid},
    model::observatory::Observatory,
    model::vocabulary::Word,
    render::{self, CONTENT_SECURITY_POLICY, SiteError, WriteError},
};
use sourdine_protocol::text::Sha256Hex;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use quick_xml::{Reader, events::Event};

/// A new observatory in a folder of its own.
fn new() -> (tempfile::TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("observatory");
    write_new_observatory(&folder, &Uuid::from_random([7; UUID_BYTES])).unwrap();
    (home, folder)
}

fn put(path: &Path, text: &[u8]) {
    #[expect(clippy::disallowed_methods, reason = "a test's public files")]
    fs::write(path, text).unwrap();
}

fn edit(folder: &Path, from: &str, to: &str) -> PathBuf {
    let path = folder.join("entries/istres-drone/entry.md");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from}");
    put(&path, text.replacen(from, to, 1).as_bytes());
    path
}

/// A built site, all its files by path.
fn built(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let site = render::build(&Observatory::read(folder).unwrap()).unwrap();
    let to = folder.join("site");
    render::write(&site, &to).unwrap();
    let mut files = BTreeMap::new();
    collect(&to, &to, &mut files);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            files.insert(name, fs::read(&path).unwrap());
        }
    }
}

/// Adds a document, an external source and all that a body can hold.
fn enrich(folder: &Path) {
    let pdf = b"%PDF-1.5 published";
    put(&folder.join("entries/istres-drone/note.pdf"), pdf);
    let document = format!(
        "[[documents]]\nfile = \"note.pdf\"\ntitle.fr = \"Note & annexe\"\ntitle.en = \"Note <b>\"\nsha256 = \"{}\"\npages = 3\ncleaned_with = \"mat2 0.13.3\"\norigin = \"source\"\n\n[[changes]]",
        Sha256Hex::of(pdf)
    );
    edit(folder, "[[changes]]", &document);
    edit(
        folder,
        "kind = \"press\"",
        "kind = \"press\"\ntitle = \"L’article\"\nurl = \"https://exemple.fr/a?b=c&d=e\"",
    );
    let body = "+++ fr\n# Titre\n\n<script>alert(1)</script>\n\n![pixel](https://exemple.fr/pixel.png)\n\n[Nice](nice-reconnaissance-faciale.html) | <b onclick=x>gras</b>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
    edit(folder, "+++ fr\n", body);
}

type Element = (String, BTreeMap<String, String>);

/// Elements with their attributes, in order; fails on a page that is not well formed.
fn elements(name: &str, page: &[u8]) -> Vec<Element> {
    let mut reader = Reader::from_reader(page);
    reader.config_mut().check_end_names = true;
    let (mut found, mut depth) = (Vec::new(), 0_usize);
    loop {
        let event = reader
            .read_event()
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let element = match &event {
            Event::Start(element) => {
                depth += 1;
                element
            }
            Event::Empty(element) => element,
            Event::End(_) => {
                depth -= 1;
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        let attributes = element.attributes().map(|attribute| {
            let attribute = attribute.unwrap_or_else(|error| panic!("{name}: {error}"));
            (
                String::from_utf8(attribute.key.0.to_vec()).unwrap(),
                String::from_utf8(attribute.value.to_vec())
                    .unwrap()
                    .replace("&amp;", "&"),
            )
        });
        found.push((
            String::from_utf8(element.name().0.to_vec()).unwrap(),
            attributes.collect(),
        ));
    }
    assert_eq!(depth, 0, "{name}: elements left open");
    found
}

fn pages(files: &BTreeMap<String, Vec<u8>>) -> impl Iterator<Item = (&str, Vec<Element>)> {
    files
        .iter()
        .filter(|(name, _)| name.ends_with(".html"))
        .map(|(name, page)| (name.as_str(), elements(name, page)))
}

#[test]
fn the_first_entries_say_what_their_source_says() {
    let (_home, folder) = new();
    let observatory = Observatory::read(&folder).unwrap();
    assert_eq!(observatory.entries.len(), FIRST_ENTRIES.len());
    for entry in &observatory.entries {
        assert_eq!(entry.confidence.key(), "C", "{}", entry.id);
        assert!(
            entry.vendors.is_empty() && entry.operators.is_empty() && entry.cost.is_none(),
            "{}: the article names none",
            entry.id
        );
        assert_eq!(entry.sources.len(), 1);
        assert_eq!(entry.places.len(), 1);
    }
    let files = built(&folder);
    let istres =
        String::from_utf8(files.get("fr/entries/istres-drone.html").unwrap().clone()).unwrap();
    assert!(istres.contains("non renseigné"), "unknown is said");
    assert!(istres.contains("13047"));
}

#[test]
fn two_builds_are_the_same_bytes() {
    let (_home, folder) = new();
    enrich(&folder);
    let (once, twice) = (built(&folder), built(&folder));
    assert_eq!(once, twice);
    assert!(once.len() > 40, "{} files", once.len());
    let (_elsewhere, other) = new();
    enrich(&other);
    assert_eq!(
        once,
        built(&other),
        "nothing of the place or time of building is in it"
    );
}

#[test]
fn the_sums_cover_every_file() {
    let (_home, folder) = new();
    enrich(&folder);
    let mut files = built(&folder);
    let sums = String::from_utf8(files.remove("SHA256SUMS").unwrap()).unwrap();
    let listed: BTreeMap<String, String> = sums
        .lines()
        .map(|line| line.split_once("  ").unwrap())
        .map(|(hash, name)| (name.to_owned(), hash.to_owned()))
        .collect();
    let real: BTreeMap<String, String> = files
        .iter()
        .map(|(name, bytes)| (name.clone(), Sha256Hex::of(bytes).to_string()))
        .collect();
    assert_eq!(listed, real);
    assert!(real.contains_key("documents/istres-drone/note.pdf"));
}

#[test]
fn pages_hold_no_script_and_ask_nobody_for_anything() {
    let (_home, folder) = new();
    enrich(&folder);
    let files = built(&folder);
    for (name, elements) in pages(&files) {
        let mut policy = None;
        for (element, attributes) in &elements {
            assert!(
                ![
                    "script", "iframe", "object", "embed", "form", "img", "svg", "style", "base",
                    "video", "audio"
                ]
                .contains(&element.as_str()),
                "{name}: <{element}>"
            );
            for (attribute, value) in attributes {
                assert!(
                    !attribute.starts_with("on")
                        && attribute != "style"
                        && attribute != "src"
                        && attribute != "srcset",
                    "{name}: {attribute}"
                );
                if attribute == "href" && element != "a" {
                    assert!(
                        !value.contains(':') && !value.starts_with("//"),
                        "{name}: {element} {value}"
                    );
                }
                if attribute == "href" && element == "a" && value.contains(':') {
                    assert!(
                        value.starts_with("https://exemple.fr/")
                            && attributes
                                .get("rel")
                                .is_some_and(|rel| rel == "noreferrer noopener"),
                        "{name}: {value}"
                    );
                }
            }
            if attributes
                .get("http-equiv")
                .is_some_and(|kind| kind == "Content-Security-Policy")
            {
                policy = attributes.get("content").cloned();
            }
        }
        assert_eq!(
            policy.map(|policy| policy.replace("&#39;", "'")).as_deref(),
            Some(CONTENT_SECURITY_POLICY),
            "{name}"
        );
    }
    let style = String::from_utf8(files.get("style.css").unwrap().clone()).unwrap();
    assert!(!style.contains("url(") && !style.contains("@import") && !style.contains("//"));
}

#[test]
fn every_link_leads_somewhere() {
    let (_home, folder) = new();
    enrich(&folder);
    let files = built(&folder);
    let anchors: BTreeMap<&str, BTreeSet<String>> = pages(&files)
        .map(|(name, elements)| {
            (
                name,
                elements
                    .iter()
                    .filter_map(|(_, attributes)| attributes.get("id").cloned())
                    .collect(),
            )
        })
        .collect();
    let mut checked = 0;
    for (name, elements) in pages(&files) {
        let ids: Vec<&String> = elements
            .iter()
            .filter_map(|(_, attributes)| attributes.get("id"))
            .collect();
        assert_eq!(
            ids.len(),
            ids.iter().collect::<BTreeSet<_>>().len(),
            "{name}: an id stands twice"
        );
        for link in elements
            .iter()
            .filter_map(|(_, attributes)| attributes.get("href"))
            .filter(|link| !link.contains(':'))
        {
            let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
            let mut parts: Vec<&str> = name.split('/').collect();
            parts.pop();
            for part in path.split('/').filter(|part| !part.is_empty()) {
                if part == ".." {
                    parts.pop().unwrap();
                } else {
                    parts.push(part);
                }
            }
            let target = if path.is_empty() {
                name.to_owned()
            } else {
                parts.join("/")
            };
            assert!(
                files.contains_key(&target),
                "{name}: {link} leads to {target}"
            );
            assert!(
                fragment.is_empty()
                    || anchors
                        .get(target.as_str())
                        .is_some_and(|ids| ids.contains(fragment)),
                "{name}: {link} has no anchor"
            );
            checked += 1;
        }
    }
    assert!(checked > 500, "{checked}");
}

#[test]
fn feeds_and_data_read_back() {
    let (_home, folder) = new();
    let files = built(&folder);
    let mut ids = BTreeSet::new();
    for language in ["fr", "en"] {
        let feed = atom_syndication::Feed::read_from(
            files
                .get(&format!("{language}/feed.xml"))
                .unwrap()
                .as_slice(),
        )
        .unwrap();
        assert_eq!(feed.entries().len(), 8);
        assert_eq!(feed.updated().to_rfc3339(), "2026-11-24T00:00:00+00:00");
        assert!(ids.insert(feed.id().to_owned()));
        for entry in feed.entries() {
            assert!(
                entry.id().starts_with("urn:uuid:") && ids.insert(entry.id().to_owned()),
                "{}",
                entry.id()
            );
            let link = entry.links().first().unwrap().href();
            assert!(files.contains_key(&format!("{language}/{link}")), "{link}");
        }
    }
    let data: serde_json::Value =
        serde_json::from_slice(files.get("data/observatory.json").unwrap()).unwrap();
    assert_eq!(data["version"], 1);
    assert_eq!(data["entries"].as_array().unwrap().len(), 8);
    let one: serde_json::Value =
        serde_json::from_slice(files.get("data/entries/istres-drone.json").unwrap()).unwrap();
    assert_eq!(one["entry"]["places"][0]["insee"][0], "13047");
}

/// What is replaced in a good entry, by what, the line of the error, and what it says.
const WRONG: &[(&str, &str, usize, &str)] = &[
    (
        "status = \"deployed\"",
        "status = \"used\"",
        5,
        "unknown variant",
    ),
    ("confidence = \"C\"\ntech", "tech", 2, "confidence"),
    (
        "id = \"istres-drone\"",
        "id = \"../istres\"",
        3,
        "not a name for an entry",
    ),
    (
        "id = \"istres-drone\"",
        "id = \"istres\"",
        0,
        "the folder’s name is not",
    ),
    (
        "lat = 43.517",
        "lat = 43.51734",
        0,
        "more than three decimals",
    ),
    (
        "precision = \"commune\"",
        "precision = \"exact\"",
        23,
        "unknown variant `exact`",
    ),
    (
        "insee = [\"13047\"]",
        "insee = [\"130\"]",
        20,
        "not an INSEE code",
    ),
    (
        "sources = [\"article-2019\"]",
        "sources = [\"rumour\"]",
        28,
        "no source of this entry",
    ),
    (
        "sources = [\"article-2019\"]",
        "sources = []",
        28,
        "nothing is asserted without a source",
    ),
    (
        "[[changes]]",
        "original_sha256 = \"00\"\n[[changes]]",
        36,
        "private",
    ),
    (
        "[[changes]]",
        "[submission]\nid = 3\n[[changes]]",
        36,
        "private",
    ),
    ("+++ en", "+++ de", 0, "“+++ en”"),
    (
        "Istres\u{a0}: drones",
        "Istres\u{202e}\u{a0}: drones",
        10,
        "U+202E",
    ),
    (
        "+++ fr\n",
        "+++ fr\n\n[a](http://exemple.fr)\n",
        42,
        "http://exemple.fr",
    ),
    (
        "+++ fr\n",
        "+++ fr\n[a](javascript:alert(1))\n",
        41,
        "javascript",
    ),
];

#[test]
fn a_wrong_entry_is_told_with_its_line() {
    for (from, to, line, says) in WRONG.iter().copied() {
        let (_home, folder) = new();
        let path = edit(&folder, from, to);
        let error = Observatory::read(&folder).unwrap_err().to_string();
        assert!(error.starts_with(path.to_str().unwrap()), "{error}");
        assert!(error.contains(says), "{to}: {error}");
        assert!(
            line == 0 || error.contains(&format!(":{line}: ")),
            "{to} at line {line}: {error}"
        );
    }
}

#[test]
fn a_folder_that_says_something_else_is_refused() {
    let (_home, folder) = new();
    enrich(&folder);
    put(
        &folder.join("entries/istres-drone/note.pdf"),
        b"%PDF-1.5 replaced",
    );
    assert!(matches!(
        Observatory::read(&folder),
        Err(FolderError::Altered(_))
    ));

    let (_home, folder) = new();
    put(&folder.join("entries/istres-drone/original.pdf"), b"%PDF");
    assert!(matches!(
        Observatory::read(&folder),
        Err(FolderError::Stray(_))
    ));

    let (_home, folder) = new();
    enrich(&folder);
    let note = folder.join("entries/istres-drone/note.pdf");
    fs::remove_file(&note).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", &note).unwrap();
    assert!(matches!(
        Observatory::read(&folder),
        Err(FolderError::Read { .. })
    ));

    let (_home, folder) = new();
    edit(&folder, "+++ fr\n", "+++ fr\n[a](nowhere.html)\n");
    assert!(matches!(
        render::build(&Observatory::read(&folder).unwrap()),
        Err(SiteError::DeadLink { .. })
    ));

    let home = tempfile::tempdir().unwrap();
    assert!(matches!(
        Observatory::read(home.path()),
        Err(FolderError::None(_))
    ));
}

#[test]
fn nothing_that_is_not_a_site_is_replaced() {
    let (home, folder) = new();
    assert!(matches!(
        write_new_observatory(&folder, &Uuid::from_random([1; UUID_BYTES])),
        Err(NewError::Occupied(_))
    ));
    let photos = home.path().join("photos");
    fs::create_dir(&photos).unwrap();
    put(&photos.join("a.jpg"), b"a");
    let site = render::build(&Observatory::read(&folder).unwrap()).unwrap();
    assert!(matches!(
        render::write(&site, &photos),
        Err(WriteError::NotASite(_))
    ));
    assert!(photos.join("a.jpg").exists());
    render::write(&site, &home.path().join("new/site")).unwrap();
    let left: Vec<_> = fs::read_dir(home.path().join("new"))
        .unwrap()
        .map(|item| item.unwrap().file_name())
        .collect();
    assert_eq!(left, ["site"], "nothing temporary is left");
}
