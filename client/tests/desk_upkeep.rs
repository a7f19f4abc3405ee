//! What a desk meets with time: rosters that change and end, clocks that are wrong, files that are
//! lost or damaged, and another program at the same cases.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that meets the unexpected stops, and its files are nobody's secret"
)]

mod common;

use std::{
    cell::{Cell, RefCell},
    fs::{self, File},
    io::{BufRead, BufReader},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::Stdio,
};

use age::secrecy::SecretString;
use common::{ID, Office, PASSPHRASE, letter};
use serde_json::{Value, json};
use sourdine::{
    app::{
        AppError, CommandContext, PassphraseKind, Passphrases, ProgressEvent, ProgressSink,
        Question, Questions,
        inbox::inbox,
        roster::{self, SigningOptions},
        roster_accept::{AcceptOptions, accept},
        triage,
    },
    l10n::{Explain, Localizer},
};
use sourdine_platform::clock;
use sourdine_protocol::{day::Day, text::Language};

const OTHER: &str = "ffeeddccbbaa99887766554433221100";
/// The roster lasts this long.
const DAYS: u32 = 100;

/// An interface that remembers which fingerprints it was asked to compare.
struct Interface {
    localizer: Localizer,
    agrees: Cell<bool>,
    compared: RefCell<Vec<String>>,
}

impl Interface {
    fn new() -> Self {
        Self {
            localizer: Localizer::new(Language::En),
            agrees: Cell::new(true),
            compared: RefCell::default(),
        }
    }

    fn context<'a>(&'a self, desk: &'a Path, today: Day) -> CommandContext<'a> {
        CommandContext {
            desk: Some(desk),
            scratch: None,
            today,
            localizer: &self.localizer,
            passphrases: self,
            questions: self,
            progress: self,
        }
    }
}

impl Passphrases for Interface {
    fn passphrase(&self, _: PassphraseKind) -> Result<SecretString, AppError> {
        Ok(SecretString::from(PASSPHRASE.to_owned()))
    }

    fn document_password(&self, _: &str) -> Result<Option<SecretString>, AppError> {
        Ok(None)
    }
}

impl Questions for Interface {
    fn agrees(&self, question: &Question<'_>) -> Result<bool, AppError> {
        if let Question::CompareFingerprint { editor, .. } = question {
            self.compared.borrow_mut().push((*editor).to_owned());
        }
        Ok(self.agrees.get())
    }
}

impl ProgressSink for Interface {
    fn update(&self, _: ProgressEvent<'_>) {}
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn options(file: &Path) -> AcceptOptions {
    AcceptOptions {
        file: file.to_owned(),
        fingerprint: None,
        another_desk: false,
    }
}

/// Exports the roster that alice has.
fn exported(office: &Office, name: &str) -> PathBuf {
    let file = office.path(name);
    let words = ["roster", "export", text(&file)];
    office.type_as("alice", &words).good();
    file
}

/// Puts an editor on alice's roster whose keys are in this folder.
fn add(office: &Office, folder: &str, name: &str) {
    office.type_first(folder, name, &["desk", "card"]);
    let card = office.path(&format!("{folder}/card.json"));
    let words = ["roster", "add", text(&card), "--yes"];
    office.type_as("alice", &words).good();
}

fn serial(office: &Office, editor: &str) -> Value {
    office.json_as(editor, &["roster", "show"])["serial"].clone()
}

fn damage(path: &Path) {
    fs::write(path, b"\xff{").unwrap();
}

#[test]
fn what_changes_with_a_roster_is_shown_and_new_editors_are_compared() {
    let office = Office::with_bob();
    add(&office, "carol", "carol");
    let with_carol = exported(&office, "carol.json");
    let words = ["roster", "accept", text(&with_carol)];
    let said = office.type_as("bob", &words).bad("no terminal");
    assert!(said.out.contains("new: carol, "), "{}", said.out);
    assert_eq!(serial(&office, "bob"), 2, "nothing was taken over");
    let yes = [&words[..], &["--yes"]].concat();
    let accepted = office.json_as("bob", &yes);
    assert_eq!(accepted["changes"]["came"][0]["name"], "carol");
    let again = office.type_as("bob", &words).good().out;
    assert!(again.contains("the same editors"), "{again}");

    // Other keys under the same name, another last day.
    let remove = ["roster", "remove", "carol", "--yes"];
    office.type_as("alice", &remove).good();
    add(&office, "second", "carol");
    let sign = ["roster", "sign", "--days", "100"];
    office.type_as("alice", &sign).good();
    let rekeyed = exported(&office, "rekeyed.json");
    let words = ["roster", "accept", text(&rekeyed)];
    let said = office.type_as("bob", &words).bad("no terminal").out;
    for told in ["other keys: carol, now ", "the last day: "] {
        assert!(said.contains(told), "{told}: {said}");
    }
    let yes = [&words[..], &["--yes"]].concat();
    office.type_as("bob", &yes).good();

    // An editor who leaves is shown; there is nothing to compare.
    office.type_as("alice", &remove).good();
    let left = exported(&office, "left.json");
    let said = office.type_as("bob", &["roster", "accept", text(&left)]);
    let said = said.good().out;
    assert!(said.contains("no longer there: carol"), "{said}");
}

#[test]
fn each_new_editor_is_compared_and_a_no_changes_nothing() {
    let office = Office::with_bob();
    for name in ["carol", "dora"] {
        add(&office, name, name);
    }
    let file = exported(&office, "new.json");
    let (interface, bob) = (Interface::new(), office.path("bob"));
    let context = interface.context(&bob, clock::today());
    interface.agrees.set(false);
    let refused = accept(&context, &options(&file)).unwrap_err();
    assert_eq!(refused.message().key(), "error-question-declined");
    assert_eq!(interface.compared.take(), ["carol"]);
    assert_eq!(serial(&office, "bob"), 2);
    interface.agrees.set(true);
    let accepted = accept(&context, &options(&file)).unwrap();
    assert_eq!(accepted.editors.len(), 4);
    assert_eq!(interface.compared.take(), ["carol", "dora"]);

    // Carol has the first roster, without her: she does not compare her own.
    let carol = office.path("carol");
    let context = interface.context(&carol, clock::today());
    let first = AcceptOptions {
        fingerprint: Some(office.fingerprint()),
        ..options(&office.path("roster.json"))
    };
    accept(&context, &first).unwrap();
    assert!(interface.compared.take().is_empty());
    accept(&context, &options(&file)).unwrap();
    assert_eq!(interface.compared.take(), ["dora"]);
}

#[test]
fn another_desks_roster_takes_a_word_of_its_own() {
    let (office, stranger) = (Office::with_bob(), Office::with_bob());
    let theirs = stranger.path("roster.json");
    let fingerprint = stranger.fingerprint();
    let words = ["roster", "accept", text(&theirs)];
    office.type_as("bob", &words).bad("another desk’s");
    let told = [&words[..], &["--fingerprint", &fingerprint]].concat();
    let said = office.type_as("bob", &told).bad("--another-desk");
    assert!(said.err.contains(&fingerprint), "{}", said.err);
    let shown = || office.json_as("bob", &["roster", "show"])["fingerprint"].clone();
    assert_eq!(shown(), office.fingerprint());
    // Without the fingerprint the word says nothing.
    let word = [&words[..], &["--another-desk"]].concat();
    office.type_as("bob", &word).bad("--fingerprint");

    // A damaged or lost file makes no other desk trusted.
    let file = office.path("bob/fingerprint");
    let kept = fs::read(&file).unwrap();
    damage(&file);
    office.type_as("bob", &told).bad("--another-desk");
    fs::remove_file(&file).unwrap();
    office.type_as("bob", &told).bad("--another-desk");
    fs::write(&file, kept).unwrap();
    damage(&office.path("bob/roster.json"));
    office.type_as("bob", &told).bad("--another-desk");

    let word = [&told[..], &["--another-desk"]].concat();
    office.type_as("bob", &word).good();
    assert_eq!(shown(), fingerprint);
}

#[test]
fn a_damaged_roster_is_replaced_by_the_desks() {
    let office = Office::with_bob();
    let file = office.path("bob/roster.json");
    let good = office.path("roster.json");
    let words = ["roster", "accept", text(&good)];
    let foreign = Office::with_bob();
    let altered = fs::read_to_string(&good).unwrap().replace("Obs", "Abs");
    for bytes in [
        b"{".to_vec(),
        b"\xff".to_vec(),
        Vec::new(),
        altered.into_bytes(),
        fs::read(foreign.path("roster.json")).unwrap(),
    ] {
        fs::write(&file, bytes).unwrap();
        let said = office.type_as("bob", &["roster", "show"]);
        said.bad("sourdine roster accept FILE");
        let accepted = office.json_as("bob", &words);
        assert_eq!(accepted["replaced"], json!([file]));
        assert_eq!(serial(&office, "bob"), 2);
    }
    fs::remove_file(&file).unwrap();
    office.type_as("bob", &["roster", "show"]).bad("No roster");
    assert!(office.json_as("bob", &words).get("replaced").is_none());
    // What needs no roster goes on, and says what is wrong.
    damage(&file);
    let told = office.json_as("bob", &["inbox"]);
    assert_eq!(told["roster_warning"]["error"], "error-desk-roster");
    let said = office.type_as("bob", &["inbox"]).good().out;
    assert!(said.contains("cannot be used"), "{said}");
    // Who signed what in a case cannot be told without one.
    office
        .type_as("bob", &["triage", "list"])
        .bad("sourdine roster accept FILE");
}

#[test]
fn a_damaged_fingerprint_is_written_anew() {
    let office = Office::with_bob();
    let (file, own) = (
        office.path("bob/fingerprint"),
        office.path("bob/roster.json"),
    );
    let kept = fs::read(&file).unwrap();
    damage(&file);
    let said = office.type_as("bob", &["roster", "show"]);
    let advice = format!("roster accept {}", text(&own));
    let said = said.bad("does not read").err;
    assert!(said.contains(&advice), "{said}");
    let words = ["roster", "accept", text(&own)];
    office.type_as("bob", &words).good();
    assert_eq!(fs::read(&file).unwrap(), kept);

    // With both gone, only what a person told counts.
    let good = office.path("roster.json");
    let words = ["roster", "accept", text(&good)];
    let fingerprint = String::from_utf8(kept.clone()).unwrap();
    for harm in [damage, |path: &Path| fs::remove_file(path).unwrap()] {
        harm(&file);
        harm(&own);
        office
            .type_as("bob", &words)
            .bad("The desk’s fingerprint is needed");
        let told = [&words[..], &["--fingerprint", fingerprint.trim()]].concat();
        office.type_as("bob", &told).good();
        assert_eq!(fs::read(&file).unwrap(), kept);
    }
    // Lost beside a roster that is there: it is compared again.
    fs::remove_file(&file).unwrap();
    office
        .type_as("bob", &words)
        .bad("The desk’s fingerprint is needed");
}

/// The day is an argument: the same desk on other days.
#[test]
fn the_end_of_a_roster_is_told_from_thirty_days_before() {
    let office = Office::founded();
    let days = DAYS.to_string();
    let sign = ["roster", "sign", "--days", &days];
    office.type_as("alice", &sign).good();
    let (interface, desk, today) = (Interface::new(), office.path("alice"), clock::today());
    let expires = today.plus(DAYS);
    for (day, warning) in [
        (DAYS - 31, Value::Null),
        (
            DAYS - 30,
            json!({ "kind": "ends", "expires": expires, "days": 30 }),
        ),
        (
            DAYS,
            json!({ "kind": "ends", "expires": expires, "days": 0 }),
        ),
        (DAYS + 1, json!({ "kind": "ended", "expires": expires })),
    ] {
        let context = interface.context(&desk, today.plus(day));
        for report in [
            serde_json::to_value(inbox(&context).unwrap()),
            serde_json::to_value(roster::show(&context).unwrap()),
            serde_json::to_value(triage::list(&context).unwrap()),
        ] {
            let report = report.unwrap();
            let told = report.get("roster_warning");
            assert_eq!(told.unwrap_or(&Value::Null), &warning, "{report}");
        }
    }
    let sign = ["roster", "sign", "--days", "1"];
    let said = office.type_as("alice", &sign).good().out;
    assert!(said.contains("for 1 more day, until"), "{said}");
    for words in [["inbox"].as_slice(), &["triage", "list"]] {
        let said = office.type_as("alice", words).good().out;
        assert!(said.contains("sources cannot send"), "{said}");
        let french = [words, &["--lang", "fr"]].concat();
        let said = office.type_as("alice", &french).good().out;
        assert!(said.contains("vaut encore 1 jour,"), "{said}");
    }
}

#[test]
fn a_clock_that_is_behind_is_called_wrong_and_not_the_roster() {
    let office = Office::with_bob();
    let (interface, bob) = (Interface::new(), office.path("bob"));
    let (today, file) = (clock::today(), office.path("roster.json"));
    for behind in [1, 400] {
        let before = Day(today.0 - behind);
        let context = interface.context(&bob, before);
        let told = AcceptOptions {
            fingerprint: Some(office.fingerprint()),
            ..options(&file)
        };
        let errors = [
            roster::show(&context).unwrap_err(),
            accept(&context, &options(&file)).unwrap_err(),
            accept(&context, &told).unwrap_err(),
        ];
        for error in errors {
            let message = error.message();
            assert_eq!(message.key(), "error-roster-clock");
            let said = interface.localizer.text(&message);
            for day in [before, today] {
                assert!(said.contains(&day.to_string()), "{said}");
            }
        }
        let told = serde_json::to_value(inbox(&context).unwrap()).unwrap();
        assert_eq!(told["roster_warning"]["error"], "error-roster-clock");
    }

    // Taken over while this machine's clock was ahead too, and replaced once it is right.
    let (alice, ahead) = (office.path("alice"), today.plus(9));
    let signing = SigningOptions {
        desk_key: None,
        days: DAYS,
        newest: None,
    };
    roster::sign(&interface.context(&alice, ahead), &signing).unwrap();
    let early = office.path("early.json");
    roster::export(&interface.context(&alice, ahead), Some(&early)).unwrap();
    accept(&interface.context(&bob, ahead), &options(&early)).unwrap();
    let now = interface.context(&bob, today);
    let older = accept(&now, &options(&file)).unwrap_err();
    assert_eq!(older.message().key(), "error-roster-rollback");

    // The founding editor says that the clock is right now, and signs again.
    let founder = interface.context(&alice, today);
    let export = roster::export(&founder, None).unwrap_err();
    assert_eq!(export.message().key(), "error-roster-clock");
    let typed = office.type_as("alice", &["roster", "sign"]);
    typed.bad("give --yes");
    interface.agrees.set(false);
    let declined = roster::sign(&founder, &signing).unwrap_err();
    assert_eq!(declined.message().key(), "error-question-declined");
    interface.agrees.set(true);
    roster::sign(&founder, &signing).unwrap();
    let later = office.path("later.json");
    roster::export(&founder, Some(&later)).unwrap();
    assert_eq!(accept(&now, &options(&later)).unwrap().serial, 4);
    roster::show(&now).unwrap();
}

#[test]
fn a_lost_card_is_made_anew_from_the_keys() {
    let office = Office::with_bob();
    let file = office.path("bob/card.json");
    let kept = fs::read(&file).unwrap();
    for harm in [damage, |path: &Path| fs::remove_file(path).unwrap()] {
        harm(&file);
        let said = office.type_as("bob", &["triage", "list"]).good();
        assert!(
            said.err.contains("made anew from your keys"),
            "{}",
            said.err
        );
        assert_eq!(fs::read(&file).unwrap(), kept);
        let said = office.type_as("bob", &["triage", "list"]).good();
        assert!(said.err.is_empty(), "{}", said.err);
    }
    // Bob is on the roster with the card that was made.
    harm_and_write_a_case(&office, &file);
    fs::copy(office.path("alice/card.json"), &file).unwrap();
    let said = office.type_as("bob", &["triage", "list"]);
    said.bad("remove it: it is made anew");
    fs::remove_file(&file).unwrap();
    office.type_as("bob", &["triage", "list"]).good();
    assert_eq!(fs::read(&file).unwrap(), kept);
}

fn harm_and_write_a_case(office: &Office, card: &Path) {
    let envelope = letter(&[office.recipient("bob")], "Bonjour.\n", &[]);
    office.deliver("bob", ID, &envelope);
    office.type_as("bob", &["open", ID]).good();
    damage(card);
    let case = office.json_as("bob", &["triage", "new", ID]);
    assert_eq!(case["letters"][0]["envelope"], ID);
}

#[test]
fn a_damaged_note_of_an_opened_letter_stops_no_other_letter() {
    let office = Office::founded();
    for (id, words) in [(ID, "Bonjour.\n"), (OTHER, "Encore.\n")] {
        let envelope = letter(&[office.recipient("alice")], words, &[]);
        office.deliver("alice", id, &envelope);
    }
    office.type_as("alice", &["open", ID]).good();
    let note = office.path(&format!("alice/inbox/{ID}.opened"));
    let kept = fs::read(&note).unwrap();
    for harm in [b"\xff\xfe".to_vec(), Vec::new(), vec![b' '; 5_000]] {
        fs::write(&note, harm).unwrap();
        let listed = office.json_as("alice", &["inbox"]);
        let listed = listed["envelopes"].as_array().unwrap();
        assert_eq!(listed[0]["damaged"], true);
        assert!(listed[1].get("damaged").is_none());
        let said = office.type_as("alice", &["inbox"]).good().out;
        assert!(said.contains("open it again"), "{said}");
        let shown = office.type_as("alice", &["show", OTHER]).good().out;
        assert!(shown.contains("Encore."), "{shown}");
        office.type_as("alice", &["show", ID]).good();
        let advice = format!("sourdine open {ID}");
        office.type_as("alice", &["triage", "new", ID]).bad(&advice);
        office.type_as("alice", &["open", ID]).good();
        assert_eq!(fs::read(&note).unwrap(), kept);
    }
    office.type_as("alice", &["triage", "new", ID]).good();
}

#[test]
fn a_letter_damaged_after_it_was_opened_is_forgotten_so_that_it_comes_again() {
    let office = Office::founded();
    let envelope = letter(&[office.recipient("alice")], "Bonjour.\n", &[]);
    let file = office.path(&format!("alice/inbox/{ID}.age"));
    let note = office.path(&format!("alice/inbox/{ID}.opened"));
    // In the payload, in the stanza of the key, and at the very beginning.
    for (at, word) in [(envelope.len() - 9, "show"), (90, "open"), (0, "show")] {
        office.deliver("alice", ID, &envelope);
        office.type_as("alice", &["open", ID]).good();
        let mut damaged = envelope.clone();
        damaged[at] ^= 4;
        office.deliver("alice", ID, &damaged);
        let said = office.type_as("alice", &[word, ID]).bad("is damaged");
        assert!(said.err.contains("pull it again"), "{}", said.err);
        assert!(!note.exists(), "a pull brings it again");
        fs::remove_file(&file).unwrap();
    }
}

#[test]
fn cases_that_are_elsewhere_than_last_time_are_told() {
    let office = Office::founded();
    let settings = office.path("alice/desk.toml");
    fs::write(&settings, "cases = \"../cases\"\n").unwrap();
    let envelope = letter(&[office.recipient("alice")], "Bonjour.\n", &[]);
    office.deliver("alice", ID, &envelope);
    office.type_as("alice", &["open", ID]).good();
    office.type_as("alice", &["triage", "new", ID]).good();
    let noted = office.path("alice/last-cases");
    let is = fs::metadata(&noted).unwrap();
    assert_eq!((is.mode() & 0o777, is.mtime()), (0o600, 0));
    for harm in [
        |path: &Path| fs::write(path, "").unwrap(),
        |path: &Path| {
            fs::remove_file(path).unwrap();
        },
    ] {
        harm(&settings);
        let said = office.type_as("alice", &["triage", "list"]);
        let said = said.bad("were in").err;
        for told in ["alice/../cases", "alice/cases", text(&noted)] {
            assert!(said.contains(told), "{told}: {said}");
        }
        assert!(!office.path("alice/cases").exists(), "nothing was made");
        // The line in the settings is the way back.
        fs::write(&settings, "cases = \"../cases\"\n").unwrap();
        let listed = office.json_as("alice", &["triage", "list"]);
        assert_eq!(listed["cases"].as_array().unwrap().len(), 1);
    }

    // The folder moved with its cases: there is nothing to tell.
    fs::rename(office.path("cases"), office.path("moved")).unwrap();
    fs::write(&settings, "cases = \"../moved\"\n").unwrap();
    let listed = office.json_as("alice", &["triage", "list"]);
    assert_eq!(listed["cases"].as_array().unwrap().len(), 1);
    // Gone altogether, as where a drive is missing.
    fs::rename(office.path("moved"), office.path("away")).unwrap();
    fs::write(&settings, "").unwrap();
    office.type_as("alice", &["triage", "list"]).bad("were in");
    // Another folder is meant: without the note it is taken.
    fs::remove_file(&noted).unwrap();
    let listed = office.json_as("alice", &["triage", "list"]);
    assert_eq!(listed["cases"], json!([]));
    assert_eq!(fs::read_to_string(&noted).unwrap(), "cases\n");
}

#[test]
fn a_lock_that_another_program_holds_is_told_and_waited_for() {
    let office = Office::founded();
    let envelope = letter(&[office.recipient("alice")], "Bonjour.\n", &[]);
    office.deliver("alice", ID, &envelope);
    office.type_as("alice", &["open", ID]).good();
    office.type_as("alice", &["triage", "new", ID]).good();
    let held = File::open(office.path("alice/cases/.lock")).unwrap();
    held.lock().unwrap();
    let words = ["triage", "new", ID];
    let mut waiting = office.command("alice", &words);
    let mut waiting = waiting
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(waiting.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    assert!(line.contains("Another program"), "{line}");
    assert!(waiting.try_wait().unwrap().is_none(), "it waits");
    held.unlock().unwrap();
    assert!(waiting.wait().unwrap().success());
    let listed = office.json_as("alice", &["triage", "list"]);
    assert_eq!(listed["cases"].as_array().unwrap().len(), 2);
}
