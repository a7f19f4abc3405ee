//! What a desk may say of itself: its own words as it signed them; and a state of a closed list, to
//! every visitor, which its roster does not belie.

use std::{collections::BTreeMap, fs};

use sourdine_protocol::release::DeskState;

use crate::stage::{DIFFERENT, SAME, Stage, body};

/// The requests that are answered by the first page.
const FIRST_PAGES: [&str; 3] = ["GET /", "GET /fr", "GET /en"];

/// The first page in a state, for each request of it, and its head for what asks for that alone.
fn pages(stage: &Stage, state: DeskState) -> BTreeMap<String, Vec<u8>> {
    let pages = FIRST_PAGES.into_iter().flat_map(|asked| {
        let page = stage.in_state(asked, state);
        let head = page[..body(&page)].to_vec();
        [
            (asked.to_owned(), page),
            (asked.replace("GET", "HEAD"), head),
        ]
    });
    pages.collect()
}

#[test]
fn a_desk_that_says_it_is_full_to_all_is_honest() {
    let stage = Stage::new();
    let full = pages(&stage, DeskState::Full);
    let audited = stage
        .altered(move |request, answer| Some(full.get(&request.asked).cloned().unwrap_or(answer)));
    assert_eq!(audited.code, SAME, "{audited:?}");
}

#[test]
fn a_desk_that_says_it_is_full_to_some_is_not() {
    let stage = Stage::new();
    let full = pages(&stage, DeskState::Full);
    for only in FIRST_PAGES {
        let page = full[only].clone();
        let audited = stage.altered(move |request, answer| {
            let is_lied_to = request.asked == only && request.number > 2;
            Some(if is_lied_to { page.clone() } else { answer })
        });
        assert_eq!(audited.code, DIFFERENT, "{only}: {audited:?}");
        assert!(audited.found().iter().all(|(_, asked)| asked == only));
    }
}

#[test]
fn a_state_that_the_roster_belies_or_that_is_in_no_release_is_a_lie() {
    let stage = Stage::new();
    let expired = pages(&stage, DeskState::Expired);
    let audited = stage.altered(move |request, answer| {
        Some(expired.get(&request.asked).cloned().unwrap_or(answer))
    });
    assert_eq!(audited.code, DIFFERENT, "{audited:?}");
    // Each visit begins with one of them.
    let found = audited.found();
    assert!(found.len() > FIRST_PAGES.len());
    let is_first = |(_, asked): &(String, String)| FIRST_PAGES.contains(&asked.as_str());
    assert!(found.iter().all(is_first), "{found:?}");

    // The same page with another word in it, as a server makes it that thinks of a state itself.
    let full = pages(&stage, DeskState::Full);
    let audited = stage.altered(move |request, answer| {
        let Some(page) = full.get(&request.asked) else {
            return Some(answer);
        };
        let mut page = page.clone();
        let at = body(&page) + 40;
        if let Some(byte) = page.get_mut(at) {
            *byte ^= 1;
        }
        Some(page)
    });
    assert_eq!(audited.code, DIFFERENT, "{audited:?}");
}

/// Words that an editor signs, as `sourdine roster notices` takes them.
const NOTICES: &str = "[address]\nfr = 'Au dos de nos tracts.'\nen = 'On our leaflets.'\n";

#[test]
fn what_the_desk_says_is_as_it_signed_it() {
    let mut stage = Stage::new();
    let without = stage.in_state("GET /fr", DeskState::Open);
    let file = stage.home.path().join("notices.toml");
    fs::write(&file, NOTICES).unwrap();
    let sign = ["roster", "notices", file.to_str().unwrap()];
    assert!(stage.sourdine(&sign).status.success());
    Stage::export(stage.home.path());
    drop(stage.server.take());
    let server = stage.installation.serve().unwrap();
    stage.sources = server.sources.address().unwrap();
    stage.server = Some(server);

    let audited = stage.audit(&stage.honest(), &["--looks", "1"]);
    assert_eq!(audited.code, SAME, "{audited:?}");
    let page = stage.in_state("GET /fr", DeskState::Open);
    assert_ne!(page, without);
    // The page of another roster: nothing in it is not the release's.
    let audited = stage.altered(move |request, answer| {
        Some(if request.asked == "GET /fr" {
            without.clone()
        } else {
            answer
        })
    });
    assert_eq!(audited.code, DIFFERENT, "{audited:?}");
    assert!(audited.found().iter().all(|(_, asked)| asked == "GET /fr"));
}
