//! What an audit sends is, byte for byte, what Firefox sends on the same ways through the pages.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use sourdine_harness::{
    browser::{Browser, Story, make_file, play},
    network::onlooker::{Onlooker, Sight},
    soak,
    traces::{classifier::Classifier, image::Features},
};

use crate::stage::{ONION, SAME, Stage};

/// How many visits of Firefox are recorded with script, and how many without, in a long run. In an
/// ordinary one, there is one for each of [`USUAL`].
const VISITS_SOAK: usize = 50;
/// Looks of an audit: each way is gone in each of the eight browsers.
const LOOKS: &str = "8";
/// Larger than one piece, so that there is something to cancel.
const LARGE_BYTES: usize = 16_000_000;
const MESSAGE: &str = "Bonjour à tous, « sourdine ».";
const FRENCH: &str = "fr, fr-FR, en-US, en";
/// Audits that send letters, at most.
const LETTERS_MAX: usize = 40;
const AGENT: &str = "User-Agent: ";
const TOKEN_CHARS: usize = 43;
/// What a classifier is taught with, of all.
const TAUGHT: usize = 2;

/// A way through the pages, as Firefox goes it.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// From this path, in a language.
    Sends {
        start: &'static str,
        language: &'static str,
        cancels: bool,
    },
    Reads(&'static str),
    WithoutScript(&'static str),
}

const fn sends(start: &'static str, language: &'static str, cancels: bool) -> Way {
    Way::Sends {
        start,
        language,
        cancels,
    }
}

const WITH_SCRIPT: [Way; 12] = [
    sends("/", "fr", false),
    sends("/fr", "en", true),
    Way::Reads("fr"),
    sends("/", "fr", true),
    sends("/fr", "fr", false),
    sends("/fr", "fr", true),
    sends("/en", "en", false),
    sends("/en", "en", true),
    sends("/fr", "en", false),
    sends("/en", "fr", false),
    sends("/en", "fr", true),
    Way::Reads("en"),
];
const WITHOUT_SCRIPT: [Way; 2] = [Way::WithoutScript("fr"), Way::WithoutScript("en")];
/// How many of the ways with script, and without, are gone in an ordinary run.
const USUAL: (usize, usize) = (3, 1);

/// The requests of a visit, connection by connection, without what is by lot.
type Visit = Vec<Vec<String>>;

/// Has Firefox go a way, and looks on.
fn recorded(stage: &Stage, way: Way, number: usize, folder: &Path) -> Vec<Sight> {
    let held = matches!(way, Way::Sends { cancels: true, .. }).then_some("POST /upload");
    let onlooker = Onlooker::recording(stage.sources, held).unwrap();
    let browser = match way {
        Way::WithoutScript(_) => Browser::FirefoxSafest,
        Way::Sends { .. } | Way::Reads(_) => Browser::FirefoxStandard,
    };
    let (story, language) = match way {
        Way::Sends { language, .. } => ("visitWithScript", language),
        Way::Reads(language) => ("visitReading", language),
        Way::WithoutScript(language) => ("visitWithoutScript", language),
    };
    let downloads = tempfile::tempdir().unwrap();
    let mut story = Story {
        language,
        message: MESSAGE,
        proxy: Some(onlooker.address.port()),
        downloads: Some(downloads.path().to_owned()),
        // Every other one asks for French.
        languages: (number % 2 == 1).then_some(FRENCH),
        ..Story::new(story, browser, format!("http://{ONION}"))
    };
    if let Way::Sends { start, cancels, .. } = way {
        (story.start, story.cancels) = (start, cancels);
        if cancels {
            story.files = vec![folder.join("large.bin")];
        }
    }
    play(&story).unwrap();
    onlooker.sights()
}

/// The visits of an audit, by circuit, without its probes.
fn audited(stage: &Stage, words: &[&str]) -> Vec<Vec<Sight>> {
    let onlooker = Onlooker::recording(stage.sources, None).unwrap();
    let audited = stage.audit_onion(&onlooker, words);
    assert_eq!(audited.code, SAME, "{audited:?}");
    let mut circuits = BTreeMap::<usize, Vec<Sight>>::new();
    for sight in onlooker.sights() {
        circuits.entry(sight.circuit).or_default().push(sight);
    }
    let is_visit = |sights: &Vec<Sight>| {
        let typed = sights[0].field("Sec-Fetch-Site") == Some("none");
        let is_odd = sights.iter().any(|one| one.head.starts_with("HEAD "));
        typed && !is_odd && sights.len() > 1
    };
    circuits.into_values().filter(is_visit).collect()
}

/// The requests by their connections.
fn visit(sights: &[Sight]) -> Visit {
    let mut connections = BTreeMap::<usize, Vec<String>>::new();
    for sight in sights {
        connections
            .entry(sight.connection)
            .or_default()
            .push(constant(sight));
    }
    connections.into_values().collect()
}

/// A request without what is by lot: the name of an upload, a boundary, a receipt, a codename, and
/// without what was written and sealed. What follows is as long as its head says, or was cut.
fn constant(sight: &Sight) -> String {
    let mut head = sight.head.clone();
    if let Some((before, after)) = head.split_once("/upload/") {
        let (_, rest) = after.split_at(TOKEN_CHARS);
        head = format!("{before}/upload/{{token}}{rest}");
    }
    let is_sealed = head.starts_with("POST /upload ");
    let lengths = ["Content-Length: ", "Upload-Length: "];
    let is_upload = head.contains(" /upload");
    let is_multipart = head.contains("multipart/form-data");
    let (complete, name) = ("Upload-Complete: ", "Upload-Name: ");
    let lines = head.split_inclusive("\r\n").map(|line| {
        if let Some((name, _)) = line.split_once("boundary=") {
            format!("{name}boundary={{boundary}}\r\n")
        } else if let Some(name) = lengths.iter().find(|name| line.starts_with(**name))
            && (is_multipart || is_upload)
            && !line.ends_with(": 0\r\n")
        {
            format!("{name}{{length}}\r\n")
        } else if is_sealed && line.starts_with(complete) {
            // A large letter comes in several pieces.
            format!("{complete}{{complete}}\r\n")
        } else if is_sealed && let Some(token) = line.strip_prefix(name) {
            assert_eq!(token.trim_end().len(), TOKEN_CHARS);
            format!("{name}{{token}}\r\n")
        } else {
            line.to_owned()
        }
    });
    let head: String = lines.collect();
    let body = String::from_utf8_lossy(&sight.body);
    let body = if is_sealed {
        assert!(sight.body.starts_with(b"age-encryption.org/v1\n"));
        "{sealed}".to_owned()
    } else if let Some(receipt) = body.strip_prefix("receipt=") {
        assert_eq!(receipt.len(), 32);
        "receipt={receipt}".to_owned()
    } else if is_multipart {
        let boundary = sight.field("Content-Type").unwrap();
        let boundary = boundary.split_once("boundary=").unwrap().1;
        let digits = boundary.strip_prefix("----geckoformboundary").unwrap();
        assert!((2..=32).contains(&digits.len()) && u128::from_str_radix(digits, 16).is_ok());
        let between = format!("--{boundary}");
        let parts = body.split(&between).map(|part| {
            let (head, value) = part.split_once("\r\n\r\n").unwrap_or((part, "\r\n"));
            let is_file = head.contains("filename=");
            assert!(!is_file || value == "\r\n");
            format!("{head} {}", value.ends_with("\r\n"))
        });
        parts.collect::<Vec<_>>().join("{boundary}")
    } else {
        assert!(body.is_empty(), "{body}");
        String::new()
    };
    head + &body
}

/// The same visit with another line for the browser's platform, which is not recorded.
fn on_platform(visit: Visit, agent: &str) -> Visit {
    let of_request = |request: String| {
        let lines = request.split_inclusive("\r\n");
        let lines = lines.map(|line| if line.starts_with(AGENT) { agent } else { line });
        lines.collect()
    };
    let of_connection = |requests: Vec<String>| requests.into_iter().map(of_request).collect();
    visit.into_iter().map(of_connection).collect()
}

/// What a visit asks for, and in which language: what one must have in common with another to be
/// compared with it.
fn way(visit: &Visit) -> Vec<String> {
    let lines = visit.iter().flatten().map(|request| {
        let line = request.lines().next().unwrap_or_default();
        let mut fields = request.lines();
        let language = fields.find(|line| line.starts_with("Accept-Language: "));
        format!("{line} {}", language.unwrap_or_default())
    });
    lines.collect()
}

/// So many ways, again from the first when there are no more.
fn ways(ways: &[Way], usual: usize) -> Vec<Way> {
    let count = if soak() { VISITS_SOAK } else { usual };
    ways.iter().copied().cycle().take(count).collect()
}

/// Times between an answer and the next request that are a browser's and not a person's, in
/// milliseconds.
fn gaps(sights: &[Sight]) -> Option<Features> {
    let mut gaps = Features::new();
    for pair in sights.windows(2) {
        let kind = match (pair[1].field("Sec-Fetch-Dest"), pair[1].asked_for()) {
            (Some("script"), _) => "script",
            (Some("worker"), _) => "worker",
            (_, "POST /upload") => "upload",
            _ => continue,
        };
        let gap = pair[1].asked.saturating_sub(pair[0].answered?);
        gaps.entry(kind.to_owned())
            .or_insert(gap.as_secs_f64() * 1_000.0);
    }
    (gaps.len() == 3).then_some(gaps)
}

#[test]
fn an_audit_sends_what_firefox_sends() {
    let (stage, folder) = (Stage::new(), tempfile::tempdir().unwrap());
    make_file(&folder.path().join("large.bin"), LARGE_BYTES, 1).unwrap();
    let all = [ways(&WITH_SCRIPT, USUAL.0), ways(&WITHOUT_SCRIPT, USUAL.1)].concat();
    let firefox: Vec<Vec<Sight>> = all
        .iter()
        .enumerate()
        // Once round, each way is gone in the other language.
        .map(|(at, one)| recorded(&stage, *one, at + at / WITH_SCRIPT.len(), folder.path()))
        .collect();
    let agent = firefox[0][0]
        .head
        .lines()
        .find(|line| line.starts_with(AGENT));
    let agent = format!("{}\r\n", agent.unwrap());

    let words = ["--looks", LOOKS, "--pauses", "0", "--at-once", "16"];
    let without = audited(&stage, &words);
    let words = [
        "--looks",
        "1",
        "--pauses",
        "0",
        "--at-once",
        "16",
        "--letters",
    ];
    let mut of_audits = BTreeMap::<Vec<String>, BTreeSet<Visit>>::new();
    let (mut compared, mut on_this_platform) = (0, 0);
    let mut add = |visits: &[Vec<Sight>], of_audits: &mut BTreeMap<_, BTreeSet<_>>| {
        for sights in visits {
            compared += 1;
            on_this_platform += usize::from(sights[0].head.contains(&agent));
            let asked = on_platform(visit(sights), &agent);
            of_audits.entry(way(&asked)).or_default().insert(asked);
        }
    };
    add(&without, &mut of_audits);
    // A letter is sent once each way, in one browser: until each of Firefox's languages has been.
    for _ in 0..LETTERS_MAX {
        let mut ways = firefox.iter().map(|sights| way(&visit(sights)));
        if ways.all(|way| of_audits.contains_key(&way)) {
            break;
        }
        add(&audited(&stage, &words), &mut of_audits);
    }
    assert!(
        on_this_platform > 0,
        "none of an audit's browsers is {agent}"
    );
    for (sights, one) in firefox.iter().zip(&all) {
        let firefox = visit(sights);
        let audits = of_audits.get(&way(&firefox));
        let audits = audits.unwrap_or_else(|| panic!("no audit goes {one:?}: {firefox:#?}"));
        for audit in audits {
            assert_eq!(*audit, firefox, "{one:?}");
        }
    }
    println!(
        "{} visits of Firefox, {} of audits, on {} ways",
        firefox.len(),
        compared,
        of_audits.len()
    );

    // Times are not held: what can be told by them is measured.
    let words = ["--looks", "8", "--at-once", "32", "--pauses", "2"];
    let of_audit = audited(&stage, &words);
    let of = |visits: &[Vec<Sight>], is_audit| {
        let gaps = visits.iter().filter_map(|visit| gaps(visit));
        gaps.map(|gaps| (gaps, is_audit)).collect::<Vec<_>>()
    };
    let (mut firefox, mut audit) = (of(&firefox, false), of(&of_audit, true));
    let each = firefox.len().min(audit.len());
    firefox.truncate(each);
    audit.truncate(each);
    let taught = each / TAUGHT;
    let (learn, rest) = (
        [&firefox[..taught], &audit[..taught]].concat(),
        [&firefox[taught..], &audit[taught..]].concat(),
    );
    for rule in Classifier::learn(&learn) {
        let right = rule.right(&rest);
        println!("{right:.2} of {} visits are told by {rule:?}", rest.len());
    }
    for (whose, all) in [("Firefox", &firefox), ("the audit", &audit)] {
        for kind in ["script", "worker", "upload"] {
            let mut gaps: Vec<f64> = all.iter().map(|(gaps, _)| gaps[kind]).collect();
            gaps.sort_by(f64::total_cmp);
            println!("{whose}, {kind}, in ms: {gaps:.0?}");
        }
    }
}
