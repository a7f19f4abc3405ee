//! Checks over every page in both languages.

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use sourdine_protocol::{
    codename::Codename,
    codename::receipt::Receipt as Slip,
    envelope::hybrid::HybridIdentity,
    release::DeskState,
    release::{BEGIN_INSERT_BYTES, CONFIRMATION_PAGE_BYTES, RECEIPT_PAGE_BYTES, ReleaseManifest},
    roster::{Editor, NOTICE_MAX_BYTES, Notice, Notices, Roster, WrittenNotices},
};

use super::policy::source_hash;
use super::*;
use crate::doors::sources::manifest::manifest;

/// The issue's limits, in bytes.
const LANDING_MAX_BYTES: usize = 15_360;
const SCRIPT_MAX_BYTES: usize = 92_160;

/// Text that compresses as badly as a key does.
fn armour(seed: u8) -> String {
    let mut text = String::from("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n");
    for line in 0..14_u8 {
        let hash = |n: u8| Sha256::digest([seed, line, n]);
        text.push_str(&BASE64_STANDARD.encode([hash(0), hash(1)].concat()));
        text.push('\n');
    }
    text + "-----END PGP PUBLIC KEY BLOCK-----\n"
}

fn roster(desk: &str, notices: Notices) -> SignedRoster {
    let editors = ["alice", "basile", "chloe"];
    let editors = (1_u8..).zip(editors).map(|(seed, name)| Editor {
        name: name.to_owned(),
        recipient: HybridIdentity::from_seed(&[seed; 32]).to_recipient(),
        certificate: armour(seed),
    });
    let expires = "2027-11-24".parse().unwrap();
    let roster = Roster::new(3, desk.to_owned(), expires, armour(0), editors.collect());
    let roster = roster.unwrap().with_notices(notices);
    SignedRoster::new(roster.to_text().unwrap(), armour(9))
}

fn pages_of(desk: &str) -> Pages {
    pages_with(desk, Notices::default())
}

/// Pages of a desk that says the same of each topic.
fn pages_saying(fr: &str, en: &str) -> Pages {
    let notice = || {
        Some(Notice {
            fr: fr.to_owned(),
            en: en.to_owned(),
        })
    };
    let written = WrittenNotices {
        readers: notice(),
        next: notice(),
        kept: notice(),
        address: notice(),
        rights: notice(),
    };
    pages_with("Observatoire", written.try_into().unwrap())
}

fn pages_with(desk: &str, notices: Notices) -> Pages {
    let roster = roster(desk, notices);
    Pages::render(PageSettings {
        roster: &roster,
        submission_max_bytes: 2_147_483_648,
    })
    .unwrap()
}

fn pages() -> Pages {
    pages_of("Observatoire des villes surveillées")
}

fn decompress(page: &[u8]) -> Vec<u8> {
    sourdine_protocol::release::gzip::decompress(page, 10_000_000).unwrap()
}

fn html(page: &Page) -> String {
    String::from_utf8(decompress(&page.body)).unwrap()
}

fn all(pages: &Pages) -> Vec<(Page, String)> {
    let mut all = Vec::new();
    for language in Language::ALL {
        let constant = PageId::ALL.iter();
        all.extend(constant.map(|id| pages.page(*id, language).clone()));
        let words = Codename::from_entropy(&[7; 16]).words(language);
        let begin = pages.begin(language, &words, &"ab".repeat(16)).unwrap();
        let sent = pages
            .confirmation(language, SubmissionSummary::default())
            .unwrap();
        for body in [begin, sent] {
            all.push(Page {
                body: body.to_vec().into(),
                content_type: HTML,
            });
        }
    }
    all.into_iter()
        .map(|page| {
            let text = html(&page);
            (page, text)
        })
        .collect()
}

#[test]
fn page_and_script_keep_to_their_limits() {
    let pages = pages();
    for language in Language::ALL {
        let bytes = pages.page(PageId::Landing, language).body.len();
        assert!(bytes <= LANDING_MAX_BYTES, "landing: {bytes} bytes");
    }
    let bytes = pages.script().body.len();
    assert!(bytes <= SCRIPT_MAX_BYTES, "script: {bytes} bytes");
}

#[test]
fn the_same_release_and_roster_give_the_same_bytes() {
    let (one, other) = (pages(), pages());
    assert_eq!(one.policy, other.policy);
    for ((one, _), (other, _)) in all(&one).iter().zip(all(&other)) {
        assert_eq!(one.body, other.body);
    }
}

#[test]
fn a_release_is_the_same_each_time_and_reads_back() {
    let release = manifest().unwrap();
    let json = release.to_json().unwrap();
    assert_eq!(json, manifest().unwrap().to_json().unwrap());
    assert_eq!(ReleaseManifest::from_json(&json).unwrap(), release);
    let text = String::from_utf8(json).unwrap();
    for broken in [
        text.replacen("\"sourdine\"", "\"sourdain\"", 1),
        text.replacen("<h1>", "<h1 >", 1),
        text.replacen("\"extra_csp\": {}", "\"extra_csp\": {\"/\": \"\"}", 1),
        text.replacen("\"wasm\": []", "\"wasm\": [\"0\"]", 1),
        text.replacen("referrer-policy: no-referrer", "refresh: 0", 1),
        text.replacen("referrer-policy: no-referrer", "Link: </a>", 1),
        text.replacen(
            "content-security-policy: default-src 'none'",
            "content-security-policy: default-src 'self'",
            1,
        ),
        text.replacen("\"format\": 1", "\"format\": 2", 1),
        text.replacen("\"default_index\": \"fr\"", "\"default_index\": \"de\"", 1),
    ] {
        assert_ne!(broken, text);
        assert!(ReleaseManifest::from_json(broken.as_bytes()).is_err());
    }
}

#[test]
fn the_begin_page_has_one_length_whatever_the_codename() {
    let pages = pages();
    for language in Language::ALL {
        let mut lengths = Vec::new();
        for _ in 0..200 {
            let codename = Codename::generate().unwrap();
            let receipt = Slip::generate().unwrap().to_hex();
            let words = codename.words(language);
            let page = pages.begin(language, &words, &receipt).unwrap();
            let text = String::from_utf8(decompress(&page)).unwrap();
            assert!(text.contains(&format!(r#"name="codename" value="{}""#, *words)));
            assert_eq!(text.matches(&*receipt).count(), 2);
            lengths.push((page.len(), text.len()));
        }
        lengths.dedup();
        assert_eq!(lengths.len(), 1, "{lengths:?}");
    }
}

#[test]
fn the_longest_codename_fits_and_nothing_longer_does() {
    let pages = pages();
    let longest = ["électron"; 12].join(" ");
    assert!(pages.begin(Language::Fr, &longest, &"0".repeat(32)).is_ok());
    let long = "x".repeat(BEGIN_INSERT_BYTES);
    assert!(pages.begin(Language::Fr, &long, "").is_err());
}

/// Counts at which a text changes or grows by a digit, up to as many files as a form takes.
const COUNTS: [usize; 5] = [0, 1, 2, 10, 4_096];

#[test]
fn what_became_of_a_submission_has_one_length_whatever_it_was() {
    // As long as a desk's name may be, and as hard to compress.
    let long: String = armour(5).split_whitespace().collect();
    for desk in [
        "D",
        "Observatoire des villes surveillées",
        long.get(..200).unwrap(),
    ] {
        let pages = pages_of(desk);
        let mut told = std::collections::BTreeSet::new();
        for language in Language::ALL {
            for id in [PageId::ReceiptArrived, PageId::ReceiptAbsent] {
                let body = &pages.page(id, language).body;
                assert_eq!(body.len(), RECEIPT_PAGE_BYTES);
                told.insert(body.to_vec());
            }
            for summary in summaries() {
                let body = pages.confirmation(language, summary).unwrap();
                assert_eq!(body.len(), CONFIRMATION_PAGE_BYTES, "{summary:?}");
                told.insert(body.to_vec());
            }
        }
        let outcomes = 2 * (2 + 3 * COUNTS.len().pow(4));
        assert_eq!(told.len(), outcomes, "each says something of its own");
    }
}

fn summaries() -> impl Iterator<Item = SubmissionSummary> {
    let of = |message| COUNTS.map(move |files| (message, files));
    let messages = [(false, false), (true, false), (true, true)];
    let of_all = messages.into_iter().flat_map(of);
    let of_age = of_all.flat_map(|one| COUNTS.map(move |age| (one, age)));
    let of_openpgp = of_age.flat_map(|one| COUNTS.map(move |openpgp| (one, openpgp)));
    of_openpgp.flat_map(|((((message, message_sealed), files), age), openpgp)| {
        COUNTS.map(move |spoiled| SubmissionSummary {
            message,
            message_sealed,
            files,
            age,
            openpgp,
            spoiled,
        })
    })
}

#[test]
fn the_hidden_fields_come_before_any_file() {
    for (_, text) in all(&pages()) {
        if let Some(files) = text.find(r#"name="files""#) {
            for name in ["receipt", "codename", "message"] {
                assert!(text.find(&format!(r#"name="{name}""#)).unwrap() < files);
            }
        }
    }
}

#[test]
fn every_page_stands_in_its_language_and_loads_nothing_else() {
    for (_, text) in all(&pages()) {
        assert!(text.contains(r#"<html lang="fr">"#) || text.contains(r#"<html lang="en">"#));
        assert!(text.contains(r#"<link rel="icon" href="data:,">"#));
        assert!(text.contains(r##"class="skip" href="#content""##));
        let page = text
            .replace(texts::script().as_str(), "")
            .replace(STYLES[0], "")
            .replace(STYLES[1], "")
            .replace(STYLES[2], "");
        for outside in [
            "http:",
            "https:",
            "src=\"//",
            "href=\"//",
            "style=",
            "onclick",
            "<img",
            "<iframe",
            "@import",
        ] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(
            !page.contains(['\u{e000}', '\u{e001}']),
            "every placeholder is filled"
        );
        assert!(text.contains("<h1"));
    }
}

#[test]
fn every_page_has_no_style_but_those_that_the_policy_allows() {
    let pages = pages();
    let policy = pages.policy.to_str().unwrap();
    let hashes = STYLES.map(source_hash);
    assert!(
        policy.contains(&format!("style-src {};", hashes.join(" "))),
        "{policy}"
    );
    for (_, text) in all(&pages) {
        let sheets: Vec<&str> = text.split("<style>").skip(1).collect();
        assert!((1..=3).contains(&sheets.len()));
        for (number, sheet) in sheets.into_iter().enumerate() {
            let (style, _) = sheet.split_once("</style>").unwrap();
            let which = hashes.iter().position(|hash| *hash == source_hash(style));
            assert!(which.is_some_and(|which| (which == 0) == (number == 0)));
        }
    }
}

#[test]
fn the_offline_page_holds_all_it_needs_under_a_policy_of_its_own() {
    let pages = pages();
    let text = html(pages.page(PageId::Offline, Language::En));
    let (_, rest) = text.split_once(r#"<script id="sourdine">"#).unwrap();
    let (script, _) = rest.split_once("</script>").unwrap();
    assert_eq!(script, texts::script().as_str());
    assert!(text.replace("&#39;", "'").contains(&source_hash(script)));
    assert!(text.find("Content-Security-Policy").unwrap() < text.find("<style>").unwrap());
    assert!(!text.contains("src=\""));
    let (_, rest) = text.split_once(r#"<template id="roster">"#).unwrap();
    let (json, _) = rest.split_once("</template>").unwrap();
    let json = json.replace("&#34;", "\"").replace("&#60;", "<");
    assert_eq!(json, html(pages.roster()));
}

#[test]
fn a_hostile_desk_name_stays_text() {
    let pages = pages_of("<script>alert(1)</script>\"'&");
    for (_, text) in all(&pages) {
        assert!(!text.contains("<script>alert"));
    }
}

#[test]
fn what_the_desk_says_stands_before_anything_is_written() {
    let longest = |seed| {
        let text: String = armour(seed).split_whitespace().collect();
        text.replace('=', "+")
            .get(..NOTICE_MAX_BYTES)
            .unwrap()
            .to_owned()
    };
    let pages = pages_saying("Nous : R&D, « deux » \"voix\".", "It's us.");
    let plain = self::pages();
    for (language, said, default) in [
        (
            Language::Fr,
            "Nous : R&#38;D, « deux » &#34;voix&#34;.",
            "Clés qui l’ouvrent : 3.",
        ),
        (Language::En, "It&#39;s us.", "Keys that open it: 3."),
    ] {
        let text = html(pages.page(PageId::Landing, language));
        let (before, _) = text.split_once("id=\"before\"").unwrap();
        assert_eq!(before.matches(said).count(), 5, "{before}");
        let default = default.replace(" :", "\u{a0}:");
        assert!(before.contains(&default), "{before}");
        assert_eq!(
            html(plain.page(PageId::Landing, language))
                .matches("<dd>")
                .count(),
            5
        );
        let other = html(pages.page(PageId::Landing, language));
        assert!(!other.contains("Défenseur"), "the default is not beside it");
    }
    // As much as any desk may say, and as hard to compress.
    let largest = pages_saying(&longest(5), &longest(6));
    for language in Language::ALL {
        let bytes = largest.page(PageId::Landing, language).body.len();
        assert!(bytes <= LANDING_MAX_BYTES, "landing: {bytes} bytes");
    }
}

#[test]
fn the_first_page_says_one_state_and_nothing_of_the_others() {
    let pages = pages();
    for (language, full, expired) in [
        (
            Language::Fr,
            "Le dépôt est plein",
            "ne prend rien aujourd’hui",
        ),
        (Language::En, "The desk is full", "takes nothing today"),
    ] {
        for &state in DeskState::ALL {
            let text = html(pages.first_page(language, state));
            assert!(text.contains(&format!("data-state=\"{}\"", state.name())));
            let (before, _) = text.split_once("id=\"desk\"").unwrap();
            assert_eq!(before.contains(full), state == DeskState::Full, "{state:?}");
            let is_expired = state == DeskState::Expired;
            assert_eq!(before.contains(expired), is_expired, "{state:?}");
            let button = "<button class=\"primary\" disabled>";
            assert_eq!(text.contains(button), is_expired, "{state:?}");
            let bytes = pages.first_page(language, state).body.len();
            assert!(bytes <= LANDING_MAX_BYTES, "{state:?}: {bytes} bytes");
        }
        let open = pages.first_page(language, DeskState::Open);
        assert_eq!(open.body, pages.page(PageId::Landing, language).body);
    }
}

#[test]
fn a_confirmation_says_how_many_and_no_more() {
    let pages = pages();
    let summary = SubmissionSummary {
        message: true,
        message_sealed: false,
        files: 7,
        age: 1,
        openpgp: 2,
        spoiled: 1,
    };
    let page = pages.confirmation(Language::En, summary).unwrap();
    let text = String::from_utf8(decompress(&page)).unwrap();
    for said in [
        "With a message.",
        "7 files.",
        "One file was sealed with age",
        "2 files were encrypted with OpenPGP",
        "One file had been sealed, but was then cut short",
        "3 files were not recognised as sealed beforehand",
        "The rest passed in the clear",
    ] {
        assert!(text.contains(said), "{said}");
    }
    let plain = SubmissionSummary {
        message: true,
        files: 1,
        ..SubmissionSummary::default()
    };
    let page = pages.confirmation(Language::En, plain).unwrap();
    let text = String::from_utf8(decompress(&page)).unwrap();
    assert!(
        text.contains("recognised as sealed beforehand: it passed in the clear"),
        "{text}"
    );
    for message in [false, true] {
        let sealed_only = SubmissionSummary {
            message,
            message_sealed: message,
            files: 4,
            ..summary
        };
        let page = pages.confirmation(Language::En, sealed_only).unwrap();
        let text = String::from_utf8(decompress(&page)).unwrap();
        assert!(!text.contains("in the clear"), "{text}");
        assert_eq!(text.contains("a message that was sealed already"), message);
    }
}

/// What a head takes, and a little more.
const HEAD_BYTES: usize = 760;

/// From the first page to the confirmation in three requests and 20 kB, without script, whatever
/// the desk says of itself in ordinary words; the answer to a receipt is one more.
#[test]
fn a_submission_without_script_is_small() {
    let pages = pages_saying(
        "La rédaction de l’Observatoire, trois personnes qui se relaient, et personne d’autre ; aucune n’est employée d’une commune ni d’un fournisseur. Elles lisent ensemble chaque semaine, et plus souvent quand il le faut.",
        "The editors of the Observatory, three people who take turns, and nobody else; none of them works for a town or a vendor.",
    );
    let words = Codename::from_entropy(&[7; 16]).words(Language::Fr);
    for language in Language::ALL {
        let down = [
            pages.page(PageId::Landing, language).body.len(),
            pages
                .begin(language, &words, &"0".repeat(32))
                .unwrap()
                .len(),
            pages
                .confirmation(language, SubmissionSummary::default())
                .unwrap()
                .len(),
        ];
        let total: usize = down.iter().map(|bytes| bytes + HEAD_BYTES).sum();
        assert!(total <= 20_000, "{down:?}");
    }
}

/// Eight requests and 120 kB down, with script: it is fetched twice, by the page and by the worker.
/// Each further editor adds some 2 kB of keys.
#[test]
fn a_submission_with_script_is_small() {
    // A letter of one piece comes with the request for its upload.
    const REQUESTS: usize = 5;
    let pages = pages();
    let script = pages.script().body.len();
    let roster = pages.roster().body.len();
    let landing = pages.page(PageId::Landing, Language::Fr).body.len();
    let total = landing + 2 * script + roster + REQUESTS * HEAD_BYTES;
    assert!(total <= 120_000, "{landing} + 2 * {script} + {roster}");
}

/// A source who saves a file is told where it lies and to delete it, before and after.
#[test]
fn every_download_is_said_to_lie_somewhere_and_to_be_deleted() {
    let pages = pages();
    for (language, delete, bin, level) in [
        (Language::Fr, "upprime", "corbeille", "« Plus sûr »"),
        (Language::En, "elete", "bin", "“Safer”"),
    ] {
        let text = |id| html(pages.page(id, language)).replace(['\u{a0}', '\u{202f}'], " ");
        let saved = format!("sourdine-offline-{language}.html");
        let landing = text(PageId::Landing);
        let (before, after) = landing.split_once("id=\"writing\"").unwrap();
        assert!(before.contains(&saved) && before.contains(delete));
        assert!(after.contains(delete) && after.contains(bin));
        assert!(before.contains(level), "one advice on the security level");
        let offline = text(PageId::Offline);
        let (before, after) = offline.split_once("id=\"writing\"").unwrap();
        assert!(before.contains(&saved) && before.contains(delete) && before.contains(bin));
        assert!(after.contains("sealed.age") && after.contains(delete) && after.contains(bin));
        let keys = text(PageId::Keys);
        assert!(keys.contains(delete) && keys.contains(bin) && keys.contains("editors.kbx"));
        let sent = pages.confirmation(language, SubmissionSummary::default());
        let sent = String::from_utf8(decompress(&sent.unwrap())).unwrap();
        assert!(sent.contains(delete) && sent.contains(bin));
    }
}
