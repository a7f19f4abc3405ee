//! What a desk does when a machine is lost, an editor leaves, or two machines may know different
//! things, as it is typed.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that meets the unexpected stops, and its files are nobody's secret"
)]

mod common;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use common::{Office, Said};
use serde_json::Value;

const SETTINGS: &str = "cases = \"../cases\"\n";

/// Alice and bob, who share a case of alice's.
struct Pair {
    office: Office,
    case: String,
}

impl Pair {
    fn new() -> Self {
        let office = Office::with_bob();
        for editor in ["alice", "bob"] {
            settle(&office, editor);
        }
        let case = new_case(&office, "alice");
        Self { office, case }
    }

    fn note(&self, editor: &str, text: &str) -> Said {
        let words = ["triage", "set", &self.case, "--note", text];
        self.office.type_as(editor, &words)
    }

    /// The key of alice's other machine.
    fn lost_machine(&self) -> String {
        let machines = self.machines("alice");
        let lost = machines.iter().find(|one| one["is_this"] == false);
        lost.unwrap()["machine"].as_str().unwrap().to_owned()
    }

    fn machines(&self, editor: &str) -> Vec<Value> {
        let report = self.office.json_as(editor, &["triage", "machines"]);
        report["machines"].as_array().unwrap().clone()
    }
}

fn settle(office: &Office, editor: &str) {
    fs::write(office.path(&format!("{editor}/desk.toml")), SETTINGS).unwrap();
}

fn new_case(office: &Office, editor: &str) -> String {
    let new = ["triage", "new", "--title", "Drones"];
    let made = office.json_as(editor, &new);
    made["case"].as_str().unwrap().to_owned()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A second machine of alice's: her folder, without what belongs to her first one.
fn laptop(office: &Office) {
    let copied = Command::new("cp")
        .arg("-r")
        .arg(office.path("alice"))
        .arg(office.path("laptop"))
        .status();
    assert!(copied.unwrap().success());
    fs::remove_file(office.path("laptop/journal.age")).unwrap();
    fs::remove_dir_all(office.path("laptop/memory")).unwrap();
}

#[test]
fn a_machine_that_was_lost_is_revoked_in_every_case() {
    let pair = Pair::new();
    let office = &pair.office;
    laptop(office);
    pair.note("laptop", "depuis le portable").good();
    let before = pair.machines("alice");
    assert_eq!(before.len(), 2, "{before:?}");
    let lost = before.iter().find(|one| one["is_this"] == false).unwrap();
    assert_eq!(lost["editor"], "alice");
    let key = lost["machine"].as_str().unwrap();
    let key = key.split_at(12).0.to_owned();

    let revoke = ["triage", "revoke", &key];
    let yes = [&revoke[..], &["--yes"]].concat();
    office.type_as("bob", &yes).bad("not yours, but “alice”’s");
    office.type_as("alice", &revoke).bad("no terminal");
    let unknown = ["triage", "revoke", "ffff", "--yes"];
    office
        .type_as("alice", &unknown)
        .bad("more than one, has a key");
    let no_event = [&yes[..], &["--last", "ffff"]].concat();
    office
        .type_as("alice", &no_event)
        .bad("No event of the machine");
    let is_revoked = |one: &&Value| one["is_revoked"] == true;
    assert_eq!(pair.machines("alice").iter().filter(is_revoked).count(), 0);

    let said = office.type_as("alice", &yes).good().out;
    assert!(said.contains("revoked in 1 case"), "{said}");
    let after = pair.machines("bob");
    let revoked: Vec<&Value> = after.iter().filter(is_revoked).collect();
    assert_eq!(revoked.len(), 1);
    assert!(revoked[0]["machine"].as_str().unwrap().starts_with(&key));
    // What it had signed before stays.
    let shown = office.type_as("bob", &["triage", "show", &pair.case]);
    assert!(shown.good().out.contains("depuis le portable"));
    // A case that it opens later is named, until it is revoked there too.
    new_case(office, "laptop");
    let named = office.type_as("bob", &["triage", "machines"]).good().out;
    assert!(named.contains("counts still in case"), "{named}");
    office.type_as("alice", &yes).good();
    let named = office.type_as("bob", &["triage", "machines"]).good().out;
    assert!(!named.contains("counts still in case"), "{named}");
}

#[test]
fn nothing_counts_of_a_lost_machine_in_a_case_where_its_editor_signed_nothing_with_it() {
    let pair = Pair::new();
    let office = &pair.office;
    laptop(office);
    pair.note("laptop", "du voleur").good();
    let key = pair.lost_machine();
    let nothing = [
        "triage",
        "revoke",
        &key,
        "--yes",
        "--nothing-in",
        &pair.case,
    ];
    office.type_as("alice", &nothing).good();
    let shown = office.json_as("bob", &["triage", "show", &pair.case]);
    let apart = shown["apart"].as_array().unwrap();
    assert_eq!(apart.len(), 1, "{shown}");
    assert_eq!(apart[0]["reason"], "revoked");
    assert_eq!(apart[0]["what"]["text"], "du voleur");
}

#[test]
fn a_machine_that_was_lost_is_revoked_also_in_a_case_that_is_only_remembered() {
    let pair = Pair::new();
    let office = &pair.office;
    laptop(office);
    pair.note("laptop", "depuis le portable").good();
    let key = pair.lost_machine();
    // The thief takes the case out of the folder while the machine is revoked, and puts it back.
    let (cases, away) = (office.path("cases"), office.path("away"));
    copy_over(&cases, &away);
    for item in fs::read_dir(&cases).unwrap() {
        let path = item.unwrap().path();
        if path.is_file() {
            fs::remove_file(path).unwrap();
        }
    }
    let revoked = office.type_as("alice", &["triage", "revoke", &key, "--yes"]);
    assert!(revoked.good().out.contains("revoked in 1 case"));
    copy_over(&away, &cases);
    let all = pair.machines("alice");
    let still = all
        .iter()
        .find(|one| one["machine"] == key.as_str())
        .unwrap();
    assert_eq!(still["is_revoked"], true, "{still}");
}

#[test]
fn two_machines_that_know_the_same_give_the_same_eight_words() {
    let pair = Pair::new();
    let office = &pair.office;
    let state = |editor: &str| words(office, editor);
    let words = state("alice");
    for language in ["fr", "en"] {
        let text = words[language].as_str().unwrap();
        assert_eq!(text.split(' ').count(), 8, "{text}");
    }
    assert_eq!(words, state("bob"));
    let shown = office.type_as("bob", &["triage", "state"]).good().out;
    assert!(shown.contains(words["en"].as_str().unwrap()), "{shown}");
    pair.note("bob", "vu").good();
    let later = state("alice");
    assert_ne!(words, later);
    assert_eq!(later, state("bob"));
}

/// Puts carol on the roster. She shares the folder of cases with alice and bob.
fn with_carol(office: &Office) {
    office.type_first("carol", "carol", &["desk", "card"]);
    settle(office, "carol");
    let card = office.path("carol/card.json");
    let add = ["roster", "add", text(&card), "--yes"];
    office.type_as("alice", &add).good();
    accept_roster(office, "bob");
    let roster = office.path("roster.json");
    let accept = ["roster", "accept", text(&roster), "--yes", "--fingerprint"];
    let fingerprint = office.fingerprint();
    let first = [&accept[..], &[&fingerprint]].concat();
    let said = office.type_as("carol", &first).good().out;
    assert!(said.contains("sourdine triage state"), "{said}");
    office.type_as("bob", &["triage", "reseal"]).good();
}

/// An editor accepts the roster that alice has.
fn accept_roster(office: &Office, editor: &str) -> Value {
    let roster = office.path("roster.json");
    office
        .type_as("alice", &["roster", "export", text(&roster)])
        .good();
    office.json_as(editor, &["roster", "accept", text(&roster), "--yes"])
}

#[test]
fn who_takes_over_a_shorter_roster_closes_the_chains_at_once() {
    let pair = Pair::new();
    let office = &pair.office;
    with_carol(office);
    pair.note("carol", "à temps").good();

    // Alice takes carol off on a machine that has no cases: bob's is the first to know of both.
    settle_elsewhere(office);
    let remove = ["roster", "remove", "carol", "--yes"];
    let removed = office.type_as("alice", &remove).good().out;
    assert!(!removed.contains("closed to who left"), "{removed}");
    let closed = accept_roster(office, "bob");
    assert_eq!(closed["closing"]["cases"], 1, "{closed}");
    pair.note("carol", "trop tard").good();
    let shown = office.json_as("bob", &["triage", "show", &pair.case]);
    let apart = shown["apart"].to_string();
    assert!(
        apart.contains("trop tard") && !apart.contains("à temps"),
        "{shown}"
    );
    assert!(shown["events"].to_string().contains("à temps"), "{shown}");
}

#[test]
fn a_case_that_an_editor_opens_after_they_left_is_empty_on_every_machine() {
    let pair = Pair::new();
    let office = &pair.office;
    with_carol(office);
    let first = office.json_as("carol", &["triage", "list"]);
    let same = words(office, "alice")["en"].clone();
    assert_eq!(first["words"]["en"], same, "{first}");
    let again = office.json_as("carol", &["triage", "list"]);
    assert_eq!(again.get("words"), None, "{again}");

    office
        .type_as("alice", &["roster", "remove", "carol", "--yes"])
        .good();
    // Bob looks at the cases before he knows, and again when there is carol's.
    office.type_as("bob", &["triage", "list"]).good();
    let planted = new_case(office, "carol");
    let listed = office.type_as("bob", &["triage", "list"]).good().out;
    assert!(listed.contains(&planted), "{listed}");
    pair.note("bob", "lisible pour carol")
        .bad("An editor has taken roster 4");
    office
        .type_as("bob", &["triage", "reseal"])
        .bad("An editor has taken roster 4");
    accept_roster(office, "bob");
    for editor in ["alice", "bob"] {
        let shown = office.json_as(editor, &["triage", "show", &planted]);
        assert_eq!(shown["title"], Value::Null, "{shown}");
        assert!(shown["apart"].to_string().contains("Drones"), "{shown}");
    }
}

fn words(office: &Office, editor: &str) -> Value {
    office.json_as(editor, &["triage", "state"])
}

#[test]
fn chains_are_closed_also_while_the_cases_are_taken_out_of_the_folder() {
    let pair = Pair::new();
    let office = &pair.office;
    office.type_first("carol", "carol", &["desk", "card"]);
    let card = office.path("carol/card.json");
    let add = ["roster", "add", text(&card), "--yes"];
    office.type_as("alice", &add).good();
    for item in fs::read_dir(office.path("cases")).unwrap() {
        let path = item.unwrap().path();
        if path.is_file() {
            fs::remove_file(path).unwrap();
        }
    }
    let remove = ["roster", "remove", "carol", "--yes"];
    let removed = office.json_as("alice", &remove);
    assert_eq!(removed["closing"]["cases"], 1, "{removed}");
    office
        .type_as("bob", &["triage", "show", &pair.case])
        .good();
}

/// Alice's machine has no cases: its folder is empty, and it remembers none.
fn settle_elsewhere(office: &Office) {
    fs::remove_dir_all(office.path("alice/memory")).unwrap();
    fs::create_dir(office.path("empty")).unwrap();
    fs::write(office.path("alice/desk.toml"), "cases = \"../empty\"\n").unwrap();
    fs::remove_file(office.path("alice/last-cases")).unwrap();
}

#[test]
fn a_roster_is_taken_over_also_where_the_cases_cannot_be_closed_yet() {
    let pair = Pair::new();
    let office = &pair.office;
    let roster = office.path("roster.json");
    office.type_first("carol", "carol", &["desk", "card"]);
    let card = office.path("carol/card.json");
    let export = ["roster", "export", text(&roster)];
    let accept = ["roster", "accept", text(&roster), "--yes"];
    office
        .type_as("alice", &["roster", "add", text(&card), "--yes"])
        .good();
    office.type_as("alice", &export).good();
    office.type_as("bob", &accept).good();
    office
        .type_as("alice", &["roster", "remove", "carol", "--yes"])
        .good();
    office.type_as("alice", &export).good();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sourdine"));
    let command = command
        .env_clear()
        .env("SOURDINE_DESK", office.path("bob"))
        .args(accept)
        .stdin(std::process::Stdio::null());
    let said = Said::from(command.output().unwrap()).good().out;
    assert!(said.contains("not closed yet to who left"), "{said}");
    assert_eq!(office.json_as("bob", &["roster", "show"])["serial"], 4);
    // The next change says to the other machines which roster bob's took.
    pair.note("bob", "plus tard").good();
    let told = office.json_as("bob", &["desk", "names", "show"]);
    assert!(!told["events"].as_array().unwrap().is_empty(), "{told}");
}

#[test]
fn a_roster_from_before_an_editor_left_does_not_bring_them_back() {
    let pair = Pair::new();
    let office = &pair.office;
    with_carol(office);
    let older = office.path("older.json");
    office
        .type_as("alice", &["roster", "export", text(&older)])
        .good();
    office
        .type_as("alice", &["roster", "remove", "carol", "--yes"])
        .good();
    let damage = || fs::write(office.path("alice/roster.json"), "{").unwrap();
    let accept = ["roster", "accept", text(&older), "--yes"];
    damage();
    office
        .type_as("alice", &accept)
        .bad("number 4 was seen already");
    // The whole folder was restored from an older copy: the cases still say it.
    fs::remove_file(office.path("alice/roster-seen")).unwrap();
    office.type_as("alice", &accept).good();
    for words in [
        &["roster", "sign"][..],
        &["roster", "remove", "bob", "--yes"],
    ] {
        office
            .type_as("alice", words)
            .bad("An editor has taken roster 4");
    }
    // Nor where the cases cannot be looked at, unless another editor's word is given.
    fs::rename(office.path("alice/identity.age"), office.path("kept")).unwrap();
    fs::write(office.path("alice/identity.age"), "damaged").unwrap();
    office
        .type_as("alice", &["roster", "remove", "bob", "--yes"])
        .bad("--newest 3");
    fs::rename(office.path("kept"), office.path("alice/identity.age")).unwrap();
    assert_eq!(office.json_as("alice", &["roster", "show"])["serial"], 3);
}

#[test]
fn a_roster_is_signed_on_also_where_the_founding_editor_is_locked_out() {
    let pair = Pair::new();
    let office = &pair.office;
    fs::write(office.path("alice/identity.age"), "damaged").unwrap();
    let before = office.json_as("alice", &["roster", "show"]);
    office
        .type_as("alice", &["roster", "sign"])
        .bad("--newest 2");
    let signed = office.json_as("alice", &["roster", "sign", "--newest", "2"]);
    assert_eq!(signed["serial"], 3);
    assert_eq!(signed["publication_key"], before["publication_key"]);
}

#[test]
fn a_card_that_was_lost_leaves_no_chain_open() {
    let pair = Pair::new();
    let office = &pair.office;
    with_carol(office);
    pair.note("carol", "à temps").good();
    fs::remove_file(office.path("alice/card.json")).unwrap();
    let removed = office.json_as("alice", &["roster", "remove", "carol", "--yes"]);
    assert_eq!(removed["closing"]["cases"], 1, "{removed}");
}

#[test]
fn what_a_machine_remembers_and_cannot_read_is_put_aside_and_told() {
    let pair = Pair::new();
    let office = &pair.office;
    pair.note("bob", "de Bob").good();
    office.type_as("alice", &["triage", "list"]).good();
    for id in [pair.case.as_str(), "00000000"] {
        let memory = office.path(&format!("alice/memory/{id}.age"));
        fs::write(&memory, "damaged").unwrap();
        let listed = office.json_as("alice", &["triage", "list"]);
        assert_eq!(
            listed["words"]["en"],
            words(office, "bob")["en"],
            "{listed}"
        );
        assert_eq!(listed["cases"][0]["title"], "Drones");
        let aside = memory.with_extension("age.damaged");
        assert_eq!(fs::read(&aside).unwrap(), b"damaged");
    }
    // Damaged once more, nothing that was put aside is written over.
    let memory = office.path(&format!("alice/memory/{}.age", pair.case));
    fs::write(&memory, "again").unwrap();
    let said = office.type_as("alice", &["triage", "show", &pair.case]);
    assert!(said.good().out.contains(".age.damaged"));
    for (name, text) in [("damaged", "damaged"), ("damaged-2", "again")] {
        let aside = memory.with_extension(format!("age.{name}"));
        assert_eq!(fs::read_to_string(aside).unwrap(), text);
    }
    pair.note("alice", "on continue").good();
}

#[test]
fn a_damaged_publication_key_is_put_back_by_the_founding_editor() {
    let pair = Pair::new();
    let office = &pair.office;
    let items = fs::read_dir(office.path("cases")).unwrap();
    let mut paths = items.map(|item| item.unwrap().path());
    let key = paths
        .find(|path| text(path).contains("publication-key."))
        .unwrap();
    let whole = fs::read(&key).unwrap();
    fs::write(&key, "damaged").unwrap();
    office.type_as("bob", &["triage", "list"]).good();
    assert_eq!(fs::read(&key).unwrap(), b"damaged");
    office.type_as("alice", &["triage", "list"]).good();
    assert_eq!(fs::read(&key).unwrap(), whole);
}

#[test]
fn a_machine_tells_which_roster_it_took_also_with_a_new_case() {
    let pair = Pair::new();
    let office = &pair.office;
    with_carol(office);
    office
        .type_as("alice", &["roster", "remove", "carol", "--yes"])
        .good();
    // Bob's machine closes nothing when it takes the roster: it sees another folder then.
    let settings = office.path("bob/desk.toml");
    fs::remove_dir_all(office.path("bob/memory")).unwrap();
    fs::create_dir(office.path("elsewhere")).unwrap();
    fs::write(&settings, "cases = \"../elsewhere\"\n").unwrap();
    fs::remove_file(office.path("bob/last-cases")).unwrap();
    accept_roster(office, "bob");
    new_case(office, "bob");
    let told = office.json_as("bob", &["desk", "names", "show"]);
    assert!(!told["events"].as_array().unwrap().is_empty(), "{told}");
}

#[test]
fn an_editor_is_taken_off_whatever_lies_in_the_shared_folder() {
    let pair = Pair::new();
    let office = &pair.office;
    with_carol(office);
    pair.note("carol", "à temps").good();
    office.type_as("alice", &["triage", "list"]).good();
    let is_key = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with("publication-key.")
    };
    let items = fs::read_dir(office.path("cases")).unwrap();
    let mut keys = items.map(|item| item.unwrap().path()).filter(is_key);
    let key = keys.next().unwrap();
    fs::remove_file(&key).unwrap();
    fs::create_dir(&key).unwrap();
    let link = office
        .path("cases")
        .join(format!("publication-key.{}.age", "0".repeat(40)));
    std::os::unix::fs::symlink("/nowhere/at/all", &link).unwrap();
    fs::write(office.path("alice").join(link.file_name().unwrap()), "x").unwrap();
    let removed = office.json_as("alice", &["roster", "remove", "carol", "--yes"]);
    assert_eq!(removed["closing"]["cases"], 1, "{removed}");
    let editors = removed["editors"].to_string();
    assert!(!editors.contains("carol"), "{editors}");
    let shown = office.json_as("alice", &["triage", "show", &pair.case]);
    assert!(shown["events"].to_string().contains("à temps"), "{shown}");
}

/// The list of names as an editor's machine shows it.
fn names(office: &Office, editor: &str, words: &[&str]) -> Value {
    office.json_as(editor, &[&["desk", "names"], words].concat())
}

/// Copies the files of one folder over those of another.
fn copy_over(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap() {
        let path = item.unwrap().path();
        if path.is_file() {
            fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    }
}

#[test]
fn what_the_list_of_names_has_lost_for_good_is_given_up() {
    let pair = Pair::new();
    let office = &pair.office;
    let (cases, before) = (office.path("cases"), office.path("before"));
    names(office, "bob", &["add", "Jeanne"]);
    copy_over(&cases, &before);
    names(office, "bob", &["add", "Paul"]);
    let lost = random_files(&cases, &before);
    names(office, "alice", &["add", "Zoé"]);
    office
        .type_as("alice", &["desk", "names", "give-up", "--yes"])
        .bad("No event is missing");
    lost.iter().for_each(|path| fs::remove_file(path).unwrap());
    copy_over(&before, &cases);
    // A machine that never saw it learns of it by what names it.
    laptop(office);
    let shown = names(office, "laptop", &["show"]);
    assert_eq!(shown["warning"]["missing"], 1, "{}", shown["warning"]);
    let odd = office.type_as("laptop", &["triage", "state"]).good().out;
    assert!(odd.contains("Something of the list of names"), "{odd}");
    let give_up = ["desk", "names", "give-up"];
    office.type_as("laptop", &give_up).bad("no terminal");
    let mended = names(office, "laptop", &["give-up", "--yes"]);
    assert_eq!(mended["warning"], Value::Null, "{mended}");
    assert_eq!(mended["names"], serde_json::json!(["Jeanne", "Zoé"]));
    // Alice's machine remembers it, and brings it back.
    names(office, "alice", &["add", "Ida"]);
    let all = names(office, "bob", &["show"]);
    assert_eq!(all["names"].as_array().unwrap().len(), 4, "{all}");
}

#[test]
fn an_editor_joins_the_two_ways_of_their_chain_in_the_list_of_names() {
    let pair = Pair::new();
    let office = &pair.office;
    names(office, "bob", &["add", "Jeanne"]);
    // One machine's files, used twice.
    let copied = Command::new("cp")
        .args(["-r", text(&office.path("bob")), text(&office.path("twin"))])
        .status();
    assert!(copied.unwrap().success());
    copy_over(&office.path("cases"), &office.path("apart"));
    fs::write(office.path("twin/desk.toml"), "cases = \"../apart\"\n").unwrap();
    fs::remove_file(office.path("twin/last-cases")).unwrap();
    names(office, "bob", &["add", "Paul"]);
    names(office, "twin", &["remove", "Jeanne"]);
    copy_over(&office.path("apart"), &office.path("cases"));
    let shown = names(office, "alice", &["show"]);
    assert_eq!(shown["forked"], 2, "{shown}");
    assert_eq!(shown["names"], serde_json::json!(["Jeanne", "Paul"]));
    let said = office.type_as("alice", &["desk", "names", "show"]).good();
    assert!(
        said.out.contains("sourdine desk names join"),
        "{}",
        said.out
    );
    let join = ["desk", "names", "join"];
    office.type_as("alice", &join).bad("goes two ways");
    office.type_as("bob", &join).good();
    let shown = names(office, "alice", &["show"]);
    assert_eq!(shown["forked"], 0, "{shown}");
    assert_eq!(shown["names"], serde_json::json!(["Paul"]));
}

#[test]
fn a_name_that_came_too_late_from_an_editor_who_left_is_adopted() {
    let pair = Pair::new();
    let office = &pair.office;
    let roster = office.path("roster.json");
    office.type_first("carol", "carol", &["desk", "card"]);
    settle(office, "carol");
    let card = office.path("carol/card.json");
    let add = ["roster", "add", text(&card), "--yes"];
    office.type_as("alice", &add).good();
    let export = ["roster", "export", text(&roster)];
    office.type_as("alice", &export).good();
    let accept = ["roster", "accept", text(&roster), "--yes"];
    let fingerprint = office.fingerprint();
    let first = [&accept[..], &["--fingerprint", &fingerprint]].concat();
    office.type_as("carol", &first).good();
    names(office, "alice", &["add", "Jeanne"]);
    names(office, "carol", &["add", "Paul"]);
    // She writes where the others do not see it yet.
    copy_over(&office.path("cases"), &office.path("apart"));
    fs::write(office.path("carol/desk.toml"), "cases = \"../apart\"\n").unwrap();
    fs::remove_file(office.path("carol/last-cases")).unwrap();
    names(office, "carol", &["add", "Zoé"]);
    let remove = ["roster", "remove", "carol", "--yes"];
    office.type_as("alice", &remove).good();
    let own = random_files(&office.path("apart"), &office.path("cases"));
    for path in &own {
        fs::copy(path, office.path("cases").join(path.file_name().unwrap())).unwrap();
    }
    let shown = names(office, "alice", &["show"]);
    assert_eq!(shown["names"], serde_json::json!(["Jeanne", "Paul"]));
    let late = shown["apart"][0]["id"].as_str().unwrap();
    names(office, "alice", &["adopt", late]);
    let shown = names(office, "alice", &["show"]);
    assert_eq!(shown["names"].as_array().unwrap().len(), 3, "{shown}");
    assert_eq!(shown["warning"], Value::Null, "{shown}");
}

/// The files of a folder whose bytes another folder does not have under their names, without those
/// of keys.
fn random_files(folder: &Path, other: &Path) -> Vec<PathBuf> {
    let items = fs::read_dir(folder).unwrap();
    let paths = items.map(|item| item.unwrap().path());
    let is_new = |path: &PathBuf| {
        let name = path.file_name().unwrap();
        let is_segment = name.to_str().unwrap().matches('.').count() == 2;
        is_segment && fs::read(path).ok() != fs::read(other.join(name)).ok()
    };
    paths.filter(is_new).collect()
}
